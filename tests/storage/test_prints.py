"""The pictures of the points on disk, beside their scene."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.storage.prints import Lens, Print, load_prints, prints_path, save_prints

LENS = Lens("EF", 407)
KEPT = {12: Print((1.25, 3.0), (0.01,), 6), 300: Print((0.5, -1.0), (0.02,), 6)}


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


def test_they_come_back_as_they_went(scene: Path) -> None:
    assert load_prints(scene, LENS) == ({}, "")
    save_prints(scene, KEPT, LENS)
    assert load_prints(scene, LENS) == (KEPT, "")
    assert prints_path(scene).name == "scene.toml.prints.json"


@pytest.mark.parametrize("other", [Lens("EF 50", 407), Lens("EF", 408)])
def test_positions_of_another_lens_or_calibration_are_none_of_this(
    scene: Path, other: Lens
) -> None:
    save_prints(scene, KEPT, LENS)
    assert load_prints(scene, other) == ({}, "")


def _damaged() -> list[str]:
    whole = {"version": 1, "lens_name": "EF", "steps": 407}
    print_ = {"sharpness": [1.0], "variances": [0.1], "count": 3}
    prints: list[object] = [
        {"x": print_},
        {"1": {**print_, "count": 0}},
        {"1": {**print_, "sharpness": ["a"]}},
        {"1": {**print_, "sharpness": [float("nan")]}},
        {"1": {"sharpness": []}},
        {"1": None},
        [],
    ]
    texts = ["", "[]", "{", '{"version":2}', "nonsense", "[" * 100_000]
    return texts + [json.dumps({**whole, "prints": each}) for each in prints]


@pytest.mark.parametrize("text", _damaged())
def test_a_damaged_file_costs_the_prints_alone(scene: Path, text: str) -> None:
    prints_path(scene).write_text(text)
    found, note = load_prints(scene, LENS)
    assert found == {}
    assert note == "The pictures of the points are lost: scene.toml.prints.json is damaged."


def test_a_folder_in_its_place(scene: Path) -> None:
    prints_path(scene).mkdir()
    found, note = load_prints(scene, LENS)
    assert found == {}
    assert note.startswith("The pictures of the points are lost: ")
    with pytest.raises(FileRefused):
        save_prints(scene, KEPT, LENS)
