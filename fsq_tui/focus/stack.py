"""A focus stack as the operator sees it: its settings, its shots, how deep the scene is where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Self

from fsq_tui.focus.modes import How
from fsq_tui.focus.settings import Setting, Value, require_value
from fsq_tui.focus.stray import Stray

LEAST_SHOTS, MOST_SHOTS = 2, 999


class Extent(Enum):
    """How much of a stack is done: all of it, or a rehearsal."""

    FULL = "full"
    LIVE_VIEW = "live view only"  # its pictures in place of shots
    MOVEMENT = "movement only"


@dataclass(frozen=True, slots=True)
class StackSettings:
    """What is chosen for a stack of `shots` pictures. Whoever takes it from outside: `require`.

    `gravity` is how strongly shots are drawn to where the scene shows much: 0.0 (even) to 1.0.
    `settle_s` is waited at each point, and at least `flash_delay_s` from shot to shot. With a
    `bracket_ev` above 0 each point is taken three times: as it is set, so much darker, and so much
    brighter.
    """

    shots: int = 8
    gravity: float = 1.0
    settle_s: float = 2.0
    flash_delay_s: float = 0.0
    bracket_ev: float = 0.0
    extent: Extent = Extent.FULL

    def require(self) -> None:
        """Raise UsageFault where a value is out of its range."""
        for name, setting in STACK_SETTINGS.items():
            require_value(setting, getattr(self, name), type(getattr(_DEFAULTS, name)))

    def having(self, setting_id: str, value: Value) -> Self:
        """With another value of `STACK_SETTINGS`. Raises UsageFault for one out of its range."""
        changes: dict[str, Any] = {setting_id: value}
        changed = replace(self, **changes)
        changed.require()
        return changed


STACK_SETTINGS = {
    setting.id: setting
    for setting in (
        Setting("shots", "Shots", "", LEAST_SHOTS, MOST_SHOTS, 1),
        Setting("gravity", "Gravity", "", 0.0, 1.0, 0.1),
        Setting("settle_s", "Settle", "s", 0.0, 60.0, 0.5),
        Setting("flash_delay_s", "Flash delay", "s", 0.0, 60.0, 0.5),
        Setting("bracket_ev", "Bracket", "EV", 0.0, 5.0, 0.5),
    )
}
"""By id, in the order of the fields of StackSettings; the extent is of one stack alone."""

_DEFAULTS = StackSettings()


@dataclass(frozen=True, slots=True)
class Plane:
    """A marked plane: the step the lens was at and how that is known, None where it has no steps.

    `distance_cm` is 0 where it is not known, 65535 for infinity.
    """

    step: int | None = None
    how: How = How.UNKNOWN
    distance_cm: int = 0


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """A shot of the stack: `depth` from 0.0, the near mark, to 1.0, the far one, and why there.

    `even` is the depth it would have without gravity or hand, `step` that of the lens, None where
    it has none to go by.
    """

    depth: float
    even: float
    reason: str
    step: int | None = None
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class SceneMap:
    """What a sweep between the marks has found, in tiles, row by row, 0 to 255 each.

    `depth` is 0 at the near mark; where `confidence` is low it is that of the tiles around.
    `picture` is the scene in the same tiles, three bytes each: red, green, blue. `information` is
    how much comes into focus in equal spans of depth from near to far, 1.0 in the richest. `how` is
    how the depths are known. `set_aside` are sentences on the frames that did not fit; `doubt` is
    why the order of the frames may be wrong, '' where nothing speaks against it.
    """

    rows: int
    columns: int
    depth: bytes
    confidence: bytes
    picture: bytes
    information: tuple[float, ...]
    how: How = How.INFERRED
    set_aside: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class StackView:
    """The stack as the screen shows it.

    `shots` are planned as soon as both planes are marked; `expected_s` is about how long they take,
    None before that. `is_plain` says that they are so many steps apart around where the lens was,
    without marks. `folder` is the newest stack, '' before one; `missing` what it lacks, as a
    clause, '' where it is whole. `strays` are its shots that do not stand where they were planned,
    `again` the numbers of those that would come nearer if they were taken once more; `is_as_taken`
    says that the shots are planned as that stack was.
    """

    near: Plane | None = None
    far: Plane | None = None
    settings: StackSettings = field(default_factory=StackSettings)
    shots: tuple[PlannedShot, ...] = ()
    is_plain: bool = False
    expected_s: float | None = None
    folder: str = ""
    missing: str = ""
    strays: tuple[Stray, ...] = ()
    again: tuple[int, ...] = ()
    is_as_taken: bool = False
