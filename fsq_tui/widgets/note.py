"""What is wrong with a typed value, in its dialog."""

from __future__ import annotations

import textwrap

from fsq_tui.widgets.paint import Line, Painted, painted_as


class Note(Painted[str]):
    """A sentence, broken over the rows there are."""

    COMPONENT_CLASSES = painted_as("warning")

    def paint(self, values: str, width: int, height: int) -> list[Line]:
        """As much of it as fits."""
        if not values:
            return []
        texts = textwrap.wrap(f"! {values}", max(1, width))
        return [[(text, "warning")] for text in texts[:height]]
