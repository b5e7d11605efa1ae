"""How long no new picture came: one that stands still must never look live."""

from __future__ import annotations

INFINITELY_S = float("inf")


class Freshness:
    """Told when pictures are asked for, when one came and whether the lens keeps the camera.

    All times are the operator's seconds; `late_s` is how long a picture may be awaited.
    """

    def __init__(self) -> None:
        self.asked_s = self._came_s = self._due_s = INFINITELY_S
        self._late_s = 0.0

    def ask(self, now_s: float) -> None:
        """From now on pictures are wanted."""
        self.asked_s = self._came_s = self._due_s = now_s

    def came(self, at_s: float) -> None:
        """A picture of then is shown."""
        self._came_s = max(self.asked_s, at_s)

    def look(self, now_s: float, late_s: float, *, is_busy: bool) -> None:
        """So it is now. A show that was started again has begun its seconds anew."""
        self._late_s = late_s
        self.asked_s, self._came_s = min(self.asked_s, now_s), min(self._came_s, now_s)
        self._due_s = now_s if is_busy else min(self._due_s, now_s)

    def is_old(self, now_s: float) -> bool:
        """Whether what is shown is not what the lens sees now."""
        return now_s - self._came_s > self._late_s

    def silent_s(self, now_s: float) -> int | None:
        """For how many whole seconds no picture came, None while they come."""
        return int(now_s - self._came_s) if self.is_old(now_s) else None

    def is_overdue(self, now_s: float) -> bool:
        """Whether one should have come: while the lens is busy pictures wait for it."""
        return self.is_old(now_s) and now_s - self._due_s > self._late_s

    def wait_s(self, now_s: float) -> float:
        """How long all that stays as it is, if nothing comes."""
        silent_s = now_s - self._came_s
        return 1.0 - silent_s % 1.0 if self.is_old(now_s) else self._late_s - silent_s + 0.01
