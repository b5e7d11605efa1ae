"""The folder of a stack: what is in it, what is known after a crash, what a full disk leaves."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.storage import atomic
from fsq_tui.storage.stack_folder import MANIFEST, StackFolder, read_manifest
from fsq_tui.storage.stack_manifest import Manifest, StackPicture, StackShot

PLAN = Manifest(
    "2026-11-24T14:40:00+00:00",
    "Canon EOS 80D",
    "EF24mm",
    tuple(StackShot(n, (n - 1) / 2, 10 * n) for n in (1, 2, 3)),
    7,
)


def picture(name: str = "IMG_0001.JPG") -> StackPicture:
    return StackPicture("", f"/store_00010001/DCIM/100CANON/{name}", "8", "1/125", "100")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[StackFolder]:
    with StackFolder.create(tmp_path / "stack", PLAN) as made:
        yield made


def again(folder: StackFolder) -> StackFolder:
    """The folder as another run finds it."""
    folder.close()
    return StackFolder.open(folder.path)


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(_descriptor: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", write)


def test_a_stack_is_pictures_with_plain_names_and_a_manifest(folder: StackFolder) -> None:
    for number in (1, 2, 3):
        folder.taken(number, 10 * number, How.COUNTED, [picture(f"IMG_{number:04}.JPG")])
        (one,) = folder.unfetched
        folder.keep(one.name, b"jpeg %d" % number)
    folder.close()
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "shot_001.jpg",
        "shot_002.jpg",
        "shot_003.jpg",
        MANIFEST,
    ]
    told = json.loads((folder.path / MANIFEST).read_text())
    assert (told["kind"], told["version"]) == ("focus stack", 1)
    assert told["shots"][1] == {
        "number": 2,
        "depth": 0.5,
        "planned_step": 20,
        "step": 20,
        "how": "counted",
        "pictures": [
            {
                "name": "shot_002.jpg",
                "camera": "/store_00010001/DCIM/100CANON/IMG_0002.JPG",
                "aperture": "8",
                "time": "1/125",
                "iso": "100",
                "sha256": hashlib.sha256(b"jpeg 2").hexdigest(),
                "compensation_ev": 0.0,
                "size_bytes": 6,
            }
        ],
        "unsure_steps": 0,
    }
    with StackFolder.open(folder.path) as found:
        assert found.shots == folder.shots
        assert found.missing == ""
        assert found.home_step == 7


def test_two_files_of_a_shot_have_one_number(folder: StackFolder) -> None:
    folder.taken(1, None, How.INFERRED, [picture("IMG_0001.CR2")])
    folder.taken(1, None, How.INFERRED, [picture("IMG_0001.JPG"), picture("IMG_0002.JPG")])
    names = [one.name for one in folder.unfetched]
    assert names == ["shot_001.cr2", "shot_001.jpg", "shot_001_2.jpg"]


@pytest.mark.parametrize("camera", ["a/b/..", "noend", "x.J/P", "é.é", "../../etc/x.j p g"])
def test_whatever_the_camera_calls_it_the_name_is_plain(folder: StackFolder, camera: str) -> None:
    folder.taken(1, None, How.INFERRED, [StackPicture("", camera)])
    (one,) = folder.unfetched
    folder.keep(one.name, b"data")
    with again(folder) as found:
        assert found.unfetched == ()
    assert {path.parent for path in folder.path.rglob("shot_*")} == {folder.path}


def test_what_is_missing_is_known_after_a_crash_at_any_moment(
    folder: StackFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.missing == "not taken: shot 1, 2, 3"
    folder.taken(1, 10, How.COUNTED, [picture()])
    with again(folder) as found:
        assert [shot.number for shot in found.untaken] == [2, 3]
        only = "only in the camera: shot_001.jpg (there IMG_0001.JPG)"
        assert found.missing == f"not taken: shot 2, 3; {only}"
        # Named, and then the power fails before the file is there.
        monkeypatch.setattr("fsq_tui.storage.stack_folder.write_atomically", _dies_at_the_second())
        with pytest.raises(KeyboardInterrupt):
            found.keep("shot_001.jpg", b"jpeg")
        monkeypatch.undo()
        found.close()
        with StackFolder.open(folder.path) as later:
            assert [one.name for one in later.unfetched] == ["shot_001.jpg"]
            later.keep("shot_001.jpg", b"jpeg")
            assert later.unfetched == ()


def _dies_at_the_second() -> Any:
    calls = 0

    def write(path: Path, data: bytes, keep_previous: bool = True) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        atomic.write_atomically(path, data, keep_previous)

    return write


def test_a_picture_that_is_torn_or_another_one_is_fetched_again_and_kept(
    folder: StackFolder,
) -> None:
    folder.taken(1, 10, How.COUNTED, [picture()])
    folder.keep("shot_001.jpg", b"whole")
    (folder.path / "shot_001.jpg").write_bytes(b"edited")
    with again(folder) as found:
        assert [one.name for one in found.unfetched] == ["shot_001.jpg"]
        found.keep("shot_001.jpg", b"whole")
    assert (folder.path / "shot_001.jpg").read_bytes() == b"whole"
    assert (folder.path / "shot_001.jpg.bak").read_bytes() == b"edited"


def test_a_shot_that_is_taken_again_keeps_what_there_was_by_another_name(
    folder: StackFolder,
) -> None:
    for number in (1, 2, 3):
        folder.taken(number, 10 * number + 6, How.INFERRED, [picture()], 2)
        folder.keep(f"shot_{number:03}.jpg", b"first")
    for data in (b"second", b"third"):
        folder.take_again((2, 2))
        assert folder.missing == "not taken: shot 2"
        assert not (folder.path / "shot_002.jpg").exists()
        folder.taken(2, 20, How.INFERRED, [picture()], 1)
        folder.keep("shot_002.jpg", data)
    with again(folder) as found:
        assert found.missing == ""
        assert [(shot.step, shot.unsure_steps) for shot in found.shots] == [
            (16, 2), (20, 1), (36, 2)
        ]  # fmt: skip
    kept = {path.name: path.read_bytes() for path in folder.path.glob("shot_002*")}
    assert kept == {
        "shot_002.jpg": b"third",
        "shot_002.jpg.before1": b"first",
        "shot_002.jpg.before2": b"second",
    }


def test_no_shot_is_taken_again_that_is_none_or_only_in_the_camera(folder: StackFolder) -> None:
    folder.taken(1, 10, How.COUNTED, [picture()])
    before = folder.shots
    with pytest.raises(FileRefused, match=r"shot_001\.jpg .* only in the camera"):
        folder.take_again((1,))
    for number in (0, 4):
        with pytest.raises(FileRefused, match=f"has no shot {number}, but 3"):
            folder.take_again((number,))
    assert folder.shots == before


def test_a_full_disk_loses_nothing(folder: StackFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.taken(1, 10, How.COUNTED, [picture()])
    folder.keep("shot_001.jpg", b"one")
    with monkeypatch.context() as patched:
        full_disk(patched)
        with pytest.raises(FileRefused, match="disk is full"):
            folder.taken(2, 20, How.COUNTED, [picture("IMG_0002.JPG")])
        assert "shot_002.jpg (there IMG_0002.JPG)" in folder.missing
        with pytest.raises(FileRefused, match="disk is full"):
            folder.keep("shot_002.jpg", b"two")
        assert "shot_002.jpg (there IMG_0002.JPG)" in folder.missing
    folder.keep("shot_002.jpg", b"two")
    with again(folder) as found:
        assert found.missing == "not taken: shot 3"
    assert not list(folder.path.glob(".fsq*"))


def test_one_program_at_a_time(folder: StackFolder) -> None:
    with pytest.raises(FileRefused, match="in use by another fsq"):
        StackFolder.open(folder.path)
    again(folder).close()


def test_a_folder_that_holds_anything_is_left_alone(folder: StackFolder, tmp_path: Path) -> None:
    folder.close()
    before = (folder.path / MANIFEST).read_bytes()
    with pytest.raises(FileRefused, match="not empty"):
        StackFolder.create(folder.path, PLAN)
    assert (folder.path / MANIFEST).read_bytes() == before
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "a.jpg").write_bytes(b"mine")
    with pytest.raises(FileRefused, match=r"a\.jpg is in it"):
        StackFolder.create(tmp_path / "holiday", PLAN)
    assert [path.name for path in (tmp_path / "holiday").iterdir()] == ["a.jpg"]


def test_a_folder_without_a_stack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no focus stack"):
        StackFolder.open(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(FileRefused):
        StackFolder.create(tmp_path / "file" / "stack", PLAN)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.update(version=2), "newer fsq"),
        (lambda told: told.update(version="1"), "another kind"),
        (lambda told: told.update(kind="take"), "another kind"),
        (lambda told: told.update(shots=[]), "0 shots"),
        (lambda told: told["shots"].pop(0), "not where it should be"),
        (lambda told: told["shots"][0].update(depth=1.5), "no depth"),
        (lambda told: told["shots"][0].update(step="x"), "a step is no whole number"),
        (lambda told: told["shots"][0].update(how="guessed"), "guessed"),
        (lambda told: told["shots"][0]["pictures"][0].update(name="../x.jpg"), "be called"),
        (lambda told: told["shots"][0]["pictures"][0].update(sha256="0"), "no checksum"),
        (lambda told: told["shots"][0]["pictures"][0].update(compensation_ev="1"), "no exposure"),
        (lambda told: told.update(bracket_ev=-1), "bracket"),
        (lambda told: told.update(exposure=1), "text"),
        (lambda told: told["shots"][0]["pictures"][0].update(size_bytes=-1), "no size"),
        (lambda told: told["shots"][0].update(pictures=2 * told["shots"][0]["pictures"]), "twice"),
        (lambda told: told.pop("body"), "body"),
        (lambda told: told.update(home_step=-1), "a step is no whole number"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused_with_the_reason(
    folder: StackFolder, change: Any, said: str
) -> None:
    folder.taken(1, 10, How.COUNTED, [picture()])
    told = json.loads((folder.path / MANIFEST).read_text())
    change(told)
    (folder.path / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(FileRefused, match=said):
        read_manifest(folder.path)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(folder: StackFolder, raw: bytes) -> None:
    (folder.path / MANIFEST).write_bytes(raw)
    with pytest.raises(FileRefused, match="no manifest"):
        read_manifest(folder.path)


def test_a_shot_is_taken_when_each_of_its_exposures_is(folder: StackFolder) -> None:
    folder.begin_bracket(2.0)
    for ev, lacking in ((0.0, "1 (darker, brighter)"), (-1.67, "1 (brighter)"), (2.0, "")):
        folder.taken(1, 10, How.COUNTED, [replace(picture(), compensation_ev=ev)])
        shots = f"{lacking}, 2, 3" if lacking else "2, 3"
        assert folder.missing.startswith(f"not taken: shot {shots}; ")
        folder = again(folder)
        assert folder.bracket_ev == 2.0
    names = [one.name for one in folder.shots[0].pictures]
    assert names == ["shot_001.jpg", "shot_001_darker.jpg", "shot_001_brighter.jpg"]
    assert [one.compensation_ev for one in folder.shots[0].pictures] == [0.0, -1.67, 2.0]
    assert [shot.number for shot in folder.untaken] == [2, 3]
    folder.close()


def test_the_bracket_of_a_stack_stays_once_a_shot_was_taken(folder: StackFolder) -> None:
    folder.begin_bracket(2.0)
    folder.begin_bracket(1.0)
    assert folder.bracket_ev == 1.0
    folder.taken(1, 10, How.COUNTED, [picture()])
    folder.begin_bracket(0.0)
    assert folder.bracket_ev == 1.0


def test_what_the_body_is_to_be_set_back_to_is_known_to_the_next_run(folder: StackFolder) -> None:
    folder.remember_exposure("shutterspeed=1/60")
    folder = again(folder)
    assert folder.exposure == "shutterspeed=1/60"
    folder.remember_exposure("")
    folder = again(folder)
    assert folder.exposure == ""
    folder.close()


def test_a_manifest_from_before_there_were_brackets_has_none(folder: StackFolder) -> None:
    folder.taken(1, 10, How.COUNTED, [picture()])
    path = folder.path / MANIFEST
    told = json.loads(path.read_text())
    del told["bracket_ev"], told["exposure"], told["shots"][0]["pictures"][0]["compensation_ev"]
    path.write_text(json.dumps(told))
    folder = again(folder)
    assert (folder.bracket_ev, folder.exposure) == (0.0, "")
    assert folder.shots[0].pictures[0].compensation_ev == 0.0
    assert [shot.number for shot in folder.untaken] == [2, 3]
    folder.close()
