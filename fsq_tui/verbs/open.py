"""`fsq` and `fsq open`: the screen of a show that runs in a process of its own."""

from __future__ import annotations

import argparse
import os
import sys

from fsq_tui import paths
from fsq_tui.keymap import Keymap, load_keymap
from fsq_tui.process.client import RemoteSession
from fsq_tui.process.launch import Starting
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.interface import Session
from fsq_tui.verbs.terminal import is_remote, require_terminal, spare_the_line


def run(args: argparse.Namespace) -> int:
    """Show a scene until the operator quits, or a signal ends it (143, 129)."""
    require_terminal()
    keymap = load_keymap(args.keymap)
    scene = args.file or paths.default_scene()
    setup = ShowSetup(
        scene=str(scene.resolve()), lens_model=args.lens_model, time_scale=args.time_scale
    )
    starting = Starting(setup)
    try:
        _load_screen()  # while the process starts
        session = RemoteSession(starting)
    except BaseException:
        starting.abandon()
        raise
    try:
        return _show(session, keymap)
    finally:
        session.detach()


def _load_screen() -> None:
    spare_the_line(os.environ)
    import fsq_tui.app  # noqa: F401


def _show(session: Session, keymap: Keymap) -> int:
    from fsq_tui import function_keys
    from fsq_tui.app import FsqApp
    from fsq_tui.compat import narrow_updates

    function_keys.install()
    narrow_updates()
    app = FsqApp(session, keymap.keys, keymap.name)
    app.run(mouse=not is_remote(os.environ))
    if over := session.snapshot().over:
        print(f"fsq: {over}", file=sys.stderr)
    return app.return_code or 0
