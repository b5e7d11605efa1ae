"""Finding out about a lens that is to stay where it is: its stops, and then back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsq_tui.errors import LensFault, NoLiveView, UnfitScene
from fsq_tui.focus.calibration import BACKWARD, Calibration, Limits
from fsq_tui.focus.modes import Activity
from fsq_tui.session.board import Board
from fsq_tui.session.measuring import count_to_stop, counting
from fsq_tui.session.motor import CHECK_LIMITS, Motor
from fsq_tui.session.player import perform, prepare
from fsq_tui.session.refinding import go_forward
from fsq_tui.session.surveyor import Surveyor

if TYPE_CHECKING:
    from fsq_tui.pictures.comparing import Still
    from fsq_tui.session.eye import Eye

WAY_BACK = "where the lens is: backward"


def survey_in_place(motor: Motor, board: Board, surveyor: Surveyor) -> str:
    """Limits, and calibration where it is missing, then back; says how exactly.

    A lens that tells its position goes back to it. One that tells its stops is driven backward
    first, and the commands to the stop are what leads back; one that tells nothing goes to where
    its picture is the same. Raises Stopped and every LensFault.
    """
    if not motor.is_counted:
        return _by_position(motor, board, surveyor)
    if motor.is_silent:
        return _by_picture(motor, board, surveyor)
    return _by_count(motor, board, surveyor)


def _by_position(motor: Motor, board: Board, surveyor: Surveyor) -> str:
    before = motor.raw_position()
    known, limits = _survey(motor, surveyor)
    step = known.step_at(limits.normalize(before))
    with board.doing(Activity.MOVING):
        perform(motor, prepare(motor, step, 0.0))
    return f"The stops were found first; the lens is back where it was, at step {step}."


def _by_count(motor: Motor, board: Board, surveyor: Surveyor) -> str:
    size = 2 if 2 in motor.lens.step_sizes else 1
    with board.doing(Activity.CHECKING):
        counted = counting(board.show_progress, 0.0, WAY_BACK)
        commands = count_to_stop(motor, size, BACKWARD, counted)
    unit = motor.lens.drive_unit
    known, _ = _survey(motor, surveyor)
    if unit:  # who finds out about a lens may find another unit that suits it
        commands = round(commands * unit / motor.lens.drive_unit)
    with board.doing(Activity.MOVING):
        go_forward(motor, known, size, commands)
    return "The stops were found first; the lens is back about where it was: check the picture."


def _by_picture(motor: Motor, board: Board, surveyor: Surveyor) -> str:
    from fsq_tui.session.seeking import come_forward  # numpy is slow to come

    with board.doing(Activity.LOOKING):
        seen = _look(motor)
    known, _ = _survey(motor, surveyor)
    if seen is None:
        raise LensFault(
            "The stops were found; the lens is at its backward stop now, since the picture did "
            "not tell where it was.",
            "Focus again with LEFT and RIGHT.",
        )
    eye, sought = seen
    with board.doing(Activity.LOOKING):
        come_forward(motor, eye, sought, known, known.last_step, board.show_progress)
    return "The stops were found first; the lens is back where its picture is the same."


def _look(motor: Motor) -> tuple[Eye, Still] | None:
    """The picture of where the lens is; None where there is none, or it does not tell."""
    from fsq_tui.session.eye import Eye
    from fsq_tui.session.seeking import KEPT_FRAMES

    try:
        eye = Eye(motor)
        return eye, eye.rest(frames=KEPT_FRAMES)
    except (NoLiveView, UnfitScene):
        return None


def _survey(motor: Motor, surveyor: Surveyor) -> tuple[Calibration, Limits]:
    surveyor.check_limits()
    if motor.calibration is None:
        surveyor.calibrate()
    if motor.calibration is None or motor.limits is None:
        raise LensFault("Where the lens stands is not known.", CHECK_LIMITS)
    return motor.calibration, motor.limits
