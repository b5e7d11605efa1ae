"""A virtual camera by hand: `python -m tests.virtual_camera --body canon --lens-model ef24`."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import signal
import sys

from fsq_tui.backend.model import load_model
from fsq_tui.backend.scene_setup import SceneKind, SceneSetup
from fsq_tui.errors import FsqError
from tests.virtual_camera.served import HOST, ServedCamera
from tests.virtual_camera.setup import CameraSetup, Maker

PORT = 15740  # the one of PTP/IP


def main() -> int:
    """Serve until ctrl+c; 1 when the port is taken, else the code of the error."""
    args = _parser().parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it
    try:
        setup = _setup(args)
        camera = ServedCamera(setup)
    except FsqError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    except OSError as fault:
        print(f"Port {args.port}: {fault.strerror}. Name another with --port.", file=sys.stderr)
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        port = camera.port()
        print(f"A virtual {args.body} with the lens {setup.model.lens_name!r} is at")
        print(f"  ptpip:{HOST}:{port}:{port}")
        print("Ctrl+c ends it.", flush=True)
        camera.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.virtual_camera", description=__doc__)
    parser.add_argument("--body", choices=list(Maker), default=Maker.CANON, type=Maker)
    parser.add_argument("--lens-model", default="ef24", metavar="NAME|FILE")
    parser.add_argument("--port", default=PORT, type=int, help="0 takes a free one")
    parser.add_argument("--rate", default=1.0, type=float, help="how many times as fast as life")
    parser.add_argument("--no-noise", action="store_true", help="a sensor without noise")
    parser.add_argument("--busy-while-moving", action="store_true", help="no queue")
    scenes = parser.add_mutually_exclusive_group()
    for kind in (SceneKind.DARK, SceneKind.BLANK, SceneKind.MOVING):
        scenes.add_argument(f"--{kind}", dest="scene", action="store_const", const=kind)
    return parser


def _setup(args: argparse.Namespace) -> CameraSetup:
    scene = SceneSetup(kind=args.scene or SceneKind.TEXTURED)
    if args.no_noise:
        scene = dataclasses.replace(scene, noise_levels=0)
    return CameraSetup(
        args.body,
        load_model(args.lens_model),
        rate=args.rate,
        port=args.port,
        scene=scene,
        busy_while_moving=args.busy_while_moving,
    )


if __name__ == "__main__":
    sys.exit(main())
