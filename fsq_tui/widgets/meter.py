"""The line above the live view: how sharp its region is, the sharpest held, and what is off."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.widgets.paint import Line, Painted, cut, line_width, painted_as

LEAST_BAR = 8


@dataclass(frozen=True, slots=True)
class Gauge:
    """Sharpness of the region and the highest since it was set back, in levels of contrast.

    None before the first picture. `damaged` pictures were skipped. `silent_s` is for how many
    seconds no new one came, None while they come; `is_overdue` whether one should have.
    """

    sharpness: float | None = None
    peak: float = 0.0
    peaking: bool = False
    magnified: bool = False
    damaged: int = 0
    silent_s: int | None = None
    is_overdue: bool = False


class SharpnessMeter(Painted[Gauge]):
    """One line."""

    COMPONENT_CLASSES = painted_as("done", "muted", "strong", "track", "warning")

    def paint(self, values: Gauge, width: int, _height: int) -> list[Line]:
        """The bar gives way first, then what is said on its right."""
        return [gauge_line(values, width)]


def gauge_line(gauge: Gauge, width: int) -> Line:
    """`sharpness ██████░░  12.4 of 18.2  magnified  3 damaged`: a full bar is the peak.

    `live view: no picture for 4 s` instead, where what is shown is not what the lens sees now.
    """
    if gauge.silent_s is not None:
        return _silence(gauge, width)
    if gauge.sharpness is None:
        number = f"{gauge.damaged} damaged pictures" if gauge.damaged else "no picture yet"
        return [(cut(f"live view: {number}", width), "muted")]
    number = f"{gauge.sharpness:5.1f} of {gauge.peak:5.1f}"
    said = [word for word, on in (("peaking", gauge.peaking), ("magnified", gauge.magnified)) if on]
    right: Line = [(f"  {word}", "strong") for word in said]
    if gauge.damaged:
        right.append((f"  {gauge.damaged} damaged", "warning"))
    room = width - len("sharpness ") - len(number) - 1 - line_width(right)
    if room < LEAST_BAR:
        return [(cut(f"sharpness {number}", width), "plain")]
    done = min(room, round(room * gauge.sharpness / gauge.peak)) if gauge.peak > 0 else 0
    bar: Line = [("█" * done, "done"), ("░" * (room - done), "track")]
    return [("sharpness ", "muted"), *bar, (f" {number}", "plain"), *right]


def _silence(gauge: Gauge, width: int) -> Line:
    if not gauge.is_overdue:
        return [(cut("live view: the picture waits for the lens", width), "muted")]
    damaged = f", {gauge.damaged} were damaged" if gauge.damaged else ""
    text = f"live view: no picture for {gauge.silent_s} s{damaged}"
    return [(cut(text, width), "warning")]
