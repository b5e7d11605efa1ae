"""The Lens contract: what a backend must do, in the few words the session speaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fsq_tui.errors import DownloadFailed, LensFault, NoLiveView
from fsq_tui.focus.modes import How

Pause = Callable[[float], None]
"""Wait so many seconds, letting the operator's keys in; raises Stopped when STOP was one."""


SIMULATED = "simulated"
"""The link to a lens that is not there."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is at the other end. All text is printable; what the camera does not tell is ''."""

    body: str
    lens_name: str
    link: str

    @property
    def is_simulated(self) -> bool:
        """Whether there is no camera."""
        return self.link == SIMULATED


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this body and this lens can do.

    `position` is MEASURED where `read` tells the raw position, and COUNTED where nothing does, so
    that the session adds up its commands. `reports_stops` is whether `drive` raises AtStop,
    `live_view` whether `frame` gives pictures, `autofocus` whether the camera can focus by itself,
    `records` whether a movie clip can be started and stopped from the computer, `captures` whether
    it takes pictures for the computer, `brackets` whether their exposure can be changed from there,
    as far as the mode dial lets it, `af_areas` whether it focuses on a place that it is told,
    `drives` whether the lens can be driven at all. A camera that may go away by itself is asked
    every `probe_s` while at rest whether it is there.
    """

    position: How = How.MEASURED
    reports_stops: bool = True
    live_view: bool = False
    autofocus: bool = True
    records: bool = False
    captures: bool = False
    brackets: bool = False
    af_areas: bool = False
    drives: bool = True
    probe_s: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lens reports of itself now; it may lag behind a move.

    `raw_position`: one value per step, sign and origin unknown until the limits are checked; None
    where the body reports none. `distance_cm`: 65535 = infinity, 0 = not reported.
    """

    raw_position: int | None
    distance_cm: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the body is set to, in its own words; '' for what it does not tell."""

    aperture: str = ""
    time: str = ""
    iso: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that was taken and is still in the camera.

    `place` is where the camera keeps it: on a card it is the same after the camera was opened anew.
    """

    place: str
    exposure: Exposure = Exposure()

    @property
    def name(self) -> str:
        """As the camera calls it."""
        return self.place.rpartition("/")[2]


class Lens(ABC):
    """A lens on a camera. Used from one thread only, the session's."""

    @property
    @abstractmethod
    def identity(self) -> Identity:
        """Body, lens and link, as they were when the camera was opened."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What can be relied on."""

    @property
    @abstractmethod
    def step_sizes(self) -> tuple[int, ...]:
        """The sizes `drive` takes, fastest first, ending in 1."""

    @property
    def drive_unit(self) -> int:
        """What a command of size 1 is in units of the body; 0 where it has sizes of its own."""
        return 0

    def use_drive_unit(self, unit: int) -> None:  # noqa: B027  a safe default
        """Drive in the unit that the calibration of the lens was made in."""

    def suit_range(self, commands: int) -> None:  # noqa: B027  a safe default
        """So many commands of the largest size lead from stop to stop, on an unknown lens.

        Where the unit is free it is made so large that the lens has no more steps than are of use.
        """

    @abstractmethod
    def drive(self, step_size: int, direction: int) -> None:
        """Perform one drive command (direction +1 forward, -1 backward) and return when it is done.

        Raises AtStop when the lens meets a stop before the command is complete (it then stands at
        the stop), LensBusy when it was refused and nothing moved, LensOnManual, LensOnAuto,
        LensGone.
        """

    def call_lens(self, name: str) -> None:  # noqa: B027  a safe default
        """Take over what a person calls the lens; one that the body names keeps its name."""

    def check(self) -> None:  # noqa: B027  a safe default
        """Raise what `drive` would be refused for now, without a move.

        LensOnManual, LensOnAuto, LensGone.
        """

    @abstractmethod
    def read(self) -> Reading:
        """The reported position and distance. Raises LensGone."""

    @abstractmethod
    def autofocus(self, pause: Pause) -> None:
        """Focus on the subject; waits by `pause` so that STOP is heard. Raises LensFault."""

    def focus_at(self, _across: float, _down: float, _pause: Pause) -> None:
        """Focus on a place of the picture, in shares of its width and height from the upper left.

        Waits by `pause` as `autofocus` does. Raises LensFault where nothing is found to focus on.
        """
        raise LensFault(
            f"{self.identity.body} cannot be told where to focus.",
            "Choose the autofocus area on the camera.",
        )

    def frame(self) -> bytes:
        """The newest live-view picture, a JPEG; it may show the lens as it was a moment ago.

        Raises NoLiveView where there is none, LensBusy, LensGone.
        """
        raise NoLiveView(
            f"{self.identity.body} shows no live view to the computer.",
            "Use a camera that does, or one that tells where its lens is.",
        )

    def start_recording(self) -> None:
        """Order the body to record a clip; it begins when the body is ready, or not at all.

        Raises NoMovieMode, LensBusy where it was refused for now, LensGone, LensFault.
        """
        raise LensFault(
            f"fsq cannot make {self.identity.body} record.",
            "Start the clip on the camera, then press PLAY.",
        )

    def stop_recording(self) -> None:
        """Order the body to end its clip. Raises LensBusy, LensGone, LensFault."""
        raise LensFault(f"fsq cannot make {self.identity.body} stop.", "Stop it on the camera.")

    def is_recording(self) -> bool | None:
        """Whether a clip is being recorded now, whoever started it, by what the body told last.

        None where the body does not tell. A question to the body: for a lens at rest. Raises
        LensGone.
        """
        return None

    def trigger(self, _pause: Pause) -> None:
        """Take a picture, without autofocus; return when the exposure is over and it is announced.

        The lens may be moved then. The picture goes to the card and stays there. Raises CardFull,
        LensBusy where it was refused for now, LensGone, LensFault where no picture came of it;
        Stopped from `pause`, and then a picture may still come.
        """
        raise LensFault(
            f"fsq cannot take pictures with {self.identity.body}.",
            "Release the shutter on the camera.",
        )

    def shots(self) -> tuple[Shot, ...]:
        """The pictures announced since the last time, oldest first, whoever took them; no movies.

        A body that keeps two files of a picture may announce the second one later. Raises LensGone.
        """
        return ()

    def download(self, shot: Shot) -> bytes:
        """The file of a picture, whole. Raises DownloadFailed, LensBusy, LensGone.

        It stays in the camera, whatever comes of it.
        """
        raise DownloadFailed(shot.name)

    def exposure_setting(self) -> str:
        """What `expose` changes, and how it is set now, in words for `expose` alone.

        Raises LensFault where it can change nothing, the mode dial standing as it does; LensGone.
        """
        raise cannot_expose(self.identity.body)

    def expose(self, _setting: str, _ev: float, _pause: Pause) -> float:
        """Let the next pictures be so much brighter than with a setting, darker where below 0.

        0.0 gives the setting back. Returns what was really set, the nearest that the body has, in
        EV from the setting. Waits by `pause` until the body says that it is set. Raises LensFault
        where nothing is near or the body does not take it, LensBusy, LensGone.
        """
        raise cannot_expose(self.identity.body)

    def pace(self, durations_s: Mapping[int, float]) -> None:  # noqa: B027  a safe default
        """How long the motor takes for a command of each step size, as calibration has found.

        A body that does not tell when its motor is done is given that long, or what is usual for a
        size that is not named; with 0 `drive` returns as soon as the body has taken the command.
        Others need not know.
        """

    @abstractmethod
    def battery_percent(self) -> int | None:
        """The body's battery, None where it does not tell."""

    @abstractmethod
    def close(self) -> None:
        """Let the camera go. May be called twice."""


def cannot_expose(body: str, remedy: str = "Take the stack without a bracket.") -> LensFault:
    """Why there can be no bracket."""
    return LensFault(f"fsq cannot change the exposure of {body}.", remedy)
