"""The table of state rules, against the sentences that head it."""

from __future__ import annotations

import pytest

from fsq_tui.buttons import BUTTONS, Door
from fsq_tui.focus.modes import SURVEYING, Activity, Mode
from fsq_tui.session.rules import Act, Decision, decide

SESSION_BUTTONS = [button for button in BUTTONS if button.door is Door.SESSION]
AT_ONCE = {"info", "rate", "stop"}
ARROWS = ("left", "right", "up", "down")


@pytest.mark.parametrize("mode", Mode)
def test_a_button_works_in_exactly_the_modes_its_entry_names(mode: Mode) -> None:
    for button in SESSION_BUTTONS:
        decision = decide(mode, Activity.IDLE, button.id)
        assert (not decision.refusal) == (mode in button.modes), button.id
        assert (decision.act is Act.IGNORE) == bool(decision.refusal)


def test_info_goes_round() -> None:
    acts = [decide(mode, Activity.IDLE, "info").act for mode in Mode]
    assert acts == [Act.ENTER_EDIT, Act.ENTER_EDIT, Act.ENTER_PLAY, Act.LEAVE]


@pytest.mark.parametrize("mode", [Mode.EDIT, Mode.PLAY])
def test_while_the_lens_moves_only_info_rate_and_stop_work(mode: Mode) -> None:
    for button in SESSION_BUTTONS:
        decision = decide(mode, Activity.MOVING, button.id)
        if button.id in AT_ONCE:
            assert not decision.refusal
        else:
            assert decision.act is Act.IGNORE
            assert button.label in decision.refusal


@pytest.mark.parametrize("activity", [Activity.MOVING, Activity.DWELLING, Activity.HOLDING])
def test_while_the_focus_goes_on_by_itself_play_and_take_end_that(activity: Activity) -> None:
    for button in SESSION_BUTTONS:
        decision = decide(Mode.PLAY, activity, button.id, running=True)
        if button.id in {"play", "take"}:
            assert decision == Decision(Act.END_RUN)
        else:
            assert decision == decide(Mode.PLAY, activity, button.id)
            assert bool(decision.refusal) == (button.id not in AT_ONCE)


@pytest.mark.parametrize("activity", SURVEYING)
@pytest.mark.parametrize("mode", Mode)
def test_info_and_stop_end_a_survey(mode: Mode, activity: Activity) -> None:
    assert decide(mode, activity, "info").act is Act.HALT
    assert decide(mode, activity, "stop").act is Act.HALT
    assert decide(mode, activity, "rate").act is Act.TOGGLE_LIVE_VIEW
    for button in SESSION_BUTTONS:
        if button.id not in AT_ONCE and (button.id, activity) != ("set", Activity.MARKING):
            assert "STOP" in decide(mode, activity, button.id).refusal


@pytest.mark.parametrize("mode", Mode)
def test_nothing_but_stop_ends_a_stack(mode: Mode) -> None:
    for button in SESSION_BUTTONS:
        decision = decide(mode, Activity.STACKING, button.id)
        if button.id == "stop":
            assert decision.act is Act.HALT
        elif button.id == "rate":
            assert decision.act is Act.TOGGLE_LIVE_VIEW
        else:
            assert decision.refusal == f"{button.label} refused: taking the stack. STOP ends it."


@pytest.mark.parametrize("mode", Mode)
def test_set_marks_a_stop_in_every_mode_and_only_then(mode: Mode) -> None:
    for activity in Activity:
        is_mark = decide(mode, activity, "set").act is Act.MARK
        assert is_mark == (activity is Activity.MARKING)


@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("mode", Mode)
def test_stop_always_works_and_nothing_else_without_sequencing(
    mode: Mode, activity: Activity
) -> None:
    for button in SESSION_BUTTONS:
        decision = decide(mode, activity, button.id, sequencing=False)
        if button.id == "stop":
            assert decision == Decision(Act.HALT)
        else:
            assert "MENU" in decision.refusal


def test_key_repeat_of_a_jog_is_dropped_without_a_word() -> None:
    assert decide(Mode.EDIT, Activity.JOGGING, "jog_forward_1") == Decision()
    assert decide(Mode.EDIT, Activity.MOVING, "jog_forward_1").refusal


@pytest.mark.parametrize("activity", [Activity.MOVING, Activity.WAITING])
def test_while_it_racks_or_waits_to_only_info_rate_stop_and_the_hint_on_zoom_work(
    activity: Activity,
) -> None:
    assert decide(Mode.RACK, activity, "info").act is Act.HALT
    assert decide(Mode.RACK, activity, "stop").act is Act.HALT
    assert decide(Mode.RACK, activity, "rate").act is Act.TOGGLE_LIVE_VIEW
    for button in SESSION_BUTTONS:
        if button.id not in (*AT_ONCE, "zoom"):
            decision = decide(Mode.RACK, activity, button.id)
            assert decision.act is Act.IGNORE
            assert button.label in decision.refusal


@pytest.mark.parametrize("button", [*ARROWS, "jog_forward_1"])
def test_key_repeat_of_a_drive_is_dropped_without_a_word(button: str) -> None:
    assert decide(Mode.RACK, Activity.JOGGING, button) == Decision()
    assert decide(Mode.RACK, Activity.MOVING, button).refusal
    assert decide(Mode.RACK, Activity.IDLE, button).act is Act.DRIVE


def test_whatever_is_pressed_halts_an_arrow_that_drives_on_by_itself() -> None:
    for button in SESSION_BUTTONS:
        act = decide(Mode.RACK, Activity.JOGGING, button.id, running=True).act
        assert act is (Act.TOGGLE_LIVE_VIEW if button.id == "rate" else Act.HALT)


def test_an_unknown_button_is_a_defect_of_the_caller() -> None:
    with pytest.raises(KeyError):
        decide(Mode.EDIT, Activity.IDLE, "shutter")
