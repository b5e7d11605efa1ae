"""Before Textual is imported: nothing of the developer's terminal may show in a snapshot.

The programs that the tests start, hundreds of times, compile the code once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.pop("NO_COLOR", None)
os.environ.pop("TEXTUAL_THEME", None)
os.environ["TERM"] = "xterm-256color"
os.environ["COLORTERM"] = "truecolor"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import pytest
from hypothesis import settings
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]

# The same examples in each run, however long they take: what fails is the change, not the day.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("steady")

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


def _pictures(_cls: type[object], *, test_location: Any) -> str:
    return str(SNAPSHOTS / Path(test_location.filepath).stem)


SVGImageExtension.dirname = classmethod(_pictures)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-grids` writes the text grids instead of comparing them."""
    parser.addoption(
        "--update-grids", action="store_true", help="accept the text grids as they are"
    )
