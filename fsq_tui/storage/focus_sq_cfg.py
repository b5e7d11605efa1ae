"""The binary focus_sq.cfg of the in-camera application: import and export.

Little-endian: the lens name, the position of each step, three modes (step size 3, 2, 1), the points
with the counts, the waiting and the expected duration that the planner found for them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import Calibration
from fsq_tui.focus.order import manner
from fsq_tui.focus.plan import plan
from fsq_tui.focus.sequence import MAX_POINTS, FocusPoint, Order, printable
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.content import MAX_STEPS, STEP_SIZES, Scene, scene_from
from fsq_tui.storage.files import read_whole, shown
from fsq_tui.storage.outline import Place

NAME = struct.Struct("<32s")
COUNT = struct.Struct("<I")
MODES = struct.Struct("<6d")
POINT = struct.Struct("<IId3I4xdd")
MAX_NAME_BYTES = NAME.size - 1  # a zero byte ends the name


def read_cfg(path: Path) -> Scene:
    """The scene in an in-camera file; step sizes that it cannot use are left out.

    Raises FileRefused with the byte where the file is not what it should be, and for a missing one.
    """
    content = read_whole(path)
    if content is None:
        raise FileRefused(
            f"{shown(path)} cannot be read: there is no such file.", "Check the path."
        )
    reader = _Reader(path, content)
    data = reader.scene()
    scene, problems = scene_from(data)
    if problems:
        raise reader.refused(reader.place(problems[0].place), problems[0].text)
    return scene


def write_cfg(path: Path, scene: Scene) -> list[str]:
    """Write a calibrated scene as an in-camera file; returns what that format cannot hold.

    Raises FileRefused for a scene without a calibration, for a lens name of more than 31 bytes
    (or with a zero byte), and where the file cannot be written.
    """
    calibration = scene.calibration
    if calibration is None:
        raise FileRefused(
            f"{shown(path)} cannot be written: the scene has no calibration of its lens.",
            "Calibrate the lens first (fsq calibrate).",
        )
    name = scene.lens_name.encode(errors="replace")
    if len(name) > MAX_NAME_BYTES or 0 in name:
        raise FileRefused(
            f"{shown(path)} cannot be written: it cannot hold the lens name of {len(name)} bytes,"
            f" expected at most {MAX_NAME_BYTES}, none of them zero.",
            "Shorten lens_name in the settings file.",
        )
    write_atomically(path, _packed(name, calibration, scene.points))
    return _lost(scene, calibration)


def _packed(name: bytes, calibration: Calibration, points: tuple[FocusPoint, ...]) -> bytes:
    positions = calibration.positions
    sizes = {mode.step_size: (mode.steps, mode.speed_steps_s) for mode in calibration.modes}
    measures = [value for size in STEP_SIZES for value in sizes.get(size, (0.0, 0.0))]
    pieces = [
        NAME.pack(name),
        COUNT.pack(len(positions)),
        struct.pack(f"<{len(positions)}I", *positions),
        MODES.pack(*measures),
        COUNT.pack(len(points)),
    ]
    for index, point in enumerate(points):
        pieces.append(_packed_point(calibration, points[index - 1] if index else None, point))
    return b"".join(pieces)


def _packed_point(calibration: Calibration, before: FocusPoint | None, point: FocusPoint) -> bytes:
    counts, wait_s, expected_s = [0, 0, 0], 0.0, 0.0
    if before is not None:
        start, end = (calibration.step_at(p.normalized_position) for p in (before, point))
        planned = plan(calibration.modes, abs(end - start), point.duration_s)
        sizes = [action.step_size for action in planned.actions]
        counts = [sizes.count(size) for size in STEP_SIZES]
        wait_s = sum(a.duration_s for a in planned.actions if a.step_size is None)
        expected_s = planned.expected_s
    return POINT.pack(
        point.normalized_position, point.distance_cm, point.duration_s, *counts, wait_s, expected_s
    )


def _lost(scene: Scene, calibration: Calibration) -> list[str]:
    lost = [
        f'The in-camera file does not hold the name of point {number}, "{printable(point.name)}".'
        for number, point in enumerate(scene.points, start=1)
        if point.name
    ]
    lost += [
        f"The in-camera file does not hold how point {number} is played: {manner(point)}."
        for number, point in enumerate(scene.points, start=1)
        if manner(point)
    ]
    if scene.order is not Order.ONCE:
        lost.append(f"The in-camera file does not hold the play order, {scene.order.value}.")
    if calibration.distances_cm:
        lost.append("The in-camera file does not hold the focus distance of each step.")
    if calibration.backlash_steps:
        lost.append("The in-camera file does not hold the backlash of the lens.")
    if calibration.marks:
        lost.append("The in-camera file does not hold distance marks.")
    return lost


class _Reader:
    """Takes an in-camera file apart, and knows at which byte each value stood."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._content = content
        self._at = 0
        self._steps = 0
        self._sizes: list[int] = []  # the step sizes that are usable, in the order of the file

    def scene(self) -> dict[str, Any]:
        """The values in the shape of the settings file. Raises FileRefused."""
        name = self._name()
        self._steps = self._count("steps", 2, MAX_STEPS)
        positions = list(self._take(struct.Struct(f"<{self._steps}I"), "positions"))
        modes = self._modes()
        points = self._points()
        if self._at != len(self._content):
            extra = len(self._content) - self._at
            raise self.refused(self._at, f"{extra} more bytes follow, expected the end of the file")
        return {
            "lens_name": name,
            "focus_positions": positions,
            "modes": modes,
            "focus_points": points,
        }

    def place(self, place: Place) -> int:
        """The byte at which a value stands."""
        table, index = place[0], int(place[1]) if len(place) > 1 else 0
        modes = NAME.size + COUNT.size + 4 * self._steps
        if table == "focus_positions":
            return NAME.size + COUNT.size + 4 * index
        if table == "modes":
            offset = 8 if place[-1] == "speed" else 0
            return modes + 16 * STEP_SIZES.index(self._sizes[index]) + offset
        if table == "focus_points":
            offset = {"distance_cm": 4, "duration_s": 8}.get(str(place[-1]), 0)
            return modes + MODES.size + COUNT.size + POINT.size * index + offset
        return 0

    def refused(self, offset: int, what: str) -> FileRefused:
        """The refusal of the file for what stands at a byte."""
        return FileRefused(
            f"{shown(self._path)}, byte {offset}: {what}.",
            "Copy focus_sq.cfg from the camera card again; this one is damaged or another file.",
        )

    def _take(self, layout: struct.Struct, what: str) -> tuple[Any, ...]:
        end = self._at + layout.size
        if end > len(self._content):
            there = len(self._content) - self._at
            wanted = f"expected {layout.size} bytes with the {what}, found {there}"
            raise self.refused(self._at, f"the file ends too early, {wanted}")
        values = layout.unpack_from(self._content, self._at)
        self._at = end
        return values

    def _name(self) -> str:
        (field,) = self._take(NAME, "lens name")
        name, zero, _ = field.partition(b"\0")
        if not zero:
            raise self.refused(
                MAX_NAME_BYTES, "the lens name does not end, expected a zero byte within 32"
            )
        try:
            return str(name, "utf-8")
        except UnicodeDecodeError as fault:
            raise self.refused(fault.start, "the lens name is no text, expected UTF-8") from fault

    def _count(self, what: str, least: int, most: int) -> int:
        offset = self._at
        (count,) = self._take(COUNT, f"number of {what}")
        if not least <= count <= most:
            raise self.refused(offset, f"the file has {count} {what}, expected {least} to {most}")
        return int(count)

    def _modes(self) -> list[dict[str, Any]]:
        offset = self._at
        measures = self._take(MODES, "step sizes")
        self._finite(measures, offset, lambda index: 8 * index)
        pairs = zip(STEP_SIZES, measures[::2], measures[1::2], strict=True)
        modes = [
            {"step_size": size, "steps": steps, "speed": speed}
            for size, steps, speed in pairs
            if steps > 0 and speed > 0
        ]
        self._sizes = [mode["step_size"] for mode in modes]
        if 1 not in self._sizes:
            raise self.refused(
                offset + 32, "step size 1 is not measured, expected its steps and speed above 0"
            )
        return modes

    def _points(self) -> list[dict[str, Any]]:
        points = []
        for _ in range(self._count("focus points", 0, MAX_POINTS)):
            offset = self._at
            position, distance_cm, duration_s, *_, wait_s, expected_s = self._take(
                POINT, "next focus point"
            )
            self._finite((duration_s, wait_s, expected_s), offset, (8, 32, 40).__getitem__)
            points.append(
                {
                    "normalized_position": position,
                    "distance_cm": distance_cm,
                    "duration_s": duration_s,
                }
            )
        return points

    def _finite(
        self, values: tuple[float, ...], start: int, offset_of: Callable[[int], int]
    ) -> None:
        for index, value in enumerate(values):
            if not math.isfinite(value):
                raise self.refused(start + offset_of(index), f"{value} found, expected a number")
