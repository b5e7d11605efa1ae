"""The overlay: the one line the camera would draw, in a band of its own."""

from __future__ import annotations

from fsq_tui.widgets.paint import Line, Painted, painted_as


class OverlayBand(Painted[str]):
    """The overlay line across the width, in the middle row of what it is given."""

    COMPONENT_CLASSES = painted_as("title")

    def paint(self, values: str, width: int, height: int) -> list[Line]:
        """The line, with blank rows above where there is room for them."""
        margin = " " if width > len(values) else ""
        return [[] for _ in range(height // 2)] + [[(margin + values, "title")]]
