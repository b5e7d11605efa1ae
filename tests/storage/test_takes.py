from __future__ import annotations

import datetime as dt
import errno
import itertools
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.focus.shape import Shape
from fsq_tui.storage import takes as module
from fsq_tui.storage.takes import (
    MAX_SAMPLES,
    Take,
    append_take,
    load_takes,
    takes_path,
    thinned,
    to_json,
)

TAKE = Take(
    at=dt.datetime(2026, 3, 4, 9, 30, 12, 345000, dt.timezone(dt.timedelta(hours=2))),
    scene="scene.toml",
    lens_name="Test 50mm",
    simulated=True,
    from_point=1,
    to_point=2,
    names=("", "Wärme\x1b"),
    from_step=10,
    to_step=50,
    asked_s=1.3,
    planned_s=1.3,
    took_s=1.3042,
    off_by_steps_before=-1,
    off_by_steps=0,
    how=How.MEASURED,
    shape=Shape.EASE,
    late_s=0.0012,
    rms_steps=0.25,
    samples=((0.0, 10.0, 10.0, How.COUNTED), (1.3, 50.0, 50.5, How.MEASURED)),
)


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


def test_a_scene_without_takes(scene: Path) -> None:
    assert load_takes(scene) == ((), ())


def test_takes_come_back_in_their_order(scene: Path) -> None:
    counted = replace(TAKE, off_by_steps_before=None, off_by_steps=None, how=How.COUNTED)
    bare = replace(TAKE, rms_steps=None, samples=(), shape=Shape.LINEAR, clip_s=2.25)
    for take in (TAKE, counted, bare):
        append_take(scene, take)
    assert load_takes(scene) == ((TAKE, counted, bare), ())
    assert takes_path(scene).read_bytes().count(b"\n") == 3
    assert [file.name for file in scene.parent.iterdir()] == ["scene.toml.takes.jsonl"]


def test_a_line_from_before_clips_were_recorded_is_a_take(scene: Path) -> None:
    kept = to_json(replace(TAKE, clip_s=3.0))
    del kept["clip_s"]
    takes_path(scene).write_text(json.dumps(kept) + "\n")
    assert load_takes(scene) == ((TAKE,), ())


def test_they_lie_beside_the_file_behind_a_link(scene: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(scene)
    assert takes_path(link) == takes_path(scene)


def test_a_line_says_its_kind_and_the_time_with_its_zone(scene: Path) -> None:
    append_take(scene, TAKE)
    line = json.loads(takes_path(scene).read_text())
    assert (line["version"], line["kind"]) == (1, "take")
    assert line["at"] == "2026-03-04T09:30:12.345+02:00"
    assert line["samples"] == [[0.0, 10.0, 10.0, "counted"], [1.3, 50.0, 50.5, "measured"]]


def test_a_torn_last_line_is_left_out_and_named(scene: Path) -> None:
    append_take(scene, TAKE)
    whole = takes_path(scene).read_bytes()
    for length in range(1, len(whole) - 1):
        takes_path(scene).write_bytes(whole + whole[:length])
        takes, notes = load_takes(scene)
        assert takes == (TAKE,)
        (note,) = notes
        assert "takes.jsonl: line 2 is torn: it was not written to its end." in note


def test_a_take_after_a_torn_line_is_whole(scene: Path) -> None:
    takes_path(scene).write_bytes(b'{"version":1,"ki')
    append_take(scene, TAKE)
    takes, (note,) = load_takes(scene)
    assert takes == (TAKE,)
    assert "line 1 is no take" in note


def test_what_another_version_wrote_is_left_out_and_named(scene: Path) -> None:
    append_take(scene, TAKE)
    with takes_path(scene).open("a") as file:
        file.write('{"version": 2, "kind": "take"}\n{"version": 1, "kind": "flight"}\n')
    append_take(scene, TAKE)
    takes, (note,) = load_takes(scene)
    assert takes == (TAKE, TAKE)
    assert "line 2 is of another version, line 3 is of another version." in note


def test_many_bad_lines_are_one_sentence(scene: Path) -> None:
    takes_path(scene).write_bytes(b"x\n" * 7)
    (note,) = load_takes(scene)[1]
    assert note.endswith("line 3 is no take, 4 more are left out too.")


def changed(**changes: Any) -> str:
    return json.dumps(to_json(TAKE) | changes)


def test_the_line_that_the_damaged_ones_are_made_from_is_good(scene: Path) -> None:
    takes_path(scene).write_text(changed() + "\n")
    assert load_takes(scene) == ((TAKE,), ())


@pytest.mark.parametrize(
    "damage",
    [
        "[]",
        "null",
        "3",
        "\0\0\0",
        "[" * 100_000,
        '"\ud800"',
        changed(version="1"),
        changed(version=None),
        changed(at="yesterday"),
        changed(at="2026-03-04T09:30:12"),
        changed(at=3),
        changed(scene=None),
        changed(simulated=1),
        changed(from_point=0),
        changed(to_point=1.5),
        changed(to_point=True),
        changed(names=["a"]),
        changed(from_step=-1),
        changed(took_s=float("nan")),
        changed(took_s=float("inf")),
        changed(took_s=-1),
        changed(off_by_steps="0"),
        changed(how="guessed"),
        changed(how=[]),
        changed(shape="round"),
        changed(rms_steps="0.2"),
        changed(samples=3),
        changed(samples=[[0.0, 1.0, 1.0]]),
        changed(samples=[[0.0, 1.0, float("nan"), "counted"]]),
        changed(samples=[[0.0, 1.0, 1.0, {}]]),
    ],
)
def test_garbage_costs_its_own_line_only(scene: Path, damage: str) -> None:
    append_take(scene, TAKE)
    with takes_path(scene).open("ab") as file:
        file.write(damage.encode("utf-8", "surrogatepass") + b"\n")
    append_take(scene, TAKE)
    takes, (note,) = load_takes(scene)
    assert takes == (TAKE, TAKE)
    assert "line 2 is no take" in note


def test_the_course_is_thinned_and_keeps_its_ends() -> None:
    samples = tuple((float(n), float(n), 0.0, How.COUNTED) for n in range(1001))
    kept = thinned(samples)
    assert len(kept) == MAX_SAMPLES
    assert (kept[0], kept[-1]) == (samples[0], samples[-1])
    gaps = {round(after[0] - before[0]) for before, after in itertools.pairwise(kept)}
    assert gaps == {5, 6}
    assert thinned(samples[:MAX_SAMPLES]) == samples[:MAX_SAMPLES]


def test_a_large_file_is_rolled_once(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = len(json.dumps(to_json(TAKE), separators=(",", ":"))) + 1
    monkeypatch.setattr(module, "ROLL_BYTES", 3 * line)
    numbered = [replace(TAKE, to_point=number) for number in range(1, 9)]
    for take in numbered:
        append_take(scene, take)
    names = sorted(file.name for file in scene.parent.iterdir())
    assert names == ["scene.toml.takes.jsonl", "scene.toml.takes.jsonl.1"]
    assert load_takes(scene)[0] == tuple(numbered[3:])


def test_a_folder_that_cannot_be_written(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("fsq_tui.storage.takes.os.open", refuse)
    with pytest.raises(FileRefused, match="the folder is read-only for this user"):
        append_take(scene, TAKE)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileRefused, match="not a folder"):
        append_take(tmp_path / "file" / "scene.toml", TAKE)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(scene: Path, make: Any) -> None:
    make(takes_path(scene))
    with pytest.raises(FileRefused, match=r"folder|device or a pipe"):
        append_take(scene, TAKE)
    with pytest.raises(FileRefused):
        load_takes(scene)


def test_a_disk_that_is_full_in_the_middle_of_a_line_leaves_none(
    scene: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append_take(scene, TAKE)
    before = takes_path(scene).read_bytes()
    write, calls = os.write, []

    def half(descriptor: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[: len(data) // 2])

    monkeypatch.setattr("fsq_tui.storage.takes.os.write", half)
    with pytest.raises(FileRefused, match="the disk is full"):
        append_take(scene, TAKE)
    assert len(calls) == 2
    assert takes_path(scene).read_bytes() == before
