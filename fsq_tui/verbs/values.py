"""What is typed on the command line, turned into values; each refusal is a UsageFault."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from difflib import get_close_matches

from fsq_tui.errors import UsageFault
from fsq_tui.focus.calibration import StepMode
from fsq_tui.focus.sequence import MAX_DURATION_S, MAX_NAME_LENGTH, Order, clean_name, printable
from fsq_tui.focus.shape import Shape

SHAPES = tuple(shape.value for shape in Shape)
ORDERS = tuple(order.value for order in Order)
MAX_STEPS = 100_000
MAX_TIME_SCALE = 100.0
MAX_KB_S = 1_000_000
MAX_MINUTES = 1440
MIN_PULLS, MAX_PULLS = 5, 1000
MIN_MODE, MAX_MODE = 0.1, 1_000_000.0


def steps(text: str) -> int:
    """A number of steps, or a step: 0 ... 100,000."""
    if re.fullmatch(r"[0-9]{1,6}", text) and int(text) <= MAX_STEPS:
        return int(text)
    raise _refused(text, "a number of steps", f"Give a whole number, 0 to {MAX_STEPS}.")


def point_number(text: str) -> int:
    """The number of a focus point, from 1."""
    if re.fullmatch(r"[0-9]{1,3}", text) and int(text) >= 1:
        return int(text)
    raise _refused(text, "the number of a point", "Give a whole number, 1 for the first point.")


def count(text: str) -> int:
    """How many, or which one: a whole number from 1."""
    if re.fullmatch(r"[0-9]{1,6}", text) and int(text) >= 1:
        return int(text)
    raise _refused(text, "a number", "Give a whole number from 1.")


def numbers(text: str) -> tuple[int, ...]:
    """Which ones: whole numbers from 1, with commas between them."""
    return tuple(count(part) for part in text.split(","))


def pulls(text: str) -> int:
    """How often to repeat what is measured: 5 ... 1000; fewer do not tell how they scatter."""
    if re.fullmatch(r"[0-9]{1,4}", text) and MIN_PULLS <= int(text) <= MAX_PULLS:
        return int(text)
    raise _refused(text, "a number of pulls", f"Give a whole number, {MIN_PULLS} to {MAX_PULLS}.")


def normalized_position(text: str) -> int:
    """A normalized position: a whole number from 0."""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise _refused(text, "a normalized position", "Give a whole number, 0 at the backward stop.")


def seconds(text: str) -> float:
    """A duration in seconds, 0 or more, with or without `s` behind it."""
    value = _number(text.removesuffix("s"))
    if value >= 0.0:
        return value
    raise _refused(text, "a duration", "Give seconds, such as 1.3.")


def minutes(text: str) -> float:
    """A time in minutes, 0 ... 1440."""
    value = _number(text)
    if 0.0 <= value <= MAX_MINUTES:
        return value
    raise _refused(text, "a number of minutes", f"Give 0 to {MAX_MINUTES}, such as 30.")


def kilobytes_s(text: str) -> float:
    """A limit of the line to the terminal, 1 ... 1,000,000 kB/s."""
    value = _number(text)
    if 1.0 <= value <= MAX_KB_S:
        return value
    remedy = f"Give 1 to {MAX_KB_S}, such as 300; the key RATE turns the live view off."
    raise _refused(text, "a number of kB/s", remedy)


def between(least: float, most: float, what: str, unit: str) -> Callable[[str], float]:
    """A parser of a number from least to most, with or without its unit behind it."""

    def parsed(text: str) -> float:
        value = _number(text.removesuffix(unit).strip())
        if least <= value <= most:
            return value
        raise _refused(text, what, f"Give {f'{least:g} to {most:g} {unit}'.rstrip()}.")

    return parsed


def target_duration_s(text: str) -> float:
    """The target duration of a focus point: 0 ... 99.9 s."""
    if seconds(text) <= MAX_DURATION_S:
        return seconds(text)
    raise _refused(text, "a target duration", f"The longest is {MAX_DURATION_S} s.")


def dwell_s(text: str) -> float:
    """How long the focus rests at a point: 0 ... 99.9 s, to the millisecond."""
    if seconds(text) <= MAX_DURATION_S:
        return round(seconds(text), 3)
    raise _refused(text, "a dwell", f"The longest is {MAX_DURATION_S} s.")


def shape(text: str) -> Shape:
    """The shape of a pull, as files spell it."""
    return Shape(_one_of(SHAPES, text, "a shape"))


def order(text: str) -> Order:
    """A play order, as files spell it."""
    return Order(_one_of(ORDERS, text, "a play order"))


def times(text: str) -> int:
    """How many times round: 1 ... 9999."""
    if re.fullmatch(r"[0-9]{1,4}", text) and int(text) >= 1:
        return int(text)
    raise _refused(text, "a number of times", "Give a whole number, 1 to 9999.")


def time_scale(text: str) -> float:
    """How many seconds of the lens pass in one of the operator's: above 0, at most 100."""
    value = _number(text)
    if 0.0 < value <= MAX_TIME_SCALE:
        return value
    raise _refused(text, "a time scale", "Give a number above 0, at most 100, such as 10.")


def point_name(text: str) -> str:
    """The name of a focus point; '' takes it away."""
    if len(text.strip()) <= MAX_NAME_LENGTH and text.strip() == clean_name(text):
        return clean_name(text)
    remedy = f"Give at most {MAX_NAME_LENGTH} characters that can be printed."
    raise _refused(text, "a name for a point", remedy)


def modes(text: str) -> tuple[StepMode, ...]:
    """Measured step sizes, fastest first, from `26:94.321,4:48.733,1:23.496` (steps:steps/s)."""
    pairs = [pair.split(":") for pair in text.split(",")]
    if not 1 <= len(pairs) <= 3 or any(len(pair) != 2 for pair in pairs):
        raise _refused_modes(text)
    numbers = [(_number(moved), _number(speed_steps_s)) for moved, speed_steps_s in pairs]
    if not all(MIN_MODE <= number <= MAX_MODE for pair in numbers for number in pair):
        raise _refused_modes(text)
    sizes = [moved for moved, _ in numbers]
    if sizes != sorted(set(sizes), reverse=True):
        raise _refused_modes(text)
    return tuple(
        StepMode(len(numbers) - index, moved, speed_steps_s)
        for index, (moved, speed_steps_s) in enumerate(numbers)
    )


def _one_of(words: tuple[str, ...], text: str, what: str) -> str:
    """The text where it is one of these words, else a refusal with the nearest spelling."""
    if text in words:
        return text
    close = get_close_matches(text.lower(), words, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise _refused(text, what, f"{hint}Give {', '.join(words[:-1])} or {words[-1]}.")


def _refused_modes(text: str) -> UsageFault:
    remedy = "Give one to three steps:steps/s, largest first, such as 26:94.321,4:48.733,1:23.496."
    return _refused(text, "a list of step sizes", remedy)


def _number(text: str) -> float:
    """NaN, which no comparison lets through, for whatever is not a finite number."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _refused(text: str, what: str, remedy: str) -> UsageFault:
    return UsageFault(f"{printable(text)!r} is not {what}.", remedy)
