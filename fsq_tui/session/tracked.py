"""Calibration of a lens of which there is nothing but its picture.

The first way, in single steps, makes a track: the picture at every place. Every later picture is
found on it, so that it tells where the lens is: how far the other sizes go, how fast the motor is.
The normalized position of a step is the step itself, as on any lens without a position.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from fsq_tui.focus.calibration import BACKWARD, FORWARD, Calibration, StepMode
from fsq_tui.pictures.comparing import Still, compared
from fsq_tui.pictures.edge import MOST_BLUR, Edge, edge_of
from fsq_tui.pictures.track import Track, fitted
from fsq_tui.session.eye import LAG_S, Eye, at_rest, flat_scene
from fsq_tui.session.measuring import MAX_COMMANDS, SIZE_CALLS, Show, overdrive, unmoved
from fsq_tui.session.motor import Motor
from fsq_tui.session.seen_backlash import SeenBacklash
from fsq_tui.session.silent import seek_stops
from fsq_tui.session.timing import (
    WAITING_COMMANDS,
    Run,
    habits,
    timed_by_commands,
    timed_by_pictures,
    timed_by_rest,
    untold,
)

FIRST_STEPS = 8  # single steps that are timed before the first way
MOST_BURST = 8  # single steps between two pictures, on a lens of less than 400
CLEAR_GAP = 8.0  # from picture to picture, in deviations: up to here more single steps at a time
NEARING = 1 / 6  # of the way that is left to the picture at the stop, in deviations, at a time
LEAST_CLEAR, CLEAR_SHARE = 24, 0.06  # single steps, and of the way, that must have changed nothing
TURN_COMMANDS = 1  # after a turn they take up backlash
TIMED_WAY = 0.9  # of the way to the stop
MOST_TWINS = 0.1  # of the places, that look like another one far away
MOST_MISFIT = 10.0  # of pictures of the way back to those of the way forward; noise makes 1
LEAST_BACKLASH = 1.5  # steps that the fit cannot tell from none
INDEXED = 0.5


def calibrate_tracked(motor: Motor, show: Show) -> Calibration:
    """Measure steps, sizes and speeds; begins and ends at the backward stop.

    Raises Stopped and every LensFault.
    """
    if not motor.stop_pictures:  # they were met by the range known before
        seek_stops(motor, show)
    known = motor.calibration
    try:
        return _Tracking(motor, show).run()
    finally:
        motor.calibration = known  # which tells the body its pace again


@dataclass
class _FirstWay:
    """What was seen on the way forward: how many single steps, and the picture there."""

    places: list[float] = field(default_factory=lambda: [0.0])
    pictures: list[Still] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some commands of one size: steps on average, seconds for one at most.

    `start` is the place where it would have begun without backlash.
    """

    commands: int
    steps: float
    command_s: float
    start: float
    middle: float = 0.0  # of the counts at which it was looked at


class _Tracking:
    """One calibration run."""

    def __init__(self, motor: Motor, show: Show) -> None:
        self._motor = motor
        self._show = show
        self._eye = Eye(motor)
        self._sizes = motor.lens.step_sizes
        self._stops = motor.stop_pictures
        self._paces = dict.fromkeys(self._sizes, 0.0)  # the queue is kept short here

    def run(self) -> Calibration:
        self._pace({})
        step_s = self._time_to_rest(1, FIRST_STEPS) / FIRST_STEPS
        overdrive(self._motor, 1, BACKWARD, FIRST_STEPS)
        self._pace({1: step_s})
        way = self._first_way()
        self._pace({1: 0.0})
        edge = self._edge_of(way)
        self._edge = edge.place
        self._track = self._track_of(way)
        top = self._sizes[0]
        self._habits = habits(self._motor, self._eye, top, BACKWARD)
        backlash = SeenBacklash(self._motor, self._eye, self._track)
        samples = {}
        for size in self._sizes[:-1]:
            samples[size] = self._sample(size)
            self._show(INDEXED, "backlash")
            self._pace({1: step_s})
            backlash.measure(samples[top].start - self._edge)
            self._pace({1: 0.0})
        samples[1] = _Sample(0, 1.0, step_s, 0.0)
        runs = {1: self._timed(1, BACKWARD, samples[1], 0.6)}
        direction = FORWARD
        for size in reversed(self._sizes[:-1]):
            runs[size] = self._timed(size, direction, samples[size], 0.75 if size == 2 else 0.9)
            direction = -direction
        if direction == BACKWARD:
            overdrive(self._motor, top, BACKWARD, self._edge / runs[top].command_steps)
        modes = [self._mode(size, samples[size], runs[size]) for size in self._sizes]
        last = self._last_step(samples, modes[0], edge.blur, backlash.steps)
        name = self._motor.lens.identity.lens_name
        return Calibration(
            name, tuple(range(last + 1)), tuple(modes), backlash_steps=backlash.steps
        )

    def _pace(self, durations_s: dict[int, float]) -> None:
        self._paces |= durations_s
        self._motor.lens.pace(self._paces)

    def _last_step(
        self, samples: dict[int, _Sample], top: StepMode, blur: float, backlash_steps: float
    ) -> int:
        """What the edge of the first way comes to, without the steps that took up backlash.

        The largest size tells where the way back would have begun without any: beyond the edge by
        as much as the way forward was too long. What the loops have measured is more exact, where
        the two agree; the edge is more exact than the largest size, where it is not too blurred.
        """
        if len(self._sizes) == 1:
            return round(self._edge - backlash_steps)
        sample = samples[self._sizes[0]]
        begin = sample.start + (top.steps - sample.steps) * sample.middle
        slack = begin - self._edge
        if abs(slack - backlash_steps) >= max(LEAST_BACKLASH, blur):
            backlash_steps = max(slack, 0.0)
        if blur < MOST_BLUR:
            return round(self._edge - backlash_steps)
        return round(begin - 2 * backlash_steps)

    def _mode(self, size: int, sample: _Sample, run: Run) -> StepMode:
        steps = 1.0
        if size != 1:
            commands = sample.commands + run.commands
            steps = (sample.steps * sample.commands + run.steps) / commands
        return StepMode(size, round(steps, 3), round(run.speed_steps_s, 3))

    def _time_to_rest(self, size: int, commands: int) -> float:
        """So many commands forward at once: how long until they are seen to be done."""
        begin_s = self._motor.clock.now()
        for _ in range(commands):
            self._motor.drive_blind(size, FORWARD)
        rest_s, _ = self._eye.rest_at(LAG_S)
        return rest_s - begin_s

    def _first_way(self) -> _FirstWay:
        """Single steps forward until they have changed nothing for long; ends at the stop."""
        way, end = _FirstWay(pictures=[self._eye.rest()]), self._stops[FORWARD]
        burst, done, unchanged, gap = 1, 0, 0, math.inf
        while unchanged < max(LEAST_CLEAR, CLEAR_SHARE * done):
            for _ in range(burst):
                self._motor.drive_blind(1, FORWARD)
            done += burst
            now = self._eye.rest(frames=2)
            before, gap = gap, _gap(end, now)
            unchanged = unchanged + burst if compared(end, now).alike else 0
            nearing = (before - gap) / burst
            if _gap(way.pictures[-1], now) < CLEAR_GAP:
                burst = min(burst + 1, max(MOST_BURST, done // 50))
            else:
                burst = max(burst // 2, 1)
            if nearing > 0:
                burst = max(1, min(burst, int(NEARING * gap / nearing)))
            way.places.append(float(done))
            way.pictures.append(now)
            self._show(INDEXED * done / (done + 400), f"forward in single steps, {done}")
            if done > MAX_COMMANDS:
                raise untold("no end of the way forward was seen")
        overdrive(self._motor, self._sizes[0], FORWARD, 0)
        if self._eye.change(end, self._eye.rest()).differ:
            raise untold("the lens moved on where single steps changed nothing any more")
        return way

    def _edge_of(self, way: _FirstWay) -> Edge:
        """By which single step of the first way the stop was met."""
        end = self._stops[FORWARD]
        changes = [compared(end, one).change for one in way.pictures]
        return edge_of(way.places, changes)

    def _track_of(self, way: _FirstWay) -> Track:
        """The way up to the stop, and the stop."""
        seen = [(at, one) for at, one in zip(way.places, way.pictures, strict=True)]
        seen = [(at, one) for at, one in seen if at < self._edge]
        places = [*(at for at, _ in seen), self._edge]
        pictures = [*(one.sharpness for _, one in seen), self._stops[FORWARD].sharpness]
        track = Track(places, pictures, at_rest(way.pictures))
        if track.twins() > MOST_TWINS:
            raise flat_scene()
        return track

    def _sample(self, size: int) -> _Sample:
        """Part of the way back at one size: how far its commands go."""
        self._show(INDEXED, f"average steps of size {size}")
        top = size == self._sizes[0]
        done = WAITING_COMMANDS if top else 0  # those that have shown whether the body waits
        first = self._eye.rest()
        begin = self._track.place(first.sharpness)
        counts, pictures, rest_s = [float(done)], [first.sharpness], 0.0
        for command in range(done + 1, SIZE_CALLS + 1):
            begin_s = self._motor.clock.now()
            self._motor.drive_blind(size, BACKWARD)
            at_s, now = self._eye.rest_at()
            rest_s = max(rest_s, at_s - begin_s)
            counts.append(float(command))
            pictures.append(now.sharpness)
            place = self._track.place(now.sharpness)
            if place - (begin - place) / (command - done) < begin / 4:
                break  # a short lens: leave room for the sizes to come
        starts = (self._edge - 3, 1.1 * self._edge + 3) if top else (begin - 3.0, begin + 3.0)
        misfits = self._track.misfits(pictures)
        line = fitted(misfits, counts, (-self._edge / counts[-1], -0.5), starts)
        if line.misfit > MOST_MISFIT:
            raise untold("on the way back it is another than on the way forward")
        return _Sample(int(counts[-1]), -line.slope, rest_s, line.start, float(np.mean(counts)))

    def _timed(self, size: int, direction: int, sample: _Sample, done: float) -> Run:
        """All the way that is left in a direction at one size, but for the stop; then the stop."""
        self._show(done, f"speed of size {size}")
        run = self._followed(size, direction, sample)
        if run is None:  # too fast: once more
            overdrive(self._motor, size, -direction, self._edge / sample.steps)
            commands = self._commands(size, direction, sample)
            lag_s = self._habits.lag_s
            run = timed_by_rest(
                self._motor, self._eye, self._track, size, direction, commands, lag_s
            )
        self._pace({size: run.command_s})
        overdrive(self._motor, size, direction, run.commands * (1 / TIMED_WAY - 1))
        return run

    def _followed(self, size: int, direction: int, sample: _Sample) -> Run | None:
        """The move as its commands or its pictures tell it; None where neither is fast enough."""
        commands = self._commands(size, direction, sample)
        motor, eye, track = self._motor, self._eye, self._track
        if self._habits.waits:
            return timed_by_commands(motor, eye, track, size, direction, commands)
        about = (sample.steps, sample.command_s, self._habits.lag_s)
        return timed_by_pictures(motor, eye, track, size, direction, commands, *about)

    def _commands(self, size: int, direction: int, sample: _Sample) -> int:
        """How many commands lead nearly to the stop in a direction."""
        for _ in range(TURN_COMMANDS):
            self._motor.drive_blind(size, direction)  # takes up the backlash of the turn
        start = self._track.place(self._eye.rest(LAG_S + sample.command_s).sharpness)
        way = self._edge - start if direction == FORWARD else start
        commands = int(TIMED_WAY * way / sample.steps)
        if commands < 2:
            raise unmoved(size)
        return commands


def _gap(one: Still, other: Still) -> float:
    """How far apart two pictures are, in deviations of their noise: in proportion to the way."""
    return math.sqrt(max(0.0, compared(one, other).change - 1.0))
