"""Before Textual is imported: nothing of the developer's terminal may show in a snapshot."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.pop("NO_COLOR", None)
os.environ.pop("TEXTUAL_THEME", None)
os.environ["TERM"] = "xterm-256color"
os.environ["COLORTERM"] = "truecolor"

import pytest  # noqa: E402
from pytest_textual_snapshot import SVGImageExtension  # noqa: E402

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"

SVGImageExtension.dirname = lambda **_: str(SNAPSHOTS)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-grids` writes the text grids instead of comparing them."""
    parser.addoption(
        "--update-grids", action="store_true", help="accept the text grids as they are"
    )
