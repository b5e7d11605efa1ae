"""`fsq takes`: what became of the pulls that were played, as a table, CSV, JSON or a picture."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from typing import Any

from fsq_tui.errors import UsageFault
from fsq_tui.focus.sequence import printable
from fsq_tui.storage.takes import Take, load_takes, to_json
from fsq_tui.verbs.scenes import require_existing

Numbered = list[tuple[int, Take]]

LAST = 0
"""What --plot holds where no number is named."""

HEADER = " NO  TIME            POINTS      ASKED PLANNED    TOOK    DIFF      OFF  HOW"
COLUMNS = (
    "number", "at", "scene", "lens_name", "simulated", "from_point", "to_point",
    "from_name", "to_name", "from_step", "to_step", "asked_s", "planned_s", "took_s", "deviation_s",
    "off_by_steps_before", "off_by_steps", "how", "shape", "late_s", "rms_steps",
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Print the takes of `args.file`, or draw one of them."""
    takes, notes = load_takes(args.file)
    if not takes:
        require_existing(args.file)
    for note in notes:
        print(f"fsq: {note}", file=sys.stderr)
    chosen = [
        (number, take)
        for number, take in enumerate(takes, 1)
        if args.point in (None, take.to_point)
    ]
    if args.plot is not None or args.output is not None:
        _draw(args, chosen)
        return 0
    chosen = chosen[-args.last :] if args.last else chosen
    print(_as_csv(chosen) if args.csv else _as_json(chosen) if args.json else _as_text(chosen))
    return 0


def _draw(args: argparse.Namespace, takes: Numbered) -> None:
    from fsq_tui.verbs import plotting

    if args.csv or args.json:
        raise UsageFault("--output writes a picture.", "Leave --csv or --json away.")
    number, take = _one(takes, args.plot or LAST)
    if not take.samples:
        raise UsageFault(
            f"The course of take {number} was not recorded.", "fsq takes FILE lists its figures."
        )
    picture = plotting.Picture(
        f"take {number}: point {take.from_point} to {take.to_point} in {take.took_s:.3f}s, "
        f"off the ideal by {take.rms_steps or 0.0:.2f} steps (rms)",
        " and ".join(dict.fromkeys(how.value for *_, how in take.samples)),
        tuple((at_s, step) for at_s, step, _, _ in take.samples),
        tuple((at_s, ideal) for at_s, _, ideal, _ in take.samples),
    )
    if args.output is None:
        plotting.show(picture)
    else:
        plotting.write(picture, args.output)


def _one(takes: Numbered, wanted: int) -> tuple[int, Take]:
    """The take of a number, or the last one. Raises UsageFault where there is none."""
    for number, take in reversed(takes):
        if wanted in (LAST, number):
            return number, take
    which = "take to draw" if wanted == LAST else f"take {wanted}"
    raise UsageFault(f"There is no {which}.", "fsq takes FILE lists those that are there.")


def _row(number: int, take: Take) -> dict[str, Any]:
    kept = to_json(take)
    names = {"from_name": take.names[0], "to_name": take.names[1]}
    deviation_s = round(take.took_s - take.planned_s, 4)
    return {"number": number, **kept, **names, "deviation_s": deviation_s}


def _as_csv(takes: Numbered) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    for number, take in takes:
        row = _row(number, take)
        table.writerow({key: printable(v) if isinstance(v, str) else v for key, v in row.items()})
    return text.getvalue().rstrip("\n")


def _as_json(takes: Numbered) -> str:
    return json.dumps([{"number": number, **to_json(take)} for number, take in takes])


def _as_text(takes: Numbered) -> str:
    if not takes:
        return "no takes: every pull of play mode will be one"
    return "\n".join([HEADER, *(_line(number, take) for number, take in takes)])


def _line(number: int, take: Take) -> str:
    before, after = take.off_by_steps_before, take.off_by_steps
    off = "unknown" if before is None or after is None else f"{before:+d} > {after:+d}"
    return (
        f"{number:3d}  {take.at:%m-%d %H:%M:%S}  {take.from_point:3d} > {take.to_point:<3d} "
        f"{take.asked_s:7.3f} {take.planned_s:7.3f} {take.took_s:7.3f} "
        f"{take.took_s - take.planned_s:+7.3f} {off:>8}  {take.how.value}"
    )
