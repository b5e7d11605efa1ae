"""What is told of a stack in its folder: `stack.json`, a shot for each point, with its pictures."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.storage.files import shown
from fsq_tui.storage.values import is_number, is_whole, told

KIND, VERSION = "focus stack", 1
MOST_SHOTS = 9999
MOST_EV = 100  # more than any body has
REMEDY = "Name a folder that fsq stack capture made, or an empty one."

_MOST = 2**53
_HOW = {how.value: how for how in How}
_PLAIN = re.compile(r"[A-Za-z0-9_]+\.[A-Za-z0-9]+")
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StackPicture:
    """A file of a shot: what it is called in the folder, and where the camera keeps its own.

    Aperture, time and ISO are in the camera's words, '' where it does not tell. `compensation_ev`
    is how much brighter than the body was set it was exposed, below 0 for darker. `sha256` and
    `size_bytes` are of the file, '' and 0 until it was fetched from the camera.
    """

    name: str
    camera: str
    aperture: str = ""
    time: str = ""
    iso: str = ""
    sha256: str = ""
    size_bytes: int = 0
    compensation_ev: float = 0.0


@dataclass(frozen=True, slots=True)
class StackShot:
    """A point of the stack, from 1: `depth` from 0.0, the near mark, to 1.0, the far one.

    `planned_step` is the step of the lens it is meant for, None where the lens has no steps to go
    by. `step` is where the lens stood for it, how that is known, and by how much it may be off.
    No picture: it was not taken.
    """

    number: int
    depth: float
    planned_step: int | None = None
    step: int | None = None
    how: How = How.UNKNOWN
    pictures: tuple[StackPicture, ...] = ()
    unsure_steps: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether there is a picture of it, be it only in the camera."""
        return bool(self.pictures)

    def lacking(self, bracket_ev: float) -> tuple[float, ...]:
        """The exposures of which there is no picture yet, be it only in the camera, in EV.

        In the order in which they are taken, 0.0 as the body is set.
        """
        had = {_sign(one.compensation_ev) for one in self.pictures}
        return tuple(ev for ev in exposures(bracket_ev) if _sign(ev) not in had)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A stack. `made` is the time of day it was begun, ISO 8601.

    `home_step` is where the lens stood before it, None where it has no steps to go by. With a
    `bracket_ev` above 0 each shot has three exposures; `exposure` is then what the body is to be
    set back to, in words of the body's own, '' where it is as it was.
    """

    made: str
    body: str
    lens_name: str
    shots: tuple[StackShot, ...]
    home_step: int | None = None
    bracket_ev: float = 0.0
    exposure: str = ""


def exposures(bracket_ev: float) -> tuple[float, ...]:
    """Of each shot, in EV from what the body is set to, in the order in which they are taken."""
    return (0.0, -bracket_ev, bracket_ev) if bracket_ev > 0 else (0.0,)


def manifest_bytes(manifest: Manifest) -> bytes:
    """As the file has it."""
    shots = [asdict(shot) | {"how": shot.how.value} for shot in manifest.shots]
    content = {"kind": KIND, "version": VERSION} | asdict(manifest) | {"shots": shots}
    return (json.dumps(content, indent=1, allow_nan=False) + "\n").encode("ascii")


def manifest_in(path: Path, raw: bytes) -> Manifest:
    """What a file says. Raises FileRefused: it is torn, of a newer fsq, or no manifest."""
    try:
        content = json.loads(raw)
        kind, version = content["kind"], content["version"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise FileRefused(f"{shown(path)} is no manifest of a focus stack.", REMEDY) from fault
    if kind == KIND and is_whole(version, VERSION + 1, _MOST):
        raise FileRefused(
            f"{shown(path)} is of a newer fsq: it has version {version}, known is {VERSION}.",
            "Open it with that fsq; the pictures beside it are files as any.",
        )
    try:
        _require((kind, version) == (KIND, VERSION), "it is of another kind")
        return _manifest(content)
    except (ValueError, KeyError, TypeError) as fault:
        raise FileRefused(
            f"{shown(path)} does not tell of a focus stack ({fault}).", REMEDY
        ) from fault


def _manifest(content: dict[str, Any]) -> Manifest:
    shots = tuple(_shot(number, shot) for number, shot in enumerate(content["shots"], 1))
    _require(1 <= len(shots) <= MOST_SHOTS, f"{len(shots)} shots")
    names = [picture.name for shot in shots for picture in shot.pictures]
    _require(len(set(names)) == len(names), "a name stands twice")
    made, body, lens_name = (_text(content[key]) for key in ("made", "body", "lens_name"))
    bracket_ev = content.get("bracket_ev", 0.0)
    _require(is_number(bracket_ev, 0, MOST_EV), "its bracket is no number of EV")
    exposure = _text(content.get("exposure", ""))
    home_step = _step(content["home_step"])
    return Manifest(made, body, lens_name, shots, home_step, float(bracket_ev), exposure)


def _shot(number: int, content: dict[str, Any]) -> StackShot:
    _require(content["number"] == number, f"shot {number} is not where it should be")
    _require(is_number(content["depth"], 0, 1), f"shot {number} has no depth")
    return StackShot(
        number,
        float(content["depth"]),
        _step(content["planned_step"]),
        _step(content["step"]),
        _HOW[content["how"]],
        tuple(_picture(picture) for picture in content["pictures"]),
        _step(content.get("unsure_steps", 0)) or 0,
    )


def _picture(content: dict[str, Any]) -> StackPicture:
    name, sha256 = _text(content["name"]), _text(content["sha256"])
    # Never a path: it is written to.
    _require(bool(_PLAIN.fullmatch(name)), f"a picture cannot be called {told(name)}")
    _require(not sha256 or bool(_SUM.fullmatch(sha256)), f"{name} has no checksum")
    _require(is_whole(content["size_bytes"], 0, _MOST), f"{name} has no size")
    ev = content.get("compensation_ev", 0.0)
    _require(is_number(ev, -MOST_EV, MOST_EV), f"{name} has no exposure")
    camera, aperture, time, iso = (_text(content[k]) for k in ("camera", "aperture", "time", "iso"))
    return StackPicture(name, camera, aperture, time, iso, sha256, content["size_bytes"], float(ev))


def _sign(ev: float) -> int:
    return (ev > 0) - (ev < 0)


def _require(fits: bool, otherwise: str) -> None:
    if not fits:
        raise ValueError(otherwise)


def _step(value: object) -> int | None:
    if value is None or is_whole(value, 0, _MOST):
        return value
    raise ValueError("a step is no whole number")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value
