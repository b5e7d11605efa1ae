"""What a sweep has seen comes back as it was; a file that is none costs nothing but that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fsq_tui.storage.prints import Print
from fsq_tui.storage.stack_seen import NAME, SeenPlaces, load_seen, save_seen

SEEN = SeenPlaces(
    (20.0, 24.5), (Print((1.25, -2.5), (0.5,), 3), Print((1.5, -2.0), (0.25,), 1)), 0.01
)


def test_it_comes_back(tmp_path: Path) -> None:
    assert load_seen(tmp_path) is None
    save_seen(tmp_path, SEEN)
    assert load_seen(tmp_path) == SEEN
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"steps": [20.0]},
        {"steps": [24.5, 20.0]},
        {"steps": ["20", "24"]},
        {"unsure_share": None},
        {"prints": [1, 2]},
        {"prints": None},
    ],
    ids=str,
)
def test_what_is_no_such_file_is_none(tmp_path: Path, changed: dict[str, object]) -> None:
    save_seen(tmp_path, SEEN)
    document = json.loads((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(json.dumps(document | changed))
    assert load_seen(tmp_path) is None
    for content in ("", "[]", "{"):
        (tmp_path / NAME).write_text(content)
        assert load_seen(tmp_path) is None
