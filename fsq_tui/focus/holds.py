"""How long the focus rests around the pulls of a take that is recorded."""

from __future__ import annotations

from dataclasses import astuple, dataclass

MAX_HOLD_S = 60.0


@dataclass(frozen=True, slots=True)
class Holds:
    """Seconds, each 0 ... MAX_HOLD_S. Raises ValueError for any other.

    `pre_roll_s` is from the key to the order to record, `before_s` from where the camera records to
    the first pull, `after_s` from the end of the last one to the end of the clip.
    """

    pre_roll_s: float = 2.0
    before_s: float = 2.0
    after_s: float = 2.0

    def __post_init__(self) -> None:
        if not all(0.0 <= hold_s <= MAX_HOLD_S for hold_s in astuple(self)):
            raise ValueError(f"a hold is 0 to {MAX_HOLD_S:g} s")


DEFAULT_HOLDS = Holds()
