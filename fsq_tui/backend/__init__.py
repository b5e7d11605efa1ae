"""Lenses: the contract, and the backends that keep it. Only the one asked for is imported."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import UsageFault


def _simulated(clock: Clock, address: str, seed: int | None) -> Lens:
    from fsq_tui.backend.model import load_model
    from fsq_tui.backend.simulated import SimulatedLens

    return SimulatedLens(load_model(address), clock, seed)


def _gphoto2(clock: Clock, address: str, _seed: int | None) -> Lens:
    from fsq_tui.backend.gphoto2.vendors import open_camera

    return open_camera(address, clock)


BACKENDS: dict[str, Callable[[Clock, str, int | None], Lens]] = {
    "simulated": _simulated,
    "gphoto2": _gphoto2,
}
"""Every backend by its name."""


def open_lens(backend: str, clock: Clock, address: str, seed: int | None = None) -> Lens:
    """Open the camera at an address of a backend.

    For "simulated" that is a lens model's name or path, and without a `seed` every power-up is
    another one; for "gphoto2" it is a port as `fsq cameras` lists it, or ptpip:IP. Raises
    UsageFault for an unknown backend, model or address, FileRefused for a faulty model file,
    LensFault where the camera cannot be opened or driven.
    """
    if backend not in BACKENDS:
        raise UsageFault(
            f"There is no backend named {backend!r}.", f"The backends are {', '.join(BACKENDS)}."
        )
    return BACKENDS[backend](clock, address, seed)
