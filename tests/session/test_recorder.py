"""The pictures of takes on disk: whole, in their places, and never at the cost of a pull."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.session import recorder as recording
from fsq_tui.session.frames import Frame
from fsq_tui.session.recorder import MOST_WAITING, Recorder
from tests.session.pictured import PicturedLens, pictured
from tests.session.running import point

AT = dt.datetime(2026, 1, 1, 9, 30, 5, 45_000, tzinfo=dt.UTC)
POINTS = (point(100), point(130, 8.0), point(160, 8.0))


@pytest.fixture
def fast_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk has as much time as on the virtual clock."""
    monkeypatch.setattr(recording, "MOST_WAITING", 1000)


def frame(number: int) -> Frame:
    return Frame(number, 12.3456, None, b"a picture")


def index(folder: Path) -> list[Any]:
    lines = (folder / "frames.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.usefixtures("fast_disk")
def test_each_take_has_its_folder_with_its_pictures_and_their_index(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with pictured(tmp_path / "show", *POINTS, recorder=Recorder(folder)) as show:
        show.watch()
        show.press("set", "set")
        began = [take.at - dt.timedelta(seconds=take.took_s) for take in show.takes]
    takes = sorted(folder.iterdir())
    assert [take.name[:19] for take in takes] == [f"{at:%Y-%m-%dT%H-%M-%S}" for at in began]
    for take, (low, high) in zip(takes, ((100, 130), (130, 160)), strict=True):
        lines = index(take)
        assert len(lines) > 30
        assert [line["number"] for line in lines] == sorted({line["number"] for line in lines})
        for line in lines:
            jpeg = (take / f"{line['number']:06}_{line['at_s']:.3f}.jpg").read_bytes()
            assert low <= int(jpeg[2:]) <= high
            assert line["how"] == ("unknown" if line["step"] is None else "measured")
        assert len(list(take.iterdir())) == len(lines) + 1


@pytest.mark.usefixtures("fast_disk")
def test_a_take_is_recorded_though_nobody_looks(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with pictured(tmp_path / "show", *POINTS, recorder=Recorder(folder)) as show:
        show.watch(0.0)
        show.press("set")
    (take,) = folder.iterdir()
    assert len(index(take)) > 30


def test_what_is_no_take_is_not_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with pictured(tmp_path / "show", *POINTS, recorder=Recorder(folder)) as show:
        show.watch()
        show.press("info", "info", "right")
        show.idle(1.0)
    assert not list(folder.iterdir())


def test_the_name_of_a_take_is_the_time_it_began(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    recorder.begin(AT)
    recorder.keep(frame(7), How.COUNTED)
    recorder.close()
    recorder.close()
    take = tmp_path / "2026-01-01T09-30-05.045"
    assert index(take) == [{"number": 7, "at_s": 12.346, "step": None, "how": "counted"}]
    assert (take / "000007_12.346.jpg").read_bytes() == b"a picture"
    assert recorder.troubles() == []


def test_a_slow_disk_drops_pictures_and_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, began = threading.Event(), threading.Event()

    def slow(_kept: object) -> None:
        began.set()
        goes_on.wait()

    monkeypatch.setattr(recording, "keep_frame", slow)
    recorder = Recorder(tmp_path)
    recorder.begin(AT)
    recorder.keep(frame(0), How.COUNTED)
    assert began.wait(30)
    for number in range(MOST_WAITING + 5):
        recorder.keep(frame(number), How.COUNTED)
    assert recorder.troubles() == ["5 pictures of the take are not kept: the disk is slow."]
    assert recorder.troubles() == []
    goes_on.set()
    recorder.close()


def test_a_full_disk_is_told_once_and_costs_no_pull(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = threading.Semaphore(0)

    def full(*_arguments: object) -> int:
        failures.release()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "kept"
    with pictured(tmp_path / "show", *POINTS, recorder=Recorder(folder)) as show:
        monkeypatch.setattr(Path, "write_bytes", full)
        show.watch()
        show.press("set", "set")
        assert all(failures.acquire(timeout=30) for _ in range(2)), "the first is noted by then"
        show.press("q", "set")
        assert show.shown.index == 1
        told = [line for line in show.log if "are not kept" in line and "slow" not in line]
        assert len(told) == 1
        assert "the disk is full. Make room" in told[0]
    assert len(show.takes) == 4


def test_a_folder_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileRefused, match="cannot be written"):
        Recorder(tmp_path / "file" / "frames")


def test_a_body_without_live_view_is_told_of_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PicturedLens, "shows", False)
    with pictured(tmp_path / "show", *POINTS, recorder=Recorder(tmp_path / "kept")) as show:
        show.press("set")
        assert any("no pictures of the takes are kept" in line for line in show.log)
        assert show.shown.index == 1
