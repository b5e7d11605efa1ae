"""`fsq plan`: one transition, planned and shown."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import accumulate

from fsq_tui.errors import UsageFault
from fsq_tui.focus import plan as planning
from fsq_tui.focus.shape import Curve, Shape, curve


def run(args: argparse.Namespace) -> int:
    """Print the plan for `args.steps` steps in `args.duration` seconds."""
    if args.shape is Shape.DIOPTRES:
        raise UsageFault(
            "A plan even in dioptres needs a lens whose distances are known; here is none.",
            "Give linear, ease-in, ease-out or ease.",
        )
    planned = planning.plan(args.modes, args.steps, args.duration, curve(args.shape))
    rms_steps = planning.tracking_error_steps(planned)
    if args.json:
        print(_as_json(planned, args.shape, rms_steps))
        return 0
    print(_as_text(planned, args.shape, rms_steps))
    if args.actions:
        print(_list(planned))
    elif planned.actions:
        _draw(planned)
    return 0


def _as_json(planned: planning.Plan, shape: Shape, rms_steps: float) -> str:
    actions = [
        {
            "start_s": action.start_s,
            "duration_s": action.duration_s,
            "step_size": action.step_size,
            "steps": action.steps,
        }
        for action in planned.actions
    ]
    return json.dumps(
        {
            "steps": planned.steps,
            "target_s": planned.target_s,
            "expected_s": planned.expected_s,
            "rms_steps": rms_steps,
            "shape": shape.value,
            "actions": actions,
        }
    )


def _as_text(planned: planning.Plan, shape: Shape, rms_steps: float) -> str:
    calls = Counter(action.step_size for action in planned.actions if action.step_size is not None)
    sizes = ", ".join(f"{calls[size]} x size {size}" for size in sorted(calls, reverse=True))
    waiting_s = sum(action.duration_s for action in planned.actions if action.step_size is None)
    return "\n".join(
        [
            f"steps      {planned.steps}",
            f"shape      {shape.value}",
            f"asked      {planned.target_s:.3f}s",
            f"expected   {planned.expected_s:.3f}s",
            f"commands   {sizes or 'none'}",
            f"waiting    {waiting_s:.3f}s",
            f"off ideal  {rms_steps:.3f} steps (root mean square)",
            "",
        ]
    )


def _list(planned: planning.Plan) -> str:
    rows = ["   start  duration  action     steps"]
    for action in planned.actions:
        what = "wait" if action.step_size is None else f"size {action.step_size}"
        moved = f"{action.steps:8.3f}" if action.step_size is not None else ""
        rows.append(f"{action.start_s:8.3f}  {action.duration_s:8.3f}  {what:6}  {moved}".rstrip())
    return "\n".join(rows)


def _draw(planned: planning.Plan) -> None:
    from fsq_tui.verbs import plotting

    places = accumulate((action.steps for action in planned.actions), initial=0.0)
    times_s = [0.0, *(action.end_s for action in planned.actions)]
    plotting.show(
        plotting.Picture(
            f"{planned.steps} steps in {planned.expected_s:.3f}s",
            "planned",
            tuple(zip(times_s, places, strict=True)),
            _ideal(planned.curve, planned.steps, planned.expected_s),
        )
    )


def _ideal(course: Curve, steps: int, seconds: float) -> tuple[tuple[float, float], ...]:
    last = len(course) - 1
    return tuple((seconds * i / last, steps * share) for i, share in enumerate(course))
