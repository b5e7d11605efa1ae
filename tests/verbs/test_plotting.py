from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.verbs import plotting
from fsq_tui.verbs.plotting import Picture, as_text, show, write

PICTURE = Picture(
    "take 3: point 1 to 2 in 2.004s, off the ideal by 21.30 steps (rms)",
    "counted",
    ((0.0, 400.0), (1.0, 30.0), (2.0, 0.0)),
    ((0.0, 400.0), (2.0, 0.0)),
)
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


@pytest.mark.parametrize("width", [30, 40, 80, 120])
def test_it_fits_and_is_plain_text(width: int) -> None:
    lines = as_text(PICTURE, width, 14).splitlines()
    assert max(len(line) for line in lines) <= width
    assert all(line.isprintable() for line in lines)
    assert " ".join(lines).startswith(PICTURE.title[:20])


def test_ideal_and_position_are_told_apart_without_colour() -> None:
    lines = as_text(PICTURE, 80, 14).splitlines()
    assert lines[:2] == [PICTURE.title, "• ideal  ⢕ position, counted"]
    drawing = [line.partition("│")[2] or line.partition("┤")[2] for line in lines[2:]]
    ideal = [row for row, line in enumerate(drawing) if "•" in line]
    position = [row for row, line in enumerate(drawing) if set(line) & BRAILLE]
    assert len(ideal) > 8
    halfway = drawing[len(drawing) // 2]
    assert "•" in halfway
    assert max(position) > len(drawing) // 2, "the position falls below the ideal"


@pytest.mark.parametrize("position", [((0.0, 5.0),), ((0.0, 5.0), (3.0, 5.0))])
def test_a_lens_that_does_not_move_is_drawn_too(position: plotting.Points) -> None:
    assert set(as_text(Picture("still", "counted", position, position), 40, 10)) & BRAILLE


def test_each_picture_stands_for_itself() -> None:
    first = as_text(PICTURE, 60, 12)
    as_text(Picture("other", "measured", ((0.0, 1.0), (9.0, 900.0)), ((0.0, 1.0),)), 60, 12)
    assert as_text(PICTURE, 60, 12) == first


def test_the_size_is_the_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = []
    for columns in (40, 80, 300):
        monkeypatch.setenv("COLUMNS", str(columns))
        show(PICTURE)
        sizes.append(max(len(line) for line in capsys.readouterr().out.splitlines()))
    assert sizes == [40, 80, plotting.MOST_COLUMNS]


def test_an_output_that_knows_no_such_characters_is_no_error() -> None:
    words = ["-m", "fsq_tui", "plan", "--steps", "40", "--duration", "3"]
    done = subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_png(tmp_path: Path) -> None:
    write(PICTURE, tmp_path / "take.PNG")
    data = (tmp_path / "take.PNG").read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(data[16:20]) == 1350  # columns, by the head of the file


def test_svg(tmp_path: Path) -> None:
    (tmp_path / "take.svg").write_text("an older one")
    write(PICTURE, tmp_path / "take.svg")
    root = ElementTree.fromstring((tmp_path / "take.svg").read_text())  # noqa: S314  our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "<!-- ideal -->" in (tmp_path / "take.svg").read_text()
    assert [file.name for file in tmp_path.iterdir()] == ["take.svg"]


@pytest.mark.parametrize("name", ["take.pdf", "take", "png"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="PNG or SVG"):
        write(PICTURE, tmp_path / name)


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "take.svg").mkdir()
    with pytest.raises(FileRefused, match="it is a folder"):
        write(PICTURE, tmp_path / "take.svg")


def test_without_matplotlib_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageFault) as refused:
        write(PICTURE, tmp_path / "take.svg")
    assert refused.value.remedy == "Install it: pip install 'fsq-tui[plots]'"
