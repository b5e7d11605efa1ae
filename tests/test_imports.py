"""What a verb imports, in a clean interpreter: the static graph cannot see lazy imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.verbs import options
from tests.verbs.conftest import CALIBRATION, LENS, LENS_MODEL, POINTS, write_scene

SCREEN = {"textual", "rich"}
PICTURES = {"numpy", "simplejpeg"}
PLOTS = {"plotext", "matplotlib"}
PLANNING = {"plan", "play", "export"}  # the tables of the planner are numpy's
SLOW = SCREEN | PICTURES | {"tomlkit", "platformdirs"}

SCRIPT = """
import contextlib, io, json, sys
from fsq_tui.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    status = main(sys.argv[1:])
print(json.dumps([status, sorted(name.partition(".")[0] for name in sys.modules)]))
"""


def imported(tmp_path: Path, *words: str, exit_code: int = 0) -> set[str]:
    """The top-level packages in memory after a verb that must end so."""
    homes = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        capture_output=True,
        text=True,
        env=os.environ | homes,
        timeout=30,
    )
    assert done.stderr == ""
    status, names = json.loads(done.stdout)
    assert status == exit_code
    return set(names)


def test_looking_for_cameras_imports_nothing_that_is_slow(tmp_path: Path) -> None:
    assert not imported(tmp_path, "cameras") & SLOW


VERBS = {
    "plan": ["--steps", "4", "--duration", "1", "--json"],
    "calibrate": ["--lens-model", "lens.toml", "--time-scale", "100"],
    "play": ["take.toml", "--lens-model", "lens.toml", "--time-scale", "100"],
    "takes": ["take.toml"],
    "repeat": [
        "1",
        "2",
        "take.toml",
        "-n",
        "5",
        "--lens-model",
        "lens.toml",
        "--time-scale",
        "100",
    ],
    "points": ["take.toml"],
    "stack": ["plan", "--near", "54", "--far", "2m", "--focal-length", "50", "--aperture", "8"],
    "import": ["focus_sq.cfg", "new.toml"],
    "export": ["take.toml", "new.cfg"],
    "check": ["take.toml"],
    "cameras": [],
    "doctor": ["--camera", "ptpip:127.0.0.1:1:1"],
    "keys": [],
}


def test_every_verb_without_a_screen_is_looked_at() -> None:
    assert VERBS.keys() == options.VERBS.keys() - {"open"}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_without_a_screen_imports_textual(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsq_tui.storage.focus_sq_cfg import write_cfg
    from fsq_tui.storage.scene import Scene

    monkeypatch.chdir(tmp_path)
    points = tuple(replace(point, name="") for point in POINTS)  # an export says what is lost
    scene = Scene(LENS, replace(CALIBRATION, distances_cm=()), points)
    write_scene(Path("take.toml"), scene)
    write_cfg(Path("focus_sq.cfg"), scene)
    Path("lens.toml").write_text(LENS_MODEL)
    root = str(Path(__file__).parent.parent)
    monkeypatch.setenv("PYTHONPATH", root)
    exit_code = 5 if verb == "doctor" else 0  # nobody answers there
    names = imported(tmp_path, verb, *VERBS[verb], exit_code=exit_code)
    assert not names & PLOTS
    assert not names & SCREEN
    assert not names & (PICTURES - ({"numpy"} if verb in PLANNING else set()))


def test_editing_a_scene_imports_no_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsq_tui.storage.scene import Scene

    take = write_scene(tmp_path / "take.toml", Scene(LENS, CALIBRATION, POINTS))
    assert not imported(tmp_path, "points", str(take), "remove", "1") & SCREEN


def test_the_screen_is_there_before_anything_for_pictures_is_imported() -> None:
    """They are loaded with the first picture, and textual-image's public modules never."""
    script = (
        "import sys, fsq_tui.app, fsq_tui.screens.viewing, fsq_tui.widgets.live_view; "
        "print(*(name.partition('.')[0] for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert not set(done.stdout.split()) & (PICTURES | {"PIL", "textual_image"})


def test_sixels_are_made_without_asking_the_terminal() -> None:
    script = (
        "import sys, numpy; from fsq_tui.widgets.graphics import sixel; "
        "sixel(numpy.zeros((6, 6, 3), numpy.uint8)); "
        "print(*(name for name in sys.modules if name.startswith('textual_image.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split() == ["textual_image._sixel"]
