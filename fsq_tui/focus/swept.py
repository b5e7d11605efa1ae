"""How sharp a part of the picture was at each step of a sweep."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.focus.region import Region


@dataclass(frozen=True, slots=True)
class Swept:
    """`sharpness` at each of `steps`, which rise: the logarithm of the region's energy.

    `peak_step` is where it is highest, None where it is nowhere higher than noise makes it.
    """

    region: Region
    steps: tuple[float, ...]
    sharpness: tuple[float, ...]
    peak_step: float | None
