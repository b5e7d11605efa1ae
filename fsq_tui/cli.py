"""The command line: finds the verb, runs it, and turns every error into a line and a code."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TextIO

from fsq_tui import __version__
from fsq_tui.errors import FileRefused, FsqError
from fsq_tui.focus.sequence import printable
from fsq_tui.verbs.options import VERBS, Parser

EPILOG = """\
Without a verb, fsq opens the application: fsq, fsq take3.toml, fsq --keymap vim take3.toml.

exit codes:
  0    done
  1    an error that none of the following names
  2    a word, an option or a value that cannot be used, or no terminal to draw on
  3    a file that cannot be read, does not parse or cannot be written
  4    the focus points, or the stack, belong to another lens than the mounted one
  5    the lens or the camera did not do what it was told
  6    stopped by the operator
  129, 130, 141, 143
       ended by SIGHUP, SIGINT, SIGPIPE, SIGTERM
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (`sys.argv` by default) and return the exit code."""
    try:
        status = _run(argv)
    finally:
        gc.enable()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (
            OSError,
            ValueError,
        ):  # the terminal is gone: Python must not fail on it again as it ends
            _drop(stream)
    return status


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = _parsed(list(sys.argv[1:] if argv is None else argv))
        if args.module == "open":
            gc.disable()  # nothing of a start-up is garbage; the app enables it when it stands
        status: int = import_module(f"fsq_tui.verbs.{args.module}").run(args)
        print(end="", flush=True)
    except FsqError as error:
        print(f"fsq: {printable(str(error))}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop(sys.stdout)
        return 141
    except OSError as error:
        _drop(sys.stdout)
        print(f"fsq: The system refused: {printable(str(error))}.", file=sys.stderr)
        return FileRefused.exit_code
    return status


def _drop(stream: TextIO) -> None:
    """Nobody reads on; what is still buffered must not fail again while Python ends."""
    with suppress(OSError, AttributeError):  # where the stream is no file, or closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _parsed(argv: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="fsq",
        description="Focus sequencing: record focus points, time each pull, replay with one key.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"fsq {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    if argv[:1] in (["-h"], ["--help"], ["--version"]):
        wanted = list(VERBS)
    else:
        argv = argv if argv and argv[0] in VERBS else ["open", *argv]
        wanted = argv[:1]
    for verb in wanted:
        VERBS[verb](verbs, verb)
    return parser.parse_args(argv)
