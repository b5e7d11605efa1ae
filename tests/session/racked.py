"""A stage in rack mode, on a lens that tells where it is or on one that does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fsq_tui.backend.base import Capabilities, Reading
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.focus.modes import How
from fsq_tui.session.requests import SetSettings
from tests.session.stage import Stage


class MuteLens(SimulatedLens):
    """A simulated lens that keeps its position to itself, and tells its stops."""

    @property
    def capabilities(self) -> Capabilities:
        return dataclasses.replace(super().capabilities, position=How.COUNTED)

    def read(self) -> Reading:
        super().read()
        return Reading(None, 0)


class Racked(Stage):
    """With Follow Focus on."""

    def set(self, **values: Any) -> None:
        self.ask(SetSettings(dataclasses.replace(self.shown.settings, follow=True, **values)))

    @property
    def counter(self) -> int | None:
        return self.shown.rack.counter_steps

    @property
    def sent(self) -> list[tuple[int, int]]:
        """Step size and direction of each command so far."""
        return [(size, direction) for _, size, direction in self.lens.commands]

    def sent_by(self, *buttons: str) -> list[tuple[int, int]]:
        """Those that buttons have made, one after the other."""
        before = len(self.sent)
        self.press(*buttons)
        return self.sent[before:]

    def sent_s(self, since: int = 0) -> list[float]:
        """When they were sent."""
        return [at_s for at_s, _, _ in list(self.lens.commands)[since:]]


class Mute(Racked):
    lens_type = MuteLens


@contextmanager
def racked(
    folder: Path, model: str = "ef24", *, mute: bool = False, seed: int = 3, **values: Any
) -> Iterator[Any]:
    """A stage with Follow Focus on, and these settings."""
    show = (Mute if mute else Racked)(folder, model, seed)
    try:
        show.set(**values)
        yield show
    finally:
        show.session.close()
