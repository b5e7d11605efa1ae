"""Lenses: the contract, and the backends that keep it. Only the one asked for is imported."""

from __future__ import annotations

from collections.abc import Callable

from fsq_tui.backend.base import Lens
from fsq_tui.clock import Clock
from fsq_tui.errors import UsageFault


def _simulated(clock: Clock, model: str, seed: int | None) -> Lens:
    from fsq_tui.backend.model import load_model
    from fsq_tui.backend.simulated import SimulatedLens

    return SimulatedLens(load_model(model), clock, seed)


BACKENDS: dict[str, Callable[[Clock, str, int | None], Lens]] = {"simulated": _simulated}
"""Every backend by its name."""


def open_lens(backend: str, clock: Clock, *, model: str = "ef24", seed: int | None = None) -> Lens:
    """Open the camera of a backend.

    `model` is a lens model's name or path; without a `seed` every power-up is another one. Raises
    UsageFault for an unknown backend or model, FileRefused for a faulty model file.
    """
    if backend not in BACKENDS:
        raise UsageFault(
            f"There is no backend named {backend!r}.", f"The backends are {', '.join(BACKENDS)}."
        )
    return BACKENDS[backend](clock, model, seed)
