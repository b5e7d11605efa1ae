"""What a verb without a screen costs: `fsq plan` against a Python that does nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from benchmarks.figures import Figure, median
from benchmarks.stage import FSQ, Stage
from benchmarks.terminal import environment

PAIRS = 15
PLAN = ("plan", "--steps", "100", "--duration", "3")
NOTHING = (sys.executable, "-c", "pass")
HEAVY_US = 2000
IMPORTED = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \|\s+(?P<module>\S+)")


def measure(stage: Stage) -> list[Figure]:
    """Whole processes in turns, after one pair that fills the caches."""
    pairs = [(_ms(NOTHING, stage), _ms((str(FSQ), *PLAN), stage)) for _ in range(PAIRS + 1)][1:]
    python_ms, plan_ms = (median([pair[who] for pair in pairs]) for who in (0, 1))
    imports = dict(_imports(stage))
    heavy = [name for name, own_us in imports.items() if own_us >= HEAVY_US]
    times = f"median of {PAIRS} pairs"
    return [
        Figure("python -c pass", python_ms, "ms", note=times),
        Figure("fsq plan, whole process", plan_ms, "ms", note=times),
        Figure("fsq plan, more than python", plan_ms - python_ms, "ms"),
        Figure("fsq plan, modules imported", len(imports), "", note=_heavy(heavy)),
    ]


def _heavy(names: Sequence[str]) -> str:
    return f"{HEAVY_US / 1000:g} ms or more: {', '.join(names) or 'none'}"


def _ms(command: Sequence[str], stage: Stage) -> float:
    started_s = time.monotonic()
    subprocess.run(command, env=environment(stage.home), check=True, capture_output=True)
    return (time.monotonic() - started_s) * 1000


def _imports(stage: Stage) -> Iterator[tuple[str, int]]:
    """Each module that `fsq plan` imports, with the microseconds it takes by itself."""
    command = (sys.executable, "-X", "importtime", str(FSQ), *PLAN)
    run = subprocess.run(
        command, env=environment(stage.home), check=True, capture_output=True, text=True
    )
    for found in IMPORTED.finditer(run.stderr):
        yield found["module"], int(found["own"])
