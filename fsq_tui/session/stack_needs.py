"""What a body must be able to do for a stack."""

from __future__ import annotations

from fsq_tui.backend.base import Lens, cannot_expose
from fsq_tui.errors import LensFault
from fsq_tui.focus.stack import Extent, StackSettings


def require_able(lens: Lens, settings: StackSettings) -> None:
    """Raises LensFault for a body that cannot do what is asked."""
    extent = settings.extent
    if extent is Extent.FULL and not lens.capabilities.captures:
        raise LensFault(
            f"fsq cannot take pictures with {lens.identity.body}.",
            "Rehearse the stack with its live view, or release the shutter by hand.",
        )
    if extent is Extent.FULL and settings.bracket_ev and not lens.capabilities.brackets:
        raise cannot_expose(lens.identity.body)
    if extent is Extent.LIVE_VIEW and not lens.capabilities.live_view:
        raise LensFault(
            f"{lens.identity.body} shows no live view to the computer.",
            "Rehearse the movement only.",
        )
