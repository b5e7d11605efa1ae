"""What has really happened on the way to a first rack, told from the snapshots alone."""

from __future__ import annotations

from fsq_tui.focus.modes import SURVEYING, Mode
from fsq_tui.session.snapshot import Snapshot

FINE = {"jog_backward_1": -1, "jog_forward_1": 1}
ARROWS = {"left": -1, "right": 1}


class Walk:
    """`done` are the tasks that were seen done: right, left, fine, end, start, rack.

    A key counts once the lens is seen to have moved its way; the end point once the counter says 0;
    the start once it does not; the rack once the ends have changed places.
    """

    def __init__(self) -> None:
        self.done: set[str] = set()
        self._moved_by = ""
        self._from_step: int | None = None
        self._is_end_asked = False
        self._racked_from: int | None = None

    def press(self, button_id: str, shown: Snapshot) -> None:
        """A key that drives was passed on."""
        self._moved_by = button_id
        self._from_step = shown.position.step

    def ask_end(self) -> None:
        """The end point was asked for."""
        self._is_end_asked = True

    def rack(self, shown: Snapshot) -> None:
        """A rack was asked for."""
        self._racked_from = shown.rack.counter_steps

    def see(self, shown: Snapshot) -> None:
        """Look at a state."""
        if shown.mode is not Mode.RACK or shown.activity in SURVEYING:
            return
        self._see_move(shown)
        counter = shown.rack.counter_steps
        if shown.busy or counter is None:
            return
        if self._is_end_asked and counter == 0:
            self.done.add("end")
        if "end" in self.done and counter:
            self.done.add("start")
        if self._racked_from is not None and counter * self._racked_from < 0:
            self.done.add("rack")

    def _see_move(self, shown: Snapshot) -> None:
        step = shown.position.step
        if not self._moved_by or step is None:
            return
        if self._from_step is None:  # the first key has the lens looked for
            self._from_step = step
            return
        way = FINE.get(self._moved_by, 0) or ARROWS[self._moved_by]
        if self._moved_by in ARROWS and shown.settings.reverse_horizontal:
            way = -way
        if (step - self._from_step) * way > 0:
            self.done.add("fine" if self._moved_by in FINE else self._moved_by)
            self._moved_by = ""
