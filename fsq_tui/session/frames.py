"""Live-view pictures on their way from the camera to whoever looks at them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the live view, as the camera gave it.

    `number` counts the pictures fetched in this show, so that a gap tells of dropped ones; `at_s`
    is when it came, in the operator's seconds; `step` where the lens stood then, as far as known,
    None else. `jpeg` is not looked at before: it may be damaged.
    """

    number: int
    at_s: float
    step: int | None
    jpeg: bytes
