from __future__ import annotations

import json

import pytest

from fsq_tui.cli import main
from fsq_tui.focus.depth_of_field import Optics
from fsq_tui.stacking.proposal import proposal

WORDS = ["stack", "plan", "--near", "54", "--far", "2m", "--focal-length", "50mm"]
WORDS += ["--aperture", "8"]


def test_json_holds_the_shots(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WORDS, "--coc", "20um", "--overlap", "30%", "--settle", "1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    proposed = proposal(Optics(50, 8, 20), 54, 200, 0.3)
    assert printed == {
        "shots": proposed.shots,
        "moves": proposed.shots - 1,
        "expected_s": round(proposed.expected_s(1.0), 1),
        "overlap": round(proposed.overlap, 4),
        "hyperfocal_cm": 1567.5,
        "reason": proposed.reason,
        "distances_cm": [round(cm, 3) for cm in proposed.distances_cm],
    }


def test_text_says_it_in_short_and_lists_the_shots(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*WORDS, "--shots", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 shots, 2 moves, about 8 s"
    assert lines[1].startswith("54cm to 2m is ")
    assert lines[2:] == [
        "",
        " NO  FOCUS ON    SHARP FROM          TO",
        "  1     54.00cm     51.65cm     56.57cm",
        "  2     84.17cm     78.41cm     90.84cm",
        "  3      2.000m      1.694m      2.442m",
    ]


def test_a_stack_may_end_at_infinity(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["stack", "plan", "--near", "2m", "--far", "inf", "--focal-length", "24"]
    assert main([*words, "--aperture", "4"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["3", "inf", "4.966m", "inf"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--shots", "1"], "A stack has two shots or more."),
        (["--shots", "3", "--overlap", "10"], "not allowed with argument"),
        (["--overlap", "95"], "'95' is not an overlap. Give 0 to 90 %."),
        (["--aperture", "0"], "'0' is not an f-number. Give 0.5 to 64."),
        (["--coc", "x"], "'x' is not a circle of confusion. Give 1 to 100 um."),
        (["--near", "3m"], "The near end is not nearer than the far one."),
    ],
)
def test_a_bad_word_is_one_line_and_exit_code_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*WORDS, *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
