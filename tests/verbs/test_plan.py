from __future__ import annotations

import json

import pytest

from fsq_tui.cli import main
from fsq_tui.focus.plan import plan, tracking_error_steps
from fsq_tui.focus.shape import Shape, curve
from fsq_tui.verbs.values import modes

REFERENCE = modes("26:94.321,4:48.733,1:23.496")


def test_json_holds_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--steps", "400", "--duration", "10.6", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    planned = plan(REFERENCE, 400, 10.6)
    assert list(printed) == ["steps", "target_s", "expected_s", "rms_steps", "shape", "actions"]
    assert printed["shape"] == "linear"
    assert (printed["steps"], printed["target_s"]) == (400, 10.6)
    assert printed["expected_s"] == planned.expected_s
    assert printed["rms_steps"] == tracking_error_steps(planned)
    assert printed["actions"] == [
        {
            "start_s": a.start_s,
            "duration_s": a.duration_s,
            "step_size": a.step_size,
            "steps": a.steps,
        }
        for a in planned.actions
    ]
    assert {action["step_size"] for action in printed["actions"]} >= {None, 1}


def test_modes_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--modes", "1:10", "--steps", "5", "--duration", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["expected_s"] == pytest.approx(0.5)


def test_text_sums_up_and_draws(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--steps", "30", "--duration", "2"]) == 0
    text = capsys.readouterr().out
    assert "shape      linear\n" in text
    assert "expected   2.000s\ncommands   30 x size 1\n" in text
    assert "\n30 steps in 2.000s\n• ideal  ⢕ position, planned\n" in text
    assert text.count("size 1") == 1


def test_a_plan_of_thousands_of_commands_is_a_picture_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["plan", "--modes", "1:101", "--steps", "9900", "--duration", "99"]) == 0
    assert len(capsys.readouterr().out.splitlines()) < 40


def test_actions_lists_every_command_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--steps", "30", "--duration", "2", "--actions"]) == 0
    text = capsys.readouterr().out
    assert text.count("size 1 ") == 30
    assert "ideal  ⢕" not in text
    assert "expected   2.000s\n" in text


@pytest.mark.parametrize("shape", [Shape.LINEAR, Shape.EASE_IN, Shape.EASE_OUT, Shape.EASE])
def test_a_plan_takes_the_asked_shape(shape: Shape, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["plan", "--steps", "120", "--duration", "9", "--shape", shape.value]
    assert main([*words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    planned = plan(REFERENCE, 120, 9.0, curve(shape))
    assert printed["shape"] == shape.value
    assert printed["rms_steps"] == tracking_error_steps(planned)
    assert len(printed["actions"]) == len(planned.actions)
    halfway = sum(a["steps"] for a in printed["actions"] if a["start_s"] < 4.5)
    assert halfway == pytest.approx({"ease-in": 30, "ease-out": 90}.get(shape.value, 60), abs=5)
    assert main(words) == 0
    assert f"shape      {shape.value}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ("dioptres", "A plan even in dioptres needs a lens whose distances are known"),
        ("round", "'round' is not a shape."),
    ],
)
def test_a_shape_that_cannot_be_planned(
    shape: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--steps", "30", "--duration", "2", "--shape", shape]) == 2
    assert sentence in capsys.readouterr().err


def test_nothing_to_do_is_a_plan_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--steps", "0", "--duration", "0"]) == 0
    assert "commands   none" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--steps", "x", "--duration", "1"],
        ["--steps", "4", "--duration", "nan"],
        ["--steps", "4", "--duration", "-1"],
        ["--steps", "4"],
        ["--steps", "4", "--duration", "1", "--modes", "1:0"],
        ["--steps", "4", "--duration", "1", "extra"],
        ["--steps", "4", "--duration", "1", "--json", "--actions"],
    ],
)
def test_a_bad_word_is_one_line_and_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("fsq: ")
    assert printed.err.count("\n") == 1
