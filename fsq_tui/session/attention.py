"""What whoever drives a lens listens to."""

from __future__ import annotations

from typing import Protocol


class Attention(Protocol):
    """The owner's ear: called between commands so that keys work while the lens moves."""

    def heed(self) -> None:
        """Look at the keys that came in. Raises Stopped when one of them ends the work."""

    def pause_until(self, until_s: float) -> None:
        """Wait on the clock, heeding keys. Raises Stopped."""

    def moved(self) -> None:
        """Show the position, which has been read anew."""
