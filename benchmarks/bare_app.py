"""The smallest Textual app that shows a line: what fsq's start-up and memory are held against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line of fsq's overlay before anything was pressed."""
        yield Static("[    ]", markup=False)


if __name__ == "__main__":
    BareApp().run()
