"""How many pictures a second the line to the terminal bears."""

from __future__ import annotations

REMOTE_BYTES_S, LOCAL_BYTES_S = 300_000.0, 20_000_000.0
MOST_PER_S, LEAST_PER_S = 10.0, 0.5  # the screen is painted ten times a second
WEIGHT = 0.3  # of the newest picture in the usual size
CHANGE = 0.25  # of the rate: less is not worth asking anew
LATE_S, LATE_PICTURES = 2.0, 2.0  # a picture is late after so long, and so many of the usual ones


class Pace:
    """What is written stays below `limit_bytes_s`: a picture that is too soon is dropped."""

    def __init__(self, limit_bytes_s: float) -> None:
        self._limit_bytes_s = limit_bytes_s
        self._usual_bytes = 0.0
        self._free_s = float("-inf")
        self.per_s = MOST_PER_S
        """How many pictures a second are of use."""

    @property
    def late_s(self) -> float:
        """How long after a picture the next one is surely late, on this line."""
        return max(LATE_S, LATE_PICTURES / self.per_s, LATE_PICTURES * self._usual_s())

    def wait_s(self, now_s: float) -> float:
        """How long the line is not free yet; 0 where it is."""
        return max(0.0, self._free_s - now_s)

    def wrote(self, now_s: float, size_bytes: int) -> None:
        """So much was written for a picture."""
        self._free_s = max(now_s, self._free_s) + size_bytes / self._limit_bytes_s
        first = not self._usual_bytes
        self._usual_bytes += (1.0 if first else WEIGHT) * (size_bytes - self._usual_bytes)
        per_s = min(max(1 / max(self._usual_s(), 1 / MOST_PER_S), LEAST_PER_S), MOST_PER_S)
        if abs(per_s - self.per_s) > CHANGE * self.per_s or per_s == MOST_PER_S:
            self.per_s = per_s

    def _usual_s(self) -> float:
        """How long a picture keeps the line."""
        return self._usual_bytes / self._limit_bytes_s
