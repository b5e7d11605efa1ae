"""Who starts fsq for the very first time is offered the guide, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene

pytestmark = pytest.mark.timeout(120)

AT_REST, TIME = r"\[rack\] +", r" \|.*\| +[0-9.]+s"


def test_the_guide_is_offered_once_and_settings_are_kept(start: Start, tmp_path: Path) -> None:
    config = tmp_path / "new"
    fsq = start("--time-scale", "20", XDG_CONFIG_HOME=str(config))
    fsq.wait_for("Guide 1/3: the lens")
    fsq.wait_for(r"\[x\] Lens: EF24mm f/2\.8 IS USM")
    fsq.wait_for(r"\[x\] AF switch: the camera reports nothing against driving")
    fsq.wait_for(r"\[x\] Live view: pictures come")
    fsq.send("escape")
    fsq.wait_for_line("[    ]")
    fsq.send("m", *["down"] * 5, "enter", "left")
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


def test_the_guide_leads_to_a_rack_and_back(start: Start, tmp_path: Path) -> None:
    fsq = start("--time-scale", "20", XDG_CONFIG_HOME=str(tmp_path / "new"))
    fsq.wait_for("Guide 1/3: the lens")
    fsq.send("+", "right", "enter")  # neither a zoom key nor an arrow does harm here
    fsq.wait_for(r"\[rack\] +-- \|")
    fsq.send("right")
    fsq.wait_for("back where it was")
    fsq.wait_until(lambda: "back where it was" not in fsq.text(), "the hint did not go")
    if "[x] ► RIGHT" not in fsq.text():
        # That key has driven too, after the survey; but at 20 times life it may have been over
        # before the screen showed where it began.
        fsq.send("right")
    fsq.wait_for(r"\[x\] ► RIGHT")
    for key, line in (("left", "◄ LEFT"), (".", r", \. JOG")):
        fsq.wait_for(r"\[rack\] +-- \|  ")  # at rest
        fsq.send(key)
        fsq.wait_for(rf"\[x\] {line}")
    fsq.send("+")
    fsq.wait_for("Zoom keys do not focus")
    fsq.send("enter")
    fsq.wait_for("Guide 3/3: the first rack")
    fsq.send("enter")
    fsq.wait_for(r"\[x\] ◄ ► \(or f HALF-SHUTTER\) until the END is sharp")
    fsq.send("enter")
    fsq.wait_for("The lens is at the end point")
    fsq.send("left")
    fsq.wait_for(r"\[x\] ◄ ► until the START is sharp")
    fsq.wait_for(rf"{AT_REST}-[0-9]+{TIME}")
    found = re.search(rf"{AT_REST}-([0-9]+){TIME}", fsq.text())
    assert found
    steps = found[1]
    fsq.send("enter")
    fsq.wait_for(r"\[x\] enter SET racks after 2 s")
    fsq.wait_for(rf"{AT_REST}\+{steps}{TIME}")
    fsq.send("enter")
    fsq.wait_for(rf"{AT_REST}-{steps}{TIME}")
    fsq.send("escape")
    fsq.wait_for(rf"{AT_REST}-{steps}{TIME}")
    assert fsq.quit() == 0


def test_who_has_points_already_is_not_led(start: Start, tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "take.toml", point_at(15), point_at(151, 1.0))
    fsq = start(scene, XDG_CONFIG_HOME=str(tmp_path / "new"))
    fsq.wait_for_line("[    ]")
    assert fsq.quit() == 0
    assert "Guide" not in fsq.raw.decode()
    assert not (tmp_path / "new").exists()
