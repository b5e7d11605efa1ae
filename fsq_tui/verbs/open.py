"""`fsq` and `fsq open`: the screen of a show that runs in a process of its own."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from fsq_tui import paths
from fsq_tui.errors import CamerasFound, LensUnnamed, UsageFault
from fsq_tui.keymap import Keymap, load_keymap
from fsq_tui.process.launch import Starting, running
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.interface import Session
from fsq_tui.storage.files import shown
from fsq_tui.storage.first_start import claim_first_start
from fsq_tui.verbs.questions import ask_for_camera, ask_for_lens
from fsq_tui.verbs.terminal import is_remote, require_terminal, spare_the_line


def run(args: argparse.Namespace) -> int:
    """Show a scene until the operator quits, or a signal ends it (143, 129)."""
    require_terminal()
    keymap = load_keymap(args.keymap)
    setup = ShowSetup(
        scene=str(_scene(args.file).resolve()),
        camera=args.camera,
        simulated=args.sim,
        lens_model=args.lens_model,
        lens_name=args.lens_name,
        time_scale=args.time_scale,
        linger_s=args.linger * 60,
        record_frames="" if args.record_frames is None else str(args.record_frames.resolve()),
    )
    session = _attached(setup)
    try:
        offers_guide = _is_first_start(session, setup)
        return _show(session, keymap, args.view_limit, offers_guide=offers_guide)
    finally:
        session.detach()


def _scene(given: Path | None) -> Path:
    """The scene that is named, else the one of the show that waits for a screen, else the usual."""
    if given is not None:
        return given
    waiting = [hello.setup.scene for hello in running() if hello.screens == 0]
    if len(waiting) > 1:
        raise UsageFault(
            f"{len(waiting)} shows wait for a screen: {', '.join(waiting)}.",
            f"Say which one: fsq {waiting[0]}",
        )
    return Path(waiting[0]) if waiting else paths.default_scene()


def _attached(setup: ShowSetup) -> Session:
    """A screen's session; where the process cannot go on without an answer, the person is asked."""
    while True:
        starting = Starting(setup)
        try:
            _require_same_show(setup, starting)
            return _screen_of(starting)
        except CamerasFound as found:
            starting.abandon()
            setup = replace(setup, camera=ask_for_camera(found))
        except LensUnnamed as unnamed:
            starting.abandon()
            setup = replace(setup, lens_name=ask_for_lens(unnamed))
        except BaseException:
            starting.abandon()
            raise


def _require_same_show(asked: ShowSetup, starting: Starting) -> None:
    """Raise UsageFault where a show that is on is on another lens, or records elsewhere."""
    if starting.found is None:
        return
    on = starting.found.setup
    if (
        asked.camera not in (None, on.camera)
        or asked.lens_model not in (None, on.lens_model)
        or (asked.simulated and on.camera is not None)
    ):
        raise UsageFault(
            f"{shown(Path(on.scene))} is being played already, on another lens.",
            "Join it without --camera, --sim and --lens-model, or quit it first.",
        )
    if asked.record_frames not in ("", on.record_frames):
        raise UsageFault(
            f"{shown(Path(on.scene))} is being played already, and its pictures are kept elsewhere "
            "or nowhere.",
            "Join it without --record-frames, or quit it first.",
        )


def _screen_of(starting: Starting) -> Session:
    """Attached to the process; all that is to be loaded for it is, while that one starts."""
    spare_the_line(os.environ)

    import fsq_tui.app  # noqa: F401
    from fsq_tui.process.client import RemoteSession

    return RemoteSession(starting)


def _is_first_start(session: Session, setup: ShowSetup) -> bool:
    """Whether to offer the guide: once, to one who begins, and never over a show that is on."""
    shown = session.snapshot()
    is_new = shown.drives and shown.screens == 1 and not shown.rows and not shown.busy
    return is_new and not setup.record_frames and claim_first_start(paths.guide_marker())


def _show(
    session: Session, keymap: Keymap, view_limit_kb_s: float | None, *, offers_guide: bool
) -> int:
    from fsq_tui import function_keys
    from fsq_tui.app import FsqApp
    from fsq_tui.compat import narrow_updates

    function_keys.install()
    narrow_updates()
    limit_bytes_s = None if view_limit_kb_s is None else view_limit_kb_s * 1000
    app = FsqApp(session, keymap.keys, keymap.name, limit_bytes_s, offers_guide=offers_guide)
    app.run(mouse=not is_remote(os.environ))
    if over := session.snapshot().over:
        print(f"fsq: {over}", file=sys.stderr)
    return app.return_code or 0
