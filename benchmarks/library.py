"""What fsq adds to a drive command of libgphoto2, on cameras whose motors are done at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from typing import cast
from unittest.mock import patch

from benchmarks.figures import Figure, percentile
from benchmarks.stage import Stage
from benchmarks.terminal import environment
from fsq_tui.backend.gphoto2.body import DRIVE, CameraLens
from fsq_tui.backend.gphoto2.vendors import open_camera
from fsq_tui.backend.model import load_model
from fsq_tui.clock import RealClock
from fsq_tui.focus.calibration import BACKWARD, FORWARD
from tests.virtual_camera import CameraSetup, Maker, VirtualCamera

AIM_TIMES = 1.3
PAIRS = 400
BETWEEN_S = 0.005
EARLY = 4  # commands in a row by which fsq finds out that this Canon refuses while its motor runs
MOTOR_RATE = 5000.0  # so fast that no answer has to wait for the motor
STEP_SIZE = 2


def measure(stage: Stage) -> list[Figure]:
    """In turns on one connection: the library's call alone, and a drive command of fsq."""
    figures: list[Figure] = []
    with patch.dict(os.environ, environment(stage.home), clear=True):
        for maker in (Maker.CANON, Maker.NIKON):
            figures += _of(maker)
    return figures


def _of(maker: Maker) -> list[Figure]:
    model = load_model("ef24")
    with VirtualCamera(CameraSetup(maker, model, MOTOR_RATE)) as camera:
        lens = cast(CameraLens, open_camera(camera.port, RealClock()))
        inwards = FORWARD if camera.lens_truth_step < model.steps // 2 else BACKWARD
        try:
            for _ in range(EARLY):
                camera.busy(1)
                lens.drive(1, inwards)
            raw_ms, fsq_ms = _pairs(lens, inwards)
        finally:
            lens.close()
    note = f"virtual {maker.capitalize()}, {PAIRS} pairs"
    return [
        *(
            Figure(f"drive command, {who}, {maker}, p{percent}", percentile(taken, percent), "ms")
            for who, taken in (("libgphoto2", raw_ms), ("fsq", fsq_ms))
            for percent in (50, 99)
        ),
        Figure(
            f"drive command, fsq / libgphoto2, {maker}, p50",
            percentile(fsq_ms, 50) / percentile(raw_ms, 50),
            "times",
            AIM_TIMES,
            note,
        ),
    ]


def _pairs(lens: CameraLens, inwards: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each: fsq's command, then the library's call that sends the same again."""
    raw_ms: list[float] = []
    fsq_ms: list[float] = []
    for direction in islice(cycle((inwards, -inwards)), PAIRS):
        fsq_ms.append(_ms(partial(lens.drive, STEP_SIZE, direction)))
        raw_ms.append(_ms(_repetition(lens)))
    return raw_ms, fsq_ms


def _repetition(lens: CameraLens) -> Callable[[], object]:
    """The library's call for the command that was sent last, ready to be made."""
    connection = lens._camera
    widget = connection._widgets[DRIVE]
    return lambda: connection._camera.set_single_config(DRIVE, widget, connection._context)


def _ms(call: Callable[[], object]) -> float:
    time.sleep(BETWEEN_S)
    start_s = time.monotonic()
    call()
    return (time.monotonic() - start_s) * 1000
