"""A Fuji X or GFX: the lens is sent to a position, and tells where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from fsq_tui.backend.base import Capabilities, Lens, Reading
from fsq_tui.backend.gphoto2.body import DRIVE, PROBE_S
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.manual import ManualFocusLens
from fsq_tui.clock import Clock
from fsq_tui.errors import AtStop, LensOnAuto
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.distance import UNKNOWN_CM

STEPS = 1000  # that a lens is divided into, if they are not too small then
TOLERANCE_COUNTS = 5  # of where the lens comes to stand, as others allow; or its least move
MULTIPLES = {3: 40, 2: 6, 1: 1}
"""How many steps a step size is: about what the sizes of a Canon are to each other."""

TRIES = 3
POLL_S = 0.01
UNMOVED_S = 0.5  # a lens that stands so long does not move any more
COMPUTER_FIRST = "USB"  # the choice of `prioritymode` that lets a computer focus


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of a lens between infinity (0) and near (`last`), in the counts of its body."""

    infinity_counts: int
    near_counts: int
    step_counts: int
    tolerance_counts: int

    @classmethod
    def of(cls, choices: list[str]) -> Scale | None:
        """From the six caps a body tells: infinity, near, two reserves, depth, least move.

        None where it tells none, or zeros: it does so unless its focus mode is manual.
        """
        try:
            infinity, near, _, _, _, least = (int(choice) for choice in choices)
        except ValueError:
            return None
        if infinity == near:
            return None
        tolerance = max(TOLERANCE_COUNTS, least)
        apart = 2 * tolerance + 2  # or two neighbours could not be told from each other
        step = max(apart, round(abs(near - infinity) / STEPS))
        return cls(infinity, near, step, tolerance)

    @property
    def last(self) -> int:
        """The step at the near end; it may be up to two from the one before it."""
        return max(1, abs(self.near_counts - self.infinity_counts) // self.step_counts)

    def counts(self, step: int) -> int:
        """Where a step is."""
        if step == self.last:
            return self.near_counts
        sign = 1 if self.near_counts > self.infinity_counts else -1
        return self.infinity_counts + sign * step * self.step_counts

    def step(self, counts: int) -> int:
        """The step next to a position, which may lie outside."""
        sign = 1 if self.near_counts > self.infinity_counts else -1
        step = round(sign * (counts - self.infinity_counts) / self.step_counts)
        return min(max(step, 0), self.last)


class FujiLens(ManualFocusLens):
    """A lens on a Fuji. It drives without live view, so none is shown."""

    def __init__(self, camera: Connection, clock: Clock) -> None:
        super().__init__(camera, clock)
        self.check()
        scale = Scale.of(camera.offered(DRIVE)[1])
        if scale is None:
            raise no_position(self._identity.body)
        self._scale = scale

    @property
    def capabilities(self) -> Capabilities:
        """The position is measured, and the stops are those it is measured against."""
        return Capabilities(autofocus=False, probe_s=PROBE_S)

    def read(self) -> Reading:
        """The step next to where the body says the lens stands; no distance. Raises LensGone."""
        return Reading(self._scale.step(self._position()), UNKNOWN_CM)

    def frame(self) -> bytes:
        """Never: live view would have to end before each move. Raises NoLiveView."""
        return Lens.frame(self)

    def _ready(self) -> None:
        """A computer may focus while it comes before the camera; libgphoto2 changes that."""
        _, choices = self._camera.offered("prioritymode")
        if COMPUTER_FIRST in choices:
            self._camera.choose("prioritymode", choices.index(COMPUTER_FIRST))

    def _listen(self) -> list[str]:
        if self._camera.value("focusmode"):
            return []
        texts = self._camera.events()
        self._ready()  # asking for events puts the camera first
        return texts

    def _battery_text(self) -> str:
        """Newer bodies tell three numbers, the first of which is a percentage."""
        return super()._battery_text() or self._camera.value("d36b").split(",")[0]

    def _drive(self, step_size: int, direction: int) -> None:
        self.check()
        steps = MULTIPLES[step_size] if direction == FORWARD else -MULTIPLES[step_size]
        goal = self._scale.step(self._position()) + steps
        target = min(max(goal, 0), self._scale.last)
        if not self._went(self._scale.counts(target)) or target != goal:
            name = "forward" if direction == FORWARD else "backward"
            raise AtStop(f"The lens is at its {name} stop.", "Drive it the other way.")

    def _went(self, target_counts: int) -> bool:
        """Whether the lens came to stand there; something is in its way if it did not."""
        for _ in range(TRIES):
            self._command(lambda: self._camera.write(DRIVE, str(target_counts)))
            if self._arrived(target_counts):
                return True
        return False

    def _arrived(self, target_counts: int) -> bool:
        """Wait until the lens is there, or does not move any more."""
        here, since_s = self._position(), self._clock.now()
        while abs(here - target_counts) > self._scale.tolerance_counts:
            if self._clock.now() - since_s > UNMOVED_S:
                return False
            self._clock.wait(self._clock.now() + POLL_S)
            before, here = here, self._position()
            if here != before:
                since_s = self._clock.now()
        return True

    def _position(self) -> int:
        """Where the body says the lens stands, in its counts. Raises LensGone, LensOnAuto.

        Out of manual focus it says 0, and so do its caps.
        """
        text, caps = self._camera.offered(DRIVE)
        if Scale.of(caps) is None:
            self._listen()
            self.check()
            raise no_position(self._identity.body)
        return int(text)


def no_position(body: str) -> LensOnAuto:
    """It is not set to manual focus, or a model without the setting."""
    return LensOnAuto(
        f"{body} does not tell where the focus of its lens is.",
        "Set its focus mode to MF, then connect again; some models never tell it.",
    )
