"""`fsq cameras`: what is connected over USB, and whether it can be used."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

from fsq_tui.backend.gphoto2 import usb
from fsq_tui.backend.gphoto2.detection import Found, detected
from fsq_tui.backend.gphoto2.vendors import refusal

NONE = """\
No camera is connected over USB.
Switch it on and plug it in; a camera that is asleep, or set to act as a card reader, is not seen.
What holds a camera is another program: a desktop that shows its pictures (gio mount -s gphoto2
frees it), a photo program, or a virtual machine that the camera was given to.
A camera on the network is not listed; it is reached as ptpip:IP."""
HELP = "fsq doctor --camera PORT says what to do."


@dataclass(frozen=True, slots=True)
class Row:
    """A camera. `state` is free, held, forbidden, or unknown where no file stands for its port."""

    found: Found
    state: str
    held_by: tuple[usb.Process, ...]
    refused: str

    @property
    def text(self) -> str:
        """Whether it can be used, in words."""
        if self.refused:
            return f"refused: {self.refused}"
        if self.held_by:
            return f"held by {', '.join(map(str, self.held_by))}"
        return {"forbidden": "no permission", "unknown": "connected"}.get(self.state, self.state)


def run(args: argparse.Namespace) -> int:
    """Print a line for each camera; 0 also where there is none. Raises LensFault."""
    rows = [_row(found) for found in detected()]
    print(_as_json(rows) if args.json else _as_text(rows))
    return 0


def _row(found: Found) -> Row:
    refused = refusal(found.model)
    held_by = usb.holders(found.port)
    if usb.is_forbidden(found.port):
        state = "forbidden"
    elif held_by:
        state = "held"
    else:
        state = "free" if usb.node(found.port).exists() else "unknown"
    return Row(found, state, held_by, "" if refused is None else refused.message)


def _as_json(rows: list[Row]) -> str:
    cameras = [
        row.found._asdict()
        | {
            "state": row.state,
            "held_by": [process._asdict() for process in row.held_by],
            "refused": row.refused,
        }
        for row in rows
    ]
    return json.dumps({"cameras": cameras})


def _as_text(rows: list[Row]) -> str:
    if not rows:
        return NONE
    cells = [("MODEL", "PORT", "STATE"), *((*row.found, row.text) for row in rows)]
    models = max(len(model) for model, _, _ in cells)
    ports = max(len(port) for _, port, _ in cells)
    lines = [f"{model:{models}}  {port:{ports}}  {state}" for model, port, state in cells]
    troubled = any(row.text not in ("free", "connected") for row in rows)
    return "\n".join([*lines, HELP] if troubled else lines)
