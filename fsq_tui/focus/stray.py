"""A shot of a stack that does not stand where it was planned, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fsq_tui.focus.modes import How

CLOSE_STEPS = 3  # a shot that is no farther off is where it was planned


@dataclass(frozen=True, slots=True)
class Stray:
    """`off_steps` is how far off the shot stands, above 0 towards the last one.

    It is None where nobody knows where the shot stands. `unsure_steps` is by how much the place
    itself may be off, 0 where that was measured.
    """

    number: int
    off_steps: int | None
    unsure_steps: int
    how: How

    @property
    def is_doubt(self) -> bool:
        """Whether it is as planned by the count, and nothing says how true that is."""
        return self.off_steps is not None and abs(self.off_steps) <= CLOSE_STEPS

    @property
    def is_unsure(self) -> bool:
        """Whether it may as well stand where it was planned."""
        return self.off_steps is None or self.is_doubt


def stray(
    number: int, planned_step: int, step: int | None, how: How, unsure_steps: int, farther: int
) -> Stray | None:
    """None where a shot stands within CLOSE_STEPS of its place, as far as can be told.

    A place that was only counted must be as sure as that, too. `farther` is 1 where steps grow
    towards the last shot, else -1.
    """
    if step is None or how is How.UNKNOWN:
        return Stray(number, None, 0, How.UNKNOWN)
    off_steps = farther * (step - planned_step)
    is_sure = how is not How.COUNTED or unsure_steps <= CLOSE_STEPS
    if abs(off_steps) <= CLOSE_STEPS and is_sure:
        return None
    return Stray(number, off_steps, unsure_steps, how)


def stray_text(found: Stray, shot: str = "") -> str:
    """`shot 5 stands about 6 steps too near (inferred, ±2)`, as a clause."""
    shot = shot or f"shot {found.number}"
    off = found.off_steps
    if off is None:
        return f"nobody knows where {shot} stands"
    if found.is_doubt:
        return f"{shot} may stand up to {found.unsure_steps} steps off ({found.how.value})"
    about = "" if found.how is How.MEASURED else "about "
    unsure = f", ±{found.unsure_steps}" if found.unsure_steps else ""
    side = "far" if off > 0 else "near"
    return f"{shot} stands {about}{abs(off)} steps too {side} ({found.how.value}{unsure})"


def strays_text(strays: Iterable[Stray]) -> str:
    """All of them, as a clause; those that are only in doubt together. '' for none."""
    all_strays = tuple(strays)
    doubts = [found for found in all_strays if found.is_doubt]
    parts = [stray_text(found) for found in all_strays if not found.is_doubt]
    if doubts:
        most = max(doubts, key=lambda found: found.unsure_steps)
        parts.append(stray_text(most, shots_text([found.number for found in doubts])))
    return "; ".join(parts)


def shots_text(numbers: Iterable[int]) -> str:
    """`shot 5`; `shots 1-4, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)
    is_one = len(runs) == 1 and runs[0][0] == runs[0][1]
    return f"shot{'' if is_one else 's'} {said}"
