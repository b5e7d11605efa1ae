from __future__ import annotations

import subprocess
import sys

import pytest

from fsq_tui.backend import BACKENDS, open_lens
from fsq_tui.clock import VirtualClock
from fsq_tui.errors import UsageFault


def test_the_reference_lens() -> None:
    lens = open_lens("simulated", VirtualClock(), "ef24")
    assert lens.identity.lens_name == "EF24mm f/2.8 IS USM"
    assert lens.identity.body == "Simulator"
    assert lens.identity.link == "simulated"
    assert lens.battery_percent() == 80


def test_a_seed_makes_two_power_ups_alike() -> None:
    readings = {open_lens("simulated", VirtualClock(), "ef24", seed=4).read() for _ in range(3)}
    assert len(readings) == 1


def test_the_origin_moves_at_every_power_up() -> None:
    readings = {
        open_lens("simulated", VirtualClock(), "ef24").read().raw_position for _ in range(20)
    }
    assert len(readings) > 1


def test_an_unknown_backend_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageFault, match=r"no backend named 'gphoto9'.*simulated, gphoto2"):
        open_lens("gphoto9", VirtualClock(), "ef24")


def test_an_unknown_model_is_a_usage_fault() -> None:
    with pytest.raises(UsageFault, match="ef24"):
        open_lens("simulated", VirtualClock(), "ef23")


def test_the_table_imports_no_backend() -> None:
    code = (
        "import sys, fsq_tui.backend\n"
        "print([name for name in sys.modules if name.startswith('fsq_tui.backend.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['fsq_tui.backend.base']"
    assert list(BACKENDS) == ["simulated", "gphoto2"]
