"""What a body must be able to do for a stack, and which one it must be."""

from __future__ import annotations

from fsq_tui.backend.base import Lens, cannot_expose
from fsq_tui.errors import LensFault, WrongLens
from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.storage.stack_manifest import Manifest


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


def require_same_lens(manifest: Manifest, lens: Lens) -> None:
    """Raise WrongLens for a stack that was begun on another lens, or another body."""
    identity = lens.identity
    for was, now in ((manifest.lens_name, identity.lens_name), (manifest.body, identity.body)):
        if was != now:
            raise WrongLens(
                f'This stack was begun with "{was}", but "{now}" is connected.',
                "Go on with what it was begun with, or begin another stack.",
            )
