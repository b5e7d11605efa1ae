"""`fsq plan`: one transition, planned and shown."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from fsq_tui.focus import plan as planning


def run(args: argparse.Namespace) -> int:
    """Print the plan for `args.steps` steps in `args.duration` seconds."""
    planned = planning.plan(args.modes, args.steps, args.duration)
    rms_steps = planning.tracking_error_steps(planned)
    print(_as_json(planned, rms_steps) if args.json else _as_text(planned, rms_steps))
    return 0


def _as_json(planned: planning.Plan, rms_steps: float) -> str:
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
            "actions": actions,
        }
    )


def _as_text(planned: planning.Plan, rms_steps: float) -> str:
    calls = Counter(action.step_size for action in planned.actions if action.step_size is not None)
    sizes = ", ".join(f"{calls[size]} x size {size}" for size in sorted(calls, reverse=True))
    waiting_s = sum(action.duration_s for action in planned.actions if action.step_size is None)
    rows = [
        f"steps      {planned.steps}",
        f"asked      {planned.target_s:.3f}s",
        f"expected   {planned.expected_s:.3f}s",
        f"commands   {sizes or 'none'}",
        f"waiting    {waiting_s:.3f}s",
        f"off ideal  {rms_steps:.3f} steps (root mean square)",
        "",
        "   start  duration  action     steps",
    ]
    for action in planned.actions:
        what = "wait" if action.step_size is None else f"size {action.step_size}"
        moved = f"{action.steps:8.3f}" if action.step_size is not None else ""
        rows.append(f"{action.start_s:8.3f}  {action.duration_s:8.3f}  {what:6}  {moved}".rstrip())
    return "\n".join(rows)
