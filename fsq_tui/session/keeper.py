"""The scene as the session holds it: its points with their history, its lens, and its file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fsq_tui.errors import FileRefused, WrongLens
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.marks import carried_over
from fsq_tui.focus.rack import NO_ENDS
from fsq_tui.focus.sequence import FocusPoint, Sequence
from fsq_tui.storage.journal import load_history, save_history
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, SceneFile


class Keeper:
    """Every edit goes through here and is on disk before the next key is looked at.

    `unsaved` is the sentence of the last save that failed, '' while all is on disk; a failed save
    keeps the edit in memory and is tried again with the next one. `notes` are sentences for the
    console from opening the files.
    """

    def __init__(
        self, file: SceneFile, library: LensLibrary, lens_name: str, *, is_simulated: bool
    ) -> None:
        """Load the scene for the mounted lens. Raises WrongLens and FileRefused."""
        self._file = file
        self._library = library
        self._lens_name = lens_name
        scene = file.load()
        require_lens(file.path, scene, lens_name, is_simulated)
        self.calibration = known_calibration(scene, library, lens_name, is_simulated=is_simulated)
        self.history, note = load_history(
            file.path, Sequence(scene.points, order=scene.order), lens_name
        )
        self.rack = scene.rack  # whoever changes it saves it
        self.notes = [note] if note else []
        self.unsaved = ""

    @property
    def path(self) -> Path:
        """The scene's file."""
        return self._file.path

    @property
    def scene_name(self) -> str:
        """The file's name, for the screen."""
        return self._file.path.name

    @property
    def sequence(self) -> Sequence:
        """The points as they are now."""
        return self.history.present

    def edit(self, sequence: Sequence) -> None:
        """Make an edit that undo can take back; one that changes nothing is none."""
        if sequence.at(self.sequence.index) == self.sequence:
            return
        self.history = self.history.edited(sequence)
        self.save()

    def start_with(self, point: FocusPoint) -> None:
        """Fill an empty sequence with its first point; undo never empties it again."""
        self.history = replace(
            self.history, present=replace(self.sequence, points=(point,), index=0)
        )
        self.save()

    def stand_on(self, index: int) -> None:
        """Make another point the current one; nothing changes on disk."""
        self.history = self.history.moved_to(index)

    def undo(self) -> bool:
        """One edit back; False where there is none."""
        if not (self.history.past and self.history.past[-1].points):
            return False
        self.history = self.history.undone()
        self.save()
        return True

    def redo(self) -> bool:
        """One undone edit forward; False where there is none."""
        if not (self.history.future and self.history.future[0].points):
            return False
        self.history = self.history.redone()
        self.save()
        return True

    def keep_calibration(self, calibration: Calibration) -> str:
        """A lens newly calibrated: into the scene and into the library, with the marks it had.

        A point that lay at the forward stop stays there, should the lens now end a little earlier.
        Returns the sentence on marks that are lost by that, '' where none is.
        """
        marks = () if self.calibration is None else self.calibration.marks
        calibration, lost = carried_over(calibration, marks)
        last = calibration.positions[-1]
        kept = self.sequence.points
        points = tuple(
            replace(point, normalized_position=min(point.normalized_position, last))
            for point in kept
        )
        self.rack = self.rack.within(last)
        if points != kept:
            self.history = self.history.edited(replace(self.sequence, points=points))
        self._keep_lens(calibration, lambda: calibration)
        return lost

    def keep_marks(self, calibration: Calibration) -> None:
        """Other distance marks on the lens: into the scene, and to what the library knows of it."""

        def in_library() -> Calibration:
            known = self._library.find(calibration.lens_name) or calibration
            return carried_over(known, calibration.marks)[0]

        self._keep_lens(calibration, in_library)

    def _keep_lens(self, calibration: Calibration, in_library: Callable[[], Calibration]) -> None:
        self.calibration = calibration
        self.save()
        try:
            self._library.keep(in_library())
        except FileRefused as refused:
            self.unsaved = str(refused)

    def save(self) -> None:
        """Write scene and journal; a failure is kept in `unsaved`, not raised."""
        sequence = self.sequence
        scene = Scene(self._lens_name, self.calibration, sequence.points, sequence.order, self.rack)
        try:
            self._file.save(scene)
            save_history(self._file.path, self.history, self._lens_name)
        except FileRefused as refused:
            self.unsaved = str(refused)
        else:
            self.unsaved = ""

    def close(self) -> None:
        """Try once more to write what could not be written, and let the file go."""
        if self.unsaved:
            self.save()
        self._file.close()


def require_lens(path: Path, scene: Scene, lens_name: str, is_simulated: bool) -> None:
    """Refuse, with WrongLens, a scene whose points belong to another lens than the mounted one."""
    has_points = bool(scene.points) or scene.rack != NO_ENDS
    if has_points and not is_simulated and was_simulated(scene):
        raise WrongLens(
            f"{path} holds focus points of a simulated lens, but a real one is mounted.",
            "Use another scene for it; with --sim fsq goes on with this one.",
        )
    if has_points and scene.lens_name != lens_name:
        raise WrongLens(
            f'{path} holds focus points of the lens "{scene.lens_name}", '
            f'but "{lens_name}" is mounted.',
            f'Mount the "{scene.lens_name}", or use another scene.',
        )


def known_calibration(
    scene: Scene, library: LensLibrary, lens_name: str, *, is_simulated: bool
) -> Calibration | None:
    """What is known of the mounted lens: to the scene, else to the library, None to neither.

    A scene without distance marks of its own takes those of the library. Raises FileRefused where
    the library is needed and damaged.
    """
    own = scene.calibration if scene.lens_name == lens_name else None
    if own is None or (was_simulated(scene) and not is_simulated):
        return library.find(lens_name)
    known = None
    if not own.marks:
        with suppress(FileRefused):
            known = library.find(lens_name)
    return own if known is None else carried_over(own, known.marks)[0]


def was_simulated(scene: Scene) -> bool:
    """Whether it was made on a simulated lens."""
    return scene.calibration is not None and scene.calibration.simulated
