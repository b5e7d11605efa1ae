from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from fsq_tui import paths
from fsq_tui.backend.simulated import SimulatedLens
from fsq_tui.cli import main
from fsq_tui.errors import LensGone
from fsq_tui.session.stack_ways import ByPosition
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.stack_folder import read_manifest
from fsq_tui.storage.stack_manifest import StackShot
from tests.stacking.merge_tools import FUSE, put_on_path
from tests.verbs.stack.conftest import Camera

Capture = pytest.CaptureFixture[str]

EVEN = ["--near", "300", "--far", "120", "--shots", "4", "--even", "--sim"]
STEPS = [300, 240, 180, 120]
RESUME = ["--resume", "--sim"]


class Beside(ByPosition):
    """Six steps beside the place of shot 2."""

    def go(self, shot: StackShot) -> None:
        assert shot.planned_step is not None
        off_steps = 6 if shot.number == 2 else 0
        super().go(dataclasses.replace(shot, planned_step=shot.planned_step + off_steps))


def capture(folder: Path, *words: str) -> int:
    return main(["stack", "capture", str(folder), *words])


def lines(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_plan_is_said_and_each_shot_is_taken_at_its_step(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *EVEN) == 0
    printed = capsys.readouterr()
    said = printed.out.splitlines()
    assert re.fullmatch(r"4 shots, 3 moves, about \d+ s", said[0])
    assert [line.split(maxsplit=3) for line in said[2:-1]] == [
        ["1", "0.0%", "300", "at the near mark"],
        ["2", "33.3%", "240", "evenly spaced"],
        ["3", "66.7%", "180", "evenly spaced"],
        ["4", "100.0%", "120", "at the far mark"],
    ]
    assert said[-1] == f"{stack}: 4 of 4 shots"
    assert printed.err == ""
    assert camera.steps == STEPS
    assert camera.lens.true_step == camera.began_step
    files = sorted(stack.glob("shot_*.jpg"))
    assert [file.read_bytes() for file in files] == [taken.data for taken in camera.card.taken]


def test_json_is_a_line_for_the_plan_for_each_shot_and_the_end(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *EVEN, "--json") == 0
    plan, *shots, end = lines(capsys)
    assert (plan["event"], plan["shots"], plan["moves"]) == ("plan", 4, 3)
    assert plan["expected_s"] > 4 * 2.0
    assert plan["home_step"] == camera.began_step
    assert [point["step"] for point in plan["points"]] == STEPS
    assert list(plan["points"][0]) == ["number", "depth", "even", "step", "reason"]
    assert [(shot["event"], shot["number"], shot["step"]) for shot in shots] == [
        ("shot", number, step) for number, step in enumerate(STEPS, 1)
    ]
    assert shots[0]["how"] == "measured"
    assert shots[3]["pictures"] == ["shot_004.jpg"]
    assert end == {
        "event": "done", "folder": str(stack), "shots": 4, "taken": 4, "missing": "", "strays": []
    }  # fmt: skip


def test_a_shot_that_stands_elsewhere_is_told_of_and_taken_again(
    camera: Camera, stack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("fsq_tui.session.headless_stack.ByPosition", Beside)
        assert capture(stack, *EVEN) == 0
    printed = capsys.readouterr()
    off = "hot 2 stands 6 steps too near (measured)"
    assert printed.out.splitlines()[-1] == f"{stack}: 4 of 4 shots; s{off}"
    assert f"S{off}." in printed.err
    assert "--resume --again 2" in printed.err
    assert capture(stack, *RESUME, "--json") == 0
    (end,) = lines(capsys)
    assert end["strays"] == [
        {"number": 2, "off_steps": -6, "unsure_steps": 0, "how": "measured"}
    ]  # fmt: skip
    assert capture(stack, *RESUME, "--again", "2", "--json") == 0
    shot, end = lines(capsys)
    assert (shot["number"], shot["step"], end["strays"]) == (2, STEPS[1], [])
    assert camera.steps == [300, 246, 180, 120, 240]
    assert (stack / "shot_002.jpg").read_bytes() == camera.card.taken[-1].data
    assert (stack / "shot_002.jpg.before1").read_bytes() == camera.card.taken[1].data


def test_what_cannot_be_taken_again_is_refused(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *EVEN, "--again", "2") == 2
    assert "Give --resume, too." in capsys.readouterr().err
    assert capture(stack, *EVEN) == 0
    assert capture(stack, *RESUME, "--again", "2", "--rehearse", "movement") == 2
    assert "no shot again" in capsys.readouterr().err
    assert capture(stack, *RESUME, "--again", "2,9") == 3
    assert "has no shot 9, but 4 shots" in capsys.readouterr().err
    assert len(camera.steps) == 4


def test_planes_by_distance_and_as_many_shots_as_the_depth_of_field_asks_for(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    words = ["--near", "54cm", "--far", "2m", "--aperture", "8", "--even", "--sim"]
    assert capture(stack, *words) == 0
    said = capsys.readouterr()
    assert said.out.startswith("4 shots, 3 moves, about ")
    assert "54cm to 2m is 1.7 times what one shot at 24 mm, f/8 covers" in said.err
    assert len(camera.steps) == 4
    assert camera.steps[0] > camera.steps[-1]  # this lens comes nearer forward


def test_as_the_camera_stacks_around_a_step(camera: Camera, stack: Path, capsys: Capture) -> None:
    words = ["--plain", "2,1,15", "--around", "200", "--sim", "--json"]
    assert capture(stack, *words) == 0
    plan = lines(capsys)[0]
    assert [point["step"] for point in plan["points"]] == [230, 215, 200, 185]
    assert [point["reason"] for point in plan["points"]] == [
        "30 steps in front", "15 steps in front", "where it was focused", "15 steps behind"
    ]  # fmt: skip
    assert camera.steps == [230, 215, 200, 185]


def test_as_the_camera_stacks_around_where_the_lens_is(camera: Camera, stack: Path) -> None:
    assert capture(stack, "--plain", "1,1,5", "--sim") == 0
    began = camera.began_step
    assert camera.steps == [began + 5, began, began - 5]


def test_a_place_in_the_picture_is_focused_on(camera: Camera, stack: Path, capsys: Capture) -> None:
    words = ["--near", "300", "--far", "12%,50%", "--shots", "3", "--even", "--sim", "--json"]
    assert capture(stack, *words) == 0
    far_step = lines(capsys)[0]["points"][-1]["step"]
    assert far_step <= 2  # the scene's background is at step 0, at its left edge
    assert camera.steps[-1] == far_step


def test_a_bracket_is_three_pictures_of_each_shot_and_one_of_them_is_merged(
    camera: Camera, stack: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert capture(stack, *EVEN, "--bracket", "1EV", "--json") == 0
    _, *shots, end = lines(capsys)
    assert [shot["number"] for shot in shots] == [1, 2, 3, 4]
    assert shots[1]["pictures"] == [
        "shot_002.jpg", "shot_002_darker.jpg", "shot_002_brighter.jpg"
    ]  # fmt: skip
    assert (end["event"], end["taken"]) == ("done", 4)
    assert camera.steps == [step for step in STEPS for _ in range(3)]
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    assert main(["stack", "merge", str(stack), "--no-align"]) == 0
    printed = capsys.readouterr()
    assert "8 darker or brighter ones are left out" in printed.err
    merged = tmp_path / "stack.merged.tif"
    as_set = [taken.data for taken in camera.card.taken[::3]]
    assert merged.read_bytes() == b"".join(as_set)


@pytest.mark.parametrize(("kind", "names"), [("movement", []), ("live-view", ["shot_001.jpg"])])
def test_rehearsals_take_no_picture(
    kind: str, names: list[str], camera: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *EVEN, "--rehearse", kind, "--json") == 0
    _, *shots, end = lines(capsys)
    assert camera.steps == []
    assert [shot["number"] for shot in shots] == [1, 2, 3, 4]
    assert shots[0]["pictures"] == names
    assert end["event"] == "done"
    assert camera.lens.true_step == camera.began_step


def test_a_rehearsed_movement_leaves_nothing(camera: Camera, stack: Path, capsys: Capture) -> None:
    assert capture(stack, *EVEN, "--rehearse", "movement") == 0
    assert "4 of 4" not in capsys.readouterr().out
    assert not stack.exists()
    assert camera.lens.true_step == camera.began_step


def test_what_the_body_cannot_do_is_said_before_the_lens_moves(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    camera.ready = lambda lens: setattr(
        lens, "_model", dataclasses.replace(lens._model, live_view=False)
    )
    assert capture(stack, *EVEN) == 5
    assert "fsq cannot take pictures with" in capsys.readouterr().err
    assert not camera.lens.commands
    assert not stack.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_brings_the_lens_back_and_the_stack_goes_on_later(
    number: signal.Signals, camera: Camera, stack: Path, capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    trigger = SimulatedLens.trigger

    def trigger_and_signal(self: SimulatedLens, pause: Any) -> None:
        trigger(self, pause)
        if len(camera.steps) == 2:
            signal.raise_signal(number)

    monkeypatch.setattr(SimulatedLens, "trigger", trigger_and_signal)
    assert capture(stack, *EVEN) == 128 + number
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == f"{stack}: 2 of 4 shots"
    assert "Of this stack there is not taken: shot 3, 4." in printed.err
    assert printed.err.endswith(f"{number.name} ended the work: fsq stack capture {stack} "
                                "--resume goes on with it.\n")  # fmt: skip
    assert camera.lens.true_step == camera.began_step
    first_home = camera.began_step
    assert capture(stack, *RESUME, "--json") == 0
    resumed = lines(capsys)
    assert [line["event"] for line in resumed] == ["shot", "shot", "done"]
    assert camera.steps == STEPS
    assert camera.lens.true_step == first_home
    assert capture(stack, *RESUME) == 0  # there is nothing to be done
    assert capsys.readouterr().out == f"{stack}: 4 of 4 shots\n"
    assert len(camera.steps) == 4


def test_a_signal_before_the_first_shot_brings_the_lens_back(
    camera: Camera, stack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = SimulatedLens.frame

    def frame_and_signal(self: SimulatedLens) -> bytes:
        signal.raise_signal(signal.SIGINT)
        return frame(self)

    monkeypatch.setattr(SimulatedLens, "frame", frame_and_signal)
    words = ["--near", "40%,50%", "--far", "120", "--even", "--sim"]
    assert capture(stack, *words) == 130
    assert camera.lens.true_step == camera.began_step
    assert camera.steps == []
    assert not stack.exists()


def test_an_unplugged_camera_and_the_next_run(
    camera: Camera, stack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = SimulatedLens.trigger

    def gone(self: SimulatedLens, pause: Any) -> None:
        if len(camera.steps) == 3:
            raise LensGone("The camera does not answer any more.", "Plug it in.")
        trigger(self, pause)

    monkeypatch.setattr(SimulatedLens, "trigger", gone)
    assert capture(stack, *EVEN) == 5
    printed = capsys.readouterr()
    assert "Of this stack there is not taken: shot 4" in printed.err
    assert "The camera does not answer any more." in printed.err
    monkeypatch.setattr(SimulatedLens, "trigger", trigger)
    assert capture(stack, *RESUME) == 0
    assert camera.steps == STEPS
    assert [shot.step for shot in read_manifest(stack).shots] == STEPS


def test_pictures_that_do_not_come_are_named_and_fetched_the_next_time(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    camera.card.failures = 10**6
    assert capture(stack, *EVEN, "--json") == 5
    printed = capsys.readouterr()
    end = json.loads(printed.out.splitlines()[-1])
    assert (end["event"], end["taken"]) == ("missing", 4)
    assert "only in the camera: shot_001.jpg (there FSQ_0001.JPG)" in end["missing"]
    camera.card.failures = 0
    assert capture(stack, *RESUME) == 0
    assert len(camera.steps) == 4
    assert len(list(stack.glob("shot_*.jpg"))) == 4


def test_a_full_disk_ends_it_and_says_what_is_missing(
    camera: Camera, stack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync
    written = 0

    def full(descriptor: int) -> None:
        nonlocal written
        written += 1
        if written > 12:
            raise OSError(errno.ENOSPC, "")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    assert capture(stack, *EVEN) == 3
    printed = capsys.readouterr()
    assert "the disk is full" in printed.err
    assert "Of this stack there is " in printed.err
    assert camera.lens.true_step == camera.began_step
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--far", "120"], 2, "Give --near and --far, or --plain, or --resume."),
        (["--near", "120", "--far", "120"], 2, "both at step 120"),
        (["--near", "120", "--far", "407"], 2, "There is no step 407. The last one is 406."),
        (["--near", "3cm", "--far", "120"], 5, "3cm is off the distance scale of this lens"),
        (["--near", "120", "--far", "122", "--shots", "4"], 2, "Take 2 to 3."),
        (["--near", "120", "--far", "200", "--shots", "1"], 2, "1 shots cannot lie"),
        (["--near", "nowhere", "--far", "1"], 2, "'nowhere' is no plane. Give a step (120)"),
        (["--near", "130%,50%", "--far", "1"], 2, "is no plane"),
        (["--plain", "3,4"], 2, "is no stack by steps"),
        (["--plain", "3,4,0"], 2, "is no stack by steps"),
        (["--plain", "0,0,9", "--around", "9"], 2, "A stack has 2 to 999 shots, not 1."),
        (["--plain", "3,4,50", "--around", "400"], 2, "at step 550, beyond the stop"),
        (["--plain", "3,4,5", "--near", "9"], 2, "--near has no meaning then"),
        (["--near", "9", "--far", "99", "--around", "9"], 2, "--around has no meaning then"),
        (["--near", "9", "--far", "99", "--shots", "3", "--aperture", "8"], 2, "--shots has no"),
        (
            ["--near", "9", "--far", "99", "--bracket", "9"],
            2,
            "'9' is not a bracket. Give 0.3 to 5",
        ),
        (
            ["--near", "9", "--far", "99", "--bracket", "1", "--rehearse", "movement"],
            2,
            "A rehearsal takes no exposures.",
        ),
        (["--resume", "--even"], 2, "--even has no meaning then"),
        (["--resume"], 3, "holds no focus stack: it has no stack.json"),
    ],
)
def test_what_cannot_be_is_refused_before_the_lens_moves(
    words: list[str], code: int, sentence: str, camera: Camera, stack: Path, capsys: Capture
) -> None:
    even = [] if {"--plain", "--resume"} & set(words) else ["--even"]
    assert capture(stack, *words, *even, "--sim") == code
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert camera.opened == 0 or not camera.lens.commands
    assert not stack.exists()


def test_two_places_at_one_depth_are_refused(camera: Camera, stack: Path, capsys: Capture) -> None:
    words = ["--near", "12%,50%", "--far", "12%,50%", "--even", "--sim"]
    assert capture(stack, *words) == 2
    assert "The near and the far plane are both at step" in capsys.readouterr().err
    assert camera.lens.true_step == camera.began_step
    assert not stack.exists()


def test_a_folder_with_files_and_a_file_are_no_place(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    stack.mkdir()
    (stack / "mine.jpg").write_bytes(b"")
    assert capture(stack, *EVEN) == 3
    assert "is not empty: mine.jpg is in it" in capsys.readouterr().err
    assert capture(stack / "mine.jpg", *EVEN) == 3
    assert "a part of the path is not a folder" in capsys.readouterr().err
    assert camera.opened == 0


def test_a_stack_of_another_lens_is_not_gone_on_with(
    camera: Camera, stack: Path, capsys: Capture
) -> None:
    assert capture(stack, *EVEN, "--rehearse", "live-view") == 0
    manifest = stack / "stack.json"
    text = manifest.read_text()
    for was, other in (("EF24mm f/2.8 IS USM", "50mm"), ("Simulator", "X1")):
        assert was in text
        manifest.write_text(text.replace(was, other))
        assert capture(stack, *RESUME) == 4
        assert f'This stack was begun with "{other}"' in capsys.readouterr().err
        assert not camera.lens.commands


def test_a_lens_that_was_never_calibrated(camera: Camera, stack: Path, capsys: Capture) -> None:
    for path in paths.simulated_lens_library().iterdir():
        path.unlink()
    assert capture(stack, *EVEN) == 5
    assert "is not calibrated. Run: fsq calibrate" in capsys.readouterr().err
    assert not camera.lens.commands
    assert LensLibrary(paths.simulated_lens_library()).find(camera.lens.identity.lens_name) is None
