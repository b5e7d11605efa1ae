"""What a show is to be: said by the screen that starts it, read by the process that runs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from fsq_tui.process.codec import decoded, encoded

LINGER_S = 1800.0


@dataclass(frozen=True, slots=True)
class ShowSetup:
    """A scene (absolute path) and the lens it is played on.

    `camera` is a port, None where none was named; `simulated` is whether it is to be no camera.
    `lens_model` is None where none was named; `lens_name` is what the person calls a lens that its
    body does not name. `time_scale` hurries a simulated lens. The show goes on for `linger_s`
    without a screen. `record_frames` is the folder (absolute path) that takes the pictures of its
    takes, '' for none.

    For a show that was on before, `note` says what became of it, and `stand_in` whether its lens is
    simulated for want of a camera.
    """

    scene: str
    camera: str | None = None
    simulated: bool = False
    lens_model: str | None = None
    lens_name: str = ""
    time_scale: float = 1.0
    linger_s: float = LINGER_S
    record_frames: str = ""
    note: str = ""
    stand_in: bool = False

    def as_text(self) -> str:
        """For the command line of the process."""
        return json.dumps(encoded(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What `as_text` said. Raises ValueError."""
        setup: Self = decoded(cls, json.loads(text))
        return setup


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Why it does not: the name of the error's class, and the error's parts."""

    kind: str
    message: str
    remedy: str
    cameras: tuple[tuple[str, ...], ...] = ()
