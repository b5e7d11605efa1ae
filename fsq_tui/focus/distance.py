"""Focus distances: how they are written, and how they lie on a scale."""

from __future__ import annotations

import math
import re

from fsq_tui.errors import UsageFault
from fsq_tui.focus.sequence import printable

INFINITY_CM = 65535
UNKNOWN_CM = 0

CM = {"cm": 1.0, "m": 100.0, "ft": 30.48, "'": 30.48, "in": 2.54, '"': 2.54, "": 1.0}

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_METRIC = re.compile(rf"{_NUMBER}\s*(cm|m|)", re.ASCII)
_FEET = re.compile(rf"(?:{_NUMBER}\s*(ft|'))?\s*(?:{_NUMBER}\s*(in|\"))?", re.ASCII)


def distance_field(distance_cm: int) -> str:
    """The overlay's distance, always 7 columns: `  inf. `, `   54cm`, `16.470m`, ` ----- `."""
    if distance_cm == UNKNOWN_CM:
        return " ----- "
    if distance_cm >= INFINITY_CM:
        return "  inf. "
    if distance_cm < 100:
        return f"{distance_cm:5d}cm"
    decimals = 3 if distance_cm < 10_000 else 2
    return f"{distance_cm / 100:6.{decimals}f}m"


def distance_label(distance_cm: int) -> str:
    """The same as short as it can be said, for scales and tables: `inf`, `54cm`, `1.2m`."""
    if distance_cm == UNKNOWN_CM:
        return "-"
    if distance_cm >= INFINITY_CM:
        return "inf"
    if distance_cm < 100:
        return f"{distance_cm}cm"
    return f"{distance_cm / 100:.3f}".rstrip("0").rstrip(".") + "m"


def parse_distance(text: str) -> float:
    """Centimetres from what a person types: `54`, `54cm`, `1.2m`, `1,2 m`, `4'11"`, `5ft`, `inf`.

    Raises UsageFault for what is no distance, or none between 0 and 655.35 m.
    """
    typed = text.strip().lower()
    if typed.rstrip(".") in ("inf", "infinity"):
        return float(INFINITY_CM)
    match = _METRIC.fullmatch(typed) or _FEET.fullmatch(typed)
    parts = [] if match is None else match.groups()
    distance_cm = sum(
        float(number.replace(",", ".")) * CM[unit]
        for number, unit in zip(parts[::2], parts[1::2], strict=True)
        if number
    )
    if 0.0 < distance_cm <= INFINITY_CM:
        return distance_cm
    raise UsageFault(
        f"{printable(text)!r} is not a distance.", "Give it as 54, 54cm, 1.2m, 4'11\" or inf."
    )


def dioptres(distance_cm: float) -> float:
    """1 / distance in metres; 0 at infinity. Even steps in dioptres are even steps of blur.

    Raises ValueError for a distance that is not positive, 'unknown' (0) included.
    """
    if not distance_cm > 0:
        raise ValueError("an unknown or negative distance has no dioptres")
    return 0.0 if distance_cm >= INFINITY_CM or math.isinf(distance_cm) else 100.0 / distance_cm


def whole_cm(distance_cm: float) -> int:
    """A distance above 0 as points and marks keep it: whole centimetres, 1 ... 65535."""
    return min(max(round(distance_cm), 1), INFINITY_CM)
