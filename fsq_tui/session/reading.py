"""What a lens reports, where it must report something."""

from __future__ import annotations

from fsq_tui.backend.base import Reading
from fsq_tui.errors import LensFault


def raw_of(reading: Reading) -> int:
    """The raw position in a reading. Raises LensFault where the body reports none."""
    if reading.raw_position is None:
        raise LensFault(
            "This camera does not tell where its lens is.",
            "Use a camera that reports the focus position, or the simulated lens.",
        )
    return reading.raw_position
