"""Pictures: taken, told, fetched; what the contract of backend/base.py has on them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from fsq_tui.backend.base import Shot
from fsq_tui.errors import CardFull, DownloadFailed, LensFault, LensGone
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.contract.rigs import KINDS, Rig
from tests.contract.test_lens import cameras as cameras  # the fixtures of the contract
from tests.contract.test_lens import drive, limits, of, pause_of, wait_for_clip
from tests.contract.test_lens import rig as rig

captures = of([k for k in KINDS if k.captures and not k.name.endswith("-2")])
captures_not = of([k for k in KINDS if not k.captures])
both = of([k for k in KINDS if k.captures and k.records and k.name.startswith("gphoto2")])


def taken(rig: Rig) -> Shot:
    """The one picture that comes of a release."""
    rig.lens.shots()
    rig.lens.trigger(pause_of(rig))
    (shot,) = rig.lens.shots()
    assert rig.lens.shots() == ()
    return shot


@captures
def test_a_picture_is_taken_where_the_lens_stands_and_fetched_as_it_is(rig: Rig) -> None:
    limits(rig)
    for direction in (FORWARD, FORWARD, BACKWARD):
        drive(rig, rig.lens.step_sizes[0], direction)
        place, before = rig.place(), len(rig.taken())
        shot = taken(rig)
        assert rig.place() == place, "no autofocus"
        *others, truth = rig.taken()
        assert len(others) == before
        assert rig.lens.download(shot) == truth.data
        assert shot.name == truth.name
    assert Image.open(io.BytesIO(truth.data)).format == "JPEG"
    steps = [picture.step for picture in rig.taken()[-3:]]
    assert steps[0] < steps[1] > steps[2]


@captures
def test_the_exposure_is_told(rig: Rig) -> None:
    exposure = taken(rig).exposure
    assert exposure.aperture.removeprefix("f/") == "8"
    assert exposure.time in {"1/125", "0.0080s"}
    assert exposure.iso == "100"


@captures
def test_a_full_card_takes_none_and_says_so(rig: Rig) -> None:
    before = len(rig.taken())
    rig.set_card(1, 0)
    taken(rig)
    with pytest.raises(CardFull, match="full"):
        rig.lens.trigger(pause_of(rig))
    assert rig.lens.shots() == ()
    assert len(rig.taken()) == before + 1
    rig.set_card(100, 0)
    taken(rig)


@captures
def test_a_download_that_fails_can_be_tried_again(rig: Rig) -> None:
    shot = taken(rig)
    rig.set_card(100, 2)
    for _ in range(2):
        with pytest.raises(DownloadFailed, match=shot.name) as failed:
            rig.lens.download(shot)
        assert failed.value.name == shot.name
    assert rig.lens.download(shot) == rig.taken()[-1].data


@captures
def test_what_is_not_on_the_card_cannot_be_fetched(rig: Rig) -> None:
    shot = taken(rig)
    gone = Shot(shot.place.replace(shot.name, "XYZ_9999.JPG"))
    with pytest.raises(DownloadFailed, match="XYZ_9999"):
        rig.lens.download(gone)


@captures
def test_a_camera_that_is_gone_takes_and_gives_nothing(rig: Rig) -> None:
    shot = taken(rig)
    rig.unplug()
    for _ in range(2):
        with pytest.raises(LensGone):
            rig.lens.download(shot)
    with pytest.raises(LensGone):
        rig.lens.trigger(pause_of(rig))
    with pytest.raises(LensGone):
        rig.lens.shots()


@both
def test_the_file_of_a_clip_is_no_picture(rig: Rig) -> None:
    rig.lens.shots()
    rig.lens.start_recording()
    wait_for_clip(rig, True)
    rig.lens.stop_recording()
    wait_for_clip(rig, False)
    assert rig.lens.shots() == ()
    taken(rig)


@captures_not
def test_others_take_none_and_say_so(rig: Rig) -> None:
    with pytest.raises(LensFault, match="cannot take pictures"):
        rig.lens.trigger(pause_of(rig))
    assert rig.lens.shots() == ()


@of([k for k in KINDS if k.captures and k.name.startswith("gphoto2")])
def test_a_picture_that_does_not_come_is_no_picture(rig: Rig) -> None:
    """The release is taken for one; only what the camera tells of is."""
    rig.hold_pictures(True)
    with pytest.raises(LensFault, match="no picture"):
        rig.lens.trigger(pause_of(rig))
    rig.hold_pictures(False)
    taken(rig)
