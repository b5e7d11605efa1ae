"""The pictures of a stack taken for the operator: in a new folder, or in one that lacks some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fsq_tui.errors import LensFault, UsageFault
from fsq_tui.focus.modes import Activity
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.focus.stray import Stray, shots_text, stray_text, strays_text
from fsq_tui.session.board import Board
from fsq_tui.session.end_points import EndPoints
from fsq_tui.session.keeper import Keeper
from fsq_tui.session.motor import Motor
from fsq_tui.session.recording import Recording
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.stack_begin import begun
from fsq_tui.session.stack_capture import Progress, StackCapture
from fsq_tui.session.stack_needs import require_able, require_same_lens
from fsq_tui.session.stack_strays import strays_of
from fsq_tui.session.stack_ways import ByPosition, Way
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import StackShot
from fsq_tui.storage.stack_places import (
    has_seen,
    lacks,
    manifest_of,
    newest,
    newest_unfinished,
    next_place,
)

if TYPE_CHECKING:
    from fsq_tui.session.stack_scan import Scanned

BACK = "back to where the lens was"
UNSWEPT = (
    "The body drives no lens: only a sweep of the scene tells how to get to the shots.",
    "Mark the planes, then sweep.",
)


class Taking:
    """On the owner's thread. `folder` is the newest stack of the scene and `missing` what it lacks.

    `shots` are those of it, as far as they are taken.

    Raises Stopped, UsageFault, FileRefused and every LensFault.
    """

    def __init__(
        self,
        motor: Motor,
        keeper: Keeper,
        board: Board,
        points: EndPoints,
        recording: Recording,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when there is more of the stack under way."""
        self._motor = motor
        self._keeper = keeper
        self._board = board
        self._points = points
        self._recording = recording
        self._changed = changed
        self._said: list[str] = []  # of the stack under way
        self._gone_astray: list[Stray] = []  # of that one, as it was told
        self._under_way: StackFolder | None = None
        self._swept: tuple[Path, Scanned] | None = None  # the newest stack of a sweep, and that
        found = newest(keeper.path)
        self.folder = "" if found is None else str(found)
        self.missing = ""
        self.shots: tuple[StackShot, ...] = ()
        if found is not None and (manifest := manifest_of(found)) is not None:
            self.missing, self.shots = lacks(found, manifest), manifest.shots

    @property
    def strays(self) -> tuple[Stray, ...]:
        """The shots of the newest stack that do not stand where they were planned."""
        return strays_of(self.shots)

    @property
    def again(self) -> tuple[int, ...]:
        """Which of them are worth another try: where more than the count brings the lens there."""
        strays = self.strays
        is_swept = self._swept is not None and str(self._swept[0]) == self.folder
        is_told = is_swept or not self._motor.is_counted
        if strays and not is_told:
            is_told = has_seen(Path(self.folder))
        return tuple(found.number for found in strays) if is_told else ()

    def is_of(self, planned: tuple[StackShot, ...]) -> bool:
        """Whether the newest stack was taken as these shots are planned."""
        return [(shot.depth, shot.planned_step) for shot in self.shots] == [
            (shot.depth, shot.planned_step) for shot in planned
        ]

    def take(
        self, settings: StackSettings, shots: tuple[StackShot, ...], scanned: Scanned | None
    ) -> None:
        """All of it, in a new folder; to rehearse the movement makes none."""
        self._make_ready(settings, scanned)
        with self._board.doing(Activity.STACKING):
            way = self._way(shots, None, scanned)
            extent = settings.extent
            place = partial(next_place, self._keeper.path, extent)
            seen = None if scanned is None else scanned.seen
            folder = begun(self._motor, shots, way.home_step, extent, place, seen)
            self._swept = None if scanned is None else (folder.path, scanned)
            self._run(folder, settings, way)
        self._tell(folder, settings.extent)

    def resume(
        self, settings: StackSettings, scanned: Scanned | None, again: tuple[int, ...] = ()
    ) -> None:
        """What the newest stack that lacks something lacks; of the newest one shots once more.

        By the sweep that it was planned by, or what is kept of that, else by its steps; on a body
        that drives no lens by the newest sweep.
        """
        path = None
        if settings.extent is not Extent.MOVEMENT:
            find = newest if again else newest_unfinished
            path = find(self._keeper.path, settings.extent)
        if path is None or (again and str(path) != self.folder):
            raise UsageFault("There is no stack to go on with.", "Take one as it is planned.")
        if self._swept is not None and self._swept[0] == path:
            scanned = self._swept[1]
        elif self._motor.lens.capabilities.drives:
            scanned = None
        self._make_ready(settings, scanned)
        with self._board.doing(Activity.STACKING), StackFolder.open(path) as folder:
            require_same_lens(folder.manifest, self._motor.lens)
            way = self._way_on(folder, scanned)
            folder.take_again(again)
            self._run(folder, settings, way)
        self._tell(folder, settings.extent)

    def say(self, text: str) -> None:
        """What is told of the stack: on the console; under the overlay once it is done."""
        self._said.append(text)
        self._board.say(text, Severity.WARNING)

    def stray(self, found: Stray) -> None:
        """A shot that does not stand where it was planned: told at once, and in the end."""
        self._gone_astray.append(found)
        said = stray_text(found)
        self._board.warn(f"{said[:1].upper()}{said[1:]}.")

    def progress(self, progress: Progress) -> None:
        """How far it is, and how long the rest takes."""
        label = BACK
        if progress.done < progress.total:
            at = f"{progress.word} {progress.done + 1} of {progress.total}"
            label = f"{at}, {progress.left_s:.0f} s left"
        if self._under_way is not None:
            self.shots, self.missing = self._under_way.shots, self._under_way.missing
            self._changed()
        self._board.show_progress(progress.done / progress.total, label)

    def _make_ready(self, settings: StackSettings, scanned: Scanned | None) -> None:
        """Know where the lens is, before a folder is made. Raises what speaks against a stack."""
        require_able(self._motor.lens, settings)
        if self._recording.look():
            raise LensFault("The camera records a clip.", "End it, then take the stack.")
        if self._motor.lens.capabilities.drives:
            self._points.place()
        elif scanned is None:
            raise LensFault(*UNSWEPT)

    def _way(
        self, shots: Sequence[StackShot], home_step: int | None, scanned: Scanned | None
    ) -> Way:
        if scanned is None:
            return ByPosition(self._motor, home_step)
        return scanned.way(self._motor, shots, home_step)

    def _way_on(self, folder: StackFolder, scanned: Scanned | None) -> Way:
        if scanned is not None:
            return scanned.way(self._motor, folder.shots, folder.home_step)
        from fsq_tui.session.stack_seen import way_on  # numpy is slow to come

        return way_on(self._motor, folder.path, folder.home_step)

    def _run(self, folder: StackFolder, settings: StackSettings, way: Way) -> None:
        is_written = settings.extent is not Extent.MOVEMENT
        if is_written:
            self.folder, self.missing = str(folder.path), folder.missing
            self.shots, self._under_way = folder.shots, folder
        self._said, self._gone_astray = [], []
        try:
            with folder:
                StackCapture(self._motor, folder, settings, self, way, self._heard).run()
        finally:
            if is_written:
                self.missing, self.shots = folder.missing, folder.shots
                self._under_way = None

    def _heard(self) -> None:
        """What has ended it is heard; the way back is next."""
        done = 1.0 if self._board.progress is None else self._board.progress.fraction
        self._board.show_progress(done, BACK)

    def _off_place(self, count: int, strays: Sequence[Stray], extent: Extent) -> str:
        """What stands elsewhere, and what to do about it."""
        said = f"Of {count} shots {strays_text(strays)}."
        if extent is not Extent.MOVEMENT and self.again:
            return f"{said} PLAY can take {shots_text(self.again)} again."
        if self._motor.is_counted and self._motor.lens.capabilities.live_view:
            return f"{said} SWEEP before, and the picture tells."
        return said

    def _tell(self, folder: StackFolder, extent: Extent) -> None:
        count, severity = len(folder.shots), Severity.NOTE
        told = f"Took {count} shots, in {folder.path.name}"
        strays = self._gone_astray if extent is Extent.MOVEMENT else self.strays
        if extent is Extent.MOVEMENT:
            told = f"Went over {count} shots; nothing was taken"
        elif folder.missing:
            told = f"{folder.path.name} is not whole"
        told += "."
        if strays:
            told, severity = f"{self._off_place(count, strays, extent)} {told}", Severity.WARNING
        self._board.say(told, severity)
        if self._said:
            told, severity = " ".join((told, *self._said)), Severity.WARNING
        self._board.tell(told, severity)
