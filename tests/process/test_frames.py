"""Pictures over the socket: the newest only, as fast as wanted, never in the way of the state."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.process import launch
from fsq_tui.process.client import RemoteSession
from fsq_tui.process.launch import running
from fsq_tui.process.link import Link
from fsq_tui.process.wire import Frames
from fsq_tui.session.frames import Frame
from fsq_tui.session.snapshot import Snapshot
from tests.process import pictured_show
from tests.process.conftest import WAIT_S, Open, until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(autouse=True)
def pictured(monkeypatch: pytest.MonkeyPatch) -> None:
    """All shows are on a lens that shows pictures."""
    monkeypatch.setattr(launch, "COMMAND", pictured_show.COMMAND)


def frames(session: RemoteSession, count: int) -> list[Frame]:
    """The next so many pictures that come."""
    last, found = session.frame(), list[Frame]()
    there = threading.Event()

    def look() -> None:
        nonlocal last
        frame = session.frame()
        if frame is not None and frame is not last and len(found) < count:
            last = frame
            found.append(frame)
        if len(found) == count:
            there.set()

    unsubscribe = session.subscribe(look)
    try:
        assert there.wait(WAIT_S), f"{len(found)} came"
    finally:
        unsubscribe()
    return found


def test_pictures_come_as_the_camera_gave_them(open_show: Open) -> None:
    session = open_show(time_scale=1.0)
    assert session.frame() is None
    session.want_frames(50.0)
    found = frames(session, 10)
    numbers = [frame.number for frame in found]
    assert numbers == sorted(set(numbers))
    for frame in found:
        assert len(frame.jpeg) == pictured_show.PICTURE_BYTES
        assert int(frame.jpeg[:10]) == frame.number


def test_a_screen_that_watches_has_a_wish_of_its_own(open_show: Open) -> None:
    first, second = open_show(time_scale=1.0), open_show()
    second.want_frames(50.0)
    assert len(frames(second, 5)) == 5
    assert first.frame() is None
    first.want_frames(5.0)
    slow = frames(first, 4)
    assert slow[-1].number - slow[0].number > 6, "those in between were for the other one"


def test_the_wish_of_a_screen_ends_with_it(open_show: Open) -> None:
    first, second = open_show(), open_show()
    second.want_frames(50.0)
    frames(second, 3)
    second.detach()
    until(first, lambda shown: shown.screens == 1)
    last = second.frame()
    assert last is not None
    first.press("info")
    until(first, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    first.press("info")
    first.press("set")  # a pull of five seconds, with room for pictures
    until(first, lambda shown: shown.activity is Activity.MOVING and shown.index == 0)
    until(first, lambda shown: (shown.position.step or 0) > 60)
    first.press("stop")
    first.want_frames(50.0)
    assert frames(first, 1)[0].number <= last.number + 3, "nobody wanted any meanwhile"


def test_rate_stops_them_for_all(open_show: Open) -> None:
    session = open_show()
    session.want_frames(50.0)
    frames(session, 3)
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    session.press("rate")
    until(session, lambda shown: not shown.live_view)
    last = session.frame()
    session.press("up")
    until(session, lambda shown: shown.hint is not None and "Point 1 has no" in shown.hint.text)
    frame = session.frame()
    assert frame is not None
    assert last is not None
    assert frame.number <= last.number + 1, "one may have been under way"
    session.press("rate")
    frames(session, 3)


def test_after_a_crash_they_come_again(open_show: Open) -> None:
    session = open_show()
    session.want_frames(50.0)
    frames(session, 3)
    os.kill(running()[0].pid, signal.SIGKILL)
    until(session, lambda shown: bool(shown.lost))
    until(session, lambda shown: not shown.lost)
    frames(session, 3)


def test_a_screen_that_takes_nothing_gets_the_newest_state_behind_few_pictures(
    open_show: Open,
) -> None:
    """What the socket had taken before is all that is old, and the others are not delayed."""
    session = open_show()
    (path,) = paths.runtime_folder().glob("*.sock")
    deaf = Link(path)
    deaf.attach()
    deaf.say(Frames(50.0))
    session.want_frames(50.0)
    frames(session, 30)
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    last = session.frame()
    assert last is not None
    old = 0
    for news in deaf.news(Snapshot()):
        if isinstance(news, Frame) and news.number < last.number:
            old += 1
        if isinstance(news, Snapshot) and news.mode is Mode.EDIT:
            break
    else:
        pytest.fail("the link has ended")
    deaf.close()
    assert old <= 5


def test_hardly_ever_is_a_wish_too(open_show: Open) -> None:
    session = open_show()
    session.want_frames(5e-324)
    frames(session, 1)
    session.want_frames(50.0)
    frames(session, 2)


@pytest.mark.parametrize("per_s", ['"nan"', '"inf"', "-1.0", '"many"'])
def test_an_impossible_wish_ends_the_connection_alone(open_show: Open, per_s: str) -> None:
    session = open_show()
    (path,) = paths.runtime_folder().glob("*.sock")
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(path))
        stranger.settimeout(10)
        stranger.sendall(b'{"Attach":{}}\n{"Frames":{"per_s":%s}}\n' % per_s.encode())
        while stranger.recv(4096):  # until it hangs up
            pass
    session.want_frames(50.0)
    frames(session, 2)


def test_keys_are_heeded_while_pictures_come(open_show: Open) -> None:
    session = open_show()
    session.want_frames(50.0)
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    before = session.snapshot().position.step
    assert before is not None
    session.press("jog_forward_1")
    until(session, lambda shown: shown.position.step == before + 1)
    frames(session, 2)


def test_takes_are_recorded_by_the_process(open_show: Open, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    session = open_show(record_frames=str(folder), time_scale=1.0)
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    session.want_frames(50.0)
    frames(session, 5)
    session.press("info")
    session.press("set")
    until(session, lambda shown: shown.activity is Activity.MOVING)
    frames(session, 5)
    session.press("stop")
    until(session, lambda shown: not shown.busy)
    session.close()
    (take,) = folder.iterdir()
    lines = (take / "frames.jsonl").read_text().splitlines()
    assert len(lines) >= 5
    assert {json.loads(line)["number"] for line in lines} == {
        int(picture.name[:6]) for picture in take.glob("*.jpg")
    }


def test_a_folder_for_pictures_that_cannot_be_written_is_told_at_the_start(
    open_show: Open, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileRefused, match="cannot be written"):
        open_show(record_frames=str(tmp_path / "file" / "kept"))
    assert not running()
    open_show()
