from __future__ import annotations

import os
from pathlib import Path

import pytest

from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.clock import RealClock
from fsq_tui.errors import LensGone
from tests.backend.gphoto2.child import child
from tests.backend.gphoto2.conftest import RATE, Open
from tests.virtual_camera import VirtualCamera
from tests.virtual_camera.canon import DRIVE_LENS
from tests.virtual_camera.nikon import MF_DRIVE


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_standard_input_survives_a_camera_on_the_network(canon: VirtualCamera) -> None:
    Connection(canon.port, RealClock(RATE)).close()  # the library opens files of its own, once
    before, count = os.fstat(0), open_files()
    for _ in range(3):
        connection = Connection(canon.port, RealClock(RATE))
        connection.close()
        connection.close()
        assert os.path.samestat(os.fstat(0), before)
    assert open_files() == count


def test_what_a_body_does_not_have_is_empty_and_refused(
    canon: VirtualCamera, nikon: VirtualCamera
) -> None:
    for camera in (canon, nikon):
        connection = Connection(camera.port, RealClock(RATE))
        assert connection.has("manualfocusdrive")
        assert not connection.has("focusmagic")
        assert connection.value("focusmagic") == ""
        with pytest.raises(Refused, match="no focusmagic"):
            connection.put("focusmagic", 1)
        connection.close()


def test_a_cut_connection_is_noticed_by_reading(
    canon: VirtualCamera, nikon: VirtualCamera, opened: Open
) -> None:
    for camera in (canon, nikon):
        lens = opened(camera)
        camera.drop()
        with pytest.raises(LensGone):
            lens.read()
        again = opened(camera)
        again.read()
        again.close()


def test_after_a_hang_the_answers_are_not_trusted_any_more(
    canon: VirtualCamera, opened: Open
) -> None:
    lens = opened(canon)
    lens.read()
    canon.hang(2.6)  # longer than libgphoto2 waits, and then it answers late
    with pytest.raises(LensGone):
        lens.drive(1, 1)
    assert lens.identity.body == "Canon EOS 80D"
    with pytest.raises(LensGone):
        lens.read()
    lens.close()
    opened(canon).read()


def test_a_command_that_a_hang_has_delayed_is_not_sent_again(
    canon: VirtualCamera, opened: Open
) -> None:
    lens = opened(canon)
    lens.drive(1, 1)
    lens._switch_seen_s = float("inf")  # type: ignore[attr-defined]
    canon.hang(2.6)  # the library says -1 while the camera still takes the command
    with pytest.raises(LensGone):
        lens.drive(1, 1)
    lens.close()
    opened(canon).read()  # by now the camera has worked off what had come before
    assert len(canon.operations(DRIVE_LENS)) == 2


def test_a_short_hang_is_only_slow(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    nikon.hang(0.2)
    lens.drive(2, 1)
    assert len(nikon.operations(MF_DRIVE)) > 0


def test_a_camera_that_is_not_there(canon: VirtualCamera, opened: Open) -> None:
    canon.unplug()
    with pytest.raises(LensGone, match=rf"{canon.port} does not answer") as caught:
        opened(canon)
    assert "network address" in caught.value.remedy
    with pytest.raises(LensGone, match="no camera at usb:099,099"):
        Connection("usb:099,099", RealClock())


def test_a_library_that_cannot_be_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['gphoto2'] = None; from fsq_tui.cli import main; main(['cameras'])"
    )
    assert "fsq: The camera library cannot be loaded" in child(code, tmp_path).stderr


GERMAN = """
import locale, sys
from fsq_tui.backend import open_lens
from fsq_tui.clock import RealClock
for name in ("de_DE.UTF-8", "C.UTF-8"):
    try:
        locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        pass
lens = open_lens("gphoto2", RealClock(50.0), sys.argv[1])
print(locale.setlocale(locale.LC_MESSAGES))
for step_size in (1, 2, 3):
    lens.drive(step_size, 1)
    lens.drive(step_size, -1)
lens.close()
"""


def test_drives_and_messages_do_not_depend_on_the_language(
    canon: VirtualCamera, tmp_path: Path
) -> None:
    done = child(GERMAN, tmp_path, canon.port, LANGUAGE="de")
    assert (done.stdout, done.stderr) == ("C\n", "")
    sizes = [drive.params[0] for drive in canon.operations(DRIVE_LENS)]
    assert sizes == [0x1, 0x8001, 0x2, 0x8002, 0x3, 0x8003]


QUIET = """
import sys
from fsq_tui.backend import open_lens
from fsq_tui.clock import RealClock
from fsq_tui.errors import LensGone
try:
    open_lens("gphoto2", RealClock(), sys.argv[1])
except LensGone:
    print("gone", file=sys.stderr)
"""


def test_complaints_of_the_library_stay_off_the_screen(
    canon: VirtualCamera, tmp_path: Path
) -> None:
    canon.unplug()
    assert child(QUIET, tmp_path, canon.port).stderr == "gone\n"


def test_the_module_is_not_loaded_before_a_camera_is_asked_for(tmp_path: Path) -> None:
    code = (
        "import sys, fsq_tui.backend.gphoto2.vendors, fsq_tui.verbs.cameras\n"
        "print('gphoto2' in sys.modules)"
    )
    assert child(code, tmp_path).stdout == "False\n"
