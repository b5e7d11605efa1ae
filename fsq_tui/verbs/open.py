"""`fsq` and `fsq open`: the application, on a simulated lens."""

from __future__ import annotations

import argparse
import os
import sys

from fsq_tui import paths
from fsq_tui.backend import open_lens
from fsq_tui.backend.mount import DEFAULT_MODEL
from fsq_tui.clock import RealClock
from fsq_tui.keymap import Keymap, load_keymap
from fsq_tui.session.interface import Session
from fsq_tui.session.local import open_session
from fsq_tui.verbs.terminal import is_remote, require_terminal, spare_the_line

SWITCH_S = 0.0005  # painting a screen must not keep the lens waiting for Python's 5 ms


def run(args: argparse.Namespace) -> int:
    """Show a scene until the operator quits, or a signal ends it (143, 129)."""
    require_terminal()
    keymap = load_keymap(args.keymap)
    clock = RealClock(args.time_scale)
    lens = open_lens("simulated", clock, args.lens_model or DEFAULT_MODEL)
    scene = args.file or paths.default_scene()
    session = open_session(lens, clock, scene, paths.lens_library())
    try:
        return _show(session, keymap)
    finally:
        session.close()


def _show(session: Session, keymap: Keymap) -> int:
    spare_the_line(os.environ)
    sys.setswitchinterval(SWITCH_S)

    from fsq_tui import function_keys
    from fsq_tui.app import FsqApp
    from fsq_tui.compat import narrow_updates

    function_keys.install()
    narrow_updates()
    app = FsqApp(session, keymap.keys, keymap.name)
    app.run(mouse=not is_remote(os.environ))
    return app.return_code or 0
