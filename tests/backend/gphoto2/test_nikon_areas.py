"""A Nikon that drives no lens for a computer: it focuses where it is told, and takes pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fsq_tui.backend.gphoto2.nikon_body import _largest
from fsq_tui.backend.model import load_model
from fsq_tui.errors import LensFault
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.modes import How
from tests.backend.gphoto2.conftest import NO_NOISE, RATE, Open
from tests.virtual_camera import CameraSetup, Maker, SceneKind, VirtualCamera
from tests.virtual_camera.helpers import settled_step
from tests.virtual_camera.nikon import CHANGE_AREA, MF_DRIVE, WHOLE_PX

MODEL = load_model("ef24")
STRIPS = (0, *MODEL.subject_steps())  # the step of each plane of the scene, from left to right
WIDTH = 1 / (len(STRIPS) + 1)  # of a strip; the last one is flat


@pytest.fixture
def nikon() -> Iterator[VirtualCamera]:
    setup = CameraSetup(Maker.NIKON, MODEL, RATE, scene=NO_NOISE, drives=False)
    with VirtualCamera(setup) as camera:
        yield camera


def pause(_seconds: float) -> None:
    """The body keeps the caller waiting by itself."""


def test_it_is_opened_and_says_that_it_drives_nothing(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    can = lens.capabilities
    assert (can.position, can.drives, can.reports_stops) == (How.COUNTED, False, False)
    assert can.af_areas
    assert can.captures
    with pytest.raises(LensFault, match="D750 does not let a computer drive its lens"):
        lens.drive(1, FORWARD)
    assert nikon.operations(MF_DRIVE) == []


def test_every_plane_is_focused_where_it_is_and_taken_there(
    nikon: VirtualCamera, opened: Open
) -> None:
    lens = opened(nikon)
    for strip, step in enumerate(STRIPS):
        lens.focus_at((strip + 0.5) * WIDTH, 0.25, pause)
        assert settled_step(nikon) == step
        lens.trigger(pause)
        (shot,) = lens.shots()
        assert nikon.taken[-1].step == step
        assert not nikon.taken[-1].focused
        assert lens.download(shot) == nikon.taken[-1].data


def test_a_place_is_told_in_pixels_of_the_whole_picture(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    lens.focus_at(0.0, 1.0, pause)
    lens.focus_at(0.5, 0.5, pause)
    told = [done.params for done in nikon.operations(CHANGE_AREA)]
    assert told == [(0, WHOLE_PX[1] - 1), (WHOLE_PX[0] // 2, WHOLE_PX[1] // 2)]


def test_where_nothing_is_found_it_says_so(nikon: VirtualCamera, opened: Open) -> None:
    lens = opened(nikon)
    with pytest.raises(LensFault, match="nothing to focus on"):
        lens.focus_at(1.0, 0.5, pause)
    nikon.show(SceneKind.DARK)
    with pytest.raises(LensFault, match="nothing to focus on"):
        lens.focus_at(0.1, 0.5, pause)


@pytest.mark.parametrize(
    ("sizes", "found"),
    [
        (["3008x2008", "6016x4016", "4512x3008"], (6016, 4016)),
        (["Large", "6000X4000", "x", "0x10", "1x", ""], None),
        ([], None),
    ],
)
def test_the_largest_picture_that_is_told_of(
    sizes: list[str], found: tuple[int, int] | None
) -> None:
    assert _largest(sizes) == found
