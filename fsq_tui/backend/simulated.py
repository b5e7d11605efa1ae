"""The simulated lens: the device of demonstrations and tests, with the ugly parts of real ones."""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING

from fsq_tui.backend.base import SIMULATED, Capabilities, Identity, Lens, Pause, Reading, Shot
from fsq_tui.backend.model import LensModel, MotorMode
from fsq_tui.backend.simulated_card import DOWNLOAD_S, EXPOSURE_S, SimulatedCard
from fsq_tui.backend.simulated_clip import SimulatedClip
from fsq_tui.backend.simulated_exposure import SimulatedExposure
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensBusy, LensFault, LensGone, LensOnManual, NoMovieMode
from fsq_tui.focus.calibration import BACKWARD, FORWARD

if TYPE_CHECKING:
    from fsq_tui.backend.scene import Scene

STOP_S = 0.02  # what a command takes at least that meets a stop: none is free
FRAME_S = 0.01  # what a picture takes on its way; chosen for the simulation
SLICE_S = 0.05  # how often autofocus listens for STOP
ORIGIN_SHIFT = 1000  # how far the origin of raw positions may be off its nominal value
SPREAD_CALLS = 8  # over so many commands the average of their steps is exact


class SimulatedLens(Lens):
    """A lens made from a model. Every power-up moves the raw origin and the start position.

    The same seed gives the same lens, move for move. `on_manual` is the AF/MF switch; `commands`
    are the last drive commands as (start_s, step_size, direction). `clip` is what the body records,
    `card` what it keeps its pictures on, `exposure` how they are exposed.
    """

    def __init__(self, model: LensModel, clock: Clock, seed: int | None = None) -> None:
        self.on_manual = False
        self.commands: deque[tuple[float, int, int]] = deque(maxlen=100_000)
        self.clip = SimulatedClip(clock)
        self.card = SimulatedCard()
        self.exposure = SimulatedExposure(model.body)
        self._model = model
        self._clock = clock
        self._random = random.Random(model.seed if seed is None else seed)  # noqa: S311
        self._modes = {mode.step_size: mode for mode in model.modes}
        self._spreads: dict[int, list[int]] = {step_size: [] for step_size in self._modes}
        shift = self._random.randint(-ORIGIN_SHIFT, ORIGIN_SHIFT)
        self._raw_positions = tuple(raw + shift for raw in model.raw_positions())
        self._distances_cm = model.distances_cm()
        self._subjects = deque(model.subject_steps())
        self._step = self._random.randint(1, model.steps - 2)
        self._step_before = self._step
        self._reads = 0
        self._play = self._random.randint(0, model.backlash_steps)
        self._gone = False
        self._scene: Scene | None = None
        self._still_scene: Scene | None = None

    @property
    def identity(self) -> Identity:
        """Body and lens as the model names them."""
        return Identity(self._model.body, self._model.lens_name, SIMULATED)

    @property
    def capabilities(self) -> Capabilities:
        """A measured position; stops and pictures are there where the model has them."""
        return Capabilities(
            reports_stops=not self._model.silent_stops,
            live_view=self._model.live_view,
            records=True,
            captures=self._model.live_view,
            brackets=self._model.live_view,
            af_areas=self._model.live_view,
        )

    @property
    def step_sizes(self) -> tuple[int, ...]:
        """The model's step sizes, fastest first, ending in 1."""
        return tuple(self._modes)

    @property
    def true_step(self) -> int:
        """Where the lens really stands; no camera tells this, it is for tests."""
        return self._step

    def drive(self, step_size: int, direction: int) -> None:
        """One drive command; takes as long as the motor needs for the steps it really goes."""
        self._check_ready()
        mode = self._modes[step_size]
        self.commands.append((self._clock.now(), step_size, direction))
        if step_size == 1 and self._happens(self._model.lost_step_rate):
            self._spend(self._taking(mode.steps / mode.speed))
            self._moved_to(self._step)
        else:
            self._turn(mode, mode.steps + self._off(mode), direction)

    def _turn(self, mode: MotorMode, asked: int, direction: int) -> None:
        """Turn the motor by `asked` steps: first through the play of the gear, then the lens."""
        forward = direction == FORWARD
        slack = min(asked, self._model.backlash_steps - self._play if forward else self._play)
        moved = min(asked - slack, self._model.steps - 1 - self._step if forward else self._step)
        meets_stop = slack + moved < asked
        duration_s = self._taking((slack + moved) / mode.speed)
        self._spend(max(duration_s, STOP_S) if meets_stop else duration_s)
        self._play += direction * slack
        self._moved_to(self._step + direction * moved)
        if meets_stop and not self._model.silent_stops:
            end = "forward" if forward else "backward"
            raise AtStop(f"The lens is at its {end} stop.", "Drive it the other way.")

    def read(self) -> Reading:
        """The reported position: it comes closer at each read, and is right after `settle_reads`.

        Two wrong readings after one move are never alike, so equal ones in a row are right.
        """
        self._check_there()
        self._spend(self._model.read_s)
        moved = self._step - self._step_before
        lagging = min(self._model.settle_reads, abs(moved))
        shown = self._step
        if self._reads < lagging:
            shown = self._step_before + int(moved * self._reads / lagging)
        self._reads += 1
        return Reading(self._raw_positions[shown], self._distances_cm[shown])

    def autofocus(self, pause: Pause) -> None:
        """Go to the next subject, its step exactly. Where `pause` raises, the lens stays.

        Raises LensFault where the scene has nothing to focus on.
        """
        self._check_ready()
        has_subjects = self._model.scene.has_subjects
        self._focus_on(self._subjects[0] if has_subjects else None, pause)

    def focus_at(self, across: float, down: float, pause: Pause) -> None:
        """Go to where the plane at a place is sharp; planes go from top to bottom."""
        self._check_ready()
        if not self._model.live_view:
            super().focus_at(across, down, pause)
        has_subjects = self._model.scene.has_subjects
        self._focus_on(self._seen().plane_step(across) if has_subjects else None, pause)

    def _focus_on(self, target: int | None, pause: Pause) -> None:
        if target is None:
            raise LensFault(
                "The camera found nothing to focus on.",
                "Take a lens model whose scene is textured.",
            )
        if target in self._subjects:
            self._subjects.rotate(-1 - self._subjects.index(target))
        start, speed = self._step, self._model.autofocus_speed
        direction = FORWARD if target > start else BACKWARD
        elapsed_s = 0.0
        while self._step != target:
            slice_s = min(SLICE_S, abs(target - start) / speed - elapsed_s)
            pause(slice_s)
            self._check_there()
            elapsed_s += slice_s
            # A hair of tolerance: the last slice must not fall a step short by rounding.
            self._moved_to(start + direction * int(elapsed_s * speed + 1e-6))
            self._play = self._model.backlash_steps if direction == FORWARD else 0

    def frame(self) -> bytes:
        """The scene of the model as the lens sees it where it stands."""
        self._check_there()
        if not self._model.live_view:
            return super().frame()
        self._spend(FRAME_S)
        return self._seen().frame(self._step, self._clock.now(), self.exposure.ev)

    def _seen(self) -> Scene:
        if self._scene is None:
            from fsq_tui.backend.scene import Scene

            model = self._model
            self._scene = Scene(model.scene_setup(), model.subject_steps(), model.steps)
        return self._scene

    def trigger(self, pause: Pause) -> None:
        """A picture of the scene as the lens sees it where it stands, larger than live view."""
        self._check_there()
        if not self._model.live_view:
            super().trigger(pause)
        self._check_free()
        self.card.check(self._model.body)
        at_s, step = self._clock.now(), self._step
        pause(EXPOSURE_S)
        self._check_there()
        data = self._still().frame(step, at_s, self.exposure.ev)
        self.card.add(at_s, step, data, self.exposure.time)

    def exposure_setting(self) -> str:
        """The exposure time."""
        self._check_there()
        return self.exposure.setting() if self._model.live_view else super().exposure_setting()

    def expose(self, setting: str, ev: float, pause: Pause) -> float:
        """Set it, in no time."""
        self._check_there()
        if not self._model.live_view:
            super().expose(setting, ev, pause)
        return self.exposure.set(setting, ev)

    def shots(self) -> tuple[Shot, ...]:
        """What the card has got."""
        self._check_there()
        return self.card.announced()

    def download(self, shot: Shot) -> bytes:
        """From the card, which takes a while."""
        self._check_there()
        self._spend(DOWNLOAD_S)
        return self.card.file(shot)

    def _still(self) -> Scene:
        if self._still_scene is None:
            from fsq_tui.backend.scene import Scene

            model = self._model
            self._still_scene = Scene(model.still_setup(), model.subject_steps(), model.steps)
        return self._still_scene

    def start_recording(self) -> None:
        """Order the clip. Raises NoMovieMode, LensBusy as often as the model says, LensGone."""
        self._check_there()
        if not self.clip.in_movie_mode:
            raise NoMovieMode(self._model.body)
        self._check_free()
        self.clip.start()

    def stop_recording(self) -> None:
        """End the clip. Raises LensBusy as often as the model says, LensGone."""
        self._check_there()
        self._check_free()
        self.clip.stop()

    def is_recording(self) -> bool | None:
        """Whether the clip is on."""
        self._check_there()
        return self.clip.is_on

    def battery_percent(self) -> int | None:
        """The model's battery, which never runs down."""
        self._check_there()
        return self._model.battery_percent

    def unplug(self) -> None:
        """Pull the cable: from now on everything raises LensGone."""
        self._gone = True

    def close(self) -> None:
        """Let the lens go. May be called twice."""
        self._gone = True

    def _check_there(self) -> None:
        if self._gone:
            raise LensGone(
                "The camera does not answer any more.", "Check its cable and power, then reconnect."
            )

    def _check_ready(self) -> None:
        self._check_there()
        if self.on_manual:
            raise LensOnManual("The lens is switched to MF.", "Set the switch on the lens to AF.")
        self._check_free()

    def _check_free(self) -> None:
        if self._happens(self._model.busy_rate):
            raise LensBusy("The camera is busy; the lens has not moved.", "Try again.")

    def _spend(self, duration_s: float) -> None:
        self._clock.wait(self._clock.now() + duration_s)
        self._check_there()

    def _taking(self, duration_s: float) -> float:
        """What a command of a duration takes this time."""
        jitter_s = self._model.jitter_s
        if not jitter_s:
            return duration_s
        return max(0.0, duration_s + self._random.uniform(-jitter_s, jitter_s))

    def _moved_to(self, step: int) -> None:
        self._step_before, self._step, self._reads = self._step, step, 0

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._random.random() < rate

    def _off(self, mode: MotorMode) -> int:
        """How far this command is off its average: the offs of each 8 commands add up to 0."""
        if mode.spread == 0:
            return 0
        offs = self._spreads[mode.step_size]
        if not offs:
            off = self._random.randint(1, mode.spread)
            offs += [off, -off] + [0] * (SPREAD_CALLS - 2)
            self._random.shuffle(offs)
        return offs.pop()
