"""A lens whose camera shows pictures, slowly, and a stage on it, for the tests of the viewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fsq_tui.backend.base import Capabilities
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.errors import LensFault
from fsq_tui.focus.modes import Activity
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.session.recorder import Recorder
from fsq_tui.storage.scene import Scene, SceneFile
from fsq_tui.storage.takes import Take, load_takes
from tests.session.running import CALIBRATION
from tests.session.stage import Stage


class PicturedLens(SimulatedLens):
    """Each picture takes `frame_s` of the clock; `fault` is raised in place of the next ones.

    A picture says where the lens truly stood. `asked_s` are the times at which one was asked for.
    """

    frame_s = 0.040
    shows = True
    fault: LensFault | None = None
    asked_s: list[float]

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, live_view=self.shows)

    def frame(self) -> bytes:
        self.asked_s = [*getattr(self, "asked_s", ()), self._clock.now()]
        jpeg = f"\xff\xd8{self.true_step}".encode("latin-1")
        self._clock.wait(self._clock.now() + self.frame_s)
        if self.fault is not None:
            raise self.fault
        return jpeg


class PicturedStage(Stage):
    """A stage on such a lens, which notes what the lens was doing as each picture came."""

    lens_type = PicturedLens
    lens: PicturedLens

    def watch(self, per_s: float = 10.0) -> None:
        """Look for some time, until it is known how long a picture takes."""
        self.activities: list[Activity] = []
        self._last = self.session.frame()
        self.session.subscribe(self._note)
        self.session.want_frames(per_s)
        self.idle(1.0)

    def idle(self, seconds: float) -> None:
        """What the owner's thread does while nothing is asked."""
        until_s = self.clock.now() + seconds
        while self.clock.now() < until_s:
            self.session.tend()
            self.rest(0.01)

    def _note(self) -> None:
        if (frame := self.session.frame()) is not self._last:
            self._last = frame
            self.activities.append(self.shown.activity)

    @property
    def takes(self) -> tuple[Take, ...]:
        """All that were kept."""
        return load_takes(self.path)[0]


@contextmanager
def pictured(
    folder: Path,
    *points: FocusPoint,
    order: Order = Order.ONCE,
    recorder: Recorder | None = None,
) -> Iterator[PicturedStage]:
    """A stage in play mode on the first of these points."""
    folder.mkdir(exist_ok=True)
    with SceneFile.open(folder / "scene.toml") as file:
        file.save(Scene(CALIBRATION.lens_name, CALIBRATION, points, order))
    show = PicturedStage(folder, recorder=recorder)
    try:
        show.press("info", "info", "point_1")
        show.rest()
        yield show
    finally:
        show.session.close()
