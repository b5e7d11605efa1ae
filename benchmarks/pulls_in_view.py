"""The thousand pulls again, with live view on: none may be any later for it."""

from __future__ import annotations

from benchmarks import pulls
from benchmarks.figures import Figure
from benchmarks.stage import Stage

PER_S = 10.0


def measure(stage: Stage) -> list[Figure]:
    """As many pictures are wanted as a screen would show."""
    return pulls.figures(stage, "in view", PER_S)
