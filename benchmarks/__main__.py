"""`python -m benchmarks`: measure everything, print the table, write bench.json."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import (
    drive,
    frames,
    idle,
    keys_in_view,
    library,
    merging,
    picture,
    plan_verb,
    plans,
    pulls,
    pulls_in_view,
    reaction,
    refresh,
    scene_orders,
    seen,
    stacking,
    startup,
    view,
)
from benchmarks.figures import Figure, as_table, write_json
from benchmarks.stage import stage

GROUPS = (
    startup, idle, refresh, reaction, drive, frames, library, picture, plan_verb, plans, pulls,
    pulls_in_view, keys_in_view, view, seen, stacking, scene_orders,
    merging,
)  # fmt: skip
RESULT = Path("bench.json")


def main() -> None:
    """One group after the other: they must not disturb each other. Words name the groups wanted."""
    figures: list[Figure] = []
    wanted = sys.argv[1:]
    with stage() as made:
        for group in GROUPS:
            if wanted and group.__name__.rpartition(".")[2] not in wanted:
                continue
            print(f"measuring {group.__name__.rpartition('.')[2]} ...", file=sys.stderr)
            figures += group.measure(made)
    print(as_table(figures))
    write_json(RESULT, figures)
    print(f"\nwritten to {RESULT}")


if __name__ == "__main__":
    main()
