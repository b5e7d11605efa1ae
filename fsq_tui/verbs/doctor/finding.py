"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from fsq_tui.backend.gphoto2.address import checked
from fsq_tui.backend.gphoto2.detection import Found, detected
from fsq_tui.errors import LensFault
from fsq_tui.focus.sequence import printable
from fsq_tui.process.launch import running
from fsq_tui.process.wire import Hello


class Level(StrEnum):
    """How bad it is. A pull works with all of them but FAULT."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: by which check, how bad, what was found, and what to do about it."""

    check: str
    level: Level
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return printable(f"{self.level:<7}  {self.check:<8}  {self.text} {self.remedy}".rstrip())

    def as_dict(self) -> dict[str, str]:
        """As it goes into JSON, and from the process that examines the camera."""
        return {
            "check": self.check,
            "level": self.level.value.lower(),
            "text": self.text,
            "remedy": self.remedy,
        }


class Asked:
    """What the person wants examined: the camera at a port, or else the only one on USB."""

    def __init__(self, camera: str | None, move: bool) -> None:
        """Raises UsageFault for a port that is none."""
        self.camera = None if camera is None else checked(camera)
        self.move = move

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """The cameras on USB. Raises LensFault."""
        return detected()

    @cached_property
    def shows(self) -> tuple[Hello, ...]:
        """The shows that are on, which keep their cameras. Raises ProcessFault."""
        return tuple(running())

    @property
    def is_played_on(self) -> bool:
        """Whether one of them keeps the camera to examine."""
        return any(show.setup.camera == self.port for show in self.shows)

    @property
    def port(self) -> str:
        """Where the camera to examine is, '' where it is not known which."""
        if self.camera is not None:
            return self.camera
        with suppress(LensFault):  # told by the check of the cameras
            if len(self.found) == 1:
                return self.found[0].port
        return ""


Check = Callable[[Asked], Iterable[Finding]]
