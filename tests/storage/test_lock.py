from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.storage.scene import SceneFile, read_scene
from tests.storage.examples import SCENE

ROOT = Path(__file__).parents[2]
HOLD = """
import signal, sys
from pathlib import Path
from fsq_tui.storage.scene import SceneFile
file = SceneFile.open(Path(sys.argv[1]))
print("open", flush=True)
signal.pause()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


@contextmanager
def holder(path: Path) -> Iterator[int]:
    """The id of a process that has the file open; it is killed at the end."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == b"open\n"
            yield process.pid
        finally:
            process.kill()


def test_a_second_program_is_told_which_process_has_the_file(path: Path) -> None:
    with holder(path) as pid:
        with pytest.raises(FileRefused) as refused:
            SceneFile.open(path)
        assert refused.value.message == f"{path} is in use by another fsq (process {pid})."
        assert read_scene(path).points == ()


def test_the_lock_dies_with_its_process(path: Path) -> None:
    with holder(path):
        pass
    assert path.with_name("scene.toml.lock").exists()
    with SceneFile.open(path) as file:
        file.save(SCENE)
    assert read_scene(path) == SCENE


def test_the_lock_holds_for_links_to_the_file_too(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    with SceneFile.open(path), pytest.raises(FileRefused, match=f"process {os.getpid()}"):
        SceneFile.open(link)


def test_closing_lets_the_next_one_in_and_leaves_nothing_behind(path: Path) -> None:
    for _ in range(3):
        file = SceneFile.open(path)
        file.close()
        file.close()
    assert list(path.parent.iterdir()) == []


def test_the_second_close_does_not_take_the_lock_from_the_next(path: Path) -> None:
    first = SceneFile.open(path)
    first.close()
    with SceneFile.open(path):
        first.close()
        with pytest.raises(FileRefused):
            SceneFile.open(path)


def test_a_lock_whose_file_was_unlinked_meanwhile_is_taken_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder before lets go between our opening of the lock file and our locking it."""
    flock = fcntl.flock
    calls: list[int] = []

    def late(descriptor: int, flags: int) -> None:
        if not calls:
            path.with_name("scene.toml.lock").unlink()
        calls.append(descriptor)
        flock(descriptor, flags)

    monkeypatch.setattr(fcntl, "flock", late)
    with SceneFile.open(path), pytest.raises(FileRefused):
        SceneFile.open(path)
    assert len(calls) == 3


def test_a_folder_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr("fsq_tui.storage.lock.os.open", fail)
        with pytest.raises(FileRefused, match="the folder is read-only"):
            SceneFile.open(path)


def test_a_folder_as_settings_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="it is a folder"):
        SceneFile.open(tmp_path)
