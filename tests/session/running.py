"""A stage in play mode that remembers the way the focus goes: what the tests of runs play on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fsq_tui.focus.modes import Activity
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.storage.scene import Scene, SceneFile
from tests.session.stage import Stage
from tests.terminal.scenes import point_at, reference_calibration

CALIBRATION = reference_calibration()


def point(step: int, duration_s: float = 1.0, dwell_s: float = 0.0, marks: str = "") -> FocusPoint:
    """A point on a step; `>` chains, `x` is skipped."""
    bare = point_at(step, duration_s)
    return replace(bare, dwell_s=dwell_s, chain=">" in marks, skip="x" in marks)


FOUR = tuple(point(step, 1.0, 0.5) for step in (100, 120, 140, 160))


class Show(Stage):
    """A stage in play mode on a scene of its own that remembers what went on, and when it began."""

    def begin(self, start: int) -> None:
        self.press("info", "info", f"point_{start}")
        self.rest()
        self.way: list[tuple[str, int]] = []
        self.times_s: list[float] = []
        self.session.subscribe(self._note)

    def _note(self) -> None:
        """The activity, and the number of the point the focus is at or goes to."""
        shown = self.shown
        at = shown.index if shown.destination is None else shown.destination
        entry = (shown.activity.value, at + 1)
        if self.way[-1:] != [entry]:
            self.way.append(entry)
            self.times_s.append(self.clock.now())

    @property
    def met(self) -> list[int]:
        """The points gone to, in order."""
        return [number for activity, number in self.way if activity == "moving"]

    def after(self, number: int, button: str, delay_s: float = 0.1) -> None:
        """Press a button once, so long after the focus has begun to go to a point."""

        def watch() -> None:
            if self.met and self.met[-1] == number and self.shown.destination == number - 1:
                end()
                self.press_in(delay_s, button)

        end = self.session.subscribe(watch)

    def on_dwelling(self, button: str) -> None:
        """Press a button once, as soon as the focus dwells."""

        def watch() -> None:
            if self.shown.activity is Activity.DWELLING:
                end()
                self.press_in(0.1, button)

        end = self.session.subscribe(watch)


@contextmanager
def played(
    folder: Path, *points: FocusPoint, order: Order = Order.ONCE, start: int = 1
) -> Iterator[Show]:
    """A show in play mode with these points, standing on the one of the number `start`."""
    with SceneFile.open(folder / "scene.toml") as file:
        file.save(Scene(CALIBRATION.lens_name, CALIBRATION, points, order))
    show = Show(folder)
    try:
        show.begin(start)
        yield show
    finally:
        show.session.close()


def stands_on(show: Show, number: int) -> bool:
    """Whether the focus rests at a point and all says so."""
    shown = show.shown
    return (shown.activity, shown.running, shown.index) == (
        Activity.IDLE,
        False,
        number - 1,
    ) and shown.rows[number - 1].step == show.lens.true_step == shown.position.step
