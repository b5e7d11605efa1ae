from __future__ import annotations

import json
from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.cli import main
from fsq_tui.clock import VirtualClock
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.library import LensLibrary
from fsq_tui.storage.scene import Scene, read_scene
from tests.verbs.conftest import LENS, LENS_MODEL, write_scene

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsq_tui.backend.mount.RealClock", lambda _rate: VirtualClock())


def test_json_holds_what_was_measured(capsys: Capture) -> None:
    assert main(["calibrate", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["lens_name", "steps", "modes", "backlash_steps", "how", "seconds"]
    assert printed["lens_name"] == "EF24mm f/2.8 IS USM"
    assert (printed["steps"], printed["how"]) == (407, "measured")
    assert printed["backlash_steps"] == 0.0
    assert [mode["step_size"] for mode in printed["modes"]] == [3, 2, 1]
    for mode, (steps, speed) in zip(
        printed["modes"], [(26, 94.321), (4, 48.733), (1, 23.496)], strict=True
    ):
        assert mode["steps"] == pytest.approx(steps, rel=0.02)
        assert mode["speed"] == pytest.approx(speed, rel=0.01)
    assert 43 < printed["seconds"] < 56


def test_the_library_has_it_afterwards(capsys: Capture) -> None:
    assert main(["calibrate", "--lens-model", "backlash"]) == 0
    said = capsys.readouterr().out
    assert "260 (measured)" in said
    assert "\nbacklash    3 steps\n" in said
    found = LensLibrary(paths.simulated_lens_library()).find("Simulated 50mm backlash")
    assert found is not None
    assert len(found.positions) == 260
    assert found.backlash_steps == 3.0


def test_a_scene_gets_it_and_keeps_its_points(tmp_path: Path) -> None:
    (tmp_path / "lens.toml").write_text(LENS_MODEL)
    points = (FocusPoint(10), FocusPoint(50, 0, 2.5, "door"))
    scene = write_scene(tmp_path / "take.toml", Scene(LENS, None, points))
    assert main(["calibrate", str(scene), "--lens-model", str(tmp_path / "lens.toml")]) == 0
    after = read_scene(scene)
    assert after.points == points
    assert after.calibration is not None
    assert after.calibration.positions == tuple(range(0, 100, 10))


def test_a_scene_of_another_lens_is_refused_before_the_work(scene: Path, capsys: Capture) -> None:
    before = scene.read_bytes()
    assert main(["calibrate", str(scene)]) == 4
    assert LENS in capsys.readouterr().err
    assert scene.read_bytes() == before
    assert not paths.simulated_lens_library().exists()


def test_an_unknown_model_is_refused(capsys: Capture) -> None:
    assert main(["calibrate", "--lens-model", "longthro"]) == 2
    assert "longthrow" in capsys.readouterr().err
