"""Numbers of drive commands that a good plan may be made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fsq_tui.focus.fastest import HAIR, Counts, Modes, duration_s, fastest_counts


def promising(modes: Modes, steps: int, total_s: float, found: Iterable[Counts]) -> list[Counts]:
    """The counts that were found, their gentler neighbours, and the gentlest; each once.

    All of them go the way in time.
    """
    near = [*found]
    near += [
        counts
        for known in near
        for k in range(len(modes) - 1)
        if known[k]
        for counts in _in_time(modes, steps, total_s, (*known[:k], known[k] - 1))
    ]
    return list(dict.fromkeys([*near, *_gentlest(modes, steps, total_s)]))


def _gentlest(modes: Modes, steps: int, total_s: float) -> Iterator[Counts]:
    """For each size: as few commands of it, and none larger, as leave time for the rest."""
    for k, mode in enumerate(modes):
        for count in range(_fewest(modes, k, steps, total_s), int(steps / mode.steps) + 2):
            ways = list(_in_time(modes, steps, total_s, (*(0,) * k, count)))
            if ways:
                yield ways[0]
                break


def _fewest(modes: Modes, k: int, steps: int, total_s: float) -> int:
    """A number of commands of mode k below which there is surely no time."""
    if k + 1 == len(modes):
        return int(steps / modes[k].steps)
    top = max(mode.speed_steps_s for mode in modes[k + 1 :])
    gained_s = modes[k].steps / top - modes[k].duration_s
    return max(0, int((steps / top - total_s) / gained_s) - 2) if gained_s > HAIR else 0


def _in_time(modes: Modes, steps: int, total_s: float, first: Counts) -> Iterator[Counts]:
    """The counts that begin with `first` and go the rest as fast as can be, if that is in time."""
    rest = steps - sum(n * mode.steps for n, mode in zip(first, modes, strict=False))
    smaller = modes[len(first) :]
    tolerance = modes[-1].steps * 0.5 + HAIR
    if rest < -tolerance or (not smaller and rest > tolerance):
        return
    counts = (*first, *(fastest_counts(smaller, rest) if smaller else ()))
    if duration_s(modes, counts) <= total_s + HAIR:
        yield counts
