"""Whether fsq was ever started by this person: an empty file remembers it."""

from __future__ import annotations

from pathlib import Path


def claim_first_start(marker: Path) -> bool:
    """True once, on the very first call; never where that cannot be remembered."""
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch(exist_ok=False)
    except OSError:
        return False
    return True
