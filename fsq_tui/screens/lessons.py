"""What the three pages of the guide say, from what the session shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from fsq_tui.focus.modes import Mode
from fsq_tui.focus.overlay import overlay_line
from fsq_tui.focus.sequence import printable
from fsq_tui.screens.base import View
from fsq_tui.screens.host import Host
from fsq_tui.screens.walk import ARROWS, FINE, Walk
from fsq_tui.session.snapshot import Snapshot
from fsq_tui.widgets.info import Info, info_of, is_shown
from fsq_tui.widgets.keys import first_key, named_key
from fsq_tui.widgets.lesson import Lesson, Task, Tick


def lens_lesson(view: View, host: Host, _walk: Walk) -> Lesson:
    """Is the lens there, can it be driven, is there a picture, is it calibrated."""
    shown = view.snapshot
    return Lesson(
        "Three pages to the first rack focus, in two minutes.",
        (
            _lens_task(shown),
            _switch_task(shown),
            _picture_task(view, host),
            _calibration_task(shown),
        ),
        info=_said(view),
    )


def _lens_task(shown: Snapshot) -> Task:
    if shown.lost:
        return Task(shown.lost, Tick.WRONG)
    simulated = ", simulated: no camera was found" if shown.stand_in else ""
    return Task(f"Lens: {printable(shown.lens_name)}{simulated}", Tick.DONE)


def _switch_task(shown: Snapshot) -> Task:
    if shown.objection is None:
        return Task("AF switch: not looked at yet")
    if shown.objection:
        return Task(shown.objection, Tick.WRONG)
    return Task("AF switch: the camera reports nothing against driving", Tick.DONE)


def _picture_task(view: View, host: Host) -> Task:
    if not view.snapshot.live_view:
        where = " on the next page" if view.snapshot.mode is Mode.OFF else ""
        return Task(
            f"Live view is off: {named_key(host.keys, 'rate')} turns it on{where}", Tick.WRONG
        )
    if view.frame is not None:
        return Task("Live view: pictures come", Tick.DONE)
    return Task("Live view: no picture yet. A rack works without.")


def _calibration_task(shown: Snapshot) -> Task:
    if shown.calibration is None:
        return Task("Lens not calibrated: the first key does it, once, in 1 to 2 minutes.")
    return Task(f"Calibrated: {shown.calibration.last_step + 1} steps", Tick.DONE)


def keys_lesson(view: View, host: Host, walk: Walk) -> Lesson:
    """The arrows drive the lens, and the overlay counts."""
    return Lesson(
        "The arrows drive the lens; zoom keys (+ -) do not. The overlay counts its steps from the "
        "end point.",
        (
            *_way_here(view.snapshot, host),
            _task(walk, "right", f"{named_key(host.keys, 'right')} drives forward"),
            _task(walk, "left", f"{named_key(host.keys, 'left')} drives backward"),
            _task(walk, "fine", f"{_either(host, FINE)} JOG: one step, to fine-tune"),
        ),
        "Step Size in the Focus menu is how far an arrow drives: 1 is the finest.",
        _overlay(view),
        _said(view),
    )


def rack_lesson(view: View, host: Host, walk: Walk) -> Lesson:
    """End point, start point, rack."""
    delay_s = view.snapshot.settings.start_delay_s
    arrows = _either(host, ARROWS)
    or_auto = f"{arrows} (or {named_key(host.keys, 'half_shutter')})"
    set_key = first_key(host.keys, "set")
    after = (
        f"On the live screen {set_key} racks back and forth, {first_key(host.keys, 'q')} at once, "
        f"{first_key(host.keys, 'play')} records a clip. A new end point: "
        f"{first_key(host.keys, 'menu')} MENU, Focus End Point."
    )
    return Lesson(
        "The end point comes first: where the rack is to end.",
        (
            *_way_here(view.snapshot, host),
            _task(
                walk,
                "end",
                f"{or_auto} until the END is sharp, then {set_key} SET",
            ),
            _task(walk, "start", f"{arrows} until the START is sharp"),
            _task(walk, "rack", f"{set_key} SET racks after {delay_s} s"),
        ),
        after if "rack" in walk.done else "",
        _overlay(view),
        _said(view),
    )


def _way_here(shown: Snapshot, host: Host) -> tuple[Task, ...]:
    """What keeps the arrows from driving, if anything does."""
    sentence = obstacle(shown, host)
    return (Task(sentence, Tick.WRONG),) if sentence else ()


def obstacle(shown: Snapshot, host: Host) -> str:
    """Why the arrows do not drive; '' where they do."""
    if shown.lost:
        return shown.lost
    if not shown.drives:
        return "Another screen drives the lens."
    if not shown.sequencing:
        return "Focus sequencing is off: the Focus menu, Sequence, turns it on."
    if shown.mode in (Mode.EDIT, Mode.PLAY):
        return f"{named_key(host.keys, 'info')}, until the overlay says [rack]."
    return ""


def _task(walk: Walk, name: str, text: str) -> Task:
    return Task(text, Tick.DONE if name in walk.done else Tick.OPEN)


def _either(host: Host, button_ids: Iterable[str]) -> str:
    return " ".join(filter(None, map(partial(first_key, host.keys), button_ids)))


def _said(view: View) -> Info:
    """What the session has to say; what may be done next is said by the tasks."""
    is_told = view.hint is not None and is_shown(view.hint, view.now_s)
    if view.snapshot.progress is None and not is_told:
        return Info()
    return info_of(view.snapshot, view.hint, view.now_s)


def _overlay(view: View) -> str:
    overlay = view.snapshot.overlay
    if overlay is None or not view.snapshot.sequencing:
        return ""
    return overlay_line(overlay, view.now_s)
