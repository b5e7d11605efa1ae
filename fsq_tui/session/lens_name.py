"""What the mounted lens is called: as the body tells, or as a person has named it, once a body."""

from __future__ import annotations

from typing import NamedTuple

from fsq_tui.backend.base import Identity, Lens
from fsq_tui.errors import LensFault, LensUnnamed
from fsq_tui.storage.lens_names import LensNames


class LensName(NamedTuple):
    """The name, and the sentence the operator must be told where it was only taken to be so."""

    name: str
    note: str = ""


def lens_name(identity: Identity, given: str, scene_lens: str, names: LensNames) -> LensName:
    """Settle the name of the lens that is mounted; one the body does not tell is remembered.

    The first that is not '' counts: what the body tells, what the person has `given`, the lens of
    the scene, the newest name in `names`. Raises LensFault where the person contradicts the body,
    LensUnnamed where there is none, FileRefused where `names` cannot be read or written.
    """
    told, body = identity.lens_name, identity.body
    if told:
        if given not in ("", told):
            raise LensFault(
                f'The camera says that "{told}" is mounted, not "{given}".',
                "Leave out --lens-name.",
            )
        return LensName(told)
    if given:
        settled = LensName(given)
    elif scene_lens:
        settled = _taken(body, scene_lens, "the lens of the scene")
    elif remembered := names.of(body)[:1]:
        settled = _taken(body, remembered[0], "the last one on this body")
    else:
        raise LensUnnamed(
            f"{body} does not tell which lens is mounted.",
            'Name it, once for this body: --lens-name "50mm f/1.8"',
        )
    names.remember(body, settled.name)
    return settled


def settle_name(lens: Lens, given: str, scene_lens: str, names: LensNames) -> str:
    """Call the lens by the name that `lens_name` settles; the sentence to tell, '' for none."""
    name, note = lens_name(lens.identity, given, scene_lens, names)
    lens.call_lens(name)
    return note


def _taken(body: str, name: str, why: str) -> LensName:
    return LensName(
        name,
        f'{body} does not tell its lens; it is taken to be "{name}", {why}. '
        "--lens-name names another.",
    )
