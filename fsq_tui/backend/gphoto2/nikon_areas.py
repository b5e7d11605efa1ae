"""A Nikon that drives no lens for a computer, but focuses where it is told."""

from __future__ import annotations

from fsq_tui.backend.gphoto2.nikon_body import NikonBodyLens
from fsq_tui.errors import LensFault


class NikonAreasLens(NikonBodyLens):
    """Its lens goes where autofocus takes it, and no step of it is known."""

    @property
    def step_sizes(self) -> tuple[int, ...]:
        """What the contract asks for; none is ever driven."""
        return (1,)

    def _drive(self, _step_size: int, _direction: int) -> None:
        raise LensFault(
            f"{self._identity.body} does not let a computer drive its lens.",
            "Focus by autofocus, on a place of the picture where that is needed.",
        )
