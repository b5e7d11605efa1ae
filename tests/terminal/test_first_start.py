"""Who starts fsq for the very first time is offered the guide, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene

pytestmark = pytest.mark.timeout(120)


def test_the_guide_is_offered_once_and_settings_are_kept(start: Start, tmp_path: Path) -> None:
    config = tmp_path / "new"
    fsq = start("--time-scale", "20", XDG_CONFIG_HOME=str(config))
    fsq.wait_for("Guide 1/3: the lens")
    fsq.wait_for(r"\[x\] Lens: EF24mm f/2\.8 IS USM")
    fsq.wait_for(r"\[x\] AF switch: the camera reports nothing against driving")
    fsq.wait_for(r"\[x\] Live view: pictures come")
    fsq.send("escape")
    fsq.wait_for_line("[    ]")
    fsq.send("m", *["down"] * 4, "enter", "left")
    fsq.wait_for(r"Step Size +1 ")
    fsq.send("escape", "escape")
    assert fsq.quit() == 0
    assert (config / "fsq" / "focus.toml").read_text() == "step_size = 1\n"

    fsq = start("--time-scale", "20", XDG_CONFIG_HOME=str(config))
    fsq.wait_for_line("[    ]")
    fsq.send("m")
    fsq.wait_for(r"Focus Settings +step size 1")
    assert "Guide 1/3" not in fsq.raw.decode()
    assert fsq.quit() == 0


def test_who_has_points_already_is_not_led(start: Start, tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "take.toml", point_at(15), point_at(151, 1.0))
    fsq = start(scene, XDG_CONFIG_HOME=str(tmp_path / "new"))
    fsq.wait_for_line("[    ]")
    assert fsq.quit() == 0
    assert "Guide" not in fsq.raw.decode()
    assert not (tmp_path / "new").exists()
