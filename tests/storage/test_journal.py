from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import FocusPoint, History, Order, Sequence
from fsq_tui.storage.journal import journal_path, load_history, save_history
from tests.storage.examples import LENS, POINTS, points

A, B, C = POINTS


def loaded(scene: Path, present: tuple[FocusPoint, ...]) -> tuple[History, str]:
    return load_history(scene, Sequence(present), LENS)


def saved(scene: Path, made: History) -> None:
    save_history(scene, made, LENS)


def history(*states: tuple[FocusPoint, ...]) -> History:
    """A history that went through these states, standing on the last point of each."""
    first, *others = (Sequence(state, max(0, len(state) - 1)) for state in states)
    made = History(first)
    for state in others:
        made = made.edited(state)
    return made


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    return tmp_path / "scene.toml"


def test_no_journal_is_a_fresh_history(scene: Path) -> None:
    assert loaded(scene, (A,)) == (History(Sequence((A,))), "")


def test_undo_and_redo_survive_a_restart(scene: Path) -> None:
    before = history((), (A,), (A, B), (A, C)).undone()
    saved(scene, before)
    after, note = loaded(scene, (A, B))
    assert note == ""
    assert (after.past, after.future) == (before.past, before.future)
    assert after.present == Sequence((A, B), 0)
    assert after.redone().present == before.redone().present
    assert after.undone().present == before.undone().present
    assert sorted(file.name for file in scene.parent.iterdir()) == ["scene.toml.undo.json"]


def test_the_journal_lies_beside_the_file_behind_a_link(scene: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(scene)
    assert journal_path(link) == journal_path(scene) == tmp_path / "scene.toml.undo.json"


def test_an_edit_by_hand_is_one_more_edit(scene: Path) -> None:
    before = history((A,), (A, B)).undone()
    saved(scene, before)
    after, _ = loaded(scene, (C,))
    assert after.present == Sequence((C,), 0)
    assert after.undone().present.points == (A,)
    assert after.future == ()


def test_a_crash_between_scene_and_journal_is_one_more_edit(scene: Path) -> None:
    before = history((A,), (A, B))
    saved(scene, before)
    crashed = before.edited(Sequence((A, B, C), 2))
    after, _ = loaded(scene, crashed.present.points)
    assert after.undone().present.points == (A, B)
    assert after.undone().undone().present.points == (A,)


def test_what_the_scene_rounds_is_no_edit(scene: Path) -> None:
    exact = FocusPoint(1, 2, 0.1 * 13)
    saved(scene, history((A,), (exact,)))
    after, _ = loaded(scene, (FocusPoint(1, 2, 1.3),))
    assert len(after.past) == 1


def test_no_more_is_kept_than_the_history_holds(scene: Path) -> None:
    past = tuple(Sequence((FocusPoint(n),)) for n in range(History.DEPTH + 50))
    saved(scene, History(Sequence((A,)), past, past))
    after, _ = loaded(scene, (A,))
    assert after.past == past[-History.DEPTH :]
    assert after.future == past[: History.DEPTH]


def test_a_full_history_of_twenty_points_is_small(scene: Path) -> None:
    made = history(*(tuple(FocusPoint(n + k, 54, 1.3) for k in range(20)) for n in range(201)))
    saved(scene, made)
    assert journal_path(scene).stat().st_size < 40_000


def test_a_journal_that_cannot_be_written_says_so(
    scene: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fsq_tui.storage.atomic.os.fsync", fail)
    with pytest.raises(FileRefused, match="the disk is full"):
        saved(scene, history((A,)))


def test_the_play_order_is_part_of_what_is_undone(scene: Path) -> None:
    looped = History(Sequence((A, B))).edited(Sequence((A, B), order=Order.LOOP))
    saved(scene, looped.edited(Sequence((A,), order=Order.LOOP)))
    after, note = load_history(scene, Sequence((A,), order=Order.LOOP), LENS)
    assert note == ""
    assert after.undone().present == Sequence((A, B), 0, Order.LOOP)
    assert after.undone().undone().present == Sequence((A, B), 0)
    by_hand, _ = load_history(scene, Sequence((A,)), LENS)
    assert by_hand.undone().present == Sequence((A,), 0, Order.LOOP)


def test_a_journal_from_before_points_said_how_they_are_played(scene: Path) -> None:
    old = {
        "version": 1,
        "lens_name": LENS,
        "points": [[44, 20, 0.0, ""], [19, 120, 1.3, "door"]],
        "past": [[0, []], [0, [0]]],
        "present": [1, [0, 1]],
        "future": [[0, [1]]],
    }
    journal_path(scene).write_text(json.dumps(old))
    after, note = loaded(scene, (A, B))
    assert note == ""
    assert (after.past, after.future) == ((Sequence(), Sequence((A,))), (Sequence((B,)),))
    saved(scene, after)
    assert loaded(scene, (A, B)) == (after, "")


def document(**changes: Any) -> str:
    good: dict[str, Any] = {
        "version": 1,
        "lens_name": LENS,
        "points": [[1, 2, 0.5, "a"]],
        "past": [[0, []]],
        "present": [0, [0]],
        "future": [],
    }
    return json.dumps(good | changes)


def test_the_document_that_the_damaged_ones_are_made_from_is_good(scene: Path) -> None:
    journal_path(scene).write_text(document())
    assert loaded(scene, (FocusPoint(1, 2, 0.5, "a"),))[0].past == (Sequence(()),)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '"\ud800"',
        document(version=3),
        document(version=2),
        document(present=[0, [0], "lop"]),
        document(present=[0, [0], "loop", 1]),
        document(points=3),
        document(points=[[1, 2]]),
        document(points=[[-1, 2, 0.5, ""]]),
        document(points=[[1, 2, float("nan"), ""]]),
        document(points=[[1, 2, 0.5, 7]]),
        document(past=[[0, [1]]]),
        document(past=[[0, [-1]]]),
        document(past=[[0, ["0"]]]),
        document(past=[["x", [0]]]),
        document(past=[[1, [0]]]),
        document(past=[0]),
        document(present=None),
        document(future={"a": 1}),
        document()[:-9],
    ],
)
def test_a_damaged_journal_costs_the_history_only(scene: Path, damage: str) -> None:
    journal_path(scene).write_bytes(damage.encode("utf-8", "surrogatepass"))
    found, note = loaded(scene, POINTS)
    assert found == History(Sequence(POINTS))
    assert note == "There is nothing to undo from before: scene.toml.undo.json is damaged."


def test_a_folder_in_place_of_the_journal(scene: Path) -> None:
    journal_path(scene).mkdir()
    found, note = loaded(scene, POINTS)
    assert found == History(Sequence(POINTS))
    assert "it is a folder" in note


@settings(max_examples=100)
@given(st.lists(points(5000), min_size=1, max_size=6), st.integers(0, 5))
def test_any_history_survives(
    tmp_path_factory: pytest.TempPathFactory, states: list[tuple[FocusPoint, ...]], undone: int
) -> None:
    scene = tmp_path_factory.mktemp("scene") / "scene.toml"
    before = history(*states)
    for _ in range(min(undone, len(states) - 1)):
        before = before.undone()
    saved(scene, before)
    after, note = loaded(scene, before.present.points)
    assert note == ""
    assert after == before.moved_to(0)


def test_the_points_of_another_lens_are_not_brought_back(scene: Path) -> None:
    """The scene file was moved away, the journal was left, and another lens is mounted now."""
    saved(scene, history((A,), (A, B)))
    after, note = load_history(scene, Sequence(), "another lens")
    assert after == History(Sequence(()))
    assert "another lens" in note
