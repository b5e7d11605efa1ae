"""One sentence in the middle of the screen, broken where the screen is narrower than it."""

from __future__ import annotations

import textwrap

from fsq_tui.widgets.paint import Line, Painted, painted_as


class Notice(Painted[str]):
    """The sentence."""

    COMPONENT_CLASSES = painted_as("strong")

    def paint(self, values: str, width: int, height: int) -> list[Line]:
        """Centred both ways as far as there is room."""
        texts = textwrap.wrap(values, max(1, width))
        above = max(0, (height - len(texts)) // 2)
        return [[] for _ in range(above)] + [[(text.center(width), "strong")] for text in texts]
