"""The plot of sharpness against lens step; from it a sweep anew, or focus on the peak."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from fsq_tui.screens.base import View
from fsq_tui.screens.modal import Box
from fsq_tui.session.requests import FocusOnPeak, Request, Sweep
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.info import InfoLine, info_of
from fsq_tui.widgets.keys import Keys
from fsq_tui.widgets.sharpness import Sharpness, SharpnessPlot

ROWS = 14


class PlotScreen(Box):
    """Follows the session; SWEEP and PEAK work here too, for the region that is shown."""

    def __init__(
        self, keys: Keys, shown: Callable[[], Snapshot], ask: Callable[[Request], None]
    ) -> None:
        super().__init__(keys, "Sharpness", rows=ROWS)
        self._shown = shown
        self._ask = ask
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
        """SWEEP: anew, for the region that is shown."""
        swept = self._shown().swept
        self._ask(Sweep() if swept is None else Sweep(swept.region))

    def action_peak(self) -> None:
        """PEAK: to where the region that is shown is sharpest; the middle before a sweep."""
        swept = self._shown().swept
        self._ask(FocusOnPeak() if swept is None else FocusOnPeak(swept.region))
