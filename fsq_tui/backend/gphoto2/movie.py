"""The setting by which libgphoto2 starts and stops a clip on a Nikon and on a Sony.

All from the source of libgphoto2 2.5.34 and what others report; not seen on a real body.
"""

from __future__ import annotations

from fsq_tui.errors import LensFault, NoMovieMode

MOVIE = "movie"
CARD_REASONS = ("card", "buffer")  # words in what libgphoto2 says of a Nikon that cannot start
_SAID = "Movie recording cannot start: "


def refusal(body: str, said: str) -> LensFault:
    """Why a body does not start; `said` is the text of the driver, '' for none.

    A body out of movie mode just refuses, as far as is known: without a reason that is assumed.
    """
    _, _, reason = said.partition(_SAID)
    reason = reason.rstrip(". ")
    if any(word in reason.casefold() for word in CARD_REASONS):
        return LensFault(
            f"{body} cannot start a clip: {reason}.",
            "Look at its card: it must be there, formatted, not locked, and have room.",
        )
    return NoMovieMode(body, reason)
