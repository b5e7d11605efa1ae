"""The plot of sharpness against lens step; from it a sweep anew, or focus on the peak."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from fsq_tui.screens.base import View
from fsq_tui.screens.modal import Box
from fsq_tui.widgets.info import InfoLine, info_of
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.sharpness import Sharpness, SharpnessPlot

ROWS = 14


class PlotScreen(Box):
    """Follows the session; SWEEP and PEAK work here as on the live screen."""

    def __init__(self, keys: Keys, press: Callable[[str], None]) -> None:
        super().__init__(keys, "Sharpness", rows=ROWS)
        self._press = press
        self._line = InfoLine()
        self._line.styles.height = 1
        self._plot = SharpnessPlot()
        self._plot.styles.height = "1fr"
        self.bind_keys(
            {
                "sweep": self.of("sweep"),
                "peak": self.of("peak"),
                "close": self.of("plot", "menu", "stop"),
            }
        )
        self.tell_keys(sweep="sweep", peak="focus", plot="close")

    def body(self) -> Iterable[Widget]:
        """What is going on, and the plot."""
        yield self._line
        yield self._plot

    def show(self, view: View) -> None:
        """The newest sweep, and where the lens is."""
        self._line.show(info_of(view.snapshot, view.hint, view.now_s))
        self._plot.show(Sharpness.of(view.snapshot))

    def action_sweep(self) -> None:
        """SWEEP: anew, for the region that is framed in the live view."""
        self._press("sweep")

    def action_peak(self) -> None:
        """PEAK: to where that region is sharpest."""
        self._press("peak")
