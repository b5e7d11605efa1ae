"""Lens models: what the simulated lens is to be like, read from TOML and checked whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fsq_tui.backend.scene_setup import MOST_NOISE_LEVELS, SceneKind, SceneSetup
from fsq_tui.backend.toml_table import (
    SWITCH,
    TABLES,
    TEXT,
    Rule,
    checked,
    choice,
    nearest,
    number,
    numbers,
    parsed,
    refused,
    whole,
)
from fsq_tui.errors import UsageFault
from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM, dioptres

VIEW_PX = (960, 640)
VIEW_BLUR_PX = 18.0  # as wide, to the picture, as 12 px of 640
STILL_TIMES = 2  # as wide and as high is a picture that is taken
SHIPPED = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class MotorMode:
    """One size of drive command: `steps` on average, `speed` in steps/s.

    Single commands miss the average by up to `spread` steps.
    """

    step_size: int
    steps: int
    speed: float
    spread: int = 0


@dataclass(frozen=True, slots=True)
class LensModel:
    """A lens to simulate; the fields are the keys of its file. Step 0 is infinity.

    The raw position goes from `raw_first` to `raw_last` along a curve with a linear share of
    `position_linear`, the rest being quadratic. About `steps_per_distance` steps share a reported
    distance (0: none is reported), down from infinity and `far_cm` to `near_cm`. `subjects` are
    what autofocus finds, in shares of the travel; `autofocus_speed` is in steps/s.

    The rest is what makes a lens ugly: the first `settle_reads` reads after a move lag;
    `backlash_steps` of travel are lost at each change of direction; `lost_step_rate` of the size-1
    commands do nothing; each takes up to `jitter_s` longer or shorter than its steps do;
    `busy_rate` of all are refused; with `silent_stops` no stop is told.
    `seed` makes every power-up alike.

    With `live_view` there are pictures: of a `scene` with things at infinity and at the `subjects`,
    and `noise_levels` of noise (standard deviation, in levels of 255).
    """

    lens_name: str
    body: str
    steps: int
    raw_first: int
    raw_last: int
    modes: tuple[MotorMode, ...]
    autofocus_speed: float
    subjects: tuple[float, ...]
    position_linear: float = 1.0
    battery_percent: int | None = None
    near_cm: int = 0
    far_cm: int = 0
    steps_per_distance: int = 0
    settle_reads: int = 0
    backlash_steps: int = 0
    lost_step_rate: float = 0.0
    jitter_s: float = 0.0
    busy_rate: float = 0.0
    silent_stops: bool = False
    read_s: float = 0.001
    seed: int | None = None
    live_view: bool = True
    scene: SceneKind = SceneKind.TEXTURED
    noise_levels: float = 1.0

    def raw_positions(self) -> tuple[int, ...]:
        """The raw position of each step, as at the nominal power-up."""
        span, last, linear = self.raw_last - self.raw_first, self.steps - 1, self.position_linear
        shares = (step / last for step in range(self.steps))
        return tuple(
            self.raw_first + round(span * (linear * share + (1 - linear) * share**2))
            for share in shares
        )

    def distances_cm(self) -> tuple[int, ...]:
        """The reported distance of each step: 65535 = infinity, all 0 where none is reported."""
        if self.steps_per_distance == 0:
            return (UNKNOWN_CM,) * self.steps
        count = round(self.steps / self.steps_per_distance)
        values = (INFINITY_CM, *self._finite_cm(count - 1))
        return tuple(values[step * len(values) // self.steps] for step in range(self.steps))

    def subject_steps(self) -> tuple[int, ...]:
        """The step of each subject, in the order autofocus finds them."""
        return tuple(round(share * (self.steps - 1)) for share in self.subjects)

    def scene_setup(self) -> SceneSetup:
        """What its live view shows."""
        return SceneSetup(self.scene, self.noise_levels, VIEW_BLUR_PX, *VIEW_PX)

    def still_setup(self) -> SceneSetup:
        """What its pictures show: the same planes in the same places, of a grain of their own."""
        width_px, height_px = (STILL_TIMES * px for px in VIEW_PX)
        blur_px = STILL_TIMES * VIEW_BLUR_PX
        return SceneSetup(self.scene, self.noise_levels, blur_px, width_px, height_px)

    def _finite_cm(self, count: int) -> list[int]:
        """`count` distances evenly apart in dioptres, far to near; never the same one twice."""
        near, far = dioptres(self.near_cm), dioptres(self.far_cm)
        found = [self.near_cm]
        for index in range(1, count):
            even_cm = 100 / (near + (far - near) * index / (count - 1))
            # Whole centimetres, cut off; near ones would coincide and are pushed apart.
            found.append(max(math.floor(even_cm + 1e-6), found[-1] + 1))
        return found[::-1]


def model_names() -> tuple[str, ...]:
    """The lens models that ship with fsq."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_model(name_or_path: str) -> LensModel:
    """A shipped lens model by its name, or a file by its path (it ends in .toml or holds a slash).

    Raises UsageFault for an unknown name, FileRefused for a file with a fault: its message names
    the file, the key (or the line and column) and what was expected.
    """
    if name_or_path.endswith(".toml") or "/" in name_or_path:
        return _read(Path(name_or_path))
    if name_or_path not in model_names():
        raise UsageFault(
            f"There is no lens model named {name_or_path!r}.",
            f"{nearest(name_or_path, model_names())}The models are {', '.join(model_names())}; "
            "a file of your own is given by its path.",
        )
    return _read(SHIPPED / f"{name_or_path}.toml")


_MODE_RULES: Mapping[str, Rule] = {
    "step_size": whole(1, 3),
    "steps": whole(1, 10_000),
    "speed": number(0.1, 100_000),
    "spread": whole(0, 1_000),
}

_RULES: Mapping[str, Rule] = {
    "lens_name": TEXT,
    "body": TEXT,
    "steps": whole(3, 65_535),
    "raw_first": whole(-1_000_000, 1_000_000),
    "raw_last": whole(-1_000_000, 1_000_000),
    "modes": TABLES,
    "autofocus_speed": number(0.1, 100_000),
    "subjects": numbers(0, 1),
    "position_linear": number(0, 2),
    "battery_percent": whole(0, 100),
    "near_cm": whole(1, INFINITY_CM - 1),
    "far_cm": whole(1, INFINITY_CM - 1),
    "steps_per_distance": whole(0, 10_000),
    "settle_reads": whole(0, 100),
    "backlash_steps": whole(0, 1_000),
    "lost_step_rate": number(0, 0.9),
    "jitter_s": number(0, 1),
    "busy_rate": number(0, 0.9),
    "silent_stops": SWITCH,
    "read_s": number(0, 10),
    "seed": whole(0, 2**32 - 1),
    "live_view": SWITCH,
    "scene": choice(SceneKind),
    "noise_levels": number(0, MOST_NOISE_LEVELS),
}


def _read(path: Path) -> LensModel:
    values = checked(path, parsed(path), LensModel, _RULES)
    values["modes"] = tuple(
        MotorMode(**checked(path, table, MotorMode, _MODE_RULES, f"modes[{index}]."))
        for index, table in enumerate(values["modes"])
    )
    model = LensModel(**values)
    if fault := _fault_of_modes(model) or _fault_of_curve(model) or _fault_of_distances(model):
        raise refused(path, fault)
    return model


def _fault_of_modes(model: LensModel) -> str:
    modes = model.modes
    falling = all(
        a.step_size > b.step_size and a.steps > b.steps and a.speed > b.speed
        for a, b in itertools.pairwise(modes)
    )
    if not falling or (modes[-1].step_size, modes[-1].steps) != (1, 1):
        return (
            "modes must have step_size, steps and speed falling from table to table, "
            "and end in step_size = 1 with steps = 1"
        )
    if modes[0].steps >= model.steps:
        return f"modes[0].steps must be smaller than the steps of the lens, {model.steps}"
    for index, mode in enumerate(modes):
        if mode.spread >= mode.steps:
            return f"modes[{index}].spread must be smaller than its steps, {mode.steps}"
    return ""


def _fault_of_curve(model: LensModel) -> str:
    forward = 1 if model.raw_last > model.raw_first else -1
    pairs = itertools.pairwise(model.raw_positions())
    if all((b - a) * forward > 0 for a, b in pairs):
        return ""
    return (
        "raw_first, raw_last and position_linear must give each of the "
        f"{model.steps} steps its own raw position, rising or falling all the way"
    )


def _fault_of_distances(model: LensModel) -> str:
    if model.steps_per_distance == 0:
        return ""
    if not 0 < model.near_cm < model.far_cm:
        return "near_cm must be given and be smaller than far_cm"
    finite_cm = [cm for cm in model.distances_cm() if cm != INFINITY_CM]
    if 3 * model.steps_per_distance > model.steps or finite_cm[0] != model.far_cm:
        return (
            "steps_per_distance must leave at least three distances, "
            "no two closer together than 1 cm between near_cm and far_cm"
        )
    return ""
