"""How many pictures a second the line to the terminal bears."""

from __future__ import annotations

REMOTE_BYTES_S, LOCAL_BYTES_S = 300_000.0, 20_000_000.0
MOST_PER_S, LEAST_PER_S = 10.0, 0.5  # the screen is painted ten times a second
WEIGHT = 0.3  # of the newest picture in the usual size
CHANGE = 0.25  # of the rate: less is not worth asking anew


class Pace:
    """What is written stays below `limit_bytes_s`: a picture that is too soon is dropped."""

    def __init__(self, limit_bytes_s: float) -> None:
        self._limit_bytes_s = limit_bytes_s
        self._usual_bytes = 0.0
        self._free_s = float("-inf")
        self.per_s = MOST_PER_S
        """How many pictures a second are of use."""

    def is_due(self, now_s: float) -> bool:
        """Whether the line is free again."""
        return now_s >= self._free_s

    def wrote(self, now_s: float, size_bytes: int) -> None:
        """So much was written for a picture."""
        self._free_s = max(now_s, self._free_s) + size_bytes / self._limit_bytes_s
        first = not self._usual_bytes
        self._usual_bytes += (1.0 if first else WEIGHT) * (size_bytes - self._usual_bytes)
        borne = self._limit_bytes_s / max(1.0, self._usual_bytes)
        per_s = min(max(borne, LEAST_PER_S), MOST_PER_S)
        if abs(per_s - self.per_s) > CHANGE * self.per_s or per_s == MOST_PER_S:
            self.per_s = per_s
