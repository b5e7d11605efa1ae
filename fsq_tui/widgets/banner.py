"""What must not be missed, for as long as it holds: across the screen, above the overlay."""

from __future__ import annotations

from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.keys import Keys, first_key
from fsq_tui.widgets.paint import Line, Painted, cut, painted_as


def banner_text(snapshot: Snapshot, keys: Keys) -> str:
    """The most pressing of what is wrong with this show, '' for nothing."""
    if snapshot.lost:
        return f"CAMERA GONE  {snapshot.lost}"
    if not snapshot.drives:
        return f"WATCHING  {first_key(keys, 'drive')} takes the keys over"
    if snapshot.stand_in:
        return "SIMULATED LENS  no camera was found"
    return ""


class Banner(Painted[str]):
    """One line, in the colours of a fault."""

    COMPONENT_CLASSES = painted_as("unsaved")

    def paint(self, values: str, width: int, _height: int) -> list[Line]:
        """The text across the width."""
        return [[(f" {cut(values, width - 2)}".ljust(width), "unsaved")]]
