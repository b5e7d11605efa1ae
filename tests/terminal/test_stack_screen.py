"""A focus stack by its keys on the simulated lens: marked, scanned, dragged, rehearsed, taken."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene


def test_a_stack_is_marked_scanned_dragged_rehearsed_and_taken(
    start: Start, tmp_path: Path
) -> None:
    path = write_scene(tmp_path / "watch.toml", point_at(280))
    fsq = start("--time-scale", "20", path)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_overlay(r"\[edit\]   1 / 1 \| .*")
    fsq.send("m", *["down"] * 4, "enter", "[")
    fsq.wait_for(r"near step 280 \(measured\)")
    for _ in range(3):
        before = fsq.line(3)
        fsq.send("(")
        fsq.wait_until(
            lambda seen=before: fsq.line(3) != seen and "esc close" in fsq.text(),  # type: ignore[misc]
            "the lens was not driven",
        )
    fsq.send("]")
    fsq.wait_for(r"far  step [0-9]+ \(measured\)")
    fsq.wait_for(r"8 shots, 7 moves, about [0-9]+ s")
    fsq.send("o")
    fsq.wait_for(r"depths measured")
    fsq.send("right", "down")
    fsq.wait_for(r"shot 2 of 8, [0-9]+%, step [0-9]+, pinned: put there by hand")
    fsq.send("m", *["down"] * 6, "left", "m", "p")
    fsq.wait_for(r"movement only")
    fsq.wait_for(r"shot [2-8] of 8, [0-9]+ s left")
    fsq.wait_until(lambda: "esc close" in fsq.text(), "the rehearsal does not end")
    assert not list(tmp_path.glob("watch_stack_*"))
    fsq.send("m", *["down"] * 6, "right", "m", "p")
    fsq.wait_for(r"watch_stack_001: whole")
    shots = sorted((tmp_path / "watch_stack_001").glob("shot_*.jpg"))
    assert [shot.stem for shot in shots] == [f"shot_{number:03}" for number in range(1, 9)]


def test_a_bracket_is_set_by_its_keys_and_three_pictures_taken_of_each_shot(
    start: Start, tmp_path: Path
) -> None:
    path = write_scene(tmp_path / "watch.toml", point_at(120))
    fsq = start("--time-scale", "50", path)
    fsq.wait_for_line("[    ]")
    fsq.send("i")
    fsq.wait_for_overlay(r"\[edit\]   1 / 1 \| .*")
    fsq.send("m", *["down"] * 4, "enter", "]")
    fsq.wait_for(r"far  step 120 \(measured\)")
    fsq.send(")")
    fsq.wait_for(r"lens step 1[45][0-9] \(measured\)")
    fsq.send("[")
    fsq.wait_for(r"8 shots, 7 moves")
    fsq.send("m", *["left"] * 6, *["down"] * 3, *["left"] * 4, *["down"] * 2, *["right"] * 4)
    fsq.wait_for(r"Bracket +1 EV")
    fsq.send("m")
    fsq.wait_for(r"2 shots, 1 moves?, about [0-9]+ s, bracket 1 EV")
    fsq.send("p")
    fsq.wait_for(r"picture [2-6] of 6, [0-9]+ s left")
    fsq.wait_for(r"watch_stack_001: whole")
    shots = sorted(shot.stem for shot in (tmp_path / "watch_stack_001").glob("shot_*.jpg"))
    assert shots == [
        f"shot_{number:03}{exposed}"
        for number in (1, 2)
        for exposed in ("", "_brighter", "_darker")
    ]
