"""What is told and kept of a pull."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from fsq_tui.focus.modes import How
from fsq_tui.focus.shape import Shape
from fsq_tui.session.player import Report, Sample
from fsq_tui.session.requests import Rename, Retime
from fsq_tui.session.snapshot import Severity
from fsq_tui.session.taking import rms_steps, told, told_shortly
from fsq_tui.storage.takes import Take, load_takes, takes_path
from tests.session.stage import Stage, stage

REPORT = Report(10, 50, 10.6, 10.6, 10.6042, -12, 0, How.MEASURED)
BLIND = replace(REPORT, off_by_steps_before=None, off_by_steps=None, how=How.COUNTED)


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Stage]:
    """In edit mode on the second of two points, which is named and timed."""
    with stage(tmp_path) as made:
        made.press("info", "half_shutter", "set", "half_shutter", "q")
        made.ask(Rename("door"))
        made.ask(Retime(2.5))
        made.rest()
        yield made


def kept(show: Stage) -> tuple[Take, ...]:
    takes, notes = load_takes(show.path)
    assert notes == ()
    return takes


def test_a_pull_is_told_with_all_its_times_and_steps() -> None:
    assert told(REPORT) == (
        "asked 10.600s, planned 10.600s, took 10.604s, off by -12, corrected to +0, measured"
    )
    assert told(BLIND) == "asked 10.600s, planned 10.600s, took 10.604s, not verified, counted"


@pytest.mark.parametrize("report", [REPORT, BLIND, replace(BLIND, how=How.INFERRED)])
def test_the_line_under_the_overlay_holds_it_in_80_columns(report: Report) -> None:
    line = told_shortly(report)
    assert cell_len(f"! point 12: {line}") <= 80
    assert line.startswith("asked 10.600, planned 10.600, took 10.604s, ")
    assert line.endswith(report.how.value)


def test_every_pull_of_play_mode_is_kept(show: Stage) -> None:
    show.press("left", "right", "left")
    assert kept(show) == (), "edit mode is no take"
    show.press("info")
    show.press("set", "q", "point_2", "point_2")
    takes = kept(show)
    assert [(take.from_point, take.to_point) for take in takes] == [(1, 2), (2, 1), (1, 2), (2, 2)]
    first, back, *_ = takes
    assert (first.scene, first.lens_name, first.simulated) == (
        "scene.toml",
        "EF24mm f/2.8 IS USM",
        True,
    )
    assert first.names == ("", "door")
    steps = [row.step for row in show.shown.rows]
    assert [first.from_step, first.to_step] == steps
    assert (first.asked_s, first.planned_s, back.asked_s) == (2.5, 2.5, 0.0)
    assert first.took_s == pytest.approx(2.5, abs=0.2)
    assert first.off_by_steps == 0
    assert (first.how, first.shape) == (How.MEASURED, Shape.LINEAR)


def test_it_is_kept_under_the_time_at_which_the_lens_had_arrived(show: Stage) -> None:
    show.press("left", "info", "set")
    (take,) = kept(show)
    late_s = (show.clock.wall() - take.at).total_seconds()
    assert 0 <= late_s < 0.1
    assert take.at.tzinfo is not None


def test_a_pull_that_was_stopped_is_no_take(show: Stage) -> None:
    show.press("left", "info")
    show.press_in(0.5, "stop")
    show.press("set")
    assert kept(show) == ()


def test_the_screen_and_the_console_tell_of_it(show: Stage) -> None:
    show.press("left", "info", "set")
    (take,) = kept(show)
    assert show.log[-1] == (
        f"point 2: asked 2.500s, planned 2.500s, took {take.took_s:.3f}s, "
        f"off by {take.off_by_steps_before:+d}, corrected to +0, measured"
    )
    assert show.hint.startswith("point 2: asked 2.500, planned 2.500, took ")
    assert show.shown.hint is not None
    assert show.shown.hint.severity is Severity.NOTE


def test_of_several_pulls_of_one_key_each_is_kept_and_the_last_is_told(show: Stage) -> None:
    show.press("info", "play")
    assert [take.to_point for take in kept(show)] == [1, 2]
    assert show.hint.startswith("point 2: asked 2.500, ")


def test_a_key_that_was_refused_meanwhile_is_told_of_first(show: Stage) -> None:
    show.press("left", "info")
    show.press_in(0.5, "q")
    show.press("set")
    assert "refused" in show.hint
    assert show.log[-1].startswith("point 2: asked 2.500s")


def test_a_take_that_cannot_be_kept_costs_no_pull(show: Stage) -> None:
    takes_path(show.path).mkdir()
    show.press("left", "info", "set")
    assert show.shown.index == 1
    assert show.lens.true_step == show.shown.rows[1].step
    assert show.hint.startswith("This take was played, but is not kept: ")
    assert "it is a folder" in show.hint
    assert show.log[-1] == show.hint
    assert any(line.startswith("point 2: asked 2.500s") for line in show.log)
    takes_path(show.path).rmdir()
    show.press("q")
    assert [take.to_point for take in kept(show)] == [1]


def course(*offs: float, seconds: float = 2.0) -> list[Sample]:
    last = max(1, len(offs) - 1)
    return [Sample(seconds * i / last, 10.0 + off, 10.0, How.COUNTED) for i, off in enumerate(offs)]


def test_the_tracking_error_of_a_course() -> None:
    assert rms_steps(course(3.0, 3.0)) == pytest.approx(3.0)
    assert rms_steps(course(-1.0, 1.0)) == pytest.approx(math.sqrt(1 / 3))
    assert rms_steps(course(0.0, 0.0, 3.0, 3.0)) == pytest.approx(2.0)
    late = [*course(0.0, 0.0), Sample(8.0, 12.0, 10.0, How.MEASURED)]
    assert rms_steps(late) == pytest.approx(math.sqrt(6.0 * 4 / 3 / 8.0))


@pytest.mark.parametrize("samples", [[], course(1.0), course(1.0, 2.0, seconds=0.0)])
def test_no_course_has_no_tracking_error(samples: list[Sample]) -> None:
    assert rms_steps(samples) is None
