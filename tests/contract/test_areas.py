"""Autofocus on a place of the picture: what the contract of backend/base.py has on it."""

from __future__ import annotations

import pytest

from fsq_tui.errors import LensFault, LensGone, LensOnManual, Stopped
from tests.contract.rigs import KINDS, Rig
from tests.contract.test_lens import cameras as cameras  # the fixtures of the contract
from tests.contract.test_lens import of, pause_of
from tests.contract.test_lens import rig as rig

areas = of([kind for kind in KINDS if kind.af_areas and not kind.name.endswith("-2")])
areas_not = of([kind for kind in KINDS if not kind.af_areas])

LEFT, MIDDLE, NOTHING = 0.05, 0.4, 1.0  # on two planes of the scene, and where it is flat


def focused(rig: Rig, across: float) -> int:
    """Where the lens stands with the focus there."""
    rig.lens.focus_at(across, 0.5, pause_of(rig))
    return rig.place()


@areas
def test_the_lens_goes_where_the_place_is_sharp(rig: Rig) -> None:
    left, middle = focused(rig, LEFT), focused(rig, MIDDLE)
    assert left != middle
    assert focused(rig, LEFT) == left
    assert focused(rig, LEFT) == left
    assert focused(rig, MIDDLE) == middle


@areas
def test_the_whole_picture_can_be_named(rig: Rig) -> None:
    for down in (0.0, 1.0):
        rig.lens.focus_at(0.0, down, pause_of(rig))


@areas
def test_where_there_is_nothing_it_says_so(rig: Rig) -> None:
    focused(rig, LEFT)
    with pytest.raises(LensFault, match="nothing to focus on"):
        focused(rig, NOTHING)


@areas
def test_faults_are_those_of_autofocus(rig: Rig) -> None:
    rig.to_wrong_mode()
    with pytest.raises(LensOnManual):
        focused(rig, LEFT)
    rig.to_right_mode()
    rig.unplug()
    with pytest.raises(LensGone):
        focused(rig, LEFT)


@of([kind for kind in KINDS if kind.af_areas and kind.focuses_by_pause])
def test_a_stop_is_heard(rig: Rig) -> None:
    def stop(_seconds: float) -> None:
        raise Stopped("stop")

    focused(rig, LEFT)
    with pytest.raises(Stopped):
        rig.lens.focus_at(MIDDLE, 0.5, stop)


@areas_not
def test_others_cannot_be_told(rig: Rig) -> None:
    with pytest.raises(LensFault, match="cannot be told where to focus"):
        rig.lens.focus_at(LEFT, 0.5, pause_of(rig))
