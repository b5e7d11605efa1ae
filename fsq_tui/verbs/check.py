"""`fsq check`: every fault of settings files, keymaps and lens models, each told by its content."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from pathlib import Path

from fsq_tui import keymap
from fsq_tui.backend.model import LensModel, load_model
from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import printable
from fsq_tui.storage import scene
from fsq_tui.storage.files import read_whole

KEYMAP_WORDS = frozenset({"keys", "about", "name"})
SCENE_WORDS = frozenset({"focus_points", "focus_positions", "focus_distances_cm", "play_order"})
MODEL_WORDS = frozenset(LensModel.__dataclass_fields__) - {"lens_name", "modes"}


def run(args: argparse.Namespace) -> int:
    """Print what is wrong with each of `args.files`; 3 where anything is."""
    good = [_is_good(path) for path in args.files]
    return 0 if all(good) else FileRefused.exit_code


def _is_good(path: Path) -> bool:
    try:
        kind, faults = _examined(path)
    except FileRefused as refused:
        print(printable(refused.message))
        return False
    for fault in faults:
        print(printable(fault))
    if not faults:
        print(f"{printable(str(path))}: no fault ({kind})")
    return not faults


def _examined(path: Path) -> tuple[str, list[str]]:
    content = read_whole(path)
    if content is None:
        raise FileRefused(f"{path} cannot be read: there is no such file.", "Check the path.")
    kind, examine = _kind(content)
    return kind, examine(path)


def _kind(content: bytes) -> tuple[str, Callable[[Path], list[str]]]:
    """What a file is, by the words at its top level; text that is no TOML is taken for a scene."""
    try:
        words = tomllib.loads(content.decode("utf-8-sig")).keys()
    except (ValueError, RecursionError):
        return "settings file", _scene_faults
    if words & SCENE_WORDS or not words or words <= {"lens_name", "modes"}:
        return "settings file", _scene_faults
    if words & MODEL_WORDS:
        return "lens model", _model_faults
    if words & KEYMAP_WORDS:
        return "keymap", _keymap_faults
    return "unknown", _unknown


def _scene_faults(path: Path) -> list[str]:
    return [
        f"{path}:{fault.line}:{f'{fault.column}:' if fault.column else ''} {fault.message}"
        for fault in scene.faults(path)
    ]


def _keymap_faults(path: Path) -> list[str]:
    return [str(fault) for fault in keymap.faults(path)]


def _model_faults(path: Path) -> list[str]:
    try:
        load_model(f"{path.parent}/{path.name}")
    except FileRefused as refused:
        return [str(refused)]
    return []


def _unknown(path: Path) -> list[str]:
    return [f"{path}:1: this is neither a settings file nor a keymap nor a lens model"]
