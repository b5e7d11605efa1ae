"""A whole session on a virtual clock, without a thread: what the session tests play on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fsq_tui.backend.base import Lens
from fsq_tui.backend.model import load_model
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import LensGone
from fsq_tui.focus.holds import Holds
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.local import LocalSession
from fsq_tui.session.recorder import Recorder
from fsq_tui.session.requests import Request, SetSettings
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.focus_settings import FocusSettingsFile
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import SceneFile


def mounted(lens: Lens) -> Mounted:
    """A lens whose camera never comes back once it has gone."""

    def remount() -> Lens:
        raise LensGone("There is no camera at the port.", "Plug it in.")

    return Mounted(lens, remount)


class Stage:
    """A simulated lens, a scene file in a folder, and the session between them."""

    lens_type = SimulatedLens

    def __init__(
        self, folder: Path, model: str = "ef24", seed: int = 3, recorder: Recorder | None = None
    ) -> None:
        self.clock = VirtualClock()
        self.model = load_model(model)
        self.seed = seed
        self.plugged = True
        self.power_ups = 0
        self.lens = self.lens_type(self.model, self.clock, seed)
        self.path = folder / "scene.toml"
        self.session = LocalSession(
            Mounted(self.lens, self.remount),
            self.clock,
            SceneFile.open(self.path),
            LensLibrary(folder / "lenses"),
            recorder,
            FocusSettingsFile(folder / "focus.toml"),
        )

    def remount(self) -> Lens:
        """The camera, switched on again: the same lens, elsewhere. `plugged` says if it can be."""
        if not self.plugged:
            raise LensGone("There is no camera at the port.", "Plug it in.")
        self.power_ups += 1
        self.lens = self.lens_type(self.model, self.clock, self.seed + self.power_ups)
        return self.lens

    @property
    def shown(self) -> Snapshot:
        """The present snapshot."""
        return self.session.snapshot()

    @property
    def line(self) -> str:
        """The overlay as it stands now."""
        view = self.shown.overlay
        return "" if view is None else overlay_line(view, self.session.now())

    @property
    def hint(self) -> str:
        """The last sentence told to the operator."""
        return self.shown.hint.text if self.shown.hint else ""

    @property
    def log(self) -> list[str]:
        """The console."""
        return [line.text for line in self.shown.log]

    def press(self, *buttons: str) -> None:
        """Press one after the other, each when the one before is worked off."""
        for button in buttons:
            self.session.press(button)
            self.session.serve()

    def ask(self, request: Request) -> None:
        """Hand in a request and wait for it."""
        self.session.ask(request)
        self.session.serve()

    def press_in(self, delay_s: float, button: str) -> None:
        """Book a key press for later, in the middle of whatever goes on then."""
        self.clock.at(self.clock.now() + delay_s, lambda: self.session.press(button))

    def rest(self, seconds: float = 2.0) -> None:
        """Let highlights run out."""
        self.clock.wait(self.clock.now() + seconds)


@contextmanager
def stage(folder: Path, model: str = "ef24", seed: int = 3) -> Iterator[Stage]:
    """A stage that is cleared at the end."""
    made = Stage(folder, model, seed)
    try:
        yield made
    finally:
        made.session.close()


def holding(holds: Holds) -> SetSettings:
    """What asks for these holds of takes, all else as at first."""
    return SetSettings(
        FocusSettings(
            pre_roll_s=holds.pre_roll_s, hold_before_s=holds.before_s, hold_after_s=holds.after_s
        )
    )
