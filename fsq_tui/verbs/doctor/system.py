"""Checks of what lies around the camera: program, terminal, folders and files, library."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from functools import partial

from fsq_tui import __version__, paths
from fsq_tui.backend.gphoto2.library import TRIED, version
from fsq_tui.errors import FileRefused
from fsq_tui.storage.files import shown
from fsq_tui.storage.lens_names import LensNames
from fsq_tui.storage.scene import read_scene
from fsq_tui.verbs.doctor.finding import Asked, Finding, Level


def program(_asked: Asked) -> Iterator[Finding]:
    """Which fsq on which Python."""
    system = f"{platform.system()} {platform.machine()}"
    text = f"fsq {__version__} on Python {platform.python_version()}, {system}"
    yield Finding("program", Level.OK, text)


def terminal(_asked: Asked) -> Iterator[Finding]:
    """What the screen would be drawn on; no fault, since a pull needs none."""
    if not sys.stdout.isatty():
        yield Finding("terminal", Level.INFO, "none: the output is redirected")
        return
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    kind = os.environ.get("TERM") or "not set"
    colours = os.environ.get("COLORTERM") or "not set"
    text = f"TERM is {kind}, COLORTERM is {colours}, {columns}x{rows}"
    yield Finding("terminal", Level.INFO, text)


def folders(_asked: Asked) -> Iterator[Finding]:
    """Whether an edit can be put on disk, as each is before the next key."""
    folder = paths.default_scene().parent
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        yield Finding("folders", Level.OK, f"{shown(folder)} can be written")
        return
    text = f"{shown(folder)} cannot be written: scenes and calibrations would not be kept."
    yield Finding("folders", Level.FAULT, text, f"Give this account the folder {shown(there)}.")


def process(asked: Asked) -> Iterator[Finding]:
    """Whether a camera process can be reached, and which shows are on."""
    shows = asked.shows
    if not shows:
        yield Finding("process", Level.OK, f"{paths.runtime_folder()} is ready, no show is on")
    for show in shows:
        lens = show.setup.camera or "a simulated lens"
        text = f"{show.setup.scene} is being played on {lens} (process {show.pid})"
        if show.setup.camera == asked.port:
            yield Finding("process", Level.FAULT, f"{text}.", "Quit it, then ask the doctor again.")
        else:
            yield Finding("process", Level.INFO, text)


def files(_asked: Asked) -> Iterator[Finding]:
    """The scene that fsq opens by itself, the lens library, the names of lenses."""
    lenses = sorted(paths.lens_library().glob("*.toml"))
    reads: list[Callable[[], object]] = [lambda: LensNames(paths.lens_names()).of("")]
    reads += [partial(read_scene, path) for path in (paths.default_scene(), *lenses)]
    faults = [fault for read in reads if (fault := _refused(read))]
    if not faults:
        text = f"the scene is readable; lenses in the library: {len(lenses)}"
        yield Finding("files", Level.OK, text)
    yield from faults


def _refused(read: Callable[[], object]) -> Finding | None:
    try:
        read()
    except FileRefused as refused:
        return Finding("files", Level.FAULT, refused.message, refused.remedy)
    return None


def library(_asked: Asked) -> Iterator[Finding]:
    """Whether libgphoto2 loads, and whether it is the one that fsq was tried with."""
    found = version()
    if found == TRIED:
        yield Finding("library", Level.OK, f"libgphoto2 {found}")
        return
    text = f"This is libgphoto2 {found}; fsq was tried with {TRIED}."
    yield Finding("library", Level.WARNING, text, "Install fsq-tui again with pip.")
