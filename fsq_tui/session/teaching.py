"""What a person who sets a rack up is told when it fails: the cause, and what has helped others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fsq_tui.errors import LensBusy, LensFault, LensOnManual, NoLiveView
from fsq_tui.focus.calibration import FORWARD
from fsq_tui.focus.rack import arrow_towards
from fsq_tui.focus.settings import FocusSettings

NO_END = "No end point yet: focus on where the rack is to end, then press END-POINT."
AT_END = "The end point is here: drive to the start with LEFT or RIGHT, then SET."
NO_START = "No start point yet: LEFT and RIGHT drive there from the end point."
ZOOM = "Zoom keys do not focus: LEFT and RIGHT drive the lens."
SAVED_HERE = "Focus point saved here. To return to it, press PLAY."
STOPPED = "Focus sequencing is stopped. MENU, Sequence starts it."
KNOB = "The knob drives the lens in rack mode: Follow Focus on, edit and play off."
NOT_FOLLOWING = "Follow Focus is off: MENU, Focus End Point switches it on."


@contextmanager
def teaching() -> Iterator[None]:
    """Let what goes wrong inside be told with the remedy that works for a rack."""
    try:
        yield
    except LensOnManual as fault:
        fault.message = "Set the switch of the lens to AF: in MF no command reaches its motor."
        fault.remedy = "The camera does not focus by itself then; fsq drives the lens."
        raise
    except NoLiveView as fault:
        fault.remedy = f"Switch the live view of the camera on. {fault.remedy}".rstrip()
        raise
    except LensBusy as busy:
        raise not_confirmed() from busy


def not_confirmed() -> LensFault:
    """A command that the camera has not taken."""
    return LensFault(
        "Focus not confirmed: the camera did not take a command in time.",
        "In the Focus settings set Step Size 1 and Step Delay 40 ms, which has helped others.",
    )


def step_lost(off_by_steps: int) -> LensFault:
    """The lens, which tells where it is, is not where it was driven."""
    return LensFault(
        f"Steps were lost: the lens is {off_by_steps:+d} from the end point; the counter says so.",
        "SET drives the rest; if it happens again set Step Size 1 and Step Delay 40 ms.",
    )


def at_stop(direction: int, last_step: int, settings: FocusSettings, *, is_told: bool) -> str:
    """The lens does not go on in a direction; `is_told` is whether it or its body says so."""
    end, step = ("forward", last_step) if direction == FORWARD else ("backward", 0)
    away = arrow_towards(-direction, settings)
    lens = "The lens" if is_told else "By its count the lens"
    return f"{lens} is at its {end} stop, step {step}: {away} drives it away."


def held_up(off_by_steps: int, direction: int) -> LensFault:
    """A lens that tells where it is met a stop where there is none."""
    end = "forward" if direction == FORWARD else "backward"
    return LensFault(
        f"The lens stopped {abs(off_by_steps)} steps before the end point, as at its {end} stop.",
        "Check the focus limiter of the lens and that nothing holds its ring, then SET again.",
    )


def met_early(direction: int, settings: FocusSettings) -> str:
    """A lens that is counted met a stop in a rack, sooner than by its count."""
    end = "forward" if direction == FORWARD else "backward"
    key = arrow_towards(direction, settings)
    return (
        f"The lens met its {end} stop ({key}) before the end point, and its count begins anew "
        "there: check the end point by the picture."
    )
