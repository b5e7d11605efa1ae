"""The exposure of a virtual camera, in thirds of a stop, and how Canon and Nikon count it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.virtual_camera.properties import INT16, UINT16, UINT32, Property

LEAST_THIRDS, MOST_THIRDS = -15, 24  # from 1/125 s: 1/4000 s and 2 s
MOST_BIAS_THIRDS = 9
TIMES = (
    *((1, y) for y in (4000, 3200, 2500, 2000, 1600, 1250, 1000, 800, 640, 500, 400, 320)),
    *((1, y) for y in (250, 200, 160, 125, 100, 80, 60, 50, 40, 30, 25, 20, 15, 13, 10, 8, 6)),
    *((1, 5), (1, 4), (1, 3), (10, 25), (1, 2), (10, 16), (10, 13), (1, 1), (13, 10), (16, 10)),
    (2, 1),
)
"""In seconds, as a Nikon has them, from LEAST_THIRDS on."""

EXPOSURE_TIME, EXPOSURE_MODE, BIAS, FINE_TIME = 0x500D, 0x500E, 0x5010, 0xD100
MODE_M, MODE_A = 1, 3
THIRD = 1000 / 3  # of BIAS

CANON_125 = 0x70  # 1/125 s; a stop is 8, longer times have smaller codes
CANON_THIRDS = {0: 0, 1: 3, 2: 5}


@dataclass
class Exposure:
    """`in_manual`: the mode dial is on M, where the time counts, else on A, where the bias does.

    With `ignores` set the body takes a setting and stays as it is.
    """

    in_manual: bool = True
    time_thirds: int = 0
    bias_thirds: int = 0
    ignores: bool = False

    @property
    def ev(self) -> float:
        """How much brighter pictures are than they should be."""
        return (self.time_thirds if self.in_manual else self.bias_thirds) / 3

    @property
    def times(self) -> tuple[int, ...]:
        """What the time may be."""
        every = tuple(range(LEAST_THIRDS, MOST_THIRDS + 1))
        return every if self.in_manual else (self.time_thirds,)

    @property
    def biases(self) -> tuple[int, ...]:
        """What the bias may be."""
        every = tuple(range(-MOST_BIAS_THIRDS, MOST_BIAS_THIRDS + 1))
        return (self.bias_thirds,) if self.in_manual else every

    def set_time(self, thirds: int) -> bool:
        """Whether it may be so."""
        if thirds not in self.times:
            return False
        self.time_thirds = self.time_thirds if self.ignores else thirds
        return True

    def set_bias(self, thirds: int) -> bool:
        """Whether it may be so."""
        if thirds not in self.biases:
            return False
        self.bias_thirds = self.bias_thirds if self.ignores else thirds
        return True


def canon_time(thirds: int) -> int:
    """The code of a time."""
    return CANON_125 + canon_stops(-thirds)


def canon_stops(thirds: int) -> int:
    """Stops as a Canon counts them: 8, and 3 or 5 for thirds."""
    sign = -1 if thirds < 0 else 1
    whole, part = divmod(abs(thirds), 3)
    return sign * (8 * whole + CANON_THIRDS[part])


def nikon_property(exposure: Exposure, prop: int) -> Property | None:
    """What can be set for the exposure, and where the mode dial stands; None for another one."""
    if prop == EXPOSURE_MODE:
        mode = MODE_M if exposure.in_manual else MODE_A
        return Property(prop, UINT16, mode, choices=(mode,))
    if prop == BIAS:
        biases = tuple(round(thirds * THIRD) for thirds in exposure.biases)
        now = round(exposure.bias_thirds * THIRD)
        return Property(prop, INT16, now, choices=biases, settable=not exposure.in_manual)
    code = {FINE_TIME: _nikon_time, EXPOSURE_TIME: _ptp_time}.get(prop)
    if code is None:
        return None
    times, now = tuple(map(code, exposure.times)), code(exposure.time_thirds)
    return Property(prop, UINT32, now, choices=times, settable=exposure.in_manual)


def _nikon_time(thirds: int) -> int:
    """Dividend and divisor."""
    dividend, divisor = TIMES[thirds - LEAST_THIRDS]
    return dividend << 16 | divisor


def _ptp_time(thirds: int) -> int:
    """In 0.1 ms, which is too coarse for short ones."""
    dividend, divisor = TIMES[thirds - LEAST_THIRDS]
    return round(10_000 * dividend / divisor)
