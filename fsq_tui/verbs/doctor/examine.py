"""The process that opens the camera: `python -m fsq_tui.verbs.doctor.examine PORT [--move]`.

It prints a line of JSON for each finding, as soon as it is made.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing

from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Capabilities, Lens
from fsq_tui.backend.gphoto2.body import UNKNOWN_LENSES, percent
from fsq_tui.backend.gphoto2.connection import Connection
from fsq_tui.backend.gphoto2.vendors import refusal
from fsq_tui.clock import Clock, RealClock
from fsq_tui.errors import AtStop, FsqError
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from fsq_tui.focus.modes import How
from fsq_tui.verbs.doctor.finding import Finding, Level
from fsq_tui.verbs.doctor.picture import looked_at

LOW_PERCENT = 20  # a Canon tells quarters, or Low
MOVIES = ("movie", "movierecordtarget", "recording")
CHARGE = "Charge it, or put in a full one."
DRIVES = ("manualfocusdrive", "manualfocus")
DRIVEN = {"nikon": "in pulses", "fuji": "to positions"}
IN_STEPS = "in steps of sizes of its own"
MOVE_S = 0.5  # more than a motor takes for one command of size 2
HOW_KNOWN = {
    How.MEASURED: "the position is measured",
    How.COUNTED: "the position is counted from the stops",
    How.INFERRED: "the position is inferred from pictures",
}


def main() -> int:
    """Examine the camera at the address in the arguments; what goes wrong is a finding."""
    address, move = sys.argv[1], "--move" in sys.argv[2:]
    clock = RealClock()
    _keep_output_to_ourselves()
    try:
        if _tell_all(_body(address, clock)):
            with closing(open_lens("gphoto2", clock, address)) as lens:
                _tell_all(_lens(lens, clock, move))
    except FsqError as fault:
        _tell(_fault("camera", fault))
    return 0


def _keep_output_to_ourselves() -> None:
    """What the library prints must not come between the lines."""
    sys.stdout = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _body(address: str, clock: Clock) -> Iterator[Finding]:
    """What the camera tells of itself before live view is on."""
    with closing(Connection(address, clock)) as camera:
        maker, body = camera.value("manufacturer"), camera.value("cameramodel")
        yield Finding("camera", Level.OK, f"{body} by {maker} answers at {address}")
        if refused := refusal(f"{maker} {body}"):
            yield _fault("camera", refused)
            return
        yield _drive_of(maker, camera)
        yield _battery(camera.value("batterylevel"))
        yield _named(body, camera.value("lensname"))
        movie = any(camera.has(name) for name in MOVIES)
        yield Finding("movie", Level.INFO, f"{'can' if movie else 'cannot'} be started from here")


def _drive_of(maker: str, camera: Connection) -> Finding:
    setting = next((name for name in DRIVES if camera.has(name)), None)
    if setting is None:
        text = "This body does not let a computer drive its lens, or not as it is set now."
        return Finding("drive", Level.FAULT, text, "Look for a PC remote mode in its menu.")
    how = next((how for word, how in DRIVEN.items() if word in maker.casefold()), IN_STEPS)
    return Finding("drive", Level.OK, f"the body is driven {how} ({setting})")


def _battery(text: str) -> Finding:
    left = percent(text)
    if left is None:
        return Finding("battery", Level.INFO, "the body does not tell")
    if left == 0:
        return Finding("battery", Level.FAULT, "The battery is empty.", CHARGE)
    if left < LOW_PERCENT:
        return Finding("battery", Level.WARNING, f"The battery is low ({text}).", CHARGE)
    return Finding("battery", Level.OK, text)


def _named(body: str, name: str) -> Finding:
    if name not in UNKNOWN_LENSES:
        return Finding("lens", Level.OK, name)
    text = f"{body} does not tell which lens is mounted."
    return Finding("lens", Level.WARNING, text, "Name it, once for this body: --lens-name NAME")


def _lens(lens: Lens, clock: Clock, move: bool) -> Iterator[Finding]:
    """What only shows with live view on."""
    can = lens.capabilities
    yield Finding("lens", Level.OK, _lens_can(can, lens))
    yield _switch(lens)
    if can.live_view:
        yield _picture(lens, can)
    if move and can.drives:
        yield _moved(lens, clock)


def _lens_can(can: Capabilities, lens: Lens) -> str:
    if not can.drives:
        return "it is not driven, but goes where it focuses"
    sizes = ", ".join(map(str, sorted(lens.step_sizes)))
    stops = "stops are told" if can.reports_stops else "stops are not told"
    autofocus = "autofocus" if can.autofocus else "no autofocus"
    return f"step sizes {sizes}; {stops}; {HOW_KNOWN[can.position]}; {autofocus}"


def _switch(lens: Lens) -> Finding:
    try:
        lens.check()
    except FsqError as fault:
        return _fault("switch", fault)
    return Finding("switch", Level.OK, "the lens can be driven as its AF/MF switch stands")


def _picture(lens: Lens, can: Capabilities) -> Finding:
    """A dark one is a fault where the stops of the lens can only be found by looking."""
    try:
        picture = looked_at(lens.frame())
    except FsqError as fault:
        return _fault("picture", fault)
    text = f"{picture.width_px}x{picture.height_px} in live view"
    if not picture.is_dark:
        return Finding("picture", Level.OK, text)
    must_see = not can.reports_stops and can.position is not How.MEASURED
    return Finding(
        "picture",
        Level.FAULT if must_see else Level.WARNING,
        f"The picture is dark ({text}).",
        "Take off the lens cap, give it light, or open up exposure and aperture.",
    )


def _moved(lens: Lens, clock: Clock) -> Finding:
    """One command of step size 2 forth and back; the other way round at the forward stop."""
    try:
        try:
            _drive(lens, clock, FORWARD)
            back = BACKWARD
        except AtStop:
            _drive(lens, clock, BACKWARD)
            back = FORWARD
        _drive(lens, clock, back)
    except FsqError as fault:
        return _fault("move", fault)
    return Finding("move", Level.OK, "the body took a command of step size 2, and one back")


def _drive(lens: Lens, clock: Clock, direction: int) -> None:
    """One command, and the time it takes: some bodies answer before the motor has run."""
    lens.drive(2, direction)
    clock.wait(clock.now() + MOVE_S)


def _fault(check: str, fault: FsqError) -> Finding:
    return Finding(check, Level.FAULT, fault.message, fault.remedy)


def _tell_all(findings: Iterator[Finding]) -> bool:
    """Whether there was no fault among them."""
    good = True
    for finding in findings:
        _tell(finding)
        good = good and finding.level is not Level.FAULT
    return good


def _tell(finding: Finding) -> None:
    print(json.dumps(finding.as_dict()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
