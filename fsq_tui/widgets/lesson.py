"""A page of the guide: what it is about, its tasks with their ticks, the overlay and a sentence."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from enum import Enum

from fsq_tui.focus.sequence import printable
from fsq_tui.widgets.info import ROLES, Info, progress_line
from fsq_tui.widgets.paint import Line, Painted, painted_as


class Tick(Enum):
    """What became of a task; the value is its mark."""

    OPEN = " "
    DONE = "x"
    WRONG = "!"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to see to."""

    text: str
    tick: Tick = Tick.OPEN


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a page says; the first task that is open is the one to do now."""

    about: str = ""
    tasks: tuple[Task, ...] = ()
    after: str = ""
    overlay: str = ""
    info: Info = field(default_factory=Info)


class LessonPage(Painted[Lesson]):
    """The page; where there is little room what it is about goes first, then what comes after."""

    COMPONENT_CLASSES = painted_as("done", "fault", "muted", "strong", "title", "track", "warning")

    def paint(self, values: Lesson, width: int, height: int) -> list[Line]:
        """From the top the tasks between their texts, at the bottom overlay and sentence."""
        tasks = _task_lines(values.tasks, width)
        foot: list[Line] = [[(values.overlay, "title")]] if values.overlay else []
        foot += _info_lines(values.info, width)
        about, after = _wrapped(values.about, width), _wrapped(values.after, width)
        room = height - len(tasks) - len(foot)
        if room < len(about) + len(after):
            about = []
        if room < len(after):
            after = []
        blanks = room - len(about) - len(after)
        above: list[Line] = [*about, *([[]] if about and blanks > 1 else [])]
        text = [*above, *tasks, *([[]] if after and blanks > 2 else []), *after]
        return [*text, *([[]] * max(0, height - len(text) - len(foot))), *foot][:height]


def _wrapped(text: str, width: int) -> list[Line]:
    return [[(line, "muted")] for line in textwrap.wrap(text, max(8, width))]


def _task_lines(tasks: tuple[Task, ...], width: int) -> list[Line]:
    open_tasks = [task for task in tasks if task.tick is not Tick.DONE]
    lines: list[Line] = []
    for task in tasks:
        role = "muted" if task.tick is Tick.DONE else "plain"
        if open_tasks and task is open_tasks[0]:
            role = "strong"
        if task.tick is Tick.WRONG:
            role = "warning"
        texts = textwrap.wrap(printable(task.text), max(8, width - 4)) or [""]
        lines.append([(f"[{task.tick.value}] {texts[0]}", role)])
        lines += [[(f"    {text}", role)] for text in texts[1:]]
    return lines


def _info_lines(info: Info, width: int) -> list[Line]:
    if info.percent is not None:
        return [progress_line(info, width)]
    role = ROLES[info.severity]
    return [[(text, role)] for text in textwrap.wrap(printable(info.text), max(8, width))]
