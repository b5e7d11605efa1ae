"""`fsq doctor`: everything a pull on a camera needs, a line for each check."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from fsq_tui.errors import FsqError, LensFault
from fsq_tui.verbs.doctor import camera, system, usb
from fsq_tui.verbs.doctor.finding import Asked, Check, Finding, Level

CHECKS: dict[str, Check] = {
    "program": system.program,
    "terminal": system.terminal,
    "folders": system.folders,
    "files": system.files,
    "process": system.process,
    "library": system.library,
    "cameras": usb.cameras,
    "usb": usb.access,
    "camera": camera.examined,
}
"""The checks by their names, in the order they are made. One that raises has found a fault."""


def run(args: argparse.Namespace) -> int:
    """Print what was found; 0 where a pull on a camera would work, else 5."""
    asked = Asked(args.camera, args.move)
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        for finding in _found(name, check, asked):
            findings.append(finding)
            if not args.json:
                print(finding, flush=True)
    faults = sum(finding.level is Level.FAULT for finding in findings)
    print(_as_json(findings, faults) if args.json else _verdict(faults))
    return LensFault.exit_code if faults else 0


def _found(name: str, check: Check, asked: Asked) -> Iterator[Finding]:
    try:
        yield from check(asked)
    except FsqError as fault:
        yield Finding(name, Level.FAULT, fault.message, fault.remedy)


def _verdict(faults: int) -> str:
    if not faults:
        return "A pull on this camera would work."
    return f"A pull on a camera would not work: {faults} fault{'s' if faults > 1 else ''}."


def _as_json(findings: list[Finding], faults: int) -> str:
    return json.dumps({"works": not faults, "checks": [finding.as_dict() for finding in findings]})
