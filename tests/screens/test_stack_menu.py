"""The settings of a stack, and the camera's own way to stack."""

from __future__ import annotations

from dataclasses import replace

from fsq_tui.focus.stack import Extent, StackSettings
from fsq_tui.screens.stack_menu import BRACKET_NAMES, BRACKETS_EV
from fsq_tui.session.requests import PlanPlain, ProposeShots, SetStack
from fsq_tui.session.snapshot import RackView
from tests.screens.fake import screen_text
from tests.screens.stacks import MARKED, stacked
from tests.screens.test_stacking import opened, shows

SETTINGS = StackSettings()
BY_ONE_STEP: tuple[tuple[str, dict[str, object], str], ...] = (
    ("right", {"shots": 9}, "Shots 9"),
    ("left", {"gravity": 0.9}, "Gravity 90 %"),
    ("right", {"settle_s": 2.5}, "Settle 2.5 s"),
    ("right", {"flash_delay_s": 0.5}, "Flash delay 0.5 s"),
    ("right", {"bracket_ev": BRACKETS_EV[1]}, "Bracket 1/3 EV"),
    ("right", {"extent": Extent.LIVE_VIEW}, "Take live view only"),
)


async def test_each_setting_changes_by_its_step() -> None:
    async with opened(stacked(MARKED)) as stand:
        await stand.press("m")
        changed = SETTINGS
        for place, (key, changes, _) in enumerate(BY_ONE_STEP):
            await stand.press(key, *["down"] * (2 if place == 0 else 1))
            changed = replace(changed, **changes)  # type: ignore[arg-type]
            assert stand.session.requests.pop() == SetStack(changed)
            stand.session.set(stacked(replace(MARKED, settings=changed)))
        await stand.pilot.pause(0.2)
        lines = {" ".join(line.strip(" │").split()) for line in screen_text(stand.app)}
        assert {words for _, _, words in BY_ONE_STEP} <= lines


async def test_settings_that_repeat_add_up_and_stop_at_the_ends_of_their_range() -> None:
    async with opened(stacked(MARKED)) as stand:
        await stand.press("m", *["left"] * 8)
        asked = [each.settings for each in stand.session.requests if isinstance(each, SetStack)]
        assert [each.shots for each in asked] == [7, 6, 5, 4, 3, 2, 2, 2]


def test_brackets_are_thirds_and_halves_up_to_3_ev() -> None:
    steps = {round(6 * value) for value in BRACKETS_EV}
    assert steps == {each for each in range(19) if each % 2 == 0 or each % 3 == 0}
    assert len(BRACKET_NAMES) == len(BRACKETS_EV) == len(steps)
    assert list(BRACKETS_EV) == sorted(BRACKETS_EV)


async def test_a_setting_is_typed() -> None:
    names = {" ": "space", "%": "percent_sign", ",": "comma"}
    typed: tuple[tuple[int, str, dict[str, object]], ...] = (
        (0, "24", {"shots": 24}),
        (2, "35 %", {"gravity": 0.35}),
        (1, "0,8", {"settle_s": 0.8}),
    )
    async with opened(stacked(MARKED)) as stand:
        await stand.press("m")
        changed = SETTINGS
        for downs, text, changes in typed:
            keys = [names.get(each, each) for each in text]
            await stand.press(*["down"] * downs, "enter", *keys, "enter")
            changed = replace(changed, **changes)  # type: ignore[arg-type]
            assert stand.session.requests[-1] == SetStack(changed)


async def test_a_number_out_of_its_range_stays_in_the_dialog() -> None:
    refused = (
        ("1", "Shots cannot be 1. It takes 2 ... 999."),
        ("2.5", "Shots cannot be 2.5. It takes 2 ... 999."),
        ("x", "This is no number for Shots. Type 2 ... 999."),
    )
    async with opened(stacked(MARKED)) as stand:
        await stand.press("m")
        for text, words in refused:
            keys = [{".": "full_stop"}.get(each, each) for each in text]
            await stand.press("enter", *keys, "enter")
            assert shows(stand.app, words)
            await stand.press("escape")
        await stand.press("down", "down", "enter", "1", "0", "1", "enter")
        assert shows(stand.app, "It takes 0 ... 100 %.")
        assert not stand.session.requests


async def test_shots_are_proposed_from_depth_of_field() -> None:
    async with opened(stacked(MARKED)) as stand:
        await stand.press("m", "down", "enter")
        assert stand.session.requests == [ProposeShots()]


async def test_stacking_as_on_the_camera() -> None:
    async with opened(stacked(MARKED, rack=RackView(counter_steps=-12))) as stand:
        await stand.press("m", "up", "enter", "enter")
        assert shows(stand.app, "Focus stacking not configured")
        assert not stand.session.requests
        in_front, behind, steps = ("down", "right"), ("down", "right", "right"), ("down", "left")
        await stand.press(*in_front, *behind, *steps, "down", "down", "enter")
        assert stand.session.requests.pop() == PlanPlain(in_front=1, behind=2, steps_per_shot=4)
        await stand.press("enter", "up", "enter", "down", "enter")
        assert stand.session.requests == [PlanPlain(in_front=3, behind=0, steps_per_shot=4)]
