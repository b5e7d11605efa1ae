"""What every test in a real terminal starts with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.screen import Terminal, environment, fsq_command
from tests.terminal.shows import end_all

Start = Callable[..., Terminal]
"""start(*arguments, home=..., columns=80, rows=24, **environment) -> Terminal"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `fsq` in a terminal, as often as it is called; what still runs at the end is killed.

    Every start of a test has the same home, which is empty at first.
    """
    started: list[Terminal] = []

    def begin(
        *arguments: str | Path, columns: int = 80, rows: int = 24, **variables: str
    ) -> Terminal:
        command = [*fsq_command(), *map(str, arguments)]
        more = environment(tmp_path / "home", variables)
        started.append(Terminal(command, more, columns=columns, rows=rows))
        return started[-1]

    yield begin
    for terminal in started:
        terminal.close()
    end_all(tmp_path / "home")
