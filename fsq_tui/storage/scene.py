"""The settings file: one scene, complete for its lens, in TOML that a person may edit too."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Self

from fsq_tui.errors import FileRefused
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.content import Scene, scene_from
from fsq_tui.storage.files import read_whole, real_path, shown
from fsq_tui.storage.lock import FileLock
from fsq_tui.storage.outline import Outline, outline
from fsq_tui.storage.toml_text import Fault, parsed

__all__ = ["Fault", "Scene", "SceneFile", "faults", "read_scene", "rewrite", "scene_in"]

MEND = "Mend the file, or name another one; it is left as it is."


def read_scene(path: Path) -> Scene:
    """The scene in a file, without taking its lock; a missing file is an empty scene.

    Raises FileRefused for a file that cannot be read or used, with the first fault and its place.
    """
    return scene_in(path, read_whole(path) or b"")


def faults(path: Path) -> list[Fault]:
    """Everything that is wrong with a settings file, in the order of its lines.

    Raises FileRefused where it cannot even be read.
    """
    return list(_examined(read_whole(path) or b"")[1])


def scene_in(path: Path, content: bytes) -> Scene:
    """The scene in the content of the file at `path`. Raises FileRefused with the first fault."""
    scene, found = _examined(content)
    if not found:
        return scene
    more = f" And {len(found) - 1} more; fsq check {shown(path)} lists them." if found[1:] else ""
    raise FileRefused(f"{shown(path)}, {found[0]}.{more}", MEND)


def rewrite(path: Path, content: bytes, scene: Scene) -> bytes:
    """The content of a settings file changed to hold `scene`, comments and unknown keys kept.

    Times are kept to the millisecond. Raises FileRefused where `content` is faulty, where
    `scene` breaks a rule of the format, and where the text cannot be changed without loss.
    """
    # Only who writes pays for tomlkit: it takes as long to import as the rest of a verb.
    from tomlkit.exceptions import TOMLKitError

    from fsq_tui.storage.scene_text import rewritten

    old = scene_in(path, content)
    wanted = scene.rounded()
    if wanted == old.rounded():
        return content
    try:
        changed = rewritten(content.decode("utf-8-sig"), old, wanted).encode()
    except UnicodeEncodeError as fault:
        raise FileRefused(
            f"{shown(path)} cannot be written: a name holds half a character.", "Change the name."
        ) from fault
    except (TOMLKitError, ValueError, LookupError, AttributeError) as fault:
        raise _unchangeable(path) from fault
    after, found = _examined(changed)
    if found:
        raise FileRefused(
            f"{shown(path)} cannot be written: {found[0].message}.",
            "Change that value; the file is as it was.",
        )
    if wanted != after.rounded():
        raise _unchangeable(path)
    return changed


class SceneFile:
    """A settings file that this program alone writes, from `open` to `close`."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        self._content: bytes | None = None  # as last loaded or saved
        self._ours: tuple[Scene, ...] = ()  # the scenes that this program may have left there

    @classmethod
    def open(cls, path: Path) -> Self:
        """Take the lock of the file, which need not exist.

        Raises FileRefused, naming the process, where another one has it.
        """
        return cls(path, FileLock(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self) -> Scene:
        """The scene; an empty one where the file is missing. Raises FileRefused."""
        content = read_whole(self.path) or b""
        scene = scene_in(self.path, content)
        self._content, self._ours = content, (scene,)
        return scene

    def save(self, scene: Scene) -> None:
        """Put the scene on disk; where it is there already, the file is not touched.

        What a person wrote into the file meanwhile is kept. Where they changed the scene itself,
        theirs stays, ours goes to `<name>.mine.toml`, and FileRefused says so at every save.
        Raises FileRefused as well where the file cannot be written; it is then as it was.
        """
        if self._content is None:
            self.load()
        on_disk = read_whole(self.path)
        if on_disk is not None and not self._is_ours(on_disk):
            self._set_aside(scene)
        base = self._content if on_disk is None else on_disk
        content = rewrite(self.path, base or b"", scene)
        # Also remembered if the write fails half-way, the new file in place but not yet synced.
        self._ours = (*self._ours, scene_in(self.path, content))
        if content != (on_disk or b""):
            write_atomically(self.path, content)
        self._content, self._ours = content, self._ours[-1:]

    def close(self) -> None:
        """Let the lock go. May be called twice."""
        self._lock.release()

    def _is_ours(self, on_disk: bytes) -> bool:
        if on_disk == self._content:
            return True
        try:
            return scene_in(self.path, on_disk) in self._ours
        except FileRefused:
            return False

    def _set_aside(self, scene: Scene) -> None:
        target = real_path(self.path)
        mine = target.with_name(f"{target.stem}.mine.toml")
        write_atomically(mine, rewrite(mine, self._content or b"", scene))
        raise FileRefused(
            f"{shown(self.path)} was changed by another program and is left as it is;"
            f" the present scene is kept in {shown(mine)}.",
            "Keep the one you want under the first name, then start fsq again.",
        )


@lru_cache(maxsize=2)  # a save meets the same content again as it is read, changed and verified
def _examined(content: bytes) -> tuple[Scene, tuple[Fault, ...]]:
    """The scene in a file's content and all its faults; the scene counts only without any."""
    text, data, fault = parsed(content)
    if fault is not None:
        return Scene(), (fault,)
    scene, problems = scene_from(data)
    plan = outline(text) if problems else Outline()
    found = [Fault(plan.line(problem.place), problem.text) for problem in problems]
    return scene, tuple(sorted(found, key=lambda fault: fault.line))


def _unchangeable(path: Path) -> FileRefused:
    return FileRefused(
        f"{shown(path)} cannot be changed without losing something a person wrote into it.",
        "Write it in the layout the README shows, or name another file.",
    )
