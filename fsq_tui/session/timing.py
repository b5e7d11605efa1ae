"""How fast the motor is, where only the picture tells: a move is timed while it is seen to happen.

Some bodies keep the caller waiting while the motor runs: there the commands themselves tell the
time. Others take them in and perform them one after the other: there commands are sent just ahead
of the motor, so that it never waits, and the pictures on the way tell place and time. A lens that
is there before it was seen on its way is timed by when it rests: it surely is as fast as that.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from fsq_tui.errors import UnfitScene
from fsq_tui.pictures.comparing import compared, still
from fsq_tui.pictures.sharpness import Sharpness
from fsq_tui.pictures.track import Line, Track, fitted
from fsq_tui.session.eye import BETTER_SCENE, LAG_S, Eye, Look
from fsq_tui.session.motor import Motor

WAITING_SHARE = 0.2  # of a few commands' time: a body that takes so long to take them, waits
WAITING_COMMANDS = 3
MOST_LAG_S = 2.0
SPARE_S = 0.1  # what the motor is kept ahead by, above the time and the lag of a picture
RECENT_S = 1.0  # over which the speed is watched, to know how far the motor has come
MARGIN = 0.03  # of the commands sent: how wrong their size may be without the motor waiting
STALL_S = 0.5  # without progress, the motor has nothing to do
SLACK = 1.1  # times as far as sent the lens may be
STEADY_FROM = 0.25  # of the way: until then the queue fills
FAST_S = 3.0  # a way that is sent in less may be too fast for the pictures
MOST_MISFIT = 30.0  # of pictures of a moving lens to those at rest
SPEED_TOLERANCE = 0.4  # how far the speed fitted may be off the one watched


@dataclass(frozen=True, slots=True)
class Run:
    """A move that was timed: `steps` it went, by how many commands, and the motor's speed."""

    steps: float
    commands: int
    speed_steps_s: float

    @property
    def command_steps(self) -> float:
        """How far a command went, on average."""
        return self.steps / self.commands

    @property
    def command_s(self) -> float:
        """How long the motor takes for one."""
        return self.command_steps / self.speed_steps_s


class Habits(NamedTuple):
    """Whether a body keeps its caller waiting for the motor; how late its pictures show a move."""

    waits: bool
    lag_s: float


def habits(motor: Motor, eye: Eye, size: int, direction: int) -> Habits:
    """Drive WAITING_COMMANDS at once and see what comes of it."""
    before = eye.rest()
    begin_s = motor.clock.now()
    taken_s = []
    for _ in range(WAITING_COMMANDS):
        motor.drive_blind(size, direction)
        taken_s.append(motor.clock.now())
    look = eye.look()
    while look.at_s < begin_s + MOST_LAG_S:
        if compared(before, still([look.sharpness], eye.noise)).differ:
            break
        look = eye.look()
    rest_s, _ = eye.rest_at()
    waits = taken_s[-1] - taken_s[0] > WAITING_SHARE * (rest_s - begin_s)
    return Habits(waits, look.at_s - begin_s)


def timed_by_commands(
    motor: Motor, eye: Eye, track: Track, size: int, direction: int, commands: int
) -> Run:
    """On a body that waits: nothing but the motor takes time between the commands."""
    start = track.place(eye.rest().sharpness)
    taken_s = []
    for _ in range(commands):
        motor.drive_blind(size, direction)
        taken_s.append(motor.clock.now())
    steps = abs(track.place(eye.rest().sharpness) - start)
    elapsed_s = taken_s[-1] - taken_s[0]
    if steps == 0 or elapsed_s <= 0:
        raise untold(f"commands of size {size} could not be timed")
    return Run(steps, commands, steps * (commands - 1) / commands / elapsed_s)


def timed_by_pictures(
    motor: Motor,
    eye: Eye,
    track: Track,
    size: int,
    direction: int,
    commands: int,
    command_steps: float,
    command_s: float,
    lag_s: float,
) -> Run | None:
    """On a body that takes commands in while its motor runs; None for a lens that is too fast.

    `command_steps` and `command_s` are about what a command makes and takes, `lag_s` is how late
    pictures are. The motor is kept busy by as few commands ahead as these allow: STOP ends within
    those.
    """
    start = track.place(eye.rest().sharpness)
    first_s = motor.clock.now()
    chase = _Chase(track, start, direction, command_steps, command_s, lag_s)
    sent = 0
    while sent < commands:
        while sent < commands and sent - chase.done < chase.ahead + MARGIN * sent:
            motor.drive_blind(size, direction)
            sent += 1
        chase.see(eye.look(), sent)
    sent_s = motor.clock.now()
    begin_s = chase.begin_s
    steady = [
        look
        for look in chase.looks
        if begin_s + STEADY_FROM * (sent_s - begin_s) <= look.at_s <= sent_s
    ]
    end = track.place(eye.rest(lag_s + LAG_S + chase.left_s(sent)).sharpness)
    speed = chase.command_steps / chase.command_s
    line = _line(track, steady, direction, speed)
    if end != start and line is not None and line.misfit <= MOST_MISFIT:
        return Run(abs(end - start), commands, abs(line.slope))
    if sent_s - first_s < FAST_S:
        return None
    raise untold(f"the motion at size {size} was not seen")


def timed_by_rest(
    motor: Motor, eye: Eye, track: Track, size: int, direction: int, commands: int, lag_s: float
) -> Run:
    """On a lens that is too fast for its pictures: all at once, until it is seen to rest.

    That is seen late. The speed is what the lens makes at least; given as much time for a command
    from now on, it makes just that.
    """
    start = track.place(eye.rest().sharpness)
    begin_s = motor.clock.now()
    for _ in range(commands):
        motor.drive_blind(size, direction)
    rest_s, end = eye.rest_at(lag_s)
    steps = abs(track.place(end.sharpness) - start)
    if steps == 0:
        raise untold(f"the motion at size {size} was not seen")
    return Run(steps, commands, steps / (rest_s - begin_s))


def _line(track: Track, looks: list[Look], direction: int, speed: float) -> Line | None:
    if len(looks) < 3:
        return None
    middle_s = looks[len(looks) // 2].at_s
    middle = track.place(looks[len(looks) // 2].sharpness)
    slopes = sorted(
        (direction * speed * (1 - SPEED_TOLERANCE), direction * speed * (1 + SPEED_TOLERANCE))
    )
    pictures: list[Sharpness] = [look.sharpness for look in looks]
    reach = 0.2 * speed + 3
    return fitted(
        track.misfits(pictures),
        [look.at_s - middle_s for look in looks],
        (slopes[0], slopes[1]),
        (middle - reach, middle + reach),
    )


@dataclass
class _Chase:
    """Follows a lens along its track; everything in commands, what was seen being late."""

    track: Track
    start: int
    direction: int
    command_steps: float
    command_s: float
    lag_s: float
    done: float = 0.0  # as far as seen
    begin_s: float = 0.0  # since when the motor has not stood
    looks: list[Look] = field(default_factory=list)
    _moved_s: float = 0.0
    _recent: deque[tuple[float, int]] = field(default_factory=deque)

    @property
    def ahead(self) -> float:
        """How many commands must be under way, as seen, for the motor not to wait."""
        return max(1.0, (self._between_s + self.lag_s + SPARE_S) / self.command_s)

    @property
    def _between_s(self) -> float:
        if len(self.looks) < 2:
            return 0.0
        return (self.looks[-1].at_s - self.looks[0].at_s) / (len(self.looks) - 1)

    def left_s(self, sent: int) -> float:
        """How long the motor still runs at most, when so many commands were sent."""
        return max(0.0, sent - self.done) * self.command_s

    def see(self, look: Look, sent: int) -> None:
        """Find the lens on its track, at or after where it was before.

        A lens that does not come forward any more has done what was sent: the size assumed for a
        command is too large.
        """
        self.looks.append(look)
        self.begin_s = self.begin_s or look.at_s
        self._moved_s = self._moved_s or look.at_s
        middle = (self.done + SLACK * sent) / 2 * self.command_steps
        reach = middle - self.done * self.command_steps + 1
        place = self.track.place(look.sharpness, self.start + self.direction * middle, reach)
        before, self.done = self.done, max(self.done, abs(place - self.start) / self.command_steps)
        if self.done > before:
            self._moved_s = look.at_s
        elif look.at_s - self._moved_s > STALL_S:
            self._moved_s = self.begin_s = look.at_s
            self.command_steps *= max(self.done / sent, 1 / SLACK)
            self.done = float(sent)
        self._recent.append((look.at_s, place))
        while look.at_s - self._recent[0][0] > RECENT_S:
            self._recent.popleft()
        then_s, then = self._recent[0]
        moved_s = look.at_s - then_s
        if moved_s > RECENT_S / 2 and place != then:
            self.command_s = moved_s * self.command_steps / abs(place - then)


def untold(what: str) -> UnfitScene:
    """The picture does not tell enough."""
    return UnfitScene(f"The picture does not tell enough of the lens: {what}.", BETTER_SCENE)
