"""What is said about files that cannot be used, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.storage.content import scene_from
from fsq_tui.storage.scene import Scene, faults, read_scene, scene_in
from tests.storage.examples import WRITTEN

PATH = Path("scene.toml")


def refusal(content: bytes | str) -> str:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(FileRefused) as refused:
        scene_in(PATH, raw)
    assert refused.value.remedy
    return refused.value.message


def edited(old: str, new: str, count: int = 1) -> str:
    assert old in WRITTEN
    return WRITTEN.replace(old, new, count)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = \n", "scene.toml, line 1, column 5: this is no value, expected a number"),
        ("a = 1\nb\n", "scene.toml, line 2, column 2: expected '='"),
        (
            "a = [1\nb = 2",
            "scene.toml, line 2, column 1: the list does not end, expected a comma or ]",
        ),
        ("a = [1,\n", "line 2, column 1: this is no value, expected a number"),
        ("a = 1\na = 2\n", "line 2, column 6: this key stands here twice, expected each key once"),
        ('a = "x\n', "line 1, column 7: "),
        ("?", "line 1, column 1: this starts nothing, expected a key"),
        (b'a = "\xe4"\n', "line 1, column 6: byte 0xe4 is not UTF-8, expected UTF-8 text"),
        (b"a = 1\nb = \xff", "line 2, column 5: byte 0xff is not UTF-8"),
        ("a = " + "[" * 100_000, "line 1: lists or tables are nested too deeply"),
        ("a = " + "9" * 5000, "line 1: Exceeds the limit"),
    ],
)
def test_what_does_not_parse_is_said_with_line_and_column(
    content: bytes | str, message: str
) -> None:
    assert message in refusal(content)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"EF24mm f/2.8 IS USM"', "24", "line 2: lens_name is 24, expected a quoted text"),
        ('"EF24mm f/2.8 IS USM"', '""', "line 2: lens_name is empty, expected the name"),
        ("lens_name", "lens", "line 1: lens_name is missing, expected the name"),
        ("[0, 9, 19, 31, 44]", "7", "line 3: focus_positions is 7, expected a list"),
        ("[0, 9, 19, 31, 44]", "[]", "line 3: focus_positions has 0 steps, expected 2 to"),
        ("[0, 9, 19, 31, 44]", "[0]", "line 3: focus_positions has 1 steps, expected 2 to"),
        ("31", "-31", "line 3: focus_positions, step 3, is -31, expected a whole number from 0"),
        ("31", "nan", "step 3, is nan, expected a whole number"),
        ("31", "31.0", "step 3, is 31.0, expected a whole number"),
        ("31", "true", "step 3, is true, expected a whole number"),
        ("31", "0x" + "f" * 9000, "step 3, is a number of more than 20 digits, expected"),
        ("31", "18", "step 3, is 18, expected more than 19, the position before it"),
        ("31", "19", "step 3, is 19, expected more than 19"),
        ("[0,", "[1,", "step 0, is 1, expected 0, the position of the backward stop"),
        ("19, 31", "\n 19,\n inf", "line 5: focus_positions, step 3, is inf"),
        ("[1647, 300,", "[1647,", "line 4: focus_distances_cm has 4 entries, expected 5"),
        ("300", "65536", "focus_distances_cm, step 1, is 65536, expected a whole number from 0"),
        ("[1647, 300, 120, 54, 20]", '"x"', 'focus_distances_cm is "x", expected a list'),
        ("modes =", "simulated = 1\nmodes =", "simulated is 1, expected true or false"),
        ("modes =", "drive_unit = -1\nmodes =", "drive_unit is -1, expected a whole number from 0"),
        ("modes =", "backlash_steps = -1\nmodes =", "backlash_steps is -1, expected a number from"),
        ("modes =", "backlash_steps = 1001\nmodes =", "is 1001, expected a number from 0 to 1000"),
        ("modes =", "backlash_steps = nan\nmodes =", "backlash_steps is nan, expected a number"),
        ("modes =", "backlash_steps = true\nmodes =", "backlash_steps is true, expected a number"),
        ("modes =", 'backlash_steps = "3"\nmodes =', 'backlash_steps is "3", expected a number'),
        ("modes =", "drive_unit = 1.5\nmodes =", "drive_unit is 1.5, expected a whole number"),
        ("focus_positions", "positions", "line 1: focus_positions is missing, expected"),
        ("modes =", "mode =", "line 1: modes is missing, expected the measured step sizes"),
        ("step_size = 1", "step_size = 2", "line 9: step_size of mode 3 is 2, expected each"),
        ("step_size = 3", "step_size = 4", "line 6: step_size of mode 1 is 4, expected 1, 2 or 3"),
        ("step_size = 1,", "", "line 9: step_size of mode 3 is missing, expected 1, 2 or 3"),
        ("  { step_size = 1", "# ", "line 5: modes has no step_size 1, expected one"),
        ("speed = 48.733", "speed = 0", "line 8: speed of mode 2 is 0, expected a number from"),
        ("speed = 48.733", "speed = inf", "speed of mode 2 is inf, expected a number from"),
        ("steps = 4.0", "steps = -4", "steps of mode 2 is -4, expected a number from"),
        ("= 44\n", '= "44"\n', 'line 15: normalized_position of focus point 1 is "44", expected'),
        ("= 44\n", "= 45\n", "line 15: normalized_position of focus point 1 is 45, expected at"),
        ("= 120\n", "= 65536\n", "line 22: distance_cm of focus point 2 is 65536, expected a"),
        ("= 1.30", "= 99.91", "line 23: duration_s of focus point 2 is 99.91, expected a number"),
        ("= 1.30", "= -0.1", "duration_s of focus point 2 is -0.1, expected a number from 0 to"),
        ("= 1.30", "= nan", "duration_s of focus point 2 is nan, expected a number from 0 to"),
        ("= 1.30", "= 1979-05-27", "duration_s of focus point 2 is 1979-05-27, expected a number"),
        ("duration_s = 5", "", "line 30: duration_s of focus point 3 is missing, expected"),
        (
            'name = "door"',
            'shape = "easein"',
            'line 24: shape of focus point 2 is "easein", expected ease-in (or linear, ease-out,'
            " ease, dioptres)",
        ),
        ('name = "door"', "shape = []", "line 24: shape of focus point 2 is a list, expected lin"),
        ('name = "door"', "dwell_s = 100", "line 24: dwell_s of focus point 2 is 100, expected a"),
        ('name = "door"', "dwell_s = true", "dwell_s of focus point 2 is true, expected a number"),
        ('name = "door"', "chain = 1", "line 24: chain of focus point 2 is 1, expected true or"),
        ('name = "door"', 'skip = "no"', 'skip of focus point 2 is "no", expected true or false'),
        (
            "director =",
            'play_order = "pingpong"\ndirector =',
            'line 11: play_order is "pingpong", expected ping-pong (or once, loop, reverse)',
        ),
        ("director =", "play_order = 1\ndirector =", "play_order is 1, expected once, loop,"),
        ('"door"', f'"{"d" * 33}"', "line 24: name of focus point 2 is"),
        ('"door"', "1", "line 24: name of focus point 2 is 1, expected a text of at most 32"),
        ('"door"', f'"\\u001b[2J{"d" * 33}"', 'name of focus point 2 is "[2Jddd'),
    ],
)
def test_values_that_cannot_be_are_said_with_their_line(old: str, new: str, message: str) -> None:
    assert message in refusal(edited(old, new))


MARKED = edited(
    "modes =",
    """distance_marks = [
  { normalized_position = 0, distance_cm = 500 },
  { normalized_position = 19, distance_cm = 200 },
  { normalized_position = 31, distance_cm = 80 },
]
modes =""",
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("distance_cm = 500", "distance_cm = 0", "line 6: distance_cm of distance mark 1 is 0, "
         "expected a whole number from 1 to 65535"),
        ("distance_cm = 200", "distance_cm = 2.5", "line 7: distance_cm of distance mark 2 is 2.5"),
        ("distance_cm = 200", "cm = 200", "line 7: distance_cm of distance mark 2 is missing"),
        ("= 31,", "= 45,", "line 8: normalized_position of distance mark 3 is 45, expected a "
         "whole number from 0 to 44"),
        ("= 31,", "= 19,", "line 8: normalized_position of distance mark 3 is 19, expected more "
         "than 19, the position of the mark before it"),
        ("distance_cm = 80", "distance_cm = 200", "line 8: distance_cm of distance mark 3 is 200, "
         "expected less than 200, the distance of the mark before it"),
        ("distance_cm = 80", "distance_cm = 900", "expected less than 200, the distance of the"),
        ("distance_cm = 500", "distance_cm = 90", "line 8: distance_cm of distance mark 3 is 80, "
         "expected more than 200"),
        ("distance_cm = 500", "distance_cm = 200", "line 7: distance_cm of distance mark 2 is 200"),
    ],
)  # fmt: skip
def test_marks_that_cannot_be_are_said_with_their_line(old: str, new: str, message: str) -> None:
    assert old in MARKED
    scene = scene_in(PATH, MARKED.encode())
    assert scene.calibration is not None
    assert len(scene.calibration.marks) == 3
    assert message in refusal(MARKED.replace(old, new, 1))


def test_marks_are_nothing_without_a_calibration() -> None:
    marks = "distance_marks = [{ normalized_position = 0, distance_cm = 9 }]\n"
    assert "line 1: focus_positions is missing" in refusal('lens_name = "a"\n' + marks)
    assert "lens_name is missing" in refusal(marks)
    for value in ("3", "[1]"):
        said = refusal(edited("modes =", f"distance_marks = {value}\nmodes ="))
        assert "line 5: distance_marks is" in said
        assert "expected a list of { normalized_position, distance_cm }" in said


def test_points_that_are_no_tables() -> None:
    for value in ("3", "[1]", "{ a = 1 }"):
        said = refusal(f'lens_name = "a"\nfocus_points = {value}\n')
        assert "line 2: focus_points is" in said
        assert "expected [[focus_points]] tables" in said


def test_too_many_points() -> None:
    point = "[[focus_points]]\nnormalized_position = 0\ndistance_cm = 0\nduration_s = 0\n"
    assert scene_in(PATH, ('lens_name = "a"\n' + point * 999).encode()).points
    said = refusal('lens_name = "a"\n' + point * 1000)
    assert "line 2: focus_points are 1000, expected at most 999" in said


def test_the_first_fault_is_said_and_the_others_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    path.write_text(
        edited("= 1.30", "= nan").replace("= 1647\n", "= -1\n").replace("= 20\n", "= []\n")
    )
    with pytest.raises(FileRefused) as refused:
        read_scene(path)
    message = f"{path}, line 16: distance_cm of focus point 1 is a list, expected a whole number"
    assert refused.value.message.startswith(message)
    assert refused.value.message.endswith(f"And 2 more; fsq check {path} lists them.")
    assert [fault.line for fault in faults(path)] == [16, 23, 32]
    assert str(faults(path)[1]).startswith("line 23: duration_s of focus point 2 is nan")


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    assert faults(path) == []
    path.write_text(WRITTEN)
    assert faults(path) == []


def test_what_is_no_file_of_a_decent_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="it is a folder"):
        read_scene(tmp_path)
    with pytest.raises(FileRefused, match="a device or a pipe"):
        read_scene(Path("/dev/zero"))
    with pytest.raises(FileRefused, match="not a possible file name"):
        read_scene(tmp_path / "a\0b")
    with pytest.raises(FileRefused, match="the name is too long"):
        read_scene(tmp_path / ("a" * 300))
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(16 * 1024 * 1024 + 1)
    with pytest.raises(FileRefused, match="larger than 16 MB"):
        read_scene(huge)


def is_scene_or_refusal(content: bytes) -> None:
    try:
        scene = scene_in(PATH, content)
    except FileRefused as refused:
        said = refused.message
    else:
        assert isinstance(scene, Scene)
        return
    assert said.startswith("scene.toml, line ")
    assert said.isprintable()


@settings(max_examples=300)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_scene_or_refused(content: bytes) -> None:
    is_scene_or_refusal(content)


@settings(max_examples=500)
@given(st.data())
def test_any_mutation_of_a_valid_file_is_a_scene_or_refused(data: Any) -> None:
    content = bytearray(WRITTEN.encode())
    bits = [
        b"[",
        b"]]",
        b'"',
        b"'''",
        b'"""',
        b"\n",
        b"=",
        b"{",
        b"#",
        b"nan",
        b"-",
        b"1e999",
        b",",
    ]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.sampled_from([0, 1, 1, 2, 30]))
        content[start:end] = data.draw(st.sampled_from(bits) | st.binary(max_size=3))
    is_scene_or_refusal(bytes(content))


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.integers(0, 5).map(lambda n: 16**9000 + n),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["step_size", "steps", "speed", "name"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "lens_name",
                "focus_positions",
                "focus_distances_cm",
                "modes",
                "drive_unit",
                "simulated",
                "backlash_steps",
                "focus_points",
            ]
        ),
        values,
    )
)
def test_values_of_any_type_are_judged(data: dict[str, Any]) -> None:
    scene, problems = scene_from(data)
    assert problems or isinstance(scene, Scene)
