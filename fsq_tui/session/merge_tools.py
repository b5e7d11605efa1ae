"""The programs that merge a focus stack, and what is said to them. None of them is part of fsq."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from fsq_tui.errors import UsageFault

INSTALL = "Install them: sudo apt install enfuse hugin-tools"
JPEG_QUALITY = 95
COMPRESSIONS = {".tif": "deflate", ".tiff": "deflate", ".jpg": str(JPEG_QUALITY)}
COMPRESSIONS[".jpeg"] = COMPRESSIONS[".jpg"]
ENDINGS = (*COMPRESSIONS, ".png")

# As the camera's stacking writes them into its scripts: only contrast decides, each pixel is of one
# picture; a wider window where aligning has interpolated every pixel.
FUSE = ("--exposure-weight=0", "--saturation-weight=0", "--contrast-weight=1", "--hard-mask")
FUSE_ALIGNED = (*FUSE, "--contrast-window-size=9")

ALIGNED = "aligned_"

MOST_AT_ONCE = 20
"""More pictures are merged in parts, and then the parts: aligning takes eight times as long for
twice as many, and all that are merged at once are held in memory."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program to be run, in the folder of `merge`.

    Each line of its output in which `progress` is found is one of `parts` of its work; where that
    has two groups they are which part of how many. `makes` is there when it has done its work.
    """

    label: str
    words: tuple[str, ...]
    progress: re.Pattern[str]
    parts: int
    makes: tuple[Path, ...]
    remedy: str = ""
    spends: tuple[Path, ...] = ()


Pictures = tuple[Path, ...]
Commands = Callable[[Pictures, Path], tuple[Command, ...]]


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to merge; `commands` takes the pictures, absolute, and the file to make."""

    name: str
    programs: tuple[str, ...]
    aligns: bool
    commands: Commands


def tool_for(align: bool) -> Tool:
    """The first of TOOLS that is installed. Raises UsageFault where none is, with what to do."""
    fitting = [tool for tool in TOOLS if tool.aligns == align]
    for tool in fitting:
        if not _missing(tool):
            return tool
    missing = _missing(fitting[0])
    verb = "is" if len(missing) == 1 else "are"
    raise UsageFault(f"Merging needs {' and '.join(missing)}, which {verb} missing.", INSTALL)


def _missing(tool: Tool) -> list[str]:
    return [program for program in tool.programs if shutil.which(program) is None]


def _align(pictures: Pictures, result: Path) -> Command:
    """Place and size of each picture after the first; focusing changes the angle of view (-m)."""
    aligned = tuple(result.with_name(f"{ALIGNED}{i:04}.tif") for i in range(len(pictures)))
    prefix = str(result.with_name(ALIGNED))
    options = ("-v", "-m", "--use-given-order", "-a", prefix)
    return Command(
        "aligning",
        ("align_image_stack", *options, *map(str, pictures)),
        re.compile(r"^(?:Creating control points|remapping)"),
        2 * len(pictures) - 1,
        aligned,
        "Pictures with little texture give no hold: merge them as they are, with --no-align.",
    )


def _fuse(pictures: Pictures, result: Path, options: tuple[str, ...]) -> Command:
    compression = COMPRESSIONS.get(result.suffix)
    packed = (f"--compression={compression}",) if compression else ()
    return Command(
        "merging",
        ("enfuse", "-v", *options, *packed, "-o", str(result), *map(str, pictures)),
        re.compile(r"loading next image|generating Laplacian pyramid"),
        2 * len(pictures),
        (result,),
    )


def _enfuse_aligned(pictures: Pictures, result: Path) -> tuple[Command, ...]:
    def merged(some: Pictures, into: Path) -> tuple[Command, ...]:
        aligning = _align(some, into)
        return (aligning, replace(_fuse(aligning.makes, into, FUSE_ALIGNED), spends=aligning.makes))

    return _in_parts(pictures, result, merged)


def _enfuse_as_they_are(pictures: Pictures, result: Path) -> tuple[Command, ...]:
    return _in_parts(pictures, result, lambda some, into: (_fuse(some, into, FUSE),))


def _in_parts(
    pictures: Pictures, result: Path, merged: Commands, level: int = 1
) -> tuple[Command, ...]:
    """At most MOST_AT_ONCE pictures at a time: neighbours first, and then what was made of them."""
    if len(pictures) <= MOST_AT_ONCE:
        return merged(pictures, result)
    count = math.ceil(len(pictures) / MOST_AT_ONCE)
    bounds = [len(pictures) * number // count for number in range(count + 1)]
    parts = tuple(result.with_name(f"part_{level}_{n:04}.tif") for n in range(count))
    commands: list[Command] = []
    for number, (part, (first, last)) in enumerate(zip(parts, pairwise(bounds), strict=True), 1):
        where = f" part {number} of {count}"
        commands += [
            replace(command, label=command.label + where)
            for command in merged(pictures[first:last], part)
        ]
    return (*commands, *_in_parts(parts, result, merged, level + 1))


def _focus_stack(pictures: Pictures, result: Path) -> tuple[Command, ...]:
    quality = f"--jpgquality={JPEG_QUALITY}"
    return (
        Command(
            "merging",
            ("focus-stack", f"--output={result}", quality, *map(str, pictures)),
            re.compile(r"\[ *(\d+)/ *(\d+)\]"),
            1,
            (result,),
        ),
    )


TOOLS = (
    Tool("enfuse", ("enfuse", "align_image_stack"), True, _enfuse_aligned),
    Tool("focus-stack", ("focus-stack",), True, _focus_stack),
    Tool("enfuse", ("enfuse",), False, _enfuse_as_they_are),
)
"""In order of preference: the first one was tried, the second one is called as its help says."""
