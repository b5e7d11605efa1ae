from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import DistanceMark, StepMode
from fsq_tui.focus.plan import plan
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.focus_sq_cfg import read_cfg, write_cfg
from fsq_tui.storage.scene import Scene
from tests.storage.examples import CALIBRATION, LENS, SCENE, points

POSITIONS = (0, 9, 19, 31, 44)
BARE = replace(
    SCENE,
    calibration=replace(SCENE.calibration, distances_cm=()) if SCENE.calibration else None,
    points=tuple(replace(point, name="") for point in SCENE.points),
)


def golden() -> bytes:
    """The file of BARE, built from the description of the format alone."""
    content = LENS.encode().ljust(32, b"\0")
    content += struct.pack("<I5I", 5, *POSITIONS)
    content += struct.pack("<dddddd", 26.0, 94.321, 4.0, 48.733, 1.0, 23.496)
    content += struct.pack("<I", 3)
    content += struct.pack("<IIdIIIxxxxdd", 44, 20, 0.0, 0, 0, 0, 0.0, 0.0)
    # Two steps in 1.3 s: two commands of step size 1, the rest of the time is waiting.
    content += struct.pack("<IIdIIIxxxxdd", 19, 120, 1.3, 0, 0, 2, 1.3 - 2 / 23.496, 1.3)
    content += struct.pack("<IIdIIIxxxxdd", 0, 1647, 5.0, 0, 0, 2, 5.0 - 2 / 23.496, 5.0)
    return content


OFFSETS = {"count": 32, "positions": 36, "modes": 56, "points": 104, "first": 108, "second": 156}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "focus_sq.cfg"


def test_the_golden_file_is_read(path: Path) -> None:
    path.write_bytes(golden())
    assert read_cfg(path) == BARE


def test_the_golden_file_is_written(path: Path) -> None:
    assert write_cfg(path, BARE) == []
    written = path.read_bytes()
    assert len(written) == len(golden()) == 252
    waits = [OFFSETS["second"] + 48 * n + 32 for n in range(2)]
    for at in waits:
        (found,), (wanted,) = (struct.unpack_from("<d", c, at) for c in (written, golden()))
        assert found == pytest.approx(wanted, abs=1e-9)
        written = written[:at] + golden()[at : at + 8] + written[at + 8 :]
    assert written == golden()


def test_the_planned_counts_are_those_of_the_planner(path: Path) -> None:
    assert BARE.calibration
    calibration = replace(BARE.calibration, positions=tuple(range(0, 4000, 10)))
    write_cfg(path, Scene(LENS, calibration, (FocusPoint(3000), FocusPoint(1000, 0, 3.0))))
    position, _, target_s, *counts, wait_s, expected_s = struct.unpack(
        "<IIdIIIxxxxdd", path.read_bytes()[-48:]
    )
    planned = plan(calibration.modes, 200, 3.0)
    assert (position, target_s, expected_s) == (1000, 3.0, planned.expected_s)
    assert counts == [[a.step_size for a in planned.actions].count(size) for size in (3, 2, 1)]
    driving_s = sum(n * m.duration_s for n, m in zip(counts, calibration.modes, strict=True))
    assert wait_s + driving_s == pytest.approx(expected_s)


def test_what_the_format_cannot_hold_is_said(path: Path) -> None:
    named = replace(SCENE.points[1], name="do\x1bor")
    marks = (DistanceMark(19, 200),)
    loose = replace(CALIBRATION, backlash_steps=3.0, marks=marks)
    scene = replace(SCENE, calibration=loose, points=(SCENE.points[0], named))
    assert write_cfg(path, scene) == [
        'The in-camera file does not hold the name of point 2, "door".',
        "The in-camera file does not hold the focus distance of each step.",
        "The in-camera file does not hold the backlash of the lens.",
        "The in-camera file does not hold distance marks.",
    ]


@st.composite
def exportable(draw: st.DrawFn) -> Scene:
    """A calibrated scene with nothing in it that the format cannot hold."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    name = draw(st.text(characters, min_size=1, max_size=31))
    name = name.encode()[:31].decode(errors="ignore") or "a"
    assert BARE.calibration
    modes = draw(st.sampled_from([BARE.calibration.modes, BARE.calibration.modes[::2]]))
    calibration = replace(BARE.calibration, lens_name=name, modes=modes)
    bare = [
        FocusPoint(point.normalized_position, point.distance_cm, point.duration_s)
        for point in draw(points(44))
    ]
    return Scene(name, calibration, tuple(bare))


@settings(max_examples=100)
@given(exportable())
def test_any_exportable_scene_comes_back(
    tmp_path_factory: pytest.TempPathFactory, scene: Scene
) -> None:
    path = tmp_path_factory.mktemp("cfg") / "focus_sq.cfg"
    assert write_cfg(path, scene) == []
    assert read_cfg(path) == scene


def test_step_sizes_that_cannot_be_used_are_left_out(path: Path) -> None:
    content = bytearray(golden())
    struct.pack_into("<dd", content, OFFSETS["modes"], 0.0, 0.0)
    struct.pack_into("<dd", content, OFFSETS["modes"] + 16, 4.0, -1.0)
    path.write_bytes(content)
    calibration = read_cfg(path).calibration
    assert calibration
    assert calibration.modes == (StepMode(1, 1.0, 23.496),)


@pytest.mark.parametrize(
    ("layout", "offset", "value", "message"),
    [
        ("<I", 32, 0, "byte 32: the file has 0 steps, expected 2 to"),
        ("<I", 32, 1, "byte 32: the file has 1 steps, expected 2 to"),
        ("<I", 32, 2**32 - 1, "byte 32: the file has 4294967295 steps, expected 2 to"),
        ("<I", 32, 90, "byte 36: the file ends too early, expected 360 bytes with the positions"),
        ("<I", 40, 20, "byte 44: focus_positions, step 2, is 19, expected more than 20"),
        ("<I", 44, 9, "byte 44: focus_positions, step 2, is 9, expected more than 9"),
        ("<I", 36, 1, "byte 36: focus_positions, step 0, is 1, expected 0"),
        ("<d", 64, float("nan"), "byte 64: nan found, expected a number"),
        ("<d", 88, 0.0, "byte 88: step size 1 is not measured, expected its steps and speed"),
        ("<d", 96, 1e30, "byte 96: speed of mode 3 is 1e+30, expected a number from"),
        ("<I", 104, 1000, "byte 104: the file has 1000 focus points, expected 0 to 999"),
        ("<I", 104, 4, "byte 252: the file ends too early, expected 48 bytes with the next focus"),
        ("<I", 104, 2, "byte 204: 48 more bytes follow, expected the end of the file"),
        (
            "<I",
            156,
            45,
            "byte 156: normalized_position of focus point 2 is 45, expected at most 44",
        ),
        ("<I", 160, 65536, "byte 160: distance_cm of focus point 2 is 65536, expected a whole"),
        ("<d", 164, float("inf"), "byte 164: inf found, expected a number"),
        ("<d", 164, 100.0, "byte 164: duration_s of focus point 2 is 100.0, expected a number"),
        ("<d", 188, float("nan"), "byte 188: nan found, expected a number"),
        ("<d", 196, float("-inf"), "byte 196: -inf found, expected a number"),
        ("<B", 0, 0, "byte 0: lens_name is empty, expected the name the lens reports"),
        ("<B", 2, 0xFF, "byte 2: the lens name is no text, expected UTF-8"),
        ("<32s", 0, b"a" * 32, "byte 31: the lens name does not end, expected a zero byte"),
    ],
)
def test_damage_is_said_with_its_byte(
    path: Path, layout: str, offset: int, value: float, message: str
) -> None:
    content = bytearray(golden())
    struct.pack_into(layout, content, offset, value)
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read_cfg(path)
    assert refused.value.message.startswith(f"{path}, {message}")
    assert refused.value.remedy


def test_every_truncation_and_any_trailing_byte_is_refused(path: Path) -> None:
    for content in [golden()[:length] for length in range(len(golden()))] + [golden() + b"\0"]:
        path.write_bytes(content)
        with pytest.raises(FileRefused, match=r"byte \d+: .*expected"):
            read_cfg(path)


@settings(max_examples=300)
@given(data=st.data())
def test_any_bytes_are_a_scene_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(golden())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    path = tmp_path_factory.getbasetemp() / "fuzzed.cfg"
    path.write_bytes(content)
    try:
        scene = read_cfg(path)
    except FileRefused:
        return
    assert scene.calibration
    assert scene.lens_name


def test_a_missing_file_and_a_settings_file_are_no_cfg(path: Path) -> None:
    with pytest.raises(FileRefused, match="there is no such file"):
        read_cfg(path)
    path.write_text('lens_name = "EF24mm f/2.8 IS USM"\nfocus_positions = [0, 1]\n')
    with pytest.raises(FileRefused, match="byte 31: the lens name does not end"):
        read_cfg(path)


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        (Scene(LENS, None, ()), "the scene has no calibration of its lens"),
        (replace(BARE, lens_name="a" * 32), "cannot hold the lens name of 32 bytes"),
        (replace(BARE, lens_name="é" * 16), "cannot hold the lens name of 32 bytes"),
        (replace(BARE, lens_name="a\0b"), "expected at most 31, none of them zero"),
    ],
)
def test_what_cannot_be_exported_is_refused(path: Path, scene: Scene, message: str) -> None:
    path.write_bytes(b"old")
    with pytest.raises(FileRefused, match=message) as refused:
        write_cfg(path, scene)
    assert refused.value.remedy
    assert path.read_bytes() == b"old"
