"""A clip around pulls on a Canon without a wire: the camera's own log of clips and of drives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fsq_tui.backend.simulated_clip import ClipEvent
from fsq_tui.errors import LensFault, LensGone, NoMovieMode, Stopped
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.holds import Holds
from fsq_tui.session.headless import Unwatched
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.recording import Recording
from fsq_tui.session.rolling import Rolling
from tests.session.silent import SilentRig, homed

HOLDS = Holds(1.0, 2.0, 1.5)
STARTED, STOPPED, CARD_FULL = ClipEvent


class Take:
    """A rack of 40 steps in 2 s, rolled."""

    def __init__(self) -> None:
        self.rig: SilentRig = homed()
        self.told: list[str] = []
        house = Unwatched(self.told.append)
        self.recording = Recording(self.rig.motor, house)
        self.rolling = Rolling(self.rig.clock, self.rig.attention, house, self.recording)
        self.began_s = self.rig.clock.now()

    def roll(self) -> None:
        with self.rolling.rolled(HOLDS):
            perform(self.rig.motor, prepare(self.rig.motor, 40, 2.0))

    def stop_in(self, delay_s: float) -> None:
        self.rig.clock.at(self.rig.clock.now() + delay_s, self.rig.attention.stop.set)

    @property
    def events(self) -> list[ClipEvent]:
        return [entry.event for entry in self.rig.body.clip.log]

    @property
    def moves_s(self) -> list[float]:
        """When the motor of the camera began to move, since the take began."""
        return [m.start_s for m in self.rig.body.motor._moves if m.start_s >= self.began_s]


@pytest.fixture
def take() -> Iterator[Take]:
    return Take()  # type: ignore[return-value]


def test_the_pull_is_inside_the_clip_with_its_holds(take: Take) -> None:
    take.roll()
    started, stopped = take.rig.body.clip.log
    assert (started.event, stopped.event) == (STARTED, STOPPED)
    assert started.when_s - take.began_s == pytest.approx(1.3, abs=0.02)
    assert take.moves_s[0] - started.when_s == pytest.approx(2.0, abs=0.15)
    assert stopped.when_s - started.when_s == pytest.approx(2.0 + 2.0 + 1.5, abs=0.4)
    assert stopped.when_s - take.moves_s[-1] >= 1.5
    assert take.told == [f"Recorded a clip of {stopped.when_s - started.when_s - 0.1:.1f} s."]


@pytest.mark.parametrize(
    ("phase", "delay_s"),
    [("pre-roll", 0.5), ("starting", 1.1), ("hold", 2.0), ("pull", 4.5), ("end hold", 6.2)],
)
def test_stop_cuts_in_every_phase(take: Take, phase: str, delay_s: float) -> None:
    take.stop_in(delay_s)
    with pytest.raises(Stopped):
        take.roll()
    pressed_s = take.began_s + delay_s
    assert take.rig.clock.now() - pressed_s < 0.4
    if phase in {"pre-roll", "starting"}:
        assert take.events == []
    else:
        assert take.events == [STARTED, STOPPED]
        assert take.rig.body.clip.log[-1].when_s - pressed_s < 0.4
    assert bool(take.moves_s) == (phase in {"pull", "end hold"})
    stood = take.rig.true_step
    take.rig.clock.wait(take.rig.clock.now() + 60.0)
    assert take.rig.true_step == stood
    assert not take.rig.body.clip.is_on


def test_a_stop_of_the_lens_is_no_end_of_the_clip(take: Take) -> None:
    """On a Canon nobody hears of it: the pull goes on against the stop, the clip with it."""
    rig = take.rig
    for _ in range(rig.model.steps // 20):
        rig.motor.drive_blind(3, FORWARD)
    with take.rolling.rolled(HOLDS):
        perform(rig.motor, prepare(rig.motor, rig.model.steps - 1, 2.0))
        for _ in range(3):
            rig.motor.drive(3, FORWARD)
    assert take.events == [STARTED, STOPPED]


@pytest.mark.parametrize(("phase", "delay_s"), [("hold", 2.0), ("pull", 4.5), ("end hold", 6.2)])
def test_unplugged_nothing_can_be_stopped_and_that_is_said(
    take: Take, phase: str, delay_s: float
) -> None:
    def unplug() -> None:
        take.rig.wire.unplugged = True

    take.rig.clock.at(take.began_s + delay_s, unplug)
    with pytest.raises(LensGone):
        take.roll()
    assert take.events == [STARTED], phase
    assert take.told == ["The camera went while it recorded. Stop the clip on the camera."]


def test_out_of_movie_mode(take: Take) -> None:
    take.rig.body.clip.in_movie_mode = False
    with pytest.raises(NoMovieMode, match="not in movie mode"):
        take.roll()
    assert take.events == []
    assert take.moves_s == []


def test_an_order_that_is_taken_is_no_start(take: Take) -> None:
    take.rig.body.clip.never_starts = True
    with pytest.raises(LensFault, match="has not begun within 5 s"):
        take.roll()
    assert take.moves_s == []


def test_a_full_card_is_told(take: Take) -> None:
    take.rig.body.clip.room_s = 3.0
    take.roll()
    assert take.events == [STARTED, CARD_FULL]
    assert "ended by itself before the take did" in take.told[0]


def test_a_finger_on_the_body_comes_first(take: Take) -> None:
    take.rig.body.clip.start()
    take.rig.clock.wait(take.rig.clock.now() + 1.0)
    take.roll()
    assert take.events == [STARTED]
    assert take.rig.body.clip.is_on


def test_a_clip_that_runs_is_seen_whoever_began_it(take: Take) -> None:
    assert take.recording.look() is False
    take.rig.body.clip.start()
    take.rig.clock.wait(take.rig.clock.now() + 1.0)
    assert take.recording.look() is True


class Untold:
    """A body that takes orders and tells nothing."""

    def __init__(self, take: Take) -> None:
        self.orders: list[str] = []
        lens = take.rig.lens
        lens.start_recording = lambda: self.orders.append("start")  # type: ignore[method-assign]
        lens.stop_recording = lambda: self.orders.append("stop")  # type: ignore[method-assign]
        lens.is_recording = lambda: None  # type: ignore[method-assign]


def test_a_body_that_does_not_tell_is_given_a_second_and_that_is_said(take: Take) -> None:
    untold = Untold(take)
    take.roll()
    assert untold.orders == ["start", "stop"]
    assert take.moves_s[0] - take.began_s == pytest.approx(1.0 + 1.0 + 2.0, abs=0.15)
    assert "not confirmed" in take.told[0]


def test_a_clip_that_runs_on_is_told(take: Take) -> None:
    take.rig.body.clip.stop = lambda: None  # type: ignore[method-assign]
    take.roll()
    assert take.told == ["The clip was not stopped: it runs on. Stop the clip on the camera."]
