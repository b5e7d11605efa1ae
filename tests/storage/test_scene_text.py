from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import DistanceMark
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.scene import Scene, rewrite, scene_in
from tests.storage.examples import CALIBRATION, POINTS, SCENE, WRITTEN, scenes

PATH = Path("scene.toml")


def changed(text: str, scene: Scene) -> str:
    return rewrite(PATH, text.encode(), scene).decode()


def test_an_edited_point_keeps_its_comments_and_keys() -> None:
    edited = replace(POINTS[1], duration_s=2.5, name="")
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], edited, POINTS[2])))
    assert text == WRITTEN.replace("duration_s = 1.30", "duration_s = 2.5").replace(
        'name = "door"\n', ""
    )


def test_how_a_point_is_played_comes_and_goes_with_all_else_kept() -> None:
    played = replace(POINTS[1], shape=Shape.EASE_IN, dwell_s=1.5, chain=True, skip=True)
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], played, POINTS[2])))
    lines = 'shape = "ease-in"\ndwell_s = 1.5\nchain = true\nskip = true\n'
    wanted = WRITTEN.replace('cue = "knock"\n', f'cue = "knock"\n{lines}')
    assert text.replace("\n\n", "\n") == wanted.replace("\n\n", "\n")
    assert changed(text, SCENE).replace("\n\n", "\n") == WRITTEN.replace("\n\n", "\n")


def test_the_play_order_comes_and_goes_with_all_else_kept() -> None:
    text = changed(WRITTEN, replace(SCENE, order=Order.PING_PONG))
    assert text == WRITTEN.replace('"me"\n', '"me"\nplay_order = "ping-pong"\n')
    marked = text.replace('"ping-pong"', '"ping-pong"  # as rehearsed')
    other = changed(marked, replace(SCENE, order=Order.LOOP))
    assert other == marked.replace("ping-pong", "loop")
    assert changed(text, SCENE) == WRITTEN


def test_a_default_that_a_person_wrote_stays() -> None:
    text = WRITTEN.replace("director", 'play_order = "once"  # never loop\ndirector')
    modes = tuple(replace(mode, speed_steps_s=9.0) for mode in CALIBRATION.modes)
    again = replace(SCENE, calibration=replace(CALIBRATION, modes=modes))
    assert '"once"  # never loop\n' in changed(text, again)


def test_an_inserted_point_takes_nothing_from_the_others() -> None:
    new = FocusPoint(9, 300, 0.7, "lamp")
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], new, *POINTS[1:])))
    block = (
        "[[focus_points]]\nnormalized_position = 9\ndistance_cm = 300\nduration_s = 0.7\n"
        'name = "lamp"\n\n'
    )
    assert text == WRITTEN.replace("# the door opens", block + "# the door opens")


def test_a_removed_point_takes_its_text_and_only_that() -> None:
    text = changed(WRITTEN, replace(SCENE, points=(POINTS[0], POINTS[2])))
    start, end = WRITTEN.index("# the door"), WRITTEN.index("# the wall")
    assert text == WRITTEN[:start] + WRITTEN[end:]


def test_several_edits_in_one_save_keep_each_point_with_its_text() -> None:
    moved = replace(POINTS[2], duration_s=7.0)
    new = FocusPoint(31, 54, 1.0)
    text = changed(WRITTEN, replace(SCENE, points=(new, POINTS[1], new, moved)))
    door, wall = text.index("# the door opens"), text.index("# the wall")
    assert "the eyes" not in text or text.index("# the eyes") < door
    assert tomllib.loads(text)["focus_points"][1]["light"] == {"lamp": 3}
    assert text[wall:].startswith("# the wall\n[[focus_points]]\nnormalized_position = 0\n")


def test_the_last_point_removed_leaves_the_rest() -> None:
    text = changed(WRITTEN, replace(SCENE, points=()))
    assert tomllib.loads(text)["notes"] == {"weather": "rain"}
    assert text.startswith("# Scene 12, the corridor\n")
    assert text.endswith("# the end\n")


def test_a_new_calibration_keeps_comments_and_unknown_keys() -> None:
    modes = tuple(replace(mode, speed_steps_s=mode.speed_steps_s + 1) for mode in CALIBRATION.modes)
    calibration = replace(CALIBRATION, positions=(0, 10, 20, 30, 45), modes=modes)
    text = changed(WRITTEN, replace(SCENE, calibration=calibration))
    assert text == (
        WRITTEN.replace("[0, 9, 19, 31, 44]", "[0, 10, 20, 30, 45]")
        .replace("94.321", "95.321")
        .replace("48.733", "49.733")
        .replace("23.496", "24.496")
    )


def test_a_calibration_with_other_step_sizes_keeps_comments_and_unknown_keys() -> None:
    calibration = replace(CALIBRATION, modes=(CALIBRATION.modes[0], CALIBRATION.modes[2]))
    text = changed(WRITTEN, replace(SCENE, calibration=calibration))
    for comment in ("# measured; fastest first", "# the middle one is loud"):
        assert comment in text
    assert tomllib.loads(text)["modes"][0]["serial"] == "A7"


def test_comments_inside_of_a_list_survive_a_new_one() -> None:
    text = WRITTEN.replace("[0, 9,", "[0, # the stop\n 9,")
    calibration = replace(CALIBRATION, positions=(0, 10, 20, 30, 45))
    assert "# the stop\n" in changed(text, replace(SCENE, calibration=calibration))


def test_distances_come_and_go_between_positions_and_modes() -> None:
    without = changed(WRITTEN, replace(SCENE, calibration=replace(CALIBRATION, distances_cm=())))
    assert "focus_distances_cm" not in without
    keys = list(tomllib.loads(changed(without, SCENE)))
    assert keys.index("focus_positions") < keys.index("focus_distances_cm") < keys.index("modes")


MARKS = (DistanceMark(0, 500), DistanceMark(19, 200), DistanceMark(44, 80))
WRITTEN_MARKS = """\
distance_marks = [ # by the tape
    { normalized_position = 0, distance_cm = 500 },
    { normalized_position = 19, distance_cm = 200, note = "the door" },
    { normalized_position = 44, distance_cm = 80 },
] # not the laser
"""
MARKED = WRITTEN.replace("modes =", f"{WRITTEN_MARKS}modes =")


def with_marks(*marks: DistanceMark) -> Scene:
    return replace(SCENE, calibration=replace(CALIBRATION, marks=marks))


def test_marks_come_and_go_between_distances_and_modes() -> None:
    text = changed(WRITTEN, with_marks(*MARKS))
    assert scene_in(PATH, text.encode()) == with_marks(*MARKS)
    keys = list(tomllib.loads(text))
    assert keys.index("focus_distances_cm") < keys.index("distance_marks") < keys.index("modes")
    assert "    { normalized_position = 19, distance_cm = 200 },\n" in text
    assert "distance_marks" not in changed(text, SCENE)


def test_a_new_mark_keeps_comments_and_unknown_keys_of_the_others() -> None:
    assert scene_in(PATH, MARKED.encode()) == with_marks(*MARKS)
    new = with_marks(MARKS[0], replace(MARKS[1], distance_cm=210), DistanceMark(31, 100))
    text = changed(MARKED, new)
    assert scene_in(PATH, text.encode()) == new
    assert "# by the tape" in text
    assert '{ normalized_position = 19, distance_cm = 210, note = "the door" },' in text


def test_a_new_calibration_leaves_the_marks_as_they_are_written() -> None:
    calibration = replace(CALIBRATION, positions=(0, 10, 20, 30, 45), marks=MARKS)
    assert WRITTEN_MARKS in changed(MARKED, replace(SCENE, calibration=calibration))


def test_marks_written_as_tables_become_a_list() -> None:
    tables = "\n".join(
        f"# {index}\n[[distance_marks]]\nnormalized_position = {mark.normalized_position}\n"
        f"distance_cm = {mark.distance_cm}\nnote = {index}"
        for index, mark in enumerate(MARKS)
    )
    text = changed(f"{WRITTEN}\n{tables}\n", with_marks(*MARKS[:2]))
    assert scene_in(PATH, text.encode()) == with_marks(*MARKS[:2])
    found = tomllib.loads(text)
    assert [mark["note"] for mark in found["distance_marks"]] == [0, 1]
    assert all(f"# {index}\n" in text for index in range(3))
    assert found["notes"] == {"weather": "rain"}


def test_the_unit_of_a_body_without_sizes_comes_and_goes() -> None:
    pulses = replace(SCENE, calibration=replace(CALIBRATION, drive_unit=20))
    text = changed(WRITTEN, pulses)
    assert scene_in(PATH, text.encode()) == pulses
    assert changed(text, SCENE).replace("\n\n", "\n") == WRITTEN.replace("\n\n", "\n")
    simulated = replace(SCENE, calibration=replace(CALIBRATION, simulated=True))
    assert scene_in(PATH, changed(text, simulated).encode()) == simulated


def test_backlash_comes_and_goes_and_keeps_its_comment() -> None:
    loose = replace(SCENE, calibration=replace(CALIBRATION, backlash_steps=3.0))
    text = changed(WRITTEN, loose)
    assert "\nbacklash_steps = 3.0\n" in text
    assert scene_in(PATH, text.encode()) == loose
    noted = text.replace("backlash_steps = 3.0", "backlash_steps = 3  # the worn ring")
    assert scene_in(PATH, noted.encode()) == loose
    looser = replace(SCENE, calibration=replace(CALIBRATION, backlash_steps=4.5))
    assert "backlash_steps = 4.5  # the worn ring\n" in changed(noted, looser)
    assert "backlash_steps" not in changed(text, SCENE)
    uncalibrated = replace(SCENE, calibration=None)
    assert "backlash_steps" not in changed(text, uncalibrated)


OTHER_LAYOUTS = {
    "inline points": 'lens_name = "a"\nfocus_points = [ # mine\n'
    ' { normalized_position = 4, distance_cm = 0, duration_s = 1, cue = "x" },\n]\n',
    "modes as tables": 'lens_name = "a"\nfocus_positions = [0, 4]\n# loud\n[[modes]]\n'
    'step_size = 1\nsteps = 1\nspeed = 2\ncue = "x" # mine\n',
    "quoted and dotted": '"lens_name" = \'a\'\nx.cue = "x" # mine\n["focus_points".cue]\n'.replace(
        '["focus_points".cue]', "[x.y] # mine too"
    ),
    "windows": 'lens_name = "a" # mine\r\ncue = "x"\r\n',
    "byte order mark": '\ufefflens_name = "a" # mine\ncue = "x"\n',
    "no last line end": 'lens_name = "a"\ncue = "x" # mine',
    "points apart": 'lens_name = "a"\ncue = "x"\n[[focus_points]]\nnormalized_position = 3\n'
    "distance_cm = 1\nduration_s = 1\n[notes] # mine\n[[focus_points]]\n"
    "normalized_position = 4\ndistance_cm = 1\nduration_s = 1\n",
    "deceptive strings": 'lens_name = "a"\ncue = "x" # mine\nlong = """\n[[focus_points]]\n'
    '# foo"""\n[[focus_points]]\nnormalized_position = 3\ndistance_cm = 1\nduration_s = 1\n',
}


@pytest.mark.parametrize("text", OTHER_LAYOUTS.values(), ids=OTHER_LAYOUTS)
def test_layouts_that_fsq_does_not_write_survive_as_well(text: str) -> None:
    scene = scene_in(PATH, text.encode())
    new = Scene("b", replace(CALIBRATION, lens_name="b"), (FocusPoint(9, 1), *scene.points))
    after = changed(text, new)
    assert scene_in(PATH, after.encode()) == new
    assert "# mine" in after
    assert str(tomllib.loads(after)).count("'cue': 'x'") == 1
    assert ("\r\n" in after) == ("\r\n" in text)
    again = changed(after, replace(new, points=()))
    assert scene_in(PATH, again.encode()) == replace(new, points=())


@settings(max_examples=150)
@given(first=scenes(), second=scenes(), third=scenes())
def test_any_scene_saves_over_any_other_and_loads_equal(
    first: Scene, second: Scene, third: Scene
) -> None:
    text = ""
    for scene in (first, second, third, first):
        text = changed(text, scene)
        assert scene_in(PATH, text.encode()) == scene
        assert changed(text, scene) == text


def marked(scene: Scene) -> str:
    """The text of a scene with a comment and an unknown key in each point: its position."""
    text = changed("", scene)
    for point in {p.normalized_position for p in scene.points}:
        line = f"normalized_position = {point}\n"
        text = text.replace(f"[[focus_points]]\n{line}", f"# {point}!\n[[focus_points]]\n{line}")
    return text


@settings(max_examples=150)
@given(scene=scenes(), data=st.data())
def test_after_one_edit_every_surviving_point_has_its_comment(scene: Scene, data: Any) -> None:
    text = marked(scene)
    points = list(scene.points)
    at = data.draw(st.integers(0, len(points)))
    if at < len(points) and data.draw(st.booleans()):
        del points[at]
        added = 0
    else:
        points.insert(at, FocusPoint(1, 3, 4.0))
        added = 1
    after = changed(text, replace(scene, points=tuple(points)))
    lines = after.splitlines()
    heads = [i for i, line in enumerate(lines) if line == "[[focus_points]]"]
    kept = [
        i
        for i in heads
        if lines[i - 1] == f"# {lines[i + 1].removeprefix('normalized_position = ')}!"
    ]
    assert len(heads) - len(kept) == added


def test_among_points_that_are_alike_none_loses_its_comment() -> None:
    scene = Scene("a", None, (FocusPoint(0),) * 3)
    points = (FocusPoint(0), FocusPoint(1), FocusPoint(0), FocusPoint(0))
    assert changed(marked(scene), replace(scene, points=points)).count("# 0!") == 3


KNOWN = {
    "lens_name", "focus_positions", "focus_distances_cm", "modes", "drive_unit", "simulated",
    "backlash_steps", "focus_points", "play_order",
}  # fmt: skip
LINES = ["# x\n", "x = 1\n", "[t]\n", "a.b = 1\n", "\n\n", "[focus_points.y]\n", "z = '''\n# '''\n"]


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_a_person_adds_survives_any_change(data: Any) -> None:
    lines = WRITTEN.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(LINES)))
    text = "".join(lines)
    try:
        scene = scene_in(PATH, text.encode())
    except FileRefused:
        return
    points = data.draw(st.permutations(scene.points))
    after = changed(text, Scene("q", replace(CALIBRATION, lens_name="q"), tuple(points)))
    before, found = tomllib.loads(text), tomllib.loads(after)
    assert {k: v for k, v in found.items() if k not in KNOWN} == {
        k: v for k, v in before.items() if k not in KNOWN
    }
    if scene.calibration:
        assert [table.get("serial") for table in found["modes"]] == ["A7", None, None]
