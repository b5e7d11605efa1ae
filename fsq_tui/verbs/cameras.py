"""`fsq cameras`: what is connected over USB."""

from __future__ import annotations

import argparse
import json

from fsq_tui.backend.gphoto2.connection import Found, detected

NONE = """\
No camera is connected over USB.
Switch it on and plug it in; a camera that is asleep, or set to act as a card reader, is not seen.
What holds a camera is another program: a desktop that shows its pictures (gio mount -s gphoto2
frees it), a photo program, or a virtual machine that the camera was given to.
A camera on the network is not listed; it is reached as ptpip:IP."""


def run(args: argparse.Namespace) -> int:
    """Print model and port of each camera; 0 also where there is none. Raises LensFault."""
    cameras = detected()
    print(_as_json(cameras) if args.json else _as_text(cameras))
    return 0


def _as_json(cameras: tuple[Found, ...]) -> str:
    return json.dumps({"cameras": [camera._asdict() for camera in cameras]})


def _as_text(cameras: tuple[Found, ...]) -> str:
    if not cameras:
        return NONE
    rows = [("MODEL", "PORT"), *cameras]
    width = max(len(model) for model, _ in rows)
    return "\n".join(f"{model:{width}}  {port}" for model, port in rows)
