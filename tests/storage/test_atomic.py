from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.storage.atomic import move_into_place, write_atomically

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "scene.toml"
    path.write_bytes(b"old")
    return path


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_the_previous_version_is_kept_beside_the_new_one(path: Path) -> None:
    for content in (b"new", b"newer"):
        write_atomically(path, content)
    assert path.read_bytes() == b"newer"
    assert path.with_name("scene.toml.bak").read_bytes() == b"new"
    assert names(path) == ["scene.toml", "scene.toml.bak"]


def test_a_backup_that_is_the_file_itself_after_a_crash_leaves_no_litter(path: Path) -> None:
    os.link(path, path.with_name("scene.toml.bak"))
    write_atomically(path, b"new")
    assert path.with_name("scene.toml.bak").read_bytes() == b"old"
    assert names(path) == ["scene.toml", "scene.toml.bak"]


def test_no_backup_where_none_is_asked_for(path: Path) -> None:
    write_atomically(path, b"new", keep_previous=False)
    assert names(path) == ["scene.toml"]


def test_a_new_file_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "scene.toml"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(path) == ["scene.toml"]


def test_the_mode_is_kept_and_a_new_file_follows_the_umask(path: Path) -> None:
    path.chmod(0o640)
    other = path.with_name("other")
    before = os.umask(0o027)
    try:
        write_atomically(path, b"new")
        write_atomically(other, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(other.stat().st_mode) == 0o640


def test_a_symbolic_link_stays_one(path: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "scene.toml"
    link.symlink_to(path)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert names(link) == ["scene.toml"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileRefused, match="lead in a circle"):
        write_atomically(tmp_path / "a", b"new")


def test_folders_devices_and_pipes_are_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, Path("/dev/null"), pipe):
        with pytest.raises(FileRefused):
            write_atomically(path, b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_name_that_is_too_long(path: Path) -> None:
    with pytest.raises(FileRefused, match="the name is too long"):
        write_atomically(path.with_name("a" * 256), b"new")
    assert names(path) == ["scene.toml"]


def test_the_path_in_a_refusal_has_no_control_characters(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        write_atomically(tmp_path / ("\x1b[2J" + "a" * 256), b"new")
    assert refused.value.message.isprintable()


FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "the folder is read-only for this user",
    errno.EIO: "the disk reports an error",
    errno.EDQUOT: "the disk quota is used up",
    errno.EBADMSG: os.strerror(errno.EBADMSG).lower(),
}


@pytest.mark.parametrize("call", ["open", "write", "fsync", "fchmod", "replace"])
@pytest.mark.parametrize("code", FAULTS)
def test_whatever_the_system_refuses_the_old_file_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(code, os.strerror(code))

    target = "pathlib.Path.replace" if call == "replace" else f"fsq_tui.storage.atomic.os.{call}"
    with monkeypatch.context() as broken:
        broken.setattr(target, fail)
        with pytest.raises(FileRefused) as refused:
            write_atomically(path, b"new")
    assert refused.value.message == f"{path} cannot be written: {FAULTS[code]}."
    assert refused.value.remedy
    assert path.read_bytes() == b"old"
    assert names(path) == ["scene.toml"]


def test_a_file_system_without_hard_links_gets_a_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr("fsq_tui.storage.atomic.os.link", fail)
    write_atomically(path, b"new")
    assert path.with_name("scene.toml.bak").read_bytes() == b"old"
    assert names(path) == ["scene.toml", "scene.toml.bak"]


def test_a_short_write_is_carried_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr("fsq_tui.storage.atomic.os.write", lambda fd, data: write(fd, data[:3]))
    write_atomically(path, b"0123456789")
    assert path.read_bytes() == b"0123456789"


# Python ignores SIGXFSZ, so a write above the limit fails with EFBIG instead of killing it.
LIMITED = """
import resource, sys
from pathlib import Path
from fsq_tui.storage.atomic import move_into_place, write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_atomically(Path(sys.argv[1]), b"n" * 2000)
"""


def test_a_real_limit_of_the_system_leaves_the_old_file(path: Path) -> None:
    """The disk ends in the middle of the file: half of it can be written, and then no more."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "FileRefused" in done.stderr
    assert "the file would be larger than allowed" in done.stderr
    assert path.read_bytes() == b"old"
    assert names(path) == ["scene.toml"]


def test_a_finished_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    draft, path = tmp_path / "draft", tmp_path / "path"
    draft.write_bytes(b"new")
    with pytest.raises(FileRefused, match="cannot be written: there is no such file"):
        move_into_place(draft, tmp_path / "nowhere" / "path")
    assert draft.read_bytes() == b"new"
    path.write_bytes(b"old")
    move_into_place(draft, path)
    assert path.read_bytes() == b"new"
    assert not draft.exists()
