"""What is asked of the C libraries behind python-gphoto2's back."""

from __future__ import annotations

from pathlib import Path

from tests.backend.gphoto2.child import child
from tests.virtual_camera import VirtualCamera
from tests.virtual_camera.nikon import FOCUS_MODE, GET_PROPERTY_DESC

READ_TWICE = """
import sys
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.clock import RealClock
camera = Connection(sys.argv[1], RealClock())
print(camera.value("focusmode"), camera.value("focusmode"))
camera.close()
"""


def settings(home: Path) -> Path:
    """Where libgphoto2 keeps what it must not forget."""
    return home / ".config" / "gphoto" / "settings"


def test_a_property_is_read_from_the_camera_each_time(nikon: VirtualCamera, tmp_path: Path) -> None:
    assert child(READ_TWICE, tmp_path, nikon.port).stdout == "AF-S AF-S\n"
    asked = nikon.operations(GET_PROPERTY_DESC)
    assert sum(one.params == (FOCUS_MODE,) for one in asked) == 2


def test_the_user_s_settings_are_used_and_left_alone(nikon: VirtualCamera, tmp_path: Path) -> None:
    settings(tmp_path).parent.parent.mkdir()
    child(READ_TWICE, tmp_path, nikon.port, XDG_CONFIG_HOME="")
    kept = settings(tmp_path).read_text()
    assert "ptp2_ip=guid=" in kept  # who this computer is to a camera: it stays the same
    assert "cachetime" not in kept
    settings(tmp_path).write_text(kept + "ptp2=cachetime=9\n")
    child(READ_TWICE, tmp_path, nikon.port, XDG_CONFIG_HOME="")
    assert settings(tmp_path).read_text() == kept + "ptp2=cachetime=9\n"
    asked = nikon.operations(GET_PROPERTY_DESC)
    assert sum(one.params == (FOCUS_MODE,) for one in asked) == 4
