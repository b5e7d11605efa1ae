"""The lens as the session drives it: patient, interruptible, and never wrong about where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fsq_tui.backend.base import Lens, Reading
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensFault
from fsq_tui.focus.calibration import BACKWARD, Calibration, Limits
from fsq_tui.focus.doubt import Travel
from fsq_tui.focus.modes import How
from fsq_tui.focus.play import Play
from fsq_tui.session.attention import Attention
from fsq_tui.session.pace import Pace
from fsq_tui.session.patience import Patience
from fsq_tui.session.reading import raw_of
from fsq_tui.session.snapshot import Position

if TYPE_CHECKING:
    from fsq_tui.pictures.comparing import Still

LIVE_READ_S = 0.1
EQUAL_READS = 3
MAX_SETTLE_READS = 100

CHECK_LIMITS = "Check its limits: INFO, or fsq calibrate."


class Motor:
    """A lens with what is known of it. `limits` and `calibration` are None until found.

    Where the body reports no position it is counted: the commands since the last stop that was met,
    each for as many steps as its size makes on average, but for those that only turn the gear
    through its play.

    Every method that drives raises Stopped, AtStop, LensBusy (after a while of trying),
    LensOnManual and LensGone.
    """

    def __init__(self, lens: Lens, clock: Clock, attention: Attention) -> None:
        self._calibration: Calibration | None = None
        self._play = Play()
        self.travel = Travel()  # since the count was last sure
        self.pace = Pace()
        self.mount(lens)
        self.clock = clock
        self.attention = attention
        self.limits: Limits | None = None
        self.show_picture: Callable[[bytes], None] = lambda _jpeg: None  # what is judged is shown
        self.stop_pictures: dict[int, Still] = {}  # what was seen at each stop, where that was told
        self._reading: Reading | None = None
        self.read_at_s = self.drove_at_s = float("-inf")
        self.patience = Patience(clock)
        self.read_s = 0.0  # how long the body took to tell its position, last time
        self._settled = False  # whether nothing was driven since the position came to rest
        self._counted_steps: float | None = None  # from the backward stop
        self._counted_how = How.COUNTED

    @property
    def calibration(self) -> Calibration | None:
        """What is known of the lens; who sets it tells the body how long its motor takes, too."""
        return self._calibration

    @calibration.setter
    def calibration(self, known: Calibration | None) -> None:
        self._calibration = known
        self.pace = Pace()
        backlash_steps = 0.0 if known is None else known.backlash_steps
        if backlash_steps != self._play.backlash_steps:
            self._play = Play(backlash_steps)
        self.tell_lens()

    def mount(self, lens: Lens) -> None:
        """Drive this lens from now on: the first one, or the same one on a camera opened anew."""
        self.lens = lens
        self.is_counted = lens.capabilities.position is How.COUNTED
        self._play.lose()
        self.tell_lens()

    @property
    def is_silent(self) -> bool:
        """Whether the body tells neither position nor stops; some show that only as they drive."""
        return self.is_counted and not self.lens.capabilities.reports_stops

    def drive(self, step_size: int, direction: int) -> None:
        """One drive command, after heeding the keys. Reads the position ten times a second."""
        self.drive_blind(step_size, direction)
        if self.clock.now() - self.read_at_s >= LIVE_READ_S:
            self.read()

    def drive_blind(self, step_size: int, direction: int) -> None:
        """The same without ever reading: nothing but the motor takes time."""
        self.attention.heed()
        self._settled = False
        self.drove_at_s = self.clock.now()
        try:
            self.patience.retried(lambda: self.lens.drive(step_size, direction), self.attention)
        except AtStop:
            self.met_stop(direction)
            raise
        self._add(step_size, direction)

    def take_up_s(self, direction: int) -> float:
        """How long `take_up` would take; 0.0 where the motor has no play left to take up.

        Neither has it where nothing is known of its play: none was measured, or it is not known
        how the gear stands, as after autofocus, until it has turned far enough in one direction.
        """
        commands = self.commands_of_play(direction)
        if not commands or self.calibration is None:
            return 0.0
        return commands * self.calibration.mode(1).duration_s

    def take_up(self, direction: int) -> None:
        """Turn the gear through its play, so that the next command in a direction moves the lens.

        In single steps, as many whole ones as there are: a larger size would overshoot and move
        the lens. Where STOP ends it half-way, what is left of the play is known.
        """
        for _ in range(self.commands_of_play(direction)):
            self.drive(1, direction)

    def commands_of_play(self, direction: int) -> int:
        """Single steps that turn the gear through what is left of its play."""
        left = self._play.left(direction)
        return round(left / self.calibration.mode(1).steps) if left and self.calibration else 0

    def frame(self) -> bytes:
        """The newest live-view picture, after heeding the keys. Raises Stopped and LensFault."""
        self.attention.heed()
        jpeg = self.patience.retried(self.lens.frame, self.attention)
        self.show_picture(jpeg)
        return jpeg

    def read(self) -> Reading:
        """What the lens reports now, while it may still be settling."""
        try:
            self._reading = self.lens.read()
        except LensFault:
            self._reading = None
            raise
        self.read_at_s = self.clock.now()
        self.attention.moved()
        return self._reading

    def settle(self) -> Reading:
        """What the lens reports once it reports the same EQUAL_READS times in a row.

        One read is enough where it confirms a position that had come to rest before.
        """
        began_s = self.clock.now()
        reading, equal = self.lens.read(), 1
        self.read_s = self.clock.now() - began_s
        if self._settled and reading == self._reading:
            return reading
        for _ in range(MAX_SETTLE_READS):
            if equal == EQUAL_READS:
                break
            again = self.lens.read()
            equal = equal + 1 if again == reading else 1
            reading = again
        else:
            raise LensFault(
                "The position the lens reports does not come to rest.",
                "Check that nothing touches the focus ring, then try again.",
            )
        self._reading = reading
        self.read_at_s = self.clock.now()
        self._settled = True
        self.attention.moved()
        return reading

    def autofocus(self) -> None:
        """Let the camera focus; the position is shown while it does."""

        def pause(seconds: float) -> None:
            self.attention.pause_until(self.clock.now() + seconds)
            self.read()

        self.attention.heed()
        self._settled = False
        self._play.lose()
        if self.is_counted:  # who counts does not know where the camera takes the lens
            self.forget()
        self.patience.retried(lambda: self.lens.autofocus(pause), self.attention)

    def position(self) -> Position:
        """Where the lens was when last read, or where the count says it is."""
        if self.is_counted:
            return self._counted_position()
        if self._reading is None:
            return Position()
        if self.limits is None or self._reading.raw_position is None:
            return Position(distance_cm=self._reading.distance_cm)
        normalized = self.limits.normalize(self._reading.raw_position)
        step = None if self.calibration is None else self.calibration.step_at(normalized)
        at = Position(step, normalized, self._reading.distance_cm, How.MEASURED)
        return at.marked(self.calibration)

    def raw_position(self) -> int:
        """The raw position of the settled lens. Raises LensFault where the body tells none."""
        return raw_of(self.settle())

    def step(self) -> int:
        """The step the settled lens stands on; needs limits and calibration."""
        self.settle()
        step = self.position().step
        if step is None:
            raise LensFault("Where the lens stands is not known.", CHECK_LIMITS)
        return step

    def battery_percent(self) -> int | None:
        """The body's battery; None where it does not tell or does not answer."""
        try:
            return self.lens.battery_percent()
        except LensFault:
            return None

    def forget(self) -> None:
        """Where the lens stands and where its limits are is void: they must be checked again."""
        self.limits = None
        self._reading = None
        self._counted_steps = None
        self._play.lose()
        self.stop_pictures = {}

    def met_stop(self, direction: int) -> None:
        """The lens stands at a stop, the gear against it: a count begins anew."""
        self._play.meet(direction)
        self.travel = self.travel.met()
        if not self.is_counted:
            return
        known = self.calibration
        last = None if known is None else float(known.last_step)
        self._counted_steps = 0.0 if direction == BACKWARD else last
        self._counted_how = How.COUNTED

    @property
    def counted_steps(self) -> float:
        """Steps from the backward stop by the count. Raises LensFault where there is none."""
        if self._counted_steps is None:
            raise LensFault("Where the lens stands is not known.", CHECK_LIMITS)
        return self._counted_steps

    def place_steps(self) -> float:
        """Where the settled lens stands; of one that is counted also between two steps."""
        return self.counted_steps if self.is_counted else float(self.step())

    def infer(self, step: float | None = None, unsure_steps: float = 0.0) -> None:
        """What is counted rests on the picture from now on, until the next stop is met.

        `step` is where the picture says that the lens stands, and by how much that may be off; None
        where the count says it too.
        """
        if step is not None and self.calibration is not None:
            self._counted_steps = min(max(step, 0.0), float(self.calibration.last_step))
            self.travel = self.travel.met(unsure_steps)
        self._counted_how = How.INFERRED

    def infer_no_more(self) -> None:
        """The picture does not tell: what is known of the place is what was counted."""
        self._counted_how = How.COUNTED

    def how(self) -> How:
        """How the present position is known."""
        return self.position().how

    def tell_lens(self) -> None:
        """Tell the body how long its motor takes, and the unit it is driven in."""
        modes = () if self._calibration is None else self._calibration.modes
        self.lens.pace({mode.step_size: mode.duration_s for mode in modes})
        if self._calibration is not None and self._calibration.drive_unit:
            self.lens.use_drive_unit(self._calibration.drive_unit)

    def _add(self, step_size: int, direction: int) -> None:
        """What a command has done to the gear and, where that is counted, to the lens."""
        modes = () if self.calibration is None else self.calibration.modes
        steps = next((mode.steps for mode in modes if mode.step_size == step_size), None)
        if self.calibration is None or steps is None:
            self._play.lose()
            self._counted_steps = None
            return
        moved = self._play.turn(steps, direction)
        self.travel = self.travel.driven(step_size, direction * moved)
        if self._counted_steps is not None:
            counted = self._counted_steps + direction * moved
            self._counted_steps = min(max(counted, 0.0), float(self.calibration.last_step))

    def _counted_position(self) -> Position:
        distance_cm = 0 if self._reading is None else self._reading.distance_cm
        if self._counted_steps is None or self.calibration is None or self.limits is None:
            return Position(distance_cm=distance_cm)
        step = round(self._counted_steps)
        at = Position(step, self.calibration.positions[step], distance_cm, self._counted_how)
        return at.marked(self.calibration)
