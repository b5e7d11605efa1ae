"""Every error fsq raises on purpose: a sentence on what happened, and one on what to do."""

from __future__ import annotations

import traceback


class FsqError(Exception):
    """The root of the tree. Shown as `message remedy`, never as a traceback.

    `exit_code` is what a verb without a screen ends with; the README lists them.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class UsageFault(FsqError):
    """A value on the command line, or typed into a dialog, that cannot be used."""

    exit_code = 2


class FileRefused(FsqError):
    """A file that cannot be read, does not parse, holds impossible values or cannot be written."""

    exit_code = 3


class WrongLens(FsqError):
    """The points belong to another lens than the mounted one."""

    exit_code = 4


class LensFault(FsqError):
    """The camera or the lens did not do what it was told."""

    exit_code = 5


class AtStop(LensFault):
    """A drive command met one of the two stops; the lens stands at that stop."""


class LensBusy(LensFault):
    """The camera is busy and refused a command; the lens has not moved."""


class LensOnManual(LensFault):
    """The switch of the lens or the body stands on MF."""


class LensOnAuto(LensFault):
    """The body drives its lens in manual focus only, and is set to autofocus."""


class LensGone(LensFault):
    """The camera was unplugged or switched off."""


class NoLiveView(LensFault):
    """The body shows no picture to the computer, now or ever."""


class NoMovieMode(LensFault):
    """The body records no clip as it is set now; `reason` is what it said, '' for nothing."""

    def __init__(self, body: str, reason: str = "") -> None:
        said = f" ({reason})" if reason else ""
        super().__init__(
            f"{body} refuses to record{said}, as bodies do that are not in movie mode.",
            "Switch the body to movie mode by its dial or switch, then try again.",
        )


class CardFull(LensFault):
    """The camera has no room for another picture."""

    def __init__(self, body: str) -> None:
        super().__init__(
            f"The card of {body} is full, or there is none.", "Put in a card with room, then go on."
        )


class DownloadFailed(LensFault):
    """A picture could not be fetched from the camera, where it still is; `name` is the camera's."""

    def __init__(self, name: str, reason: str = "") -> None:
        said = f" ({reason})" if reason else ""
        super().__init__(
            f"{name} could not be fetched from the camera{said}.",
            "It is still on its card: try again, or copy it from there.",
        )
        self.name = name


class UnfitScene(LensFault):
    """Nothing can be decided by the pictures of this scene."""


class LensUnnamed(LensFault):
    """The body does not tell which lens is mounted, and nobody else has."""


class CameraClaimed(LensFault):
    """Another program holds the camera."""


class CamerasFound(UsageFault):
    """More than one camera is connected, and nobody has said which to use.

    `cameras` are model and port of each, so that a screen can ask.
    """

    def __init__(self, cameras: tuple[tuple[str, str], ...]) -> None:
        found = ", ".join(f"{model} at {port}" for model, port in cameras)
        super().__init__(
            f"{len(cameras)} cameras are connected: {found}.",
            f"Say which: --camera {cameras[0][1]}",
        )
        self.cameras = cameras


class ProcessFault(FsqError):
    """The camera process cannot be started, reached or trusted."""


class ToolFault(FsqError):
    """A program of others that fsq hands work to failed at it."""


class Stopped(FsqError):
    """The operator pressed STOP (or the program was told to end) in the middle of something."""

    exit_code = 6


def defect(bug: BaseException) -> str:
    """The sentence for an error that nobody foresaw: what, and where in our code."""
    place = traceback.extract_tb(bug.__traceback__)[-1]
    return f"fsq has a defect: {bug!r} in {place.name}, line {place.lineno}."
