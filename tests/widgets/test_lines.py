"""Status, info, console, footer: what they say and what gives way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fsq_tui.buttons import BUTTONS, BY_ID
from fsq_tui.focus.modes import Activity, How, Mode
from fsq_tui.session.snapshot import HINT_S, Hint, LogLine, Position, Progress, Severity, Snapshot
from fsq_tui.widgets.console import Console, log_lines
from fsq_tui.widgets.footer import WEIGHT, Footing, KeyBar, footer_lines
from fsq_tui.widgets.info import Info, info_of, progress_line
from fsq_tui.widgets.keys import VERBS, next_key, short_label
from fsq_tui.widgets.notice import Notice
from fsq_tui.widgets.paint import Line, line_width
from fsq_tui.widgets.status import Status, position_text, status_line
from tests.screens.fake import (
    KEYS,
    LOG,
    PLAYED,
    WALL,
    first_of_one,
    moving,
    off,
    off_point,
    second_of_two,
    snapshot,
)


def text(line: Line) -> str:
    return "".join(part for part, _ in line)


# ---- status ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "last_step", "said"),
    [
        (Position(), None, "position unknown"),
        (Position(150, 2000, 54, How.MEASURED), 406, "step 150 / 406 measured"),
        (Position(150, 2000, 54, How.COUNTED), 406, "step 150 / 406 counted"),
        (Position(150, 2000, 54, How.INFERRED), 406, "step 150 / 406 inferred"),
        (Position(None, 2000, 54, How.MEASURED), None, "position 2000 measured"),
        (Position(150, 2000, 54, How.UNKNOWN), 406, "position unknown"),
    ],
)
def test_a_position_says_how_it_is_known(
    position: Position, last_step: int | None, said: str
) -> None:
    assert position_text(position, last_step) == said


@pytest.mark.parametrize("width", range(36, 160))
def test_the_position_stays_at_the_right_whatever_gives_way(width: int) -> None:
    shown = text(status_line(Status.of(second_of_two(), "09:30", 0.0), width))
    assert len(shown) == width
    assert shown.startswith("09:30 ")
    assert shown.endswith("step 150 / 406 measured")


def test_the_rest_of_the_line_is_at_rest_while_the_lens_moves() -> None:
    shown = set()
    for step, how in ((0, How.MEASURED), (99, How.COUNTED), (406, How.COUNTED)):
        state = replace(second_of_two(), position=Position(step, 2000, 54, how))
        shown.add(text(status_line(Status.of(state, "09:30", 0.0), 78))[:55])
    assert len(shown) == 1


def test_everything_is_said_in_80_columns() -> None:
    shown = text(status_line(Status.of(second_of_two(), "09:30", 0.0), 78))
    for part in ("EOS simulated", "EF24mm f/2.8 IS USM", "87%", " simulated "):
        assert part in shown


@pytest.mark.parametrize("width", [38, 60, 78, 118])
@pytest.mark.parametrize(("since_s", "length"), [(None, ""), (3.5, " 1:06"), (70.2, " 0:00")])
def test_a_clip_is_never_left_out(width: int, since_s: float | None, length: str) -> None:
    state = replace(second_of_two(), recording=True, recording_since_s=since_s)
    shown = text(status_line(Status.of(state, "09:30", 70.0), width))
    assert len(shown) == width
    assert shown.endswith("step 150 / 406 measured")
    assert f"• REC{length if width >= 60 else ''} " in shown


def test_no_clip_is_no_word() -> None:
    for recording in (False, None):
        state = replace(second_of_two(), recording=recording, recording_since_s=1.0)
        assert "REC" not in text(status_line(Status.of(state, "09:30", 70.0), 78))


def test_what_is_not_on_disk_is_said() -> None:
    unsaved = replace(second_of_two(), unsaved="The folder is read-only.")
    assert "unsaved!" in text(status_line(Status.of(unsaved, "09:30", 0.0), 38))


# ---- info --------------------------------------------------------------------------------


def test_progress_has_label_bar_and_percent() -> None:
    shown = text(progress_line(Info("step by step", percent=42), 78))
    assert len(shown) == 78
    assert shown.startswith("step by step █")
    assert shown.endswith("░  42%")


@pytest.mark.parametrize("width", [10, 20, 38])
@pytest.mark.parametrize("severity", Severity)
def test_progress_never_overflows_where_fsq_runs(width: int, severity: Severity) -> None:
    info = Info("a label that is far too long for it", severity, 100)
    assert line_width(progress_line(info, width)) <= width


def test_a_refused_key_does_not_hide_how_far_a_calibration_is() -> None:
    state = replace(moving(), progress=Progress(0.42, "calibrating"))
    shown = info_of(state, Hint("SET refused", 10.0), 10.5)
    assert text(progress_line(shown, 78)).startswith("! SET refused █")
    assert text(progress_line(shown, 78)).endswith("░  42%")


def test_a_hint_goes_before_progress_and_progress_before_unsaved() -> None:
    state = replace(moving(), progress=Progress(0.5, "checking"), unsaved="not saved")
    hint = Hint("the lens is moving", 10.0)
    assert info_of(state, hint, 10.0 + HINT_S - 0.01).text == "the lens is moving"
    assert info_of(state, hint, 10.0 + HINT_S) == Info("checking", percent=50)
    assert info_of(replace(state, progress=None), None, 10.0).severity is Severity.FAULT


# ---- console -----------------------------------------------------------------------------


def test_the_newest_line_is_at_the_bottom() -> None:
    shown = [text(line) for line in Console().paint(LOG, 78, 3)]
    assert [line[:8] for line in shown] == ["09:30:21", "09:30:24", "09:30:28"]
    assert [line[9] for line in shown] == ["·", "!", "X"]


def test_a_short_log_leaves_its_blank_lines_above() -> None:
    shown = [text(line) for line in Console().paint(LOG[:1], 78, 3)]
    assert [bool(line) for line in shown] == [False, False, True]


def test_a_long_line_wraps_and_loses_nothing() -> None:
    words = " ".join(f"word{number}" for number in range(30))
    shown = [text(line) for line in log_lines(LogLine(WALL, words), 40)]
    assert all(len(line) <= 40 for line in shown)
    assert " ".join(line[11:].strip() for line in shown) == words


# ---- keys --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "label"),
    [("escape", "esc"), ("question_mark", "?"), ("f13", "F13"), ("ctrl+q", "ctrl+q"), ("i", "i"),
     ("up", "▲"), ("less_than_sign", "<"), ("comma", ","), ("enter", "enter"), ("f", "f")],
)  # fmt: skip
def test_keys_have_short_names(key: str, label: str) -> None:
    assert short_label(key) == label


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (off(), "i INFO: edit the points"),
        (replace(off(), calibration=None), "i INFO: check the lens"),
        (first_of_one(), "f HALF-SHUTTER: focus on a subject"),
        (off_point(), "enter SET: store this position"),
        (second_of_two(), "i INFO: play"),
        (moving(), "esc STOP: halt the lens"),
        (snapshot(Mode.PLAY, PLAYED), "enter SET: next point"),
        (snapshot(Mode.PLAY, PLAYED, 2), "q Q: back to point 1"),
        (replace(off(), sequencing=False), "m MENU: start sequencing"),
        (replace(off(), activity=Activity.CALIBRATING), "esc STOP: halt the lens"),
        (replace(second_of_two(), activity=Activity.MARKING), "enter SET: the lens is at its stop"),
    ],
)
def test_the_next_key_is_one_that_works(state: Snapshot, said: str) -> None:
    key, label, purpose = next_key(state, KEYS)
    assert f"{key} {label}: {purpose}" == said
    button = next(button for button in BUTTONS if button.label == label)
    assert state.mode in button.modes


def test_verbs_are_those_of_buttons_that_work_in_the_mode() -> None:
    assert all(mode in BY_ID[button_id].modes for mode, button_id in VERBS)


# ---- footer ------------------------------------------------------------------------------

CAMERA = (
    "info", "set", "q", "trash", "left", "right", "up", "down", "half_shutter", "rate", "menu",
)  # fmt: skip
MODES = [off(), second_of_two(), snapshot(Mode.PLAY, PLAYED), moving()]


@pytest.mark.parametrize("mode", Mode)
def test_while_the_stops_are_marked_the_footer_says_what_set_does(mode: Mode) -> None:
    footing = Footing.of(replace(snapshot(mode), activity=Activity.MARKING), KEYS)
    verbs = {entry.button_id: entry.verb for entry in footing.entries}
    assert (verbs["set"], verbs["info"]) == ("mark", "end")
    assert set(verbs) == {"set", "info", "stop", "rate", "menu", "help", "quit"}
    assert footing.next_id == "set"


@pytest.mark.parametrize("state", MODES)
@pytest.mark.parametrize("width", range(36, 160, 3))
@pytest.mark.parametrize("height", [1, 2])
def test_the_footer_never_overflows_and_keeps_stop(
    state: Snapshot, width: int, height: int
) -> None:
    shown = KeyBar().paint(Footing.of(state, KEYS), width, height)
    assert len(shown) <= height
    assert all(line_width(line) <= width for line in shown)
    whole = footer_lines(Footing.of(state, KEYS), width, height)
    assert "STOP" in " ".join(text(line) for line in whole)


@pytest.mark.parametrize("state", MODES)
def test_the_footer_names_every_camera_button_that_works_in_80_columns(state: Snapshot) -> None:
    shown = " ".join(text(line) for line in footer_lines(Footing.of(state, KEYS), 78, 2))
    for button in BUTTONS:
        if button.id in CAMERA and not state.busy:
            assert (button.label in shown.split()) == (state.mode in button.modes), button.id


def test_undo_is_named_only_where_there_is_something_to_undo() -> None:
    def entries(state: Snapshot) -> set[str]:
        return {entry.button_id for entry in Footing.of(state, KEYS).entries}

    assert not {"undo", "redo"} & entries(second_of_two())
    assert {"undo", "redo"} <= entries(replace(second_of_two(), can_undo=True, can_redo=True))


def test_a_button_without_a_key_is_not_named() -> None:
    footing = Footing.of(second_of_two(), {"set": ("f13",)})
    assert [(entry.key, entry.label) for entry in footing.entries] == [("F13", "SET")]


def test_every_weighed_button_exists() -> None:
    assert set(WEIGHT) <= set(BY_ID)


def test_a_notice_breaks_where_it_must() -> None:
    assert [text(line).strip() for line in Notice().paint("fsq needs 38 x 6", 9, 3)] == [
        "fsq needs",
        "38 x 6",
    ]
