"""What the Focus menu asks that moves nothing: other settings, a look at the lens."""

from __future__ import annotations

from fsq_tui.backend.base import Lens
from fsq_tui.errors import LensOnAuto, LensOnManual
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.focus.stack import StackSettings
from fsq_tui.session.board import Board
from fsq_tui.session.requests import CheckLens, OfMenu
from fsq_tui.storage.focus_settings import FocusSettingsFile, StackSettingsFile

OF_STACKS = "stack.toml"  # beside the file of the menu


class Preferences:
    """The settings as they were found and are kept, in files if there is one for the menu.

    `notes` are sentences for the console on values that cannot be.
    """

    def __init__(self, file: FocusSettingsFile | None) -> None:
        self._file = file
        self.settings, self.notes = (FocusSettings(), []) if file is None else file.load()
        self._stack_file = (
            None if file is None else StackSettingsFile(file.path.with_name(OF_STACKS))
        )
        self.stack = StackSettings()
        if self._stack_file is not None:
            self.stack, notes = self._stack_file.load()
            self.notes += notes

    def perform(self, request: OfMenu, board: Board, lens: Lens) -> None:
        """Raises UsageFault for impossible settings, FileRefused where they cannot be kept."""
        if isinstance(request, CheckLens):
            board.objection = objection(lens)
            return
        request.settings.require()
        board.use(request.settings)
        self.keep(request.settings)

    def keep(self, settings: FocusSettings) -> None:
        """Write what is new of these. Raises FileRefused."""
        before, self.settings = self.settings, settings
        if self._file is not None:
            self._file.keep(before, settings)

    def keep_stack(self, settings: StackSettings) -> None:
        """Write what is new of those of stacks. Raises FileRefused."""
        before, self.stack = self.stack, settings
        if self._stack_file is not None:
            self._stack_file.keep(before, settings)


def objection(lens: Lens) -> str:
    """Why a lens cannot be driven now, '' where nothing is known against it. Raises LensGone."""
    try:
        lens.check()
    except LensOnManual as manual:
        return f"This feature requires autofocus enabled. {manual.remedy}"
    except LensOnAuto as auto:
        return auto.remedy
    return ""
