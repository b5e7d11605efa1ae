"""The folder of a focus stack: its pictures, named and numbered, and the manifest beside them.

Other programs see pictures with plain names and one file more. The manifest names a picture, with
its checksum, before its file is written: a file that is there and has that checksum is whole, and
after a crash that tells what is missing. Nothing is ever deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, refusal, shown
from fsq_tui.storage.lock import FileLock
from fsq_tui.storage.stack_manifest import (
    REMEDY,
    Manifest,
    StackPicture,
    StackShot,
    manifest_bytes,
    manifest_in,
)
from fsq_tui.storage.stack_names import base_name, exposed, picture_name, put_aside

MANIFEST = "stack.json"
DIGITS = 3  # at least, of the number in a name


class StackFolder:
    """A folder that one program writes to, until it is closed."""

    def __init__(self, path: Path, manifest: Manifest, lock: FileLock | None) -> None:
        self.path = path
        self._manifest = manifest
        self._lock = lock
        self._whole = {
            picture.name
            for shot in manifest.shots
            for picture in shot.pictures
            if is_whole_file(path / picture.name, picture)
        }

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> Self:
        """Begin a stack. Raises FileRefused for a folder that holds anything, or cannot be made."""
        lock = FileLock(path / MANIFEST)
        try:
            require_unused(path)
            write_atomically(path / MANIFEST, manifest_bytes(manifest), keep_previous=False)
            return cls(path, manifest, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def unwritten(cls, manifest: Manifest) -> Self:
        """A stack that is nowhere, to go over its shots and take none."""
        return cls(Path(), manifest, None)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Go on with a stack; each picture is read and checked. Raises FileRefused."""
        manifest = read_manifest(path)
        lock = FileLock(path / MANIFEST)
        try:
            return cls(path, manifest, lock)
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def manifest(self) -> Manifest:
        """What is told of it."""
        return self._manifest

    @property
    def home_step(self) -> int | None:
        """Where the lens stood before the stack, None where it has no steps to go by."""
        return self._manifest.home_step

    @property
    def bracket_ev(self) -> float:
        """How far the exposures of each shot are from each other, 0.0 where it has one."""
        return self._manifest.bracket_ev

    @property
    def exposure(self) -> str:
        """What the body is still to be set back to; '' where it is as it was."""
        return self._manifest.exposure

    @property
    def shots(self) -> tuple[StackShot, ...]:
        """Every point of the stack, in order."""
        return self._manifest.shots

    @property
    def untaken(self) -> tuple[StackShot, ...]:
        """The shots that are still to be taken, be it only one of their exposures."""
        return tuple(shot for shot in self.shots if shot.lacking(self.bracket_ev))

    @property
    def unfetched(self) -> tuple[StackPicture, ...]:
        """The pictures that were taken and are not in the folder, or not whole, oldest first."""
        pictures = (picture for shot in self.shots for picture in shot.pictures)
        return tuple(picture for picture in pictures if picture.name not in self._whole)

    @property
    def missing(self) -> str:
        """What is missing, as a clause; '' for nothing."""
        return missing_of(self.untaken, self.unfetched, self.bracket_ev)

    def taken(
        self,
        number: int,
        step: int | None,
        how: How,
        pictures: Sequence[StackPicture],
        unsure_steps: int = 0,
    ) -> None:
        """A shot was taken; its pictures get their names here. Raises FileRefused.

        More pictures of a shot may be told of later. Even where the disk is full they are known to
        this object.
        """
        shot = self.shots[number - 1]
        names = {picture.name for picture in shot.pictures}
        digits = max(DIGITS, len(str(len(self.shots))))
        named = []
        for picture in pictures:
            stem = f"shot_{number:0{digits}}{exposed(picture.compensation_ev)}"
            name = picture_name(stem, picture.camera, names)
            names.add(name)
            named.append(replace(picture, name=name))
        pictures = (*shot.pictures, *named)
        self._put(replace(shot, step=step, how=how, pictures=pictures, unsure_steps=unsure_steps))
        self._save()

    def take_again(self, numbers: Sequence[int]) -> None:
        """These shots count as not taken; files of theirs get another name and stay.

        Raises FileRefused as `require_shots`, and for what cannot be written.
        """
        self.require_shots(numbers)
        shots = [self.shots[number - 1] for number in sorted(set(numbers))]
        names = [one.name for shot in shots for one in shot.pictures]
        for name in names:  # first: what is cut off here is fetched again, and nothing written over
            put_aside(self.path / name)
        self._whole -= set(names)
        for shot in shots:
            self._put(StackShot(shot.number, shot.depth, shot.planned_step))
        self._save()

    def require_shots(self, numbers: Sequence[int]) -> None:
        """Raise FileRefused for a number that no shot has, and for a picture to be fetched yet."""
        unknown = [number for number in numbers if not 1 <= number <= len(self.shots)]
        if unknown:
            raise FileRefused(
                f"{shown(self.path)} has no shot {unknown[0]}, but {len(self.shots)} shots.",
                "Name one of those.",
            )
        taken = [one.name for number in numbers for one in self.shots[number - 1].pictures]
        if there := [one.name for one in self.unfetched if one.name in taken]:
            raise FileRefused(
                f"{there[0]} of {shown(self.path)} is only in the camera.",
                "Go on with the stack first: that fetches it.",
            )

    def begin_bracket(self, bracket_ev: float) -> None:
        """Of each shot so many exposures; where one was taken it stays as it is.

        Raises FileRefused.
        """
        if bracket_ev != self.bracket_ev and not any(shot.pictures for shot in self.shots):
            self._manifest = replace(self._manifest, bracket_ev=bracket_ev)
            self._save()

    def remember_exposure(self, setting: str) -> None:
        """What the body is to be set back to, '' when it was. Raises FileRefused."""
        if setting != self.exposure:
            self._manifest = replace(self._manifest, exposure=setting)
            self._save()

    def keep(self, name: str, data: bytes) -> None:
        """Write a picture that was fetched. Raises FileRefused, and then it is still unfetched.

        A file of this name that is another one is kept as .bak.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        for shot in self.shots:
            pictures = tuple(
                replace(one, sha256=sha256, size_bytes=len(data)) if one.name == name else one
                for one in shot.pictures
            )
            if pictures != shot.pictures:
                self._put(replace(shot, pictures=pictures))
        self._save()
        write_atomically(self.path / name, data)
        self._whole.add(name)

    def close(self) -> None:
        """Let others write to it. May be called twice."""
        if self._lock is not None:
            self._lock.release()

    def _put(self, changed: StackShot) -> None:
        shots = tuple(changed if one.number == changed.number else one for one in self.shots)
        self._manifest = replace(self._manifest, shots=shots)

    def _save(self) -> None:
        write_atomically(self.path / MANIFEST, manifest_bytes(self._manifest), keep_previous=False)


def read_manifest(path: Path) -> Manifest:
    """What the manifest of a stack says. Raises FileRefused, also where there is none."""
    raw = read_whole(path / MANIFEST)
    if raw is None:
        raise FileRefused(f"{shown(path)} holds no focus stack: it has no {MANIFEST}.", REMEDY)
    return manifest_in(path / MANIFEST, raw)


def missing_of(
    untaken: Sequence[StackShot], unfetched: Sequence[StackPicture], bracket_ev: float
) -> str:
    """Shots and pictures that are missing, as a clause; '' for none."""
    parts = []
    if untaken:
        parts.append(f"not taken: shot {', '.join(_lacking(shot, bracket_ev) for shot in untaken)}")
    if unfetched:
        names = ", ".join(f"{one.name} (there {base_name(one.camera)})" for one in unfetched)
        parts.append(f"only in the camera: {names}")
    return "; ".join(parts)


def is_whole_file(path: Path, picture: StackPicture) -> bool:
    """Whether a file is there and has the checksum of a picture. Raises FileRefused."""
    if not picture.sha256:
        return False
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == picture.sha256
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise refusal(path, fault, "read") from fault


def require_unused(path: Path) -> None:
    """Raise FileRefused for what is no place for a new stack: a file, or a folder with any."""
    try:
        others = sorted(one.name for one in path.iterdir() if one.name != f"{MANIFEST}.lock")
    except FileNotFoundError:
        return
    except OSError as fault:
        raise refusal(path, fault, "read") from fault
    if others:
        raise FileRefused(
            f"{shown(path)} is not empty: {shown(Path(others[0]))} is in it.",
            "Name a new folder; to go on with a stack, resume it.",
        )


def _lacking(shot: StackShot, bracket_ev: float) -> str:
    """Its number, and which exposures where it has others."""
    which = (
        "brighter" if ev > 0 else "darker" if ev < 0 else "as set"
        for ev in shot.lacking(bracket_ev)
    )
    return f"{shot.number} ({', '.join(which)})" if shot.pictures else str(shot.number)
