"""End and start point of the rack in a settings file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.rack import NO_ENDS, Ends, Mark
from fsq_tui.focus.sequence import FocusPoint
from fsq_tui.storage.scene import Scene, faults, read_scene, rewrite
from tests.storage.examples import CALIBRATION, LENS

RACKED = Ends(Mark(9, 2), Mark(0))
EMPTY = Path("scene.toml")


def scene_of(rack: Ends, points: tuple[FocusPoint, ...] = ()) -> Scene:
    return Scene(LENS, CALIBRATION, points, rack=rack)


def test_a_rack_goes_round(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    content = b""
    for scene in (
        scene_of(RACKED),
        scene_of(RACKED, (FocusPoint(9),)),
        scene_of(Ends(Mark(0))),
        scene_of(NO_ENDS, (FocusPoint(9),)),
        scene_of(Ends(None, Mark(9))),
    ):
        content = rewrite(path, content, scene)
        path.write_bytes(content)
        assert read_scene(path) == scene
        assert content.count(b"[rack]") == 1


def test_comments_and_unknown_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    before = rewrite(path, b"", scene_of(NO_ENDS, (FocusPoint(9, name="a"),))).decode()
    mine = "\n# from the door\n[rack] # to the window\nlens_cap = 'off' # mine\nend_position = 0\n"
    for text in (before + mine, before.replace("[[focus_points]]", f"{mine}\n[[focus_points]]")):
        path.write_text(text)
        scene = read_scene(path)
        assert scene.rack == Ends(Mark(0))
        after = rewrite(path, text.encode(), replace(scene, rack=RACKED)).decode()
        assert read_again(path, after).rack == RACKED
        assert "# from the door\n[rack] # to the window\nlens_cap = 'off' # mine\n" in after
        assert rewrite(path, after.encode(), scene).decode() == text


def test_a_rack_at_the_top(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    before = rewrite(path, b"", scene_of(NO_ENDS, (FocusPoint(9),))).decode()
    text = before.replace("modes = [", "rack = { end_position = 0, mine = 1 } # top\nmodes = [")
    path.write_text(text)
    assert read_scene(path).rack == Ends(Mark(0))
    after = rewrite(path, text.encode(), scene_of(RACKED, (FocusPoint(9),))).decode()
    assert read_again(path, after).rack == RACKED
    assert "mine = 1" in after
    assert "# top" in after


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("rack = 3", 0, "rack is 3, expected a [rack] table"),
        ("[rack]\nend_position = 'x'", 1, 'end_position of the rack is "x", expected a whole'),
        ("[rack]\nend_position = -1", 1, "end_position of the rack is -1, expected a whole"),
        ("[rack]\n\nstart_position = 1.5", 2, "start_position of the rack is 1.5, expected"),
        ("[rack]\nend_unsure_steps = true", 1, "end_unsure_steps of the rack is true, expected"),
        ("[rack]\nend_position = 99999", 1, "expected a whole number from 0 to 44, the last"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, table: str, line: int, message: str
) -> None:
    path = tmp_path / "scene.toml"
    text = rewrite(path, b"", scene_of(NO_ENDS)).decode()
    path.write_text(f"{table}\n{text}" if "=" in table.split("\n")[0] else f"{text}\n{table}\n")
    found = faults(path)
    first = path.read_text().splitlines().index(table.split("\n")[0]) + 1
    assert [fault.line for fault in found] == [first + line]
    assert message in found[0].message
    with pytest.raises(FileRefused, match="line"):
        read_scene(path)


def test_a_rack_needs_a_lens(tmp_path: Path) -> None:
    path = tmp_path / "scene.toml"
    path.write_text("[rack]\nend_position = 3\n")
    assert [fault.message for fault in faults(path)] == [
        "lens_name is missing, expected the name the lens reports"
    ]


def read_again(path: Path, text: str) -> Scene:
    path.write_text(text)
    return read_scene(path)
