"""The clip of a camera that is not there."""

from __future__ import annotations

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent, SimulatedClip
from fsq_tui.clock import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def test_it_starts_late_and_stops_at_once(clock: VirtualClock) -> None:
    clip = SimulatedClip(clock)
    clip.start_s = 1.0
    clip.start()
    clock.wait(0.9)
    clip.start()  # a second order changes nothing
    assert clip.log == []
    clock.wait(1.0)
    assert clip.is_on
    clock.wait(5.0)
    clip.stop()
    assert clip.log == [(1.0, ClipEvent.STARTED), (5.0, ClipEvent.STOPPED)]


def test_an_order_can_be_taken_back(clock: VirtualClock) -> None:
    clip = SimulatedClip(clock)
    clip.start()
    clip.stop()
    clock.wait(10.0)
    assert not clip.is_on
    assert clip.log == []


def test_a_full_card_ends_it_and_it_can_begin_anew(clock: VirtualClock) -> None:
    clip = SimulatedClip(clock)
    clip.start_s, clip.room_s = 0.0, 3.0
    clip.start()
    clock.wait(4.0)
    assert len(clip.log) == 2
    clip.stop()
    clip.start()
    assert clip.is_on
    assert clip.log == [
        (0.0, ClipEvent.STARTED),
        (3.0, ClipEvent.CARD_FULL),
        (4.0, ClipEvent.STARTED),
    ]


def test_it_need_not_start(clock: VirtualClock) -> None:
    clip = SimulatedClip(clock)
    clip.never_starts = True
    clip.start()
    clock.wait(10.0)
    assert not clip.is_on
