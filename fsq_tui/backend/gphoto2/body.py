"""What every camera of libgphoto2 has in common behind the Lens contract."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

from fsq_tui.backend.base import Identity, Lens, Reading
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.faults import Refused
from fsq_tui.busy import asked_while_busy
from fsq_tui.clock import Clock
from fsq_tui.errors import LensFault, LensOnManual, NoLiveView
from fsq_tui.focus.distance import UNKNOWN_CM

DRIVE, AUTOFOCUS = "manualfocusdrive", "autofocusdrive"
BUSY_POLL_S = 0.002  # soon enough that the motor hardly waits for the next command
BUSY_GIVE_UP_S = 2.0  # much longer than a motor takes for one command
SWITCH_CHECK_S = 0.5  # how long the AF/MF switch is taken to stand where it stood
ON_MANUAL = frozenset({"Manual", "MF"})
UNKNOWN_LENSES = frozenset({"", "Unknown", "No lens"})
PROBE_S = 2.0  # how often a camera at rest is asked whether it is still there
LOW_PERCENT = 5  # of a battery that only says Low


class CameraLens(Lens):
    """A lens on a body that counts nothing: `read` tells only that the camera is still there."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        self._camera = camera
        self._clock = clock
        self._switch_seen_s = float("-inf")
        lens_name = camera.value("lensname")
        self._identity = Identity(
            body=camera.value("cameramodel"),
            lens_name="" if lens_name in UNKNOWN_LENSES else lens_name,
            link="network" if camera.is_network else "usb",
        )
        self._patiently(self._ready)

    @property
    def identity(self) -> Identity:
        """As the body tells; lens_name is '' where it does not know its lens."""
        return self._identity

    @property
    def step_sizes(self) -> tuple[int, ...]:
        """Three, as on the camera."""
        return (3, 2, 1)

    def drive(self, step_size: int, direction: int) -> None:
        """One drive command; see the body's own class for when it returns."""
        if self._clock.now() >= self._switch_seen_s + SWITCH_CHECK_S:
            self.check()
        self._drive(step_size, direction)

    def call_lens(self, name: str) -> None:
        """What a person calls it, where the body does not tell."""
        if not self._identity.lens_name:
            self._identity = replace(self._identity, lens_name=name)

    def check(self) -> None:
        """Whether the AF/MF switch stands where the lens can be driven. Raises LensOnManual."""
        self._switch_seen_s = float("-inf")
        self._listen()  # or the library answers from memory
        if self._camera.value("focusmode") in ON_MANUAL:
            raise LensOnManual(
                "The lens or the camera is switched to MF.", "Set the switch to AF, then try again."
            )
        self._switch_seen_s = self._clock.now()

    def read(self) -> Reading:
        """No position and no distance: no such body tells them. Raises LensGone."""
        self._listen()
        return Reading(None, UNKNOWN_CM)

    def frame(self) -> bytes:
        """The newest live-view picture. Raises NoLiveView where the body refuses, LensGone."""
        try:
            return self._camera.frame()
        except Refused as refused:
            self._listen()  # it may be gone: of a link that is cut some bodies just send no picture
            raise NoLiveView(
                f"{self._identity.body} shows no live view (error {refused.code} of libgphoto2).",
                "Turn live view on in the camera's menu, and close what is open on its screen.",
            ) from refused

    def battery_percent(self) -> int | None:
        """The body's battery; a Canon tells it in quarters."""
        self._listen()
        return percent(self._battery_text())

    def close(self) -> None:
        """Let the camera go; live view ends. May be called twice."""
        self._camera.close()

    def _ready(self) -> None:
        """Bring the body to where it drives its lens: live view on. Raises LensFault."""
        self._camera.start_live_view()

    @abstractmethod
    def _drive(self, step_size: int, direction: int) -> None:
        """One drive command of this maker."""

    def _battery_text(self) -> str:
        """What the body tells: "Low", a percentage, or nothing."""
        return self._camera.value("batterylevel")

    def _listen(self) -> list[str]:
        """Take in what the body told. Raises LensGone."""
        return self._camera.events()

    def _command(self, send: Callable[[], None]) -> int:
        """Send something that moves the lens; how often it was refused as busy before.

        When refused for another reason, live view is turned on again: bodies end it by themselves.
        Raises LensOnManual, LensBusy, LensGone, LensFault.
        """
        try:
            return self._patiently(send)
        except Refused:
            self.check()
            self._patiently(self._ready)
        try:
            return self._patiently(send)
        except Refused as refused:
            self.check()
            left = self.battery_percent()
            if left is not None and left <= LOW_PERCENT:
                raise _low_battery(refused) from refused
            raise

    def _order(self, send: Callable[[], None]) -> None:
        """Send something that does not move the lens. Raises LensBusy, LensGone, LensFault."""
        try:
            self._patiently(send)
        except Refused:
            self._listen()  # it may be gone
            raise

    def _patiently(self, send: Callable[[], None]) -> int:
        """Send until the body is not busy any more; how often it was. Raises LensBusy."""
        refusals = 0

        def pause() -> None:
            nonlocal refusals
            refusals += 1
            self._clock.wait(self._clock.now() + BUSY_POLL_S)

        asked_while_busy(send, self._clock, BUSY_GIVE_UP_S, pause)
        return refusals


def percent(text: str) -> int | None:
    """What a battery has left, from how libgphoto2 puts it; None where that is no figure."""
    if text == "Low":
        return LOW_PERCENT
    digits = text.removesuffix("%")
    return min(int(digits), 100) if digits.isdecimal() else None


def _low_battery(refused: Refused) -> LensFault:
    return LensFault(
        f"{refused.message} Its battery is low, which is the likely cause.",
        "Charge or change the battery, then try again.",
    )
