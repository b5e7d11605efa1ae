"""The mends of Textual, each with what shows that it is still needed."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from fsq_tui import compat

CONSOLE = Console(color_system=None)
LINE = {0: Strip([Segment("0123456789")]), 10: Strip([Segment("abcdefghij")])}
ENDS = [10, 20]


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChopsUpdate, "__init__", ChopsUpdate.__init__)  # put back at the end
    compat.narrow_updates()
    compat.narrow_updates()


def written(*spans: tuple[int, int, int]) -> str:
    return ChopsUpdate([LINE, LINE], list(spans), [ENDS, ENDS]).render_segments(CONSOLE)


def test_textual_still_writes_from_the_left_end() -> None:
    assert written((0, 6, 8)) == "\x1b[1;1H01234567"


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([(0, 6, 8)], "\x1b[1;7H67"),
        ([(0, 0, 10)], "\x1b[1;1H0123456789"),
        ([(0, 8, 12)], "\x1b[1;9H89\x1b[1;11Hab"),
        ([(0, 2, 3), (1, 19, 20)], "\x1b[1;3H2\n\x1b[2;20Hj"),
    ],
)
def test_only_what_changed_is_written(spans: list[tuple[int, int, int]], text: str) -> None:
    assert written(*spans) == text


@pytest.mark.usefixtures("mended")
def test_two_changes_in_one_line() -> None:
    parts = written((0, 1, 2), (0, 12, 14))
    assert "\x1b[1;2H1" in parts
    assert "\x1b[1;13Hcd" in parts
    assert "0" not in parts.replace("\x1b[1;", "")
