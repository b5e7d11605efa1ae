from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from fsq_tui.cli import main
from fsq_tui.focus.modes import How
from fsq_tui.storage.takes import append_take, takes_path, to_json
from tests.storage.test_takes import TAKE

Capture = pytest.CaptureFixture[str]

BACK = replace(TAKE, from_point=2, to_point=1, asked_s=0.0, planned_s=1.1, took_s=1.0, samples=())
COUNTED = replace(
    TAKE, took_s=12.5, off_by_steps_before=None, off_by_steps=None, how=How.COUNTED, to_point=12
)


@pytest.fixture
def played(scene: Path) -> Path:
    """A scene with three takes: to point 2, to point 1 without its course, counted to point 12."""
    for take in (TAKE, BACK, COUNTED):
        append_take(scene, take)
    return scene


def test_the_table(played: Path, capsys: Capture) -> None:
    assert main(["takes", str(played)]) == 0
    assert capsys.readouterr() == (
        " NO  TIME            POINTS      ASKED PLANNED    TOOK    DIFF      OFF  HOW\n"
        "  1  03-04 09:30:12    1 > 2     1.300   1.300   1.304  +0.004  -1 > +0  measured\n"
        "  2  03-04 09:30:12    2 > 1     0.000   1.100   1.000  -0.100  -1 > +0  measured\n"
        "  3  03-04 09:30:12    1 > 12    1.300   1.300  12.500 +11.200  unknown  counted\n",
        "",
    )


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["--last", "2"], [2, 3]),
        (["--last", "9"], [1, 2, 3]),
        (["--point", "2"], [1]),
        (["--point", "3"], []),
        (["--point", "12", "--last", "1"], [3]),
    ],
)
def test_some_of_them_keep_their_numbers(
    words: list[str], numbers: list[int], played: Path, capsys: Capture
) -> None:
    assert main(["takes", str(played), "--json", *words]) == 0
    assert [take["number"] for take in json.loads(capsys.readouterr().out)] == numbers


def test_json_holds_all_that_is_kept(played: Path, capsys: Capture) -> None:
    assert main(["takes", str(played), "--json"]) == 0
    takes = json.loads(capsys.readouterr().out)
    assert takes[0] == {"number": 1, **json.loads(json.dumps(to_json(TAKE)))}


def test_csv_has_a_header_and_a_row_each(played: Path, capsys: Capture) -> None:
    assert main(["takes", str(played), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 3
    first, _, counted = rows
    assert (first["number"], first["at"]) == ("1", "2026-03-04T09:30:12.345+02:00")
    assert (first["asked_s"], first["took_s"], first["deviation_s"]) == ("1.3", "1.3042", "0.0042")
    assert (first["off_by_steps_before"], first["off_by_steps"]) == ("-1", "0")
    assert (first["from_name"], first["to_name"]) == ("", "Wärme"), "nothing a terminal obeys"
    assert (first["shape"], first["rms_steps"]) == ("ease", "0.25")
    assert (counted["off_by_steps"], counted["how"]) == ("", "counted")


def test_a_take_is_drawn_against_its_ideal(played: Path, capsys: Capture) -> None:
    assert main(["takes", str(played), "--plot", "1"]) == 0
    text = capsys.readouterr().out
    title = "take 1: point 1 to 2 in 1.304s, off the ideal by 0.25 steps (rms)"
    assert text.startswith(f"{title}\n• ideal  ⢕ position, counted and measured\n")
    assert text.count("\n") > 10


def test_the_last_one_is_drawn_where_none_is_named(played: Path, capsys: Capture) -> None:
    assert main(["takes", str(played), "--plot"]) == 0
    assert capsys.readouterr().out.startswith("take 3: point 1 to 12 in 12.500s")
    assert main(["takes", str(played), "--point", "2", "--plot"]) == 0
    assert capsys.readouterr().out.startswith("take 1: ")


@pytest.mark.parametrize("words", [[], ["--plot"], ["--plot", "1"]])
def test_output_writes_the_picture_into_a_file(
    words: list[str], played: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["takes", str(played), *words, "--output", str(tmp_path / "take.svg")]) == 0
    assert capsys.readouterr() == ("", "")
    assert (tmp_path / "take.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--plot", "2"], "The course of take 2 was not recorded."),
        (["--plot", "4"], "There is no take 4."),
        (["--point", "3", "--plot"], "There is no take to draw."),
        (["--plot", "0"], "'0' is not a number."),
        (["--plot", "x"], "'x' is not a number."),
        (["--last", "0"], "'0' is not a number."),
        (["--csv", "--json"], "not allowed with argument"),
        (["--csv", "--output", "a.png"], "--output writes a picture."),
        (["--output", "a.pdf"], "A picture is written as PNG or SVG."),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(
    words: list[str], sentence: str, played: Path, capsys: Capture
) -> None:
    assert main(["takes", str(played), *words]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_a_scene_that_was_never_played(scene: Path, capsys: Capture) -> None:
    assert main(["takes", str(scene)]) == 0
    assert capsys.readouterr().out.startswith("no takes")
    assert main(["takes", str(scene), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_scene_that_is_not_there(tmp_path: Path, capsys: Capture) -> None:
    assert main(["takes", str(tmp_path / "none.toml")]) == 3
    assert "none.toml" in capsys.readouterr().err


def test_takes_outlive_their_scene(played: Path, capsys: Capture) -> None:
    played.unlink()
    assert main(["takes", str(played)]) == 0
    assert capsys.readouterr().out.count("\n") == 4


def test_lines_that_are_left_out_are_named(played: Path, capsys: Capture) -> None:
    with takes_path(played).open("a") as file:
        file.write('{"version":1,')
    assert main(["takes", str(played)]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 4
    assert printed.err.startswith("fsq: ")
    assert "line 4 is torn" in printed.err
