from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from fsq_tui.backend.model import MotorMode, load_model, model_names
from fsq_tui.backend.scene_setup import SceneKind
from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.distance import INFINITY_CM, UNKNOWN_CM

GOOD = """\
lens_name = "Test lens"
body = "Body"
steps = 101
raw_first = 0
raw_last = 1000
position_linear = 0.6
autofocus_speed = 100
subjects = [0.1, 1]
near_cm = 20
far_cm = 1000
steps_per_distance = 10
settle_reads = 2
modes = [
  { step_size = 2, steps = 5, speed = 50.0, spread = 1 },
  { step_size = 1, steps = 1, speed = 10 },
]
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "lens.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        load_model(str(path))
    assert caught.value.remedy
    assert str(path) in caught.value.message
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_the_reference_lens_has_its_figures() -> None:
    model = load_model("ef24")
    assert model.lens_name == "EF24mm f/2.8 IS USM"
    raw = model.raw_positions()
    assert (len(raw), raw[0], raw[-1]) == (407, 2841, -2373)
    assert raw[0] - raw[-1] == 5214
    assert all(a > b for a, b in pairwise(raw))
    assert model.modes == (
        MotorMode(3, 26, 94.321, 1),
        MotorMode(2, 4, 48.733, 1),
        MotorMode(1, 1, 23.496),
    )


def test_the_reference_lens_is_visibly_not_linear() -> None:
    normalized = [2841 - raw for raw in load_model("ef24").raw_positions()]
    assert normalized[203] < 0.42 * 5214
    gaps = [b - a for a, b in pairwise(normalized)]
    assert max(gaps) > 2 * min(gaps)


def test_the_reference_lens_reports_its_distances() -> None:
    distances_cm = load_model("ef24").distances_cm()
    assert distances_cm[0] == INFINITY_CM
    assert max(cm for cm in distances_cm if cm != INFINITY_CM) == 1647
    assert distances_cm[-1] == 20
    assert list(distances_cm) == sorted(distances_cm, reverse=True)
    assert set(Counter(distances_cm).values()) == {9, 10}


def test_the_subjects_of_the_reference_lens_are_apart_in_distance() -> None:
    model = load_model("ef24")
    found = [model.distances_cm()[step] for step in model.subject_steps()]
    assert found[:2] == [1647, 54]
    assert len(set(found)) == len(found) >= 3


def test_three_models_ship() -> None:
    assert model_names() == ("backlash", "ef24", "longthrow")


def test_the_backlash_lens_is_ugly() -> None:
    model = load_model("backlash")
    assert model.backlash_steps > 0
    assert 0 < model.lost_step_rate < 0.1
    assert set(model.distances_cm()) == {UNKNOWN_CM}


def test_the_long_throw_has_4416_steps() -> None:
    model = load_model("longthrow")
    assert (model.steps, model.modes[0].steps) == (4416, 120)


@pytest.mark.parametrize("name", model_names())
def test_every_shipped_model_is_sound(name: str) -> None:
    model = load_model(name)
    raw = model.raw_positions()
    assert len(raw) == len(model.distances_cm()) == model.steps
    assert len({a < b for a, b in pairwise(raw)}) == 1
    assert len(set(raw)) == model.steps
    subjects = model.subject_steps()
    assert len(set(subjects)) == len(subjects) >= 3
    assert all(0 < step < model.steps - 1 for step in subjects)
    assert model.seed is None, "every power-up must be another one"


def test_a_file_is_taken_by_its_path(tmp_path: Path) -> None:
    model = load_model(str(written(tmp_path, GOOD)))
    assert (model.lens_name, model.steps, model.subjects) == ("Test lens", 101, (0.1, 1.0))
    assert model.modes[1].speed == 10.0
    assert model.battery_percent is None
    assert not model.silent_stops
    assert model.live_view
    assert model.scene is SceneKind.TEXTURED


def test_what_stands_before_the_lens_is_a_word(tmp_path: Path) -> None:
    text = GOOD.replace("settle_reads = 2", 'scene = "dark"\nnoise_levels = 3')
    model = load_model(str(written(tmp_path, text)))
    assert model.scene is SceneKind.DARK
    assert (model.scene_setup().kind, model.scene_setup().noise_levels) == (SceneKind.DARK, 3.0)


@pytest.mark.parametrize("line", ["steps_per_distance = 10", "near_cm = 20", "far_cm = 1000"])
def test_without_distances_there_is_none(tmp_path: Path, line: str) -> None:
    text = GOOD.replace("steps_per_distance = 10\n", "").replace(f"{line}\n", "")
    model = load_model(str(written(tmp_path, text)))
    assert model.distances_cm() == (UNKNOWN_CM,) * 101


def test_control_characters_are_left_out_of_names(tmp_path: Path) -> None:
    text = GOOD.replace('"Test lens"', '"\\u001b[31mTest\\u0007 lens "')
    assert load_model(str(written(tmp_path, text))).lens_name == "[31mTest lens"


@pytest.mark.parametrize(
    ("name", "said"),
    [("ef42", "Did you mean ef24?"), ("Longthrow", "longthrow"), ("", "ef24"), ("\x1b[0m", "ef24")],
)
def test_an_unknown_name_lists_the_models(name: str, said: str) -> None:
    with pytest.raises(UsageFault) as caught:
        load_model(name)
    assert said in str(caught.value)
    assert "backlash, ef24, longthrow" in caught.value.remedy
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("steps = 101", "stepps = 101", "stepps", "Did you mean steps?"),
        ("spread = 1", "spraed = 1", "modes[0].spraed", "Did you mean spread?"),
        ("steps = 101", "steps = 101\n'\\u001b[2J' = 1", "unknown key", "The keys are"),
        ("steps = 101\n", "", "steps is missing", "whole number from 3"),
        (", speed = 10 ", " ", "modes[1].speed is missing", "number from 0.1"),
        ('lens_name = "Test lens"\n', "", "lens_name is missing", "a text"),
        ("steps = 101", "steps = 1", "steps", "whole number from 3 to 65535"),
        ("steps = 101", "steps = 0", "steps", "whole number"),
        ("steps = 101", "steps = -5", "steps", "whole number"),
        ("steps = 101", "steps = 101.0", "steps", "whole number"),
        ("steps = 101", "steps = true", "steps", "whole number"),
        ("steps = 101", 'steps = "101"', "steps", "whole number"),
        ("steps = 101", "steps = 99999", "steps", "whole number"),
        ('"Test lens"', "24", "lens_name", "a text"),
        ('"Test lens"', '" \\u001b"', "lens_name", "a text"),
        ("speed = 50.0", "speed = nan", "modes[0].speed", "a number from"),
        ("speed = 50.0", "speed = inf", "modes[0].speed", "a number from"),
        ("speed = 50.0", "speed = -1", "modes[0].speed", "a number from"),
        ("speed = 50.0", "speed = 0", "modes[0].speed", "a number from"),
        ("speed = 50.0", "speed = 5", "modes", "falling"),
        ("autofocus_speed = 100", "autofocus_speed = 0", "autofocus_speed", "a number from"),
        ("step_size = 2", "step_size = 4", "modes[0].step_size", "from 1 to 3"),
        ("step_size = 1", "step_size = 2", "modes", "falling"),
        ("step_size = 1, steps = 1", "step_size = 1, steps = 2", "modes", "steps = 1"),
        ("steps = 5", "steps = 101", "modes[0].steps", "smaller than the steps of the lens"),
        ("spread = 1", "spread = 5", "modes[0].spread", "smaller than its steps, 5"),
        ("subjects = [0.1, 1]", "subjects = []", "subjects", "list of numbers from 0 to 1"),
        ("subjects = [0.1, 1]", "subjects = [1.5]", "subjects", "list of numbers from 0 to 1"),
        ("subjects = [0.1, 1]", "subjects = 0.5", "subjects", "list of numbers from 0 to 1"),
        ("subjects = [0.1, 1]", "subjects = [nan]", "subjects", "list of numbers from 0 to 1"),
        ("raw_last = 1000", "raw_last = 0", "raw_last", "its own raw position"),
        ("raw_last = 1000", "raw_last = 120", "position_linear", "its own raw position"),
        ("position_linear = 0.6", "position_linear = 2", "position_linear", "its own raw position"),
        ("position_linear = 0.6", "position_linear = -1", "position_linear", "from 0 to 2"),
        ("near_cm = 20\n", "", "near_cm", "smaller than far_cm"),
        ("near_cm = 20", "near_cm = 2000", "near_cm", "smaller than far_cm"),
        ("near_cm = 20", "near_cm = 0", "near_cm", "whole number from 1"),
        ("far_cm = 1000", "far_cm = 65535", "far_cm", "whole number from 1 to 65534"),
        ("far_cm = 1000", "far_cm = 25", "steps_per_distance", "1 cm"),
        ("steps_per_distance = 10", "steps_per_distance = 60", "steps_per_distance", "three"),
        ("settle_reads = 2", "settle_reads = -2", "settle_reads", "whole number"),
        ("settle_reads = 2", "battery_percent = 101", "battery_percent", "from 0 to 100"),
        ("settle_reads = 2", "lost_step_rate = 1", "lost_step_rate", "from 0 to 0.9"),
        ("settle_reads = 2", "busy_rate = true", "busy_rate", "from 0 to 0.9"),
        ("settle_reads = 2", "silent_stops = 1", "silent_stops", "true or false"),
        ("settle_reads = 2", "live_view = 0", "live_view", "true or false"),
        ("settle_reads = 2", 'scene = "dusk"', "scene", "one of textured, dark, blank, moving"),
        ("settle_reads = 2", "scene = ['dark']", "scene", "one of textured"),
        ("settle_reads = 2", "noise_levels = 21", "noise_levels", "a number from 0 to 20"),
        ("settle_reads = 2", "[settle_reads]", "modes is missing", "a list of tables"),
        ("modes = [", "modes = 3 #", "", "line"),
    ],
)
def test_a_fault_names_file_and_key(
    tmp_path: Path, old: str, new: str, key: str, expected: str
) -> None:
    assert old in GOOD
    said = refusal(written(tmp_path, GOOD.replace(old, new, 1)))
    assert key in said
    assert expected in said


@pytest.mark.parametrize("modes", ["3", "[]", "[3]", '"fast"'])
def test_modes_must_be_tables(tmp_path: Path, modes: str) -> None:
    text = GOOD[: GOOD.index("modes")] + f"modes = {modes}\n"
    assert "modes must be a list of tables" in refusal(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps = \n", "line 1, column 9"),
        ("steps = 1\nsteps = 2\n", "line 2"),
        ("body = 'x'\nlens_name = 'never ends", "line 2, column 24"),
        ("modes = [\n", "line 2, column 1"),
        ("a = \x00", "column 5"),
        (b"lens_name = '\xff\xfe'", "UTF-8"),
        ("a = " + "[" * 20_000, "TOML"),
        ("steps = " + "9" * 5_000, "TOML"),
        ("", "lens_name is missing"),
    ],
)
def test_a_file_that_does_not_parse_is_told_with_its_place(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert said in refusal(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.toml")


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)
