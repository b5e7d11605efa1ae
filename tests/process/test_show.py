"""A show in a process of its own, and the screens that come and go."""

from __future__ import annotations

import os
import signal
import socket
import stat
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.errors import FileRefused, ProcessFault, WrongLens
from fsq_tui.focus.modes import Activity, Mode
from fsq_tui.process import folder, launch
from fsq_tui.process.client import RemoteSession
from fsq_tui.process.launch import Starting, running
from fsq_tui.process.setup import ShowSetup
from fsq_tui.process.wire import Attach, line_of
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.storage.scene import SceneFile, read_scene
from tests.process.conftest import POINTS, Open, until
from tests.terminal.shows import wait_for_end

pytestmark = pytest.mark.timeout(120)


def resting_in(mode: Mode) -> object:
    return lambda shown: shown.mode is mode and shown.activity is Activity.IDLE


def edit(session: RemoteSession) -> None:
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.EDIT and not shown.busy)


def pull(session: RemoteSession) -> None:
    """Five seconds of a pull that would take 99."""
    session.press("info")
    until(session, lambda shown: shown.mode is Mode.PLAY)
    session.press("set")
    until(session, lambda shown: shown.activity is Activity.MOVING)


def test_a_screen_drives_the_show_as_if_it_were_here(open_show: Open, scene: Path) -> None:
    session = open_show()
    shown = session.snapshot()
    assert (shown.mode, shown.scene, shown.drives, shown.screens) == (
        Mode.OFF,
        "take.toml",
        True,
        1,
    )
    assert [row.point for row in shown.rows] == list(POINTS)
    assert session.now() > 0
    edit(session)
    session.press("up")
    until(session, lambda shown: shown.hint is not None and "Point 1 has no" in shown.hint.text)
    session.press("right")
    until(session, lambda shown: shown.index == 1 and not shown.busy)
    session.press("down")
    until(session, lambda shown: shown.rows[1].point.duration_s == 98.9)
    session.close()
    assert read_scene(scene).points[1].duration_s == 98.9
    assert not running()
    with SceneFile.open(scene):
        pass


def test_only_this_account_can_reach_it(open_show: Open) -> None:
    open_show()
    runtime = paths.runtime_folder()
    (path,) = runtime.glob("*.sock")
    assert stat.S_IMODE(runtime.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_is_open_to_others_is_not_used(home: Path, scene: Path) -> None:
    runtime = paths.runtime_folder()
    runtime.mkdir(parents=True)
    runtime.chmod(0o755)
    with pytest.raises(ProcessFault, match="open to others"):
        Starting(ShowSetup(str(scene), simulated=True))


def test_a_link_in_place_of_the_folder_is_not_followed(home: Path) -> None:
    (home / "elsewhere").mkdir(mode=0o700)
    (home / "link").symlink_to(home / "elsewhere")
    with pytest.raises(ProcessFault, match="open to others"):
        folder.secured(home / "link")


def test_a_process_of_another_account_is_not_talked_to(
    open_show: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_show()
    with monkeypatch.context() as patched:
        patched.setattr(os, "getuid", lambda: 4711)
        patched.setattr(launch, "secured", lambda path: path)
        with pytest.raises(ProcessFault, match="another account"):
            open_show()


def test_without_a_place_for_a_log_it_goes_on(open_show: Open, home: Path) -> None:
    (home / "state").write_text("a file where the folder would be")
    session = open_show()
    edit(session)
    assert session.snapshot().mode is Mode.EDIT


def test_the_log_is_begun_anew_when_it_has_grown_too_long(open_show: Open) -> None:
    log = paths.camera_log()
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * (launch.MOST_LOG_BYTES + 1))
    open_show()
    assert log.stat().st_size < launch.MOST_LOG_BYTES


# -- screens that watch --------------------------------------------------------------------------


def test_the_second_screen_watches(open_show: Open) -> None:
    first, second = open_show(), open_show()
    until(first, lambda shown: shown.screens == 2)
    assert not second.snapshot().drives
    edit(first)
    until(second, lambda shown: shown.mode is Mode.EDIT and not shown.busy)
    second.press("up")
    until(second, lambda shown: shown.hint is not None and "this one watches" in shown.hint.text)
    assert first.snapshot().drives


def test_everyone_may_stop_the_lens(open_show: Open) -> None:
    first, second = open_show(), open_show()
    edit(first)
    pull(first)
    second.press("stop")
    shown = until(first, lambda shown: shown.hint is not None and "was halted" in shown.hint.text)
    assert not shown.busy


def test_taking_over_is_told_to_both(open_show: Open) -> None:
    first, second = open_show(), open_show()
    second.take_over()
    until(second, lambda shown: shown.drives)
    shown = until(first, lambda shown: not shown.drives and shown.hint is not None)
    assert shown.hint is not None
    assert "has taken the keys over" in shown.hint.text
    edit(second)
    first.press("info")
    until(first, lambda shown: shown.hint is not None and "this one watches" in shown.hint.text)
    assert second.snapshot().mode is Mode.EDIT


def test_a_watcher_that_quits_leaves_the_show_on(open_show: Open) -> None:
    first, second = open_show(), open_show()
    second.close()
    until(first, lambda shown: shown.screens == 1)
    edit(first)
    assert first.snapshot().drives


def test_who_drives_and_quits_ends_it_for_all(open_show: Open) -> None:
    first, second = open_show(), open_show()
    first.close()
    shown = until(second, lambda shown: bool(shown.over))
    assert shown.over == "Another screen has ended the show."


def test_when_the_driver_has_gone_nobody_drives_until_someone_takes_over(open_show: Open) -> None:
    first, second = open_show(), open_show()
    first.detach()
    shown = until(second, lambda shown: shown.screens == 1)
    assert not shown.drives
    second.take_over()
    until(second, lambda shown: shown.drives)


# -- a show without a screen ---------------------------------------------------------------------


def test_a_pull_goes_on_without_a_screen_and_the_next_one_finds_all_as_it_is(
    open_show: Open,
) -> None:
    first = open_show()
    edit(first)
    pull(first)
    first.detach()
    second = open_show(time_scale=1.0)  # it does not matter how a running show is found
    shown = second.snapshot()
    assert (shown.mode, shown.drives) == (Mode.PLAY, True)
    at_rest = until(second, lambda shown: not shown.busy)
    assert at_rest.index == 1
    assert at_rest.position.step == 151
    assert any("took 99.0" in line.text for line in at_rest.log)


def test_it_ends_when_no_screen_has_come_back_in_time(open_show: Open, scene: Path) -> None:
    session = open_show(linger_s=0.2)
    pid = running()[0].pid
    session.detach()
    wait_for_end(pid)
    with SceneFile.open(scene):
        pass


# -- what goes wrong -----------------------------------------------------------------------------


def test_what_keeps_it_from_starting_is_raised_here(open_show: Open, scene: Path) -> None:
    with pytest.raises(WrongLens, match="EF24mm"):
        open_show(lens_model="longthrow")
    scene.write_text("points = ")
    with pytest.raises(FileRefused, match="line 1"):
        open_show()
    assert not running()


def test_a_process_that_dies_before_it_has_started(
    home: Path, scene: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("/bin/sh", "-c", "kill -SEGV $$")
    monkeypatch.setattr(launch, "COMMAND", words)
    with pytest.raises(ProcessFault, match="was ended by SIGSEGV before it could start"):
        Starting(ShowSetup(str(scene), simulated=True)).link()


def test_a_crash_is_told_and_the_show_comes_back_as_saved(open_show: Open) -> None:
    session = open_show()
    edit(session)
    session.press("trash")
    until(session, lambda shown: len(shown.rows) == 1 and not shown.busy)
    old = running()[0].pid
    os.kill(old, signal.SIGSEGV)
    lost = until(session, lambda shown: bool(shown.lost))
    assert lost.lost == "The camera process was ended by SIGSEGV; it is started again."
    assert (lost.mode, lost.busy) == (Mode.OFF, False)
    back = until(session, lambda shown: not shown.lost)
    assert len(back.rows) == 1
    assert "ended by SIGSEGV" in back.log[-1].text
    assert running()[0].pid != old
    assert back.stand_in == lost.stand_in
    edit(session)


def test_after_a_crash_the_same_screen_drives(open_show: Open) -> None:
    first, second = open_show(), open_show()
    until(first, lambda shown: shown.screens == 2)
    os.kill(running()[0].pid, signal.SIGKILL)
    until(first, lambda shown: bool(shown.lost))
    until(second, lambda shown: bool(shown.lost))
    until(first, lambda shown: shown.screens == 2 and not shown.lost)
    assert first.snapshot().drives
    assert not until(second, lambda shown: shown.screens == 2 and not shown.lost).drives


def test_quitting_while_it_is_brought_back_leaves_nothing_running(open_show: Open) -> None:
    session = open_show()
    os.kill(running()[0].pid, signal.SIGKILL)
    until(session, lambda shown: bool(shown.lost))
    session.close()
    for hello in running():
        wait_for_end(hello.pid)
    assert not running()


@pytest.mark.parametrize(
    "said", [b"\n", b"\xff\n", b'{"Attach": {"protocol": 99}}\n', b"x" * 99999]
)
def test_riddles_do_not_disturb_the_show(open_show: Open, said: bytes) -> None:
    session = open_show()
    (path,) = paths.runtime_folder().glob("*.sock")
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(path))
        stranger.sendall(said)
        stranger.settimeout(10)
        while stranger.recv(4096):  # until it hangs up
            pass
    edit(session)


def test_a_screen_that_reads_nothing_does_not_hold_up_the_others(open_show: Open) -> None:
    session = open_show()
    (path,) = paths.runtime_folder().glob("*.sock")
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(path))
        deaf.sendall(line_of(Attach()))
        edit(session)
        for _ in range(50):
            session.press("jog_forward_1")
        until(session, lambda shown: not shown.busy)
        assert isinstance(session.snapshot(), Snapshot)
