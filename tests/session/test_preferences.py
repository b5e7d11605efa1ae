"""The settings of the Focus menu: found at the start, kept with every change, told when bad."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

from fsq_tui.errors import LensOnAuto, LensOnManual
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.session.requests import CheckLens, SetSettings
from fsq_tui.session.snapshot import Severity
from tests.session.stage import stage

FINE = FocusSettings(step_size=1, step_delay_ms=40)


def test_settings_are_kept_over_a_restart(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        assert show.shown.settings == FocusSettings()
        show.ask(SetSettings(FINE))
        assert show.shown.settings == FINE
    with stage(tmp_path) as show:
        assert show.shown.settings == FINE
        assert show.hint == ""


def test_an_impossible_value_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        show.ask(SetSettings(replace(FINE, step_size=9)))
        assert show.hint == "Step Size cannot be 9. It takes 1 ... 3."
        assert show.shown.settings == FocusSettings()
    assert not (tmp_path / "focus.toml").exists()


def test_a_bad_file_is_told_at_the_start_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "focus.toml"
    path.write_text("step_size = 9\nstart_delay_s = 4\n")
    with stage(tmp_path) as show:
        assert show.shown.settings == FocusSettings(start_delay_s=4)
        assert show.hint.startswith(f"{path}, line 1: Step Size cannot be 9.")
        assert any("line 1: Step Size" in line for line in show.log)
        show.press("info")
    assert path.read_text() == "step_size = 9\nstart_delay_s = 4\n"


def test_what_cannot_be_kept_counts_for_the_show_and_is_said(tmp_path: Path) -> None:
    with stage(tmp_path) as show:
        (tmp_path / "focus.toml").write_text("step_size = [")
        show.ask(SetSettings(FINE))
        assert show.shown.settings == FINE
        assert "settings are not kept" in show.hint
        assert show.shown.hint is not None
        assert show.shown.hint.severity is Severity.FAULT
    assert (tmp_path / "focus.toml").read_text() == "step_size = ["


def test_the_lens_is_asked_whether_it_can_be_driven(tmp_path: Path) -> None:
    manual = LensOnManual("The lens is switched to MF.", "Set the switch to AF.")
    with stage(tmp_path) as show:
        told = [show.shown.objection]
        answers = Mock(
            side_effect=[manual, LensOnAuto("The body is in AF.", "Set the camera to MF."), None]
        )
        show.lens.check = answers  # type: ignore[method-assign]
        for _ in range(3):
            show.ask(CheckLens())
            told.append(show.shown.objection)
    assert told == [
        None,
        "This feature requires autofocus enabled. Set the switch to AF.",
        "Set the camera to MF.",
        "",
    ]
