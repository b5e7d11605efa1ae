"""A stage for focus stacking: small pictures, a card that is kept, planes to be marked."""

from __future__ import annotations

from pathlib import Path

from fsq_tui.backend.base import Lens
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.backend.simulated_card import Taken
from fsq_tui.focus.stack import StackSettings, StackView
from fsq_tui.session.requests import (
    MarkPlane,
    OfStack,
    SetStack,
)
from fsq_tui.storage.stack_folder import read_manifest
from tests.session.silent import SMALL, scene_of
from tests.session.stage import Stage

QUICK = StackSettings(shots=5, settle_s=0.5)
NEAR_COMMANDS, FAR_COMMANDS = 10, 2  # of the largest size, from infinity
NEAR, FAR = MarkPlane(is_far=False), MarkPlane(is_far=True)


class Studio(Stage):
    """A stage in edit mode, whose lens makes small pictures and whose camera keeps its card."""

    def __init__(self, folder: Path, model: str = "ef24", card: SimulatedLens | None = None):
        super().__init__(folder, model)
        self.folder = folder
        self.equip(card)
        self.press("info")
        self.ask(SetStack(QUICK))

    def equip(self, card: SimulatedLens | None) -> None:
        """With small pictures; and with the card of another lens."""
        self.lens._still_scene = scene_of(SMALL, "ef24")
        if card is not None:
            self.lens.card = card.card

    def remount(self) -> Lens:
        before = self.lens
        super().remount()
        self.equip(before)
        return self.lens

    # A method, since mypy takes it that no assert changes an attribute.
    def view(self) -> StackView:
        return self.shown.stack

    @property
    def taken(self) -> list[Taken]:
        return self.lens.card.taken

    @property
    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(Path(self.view().folder).glob("shot_*"))]

    @property
    def steps(self) -> list[int | None]:
        return [shot.step for shot in self.view().shots]

    def mark(self) -> None:
        """Both planes; the lens stays at the near one."""
        self.press(*["jog_forward_3"] * FAR_COMMANDS)
        self.ask(FAR)
        self.press(*["jog_forward_3"] * (NEAR_COMMANDS - FAR_COMMANDS))
        self.ask(NEAR)

    def doing(self, seconds: float, request: OfStack) -> None:
        """Something that STOP ends so much later."""
        self.press_in(seconds, "stop")
        self.ask(request)

    def assert_whole(self) -> None:
        """Each shot was taken once, at its step, is in the folder, and the lens is back."""
        shots = read_manifest(Path(self.view().folder)).shots
        assert [one.step for one in self.taken] == [shot.planned_step for shot in shots]
        assert self.files == [one.data for one in self.taken]
        assert self.view().missing == ""
