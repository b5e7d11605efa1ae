from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import fsq_tui
from fsq_tui.cli import main
from fsq_tui.errors import FileRefused, LensFault, Stopped, UsageFault, WrongLens
from fsq_tui.verbs import plan as plan_verb
from fsq_tui.verbs.options import VERBS

FSQ = [sys.executable, "-m", "fsq_tui"]
PLAN = ["plan", "--steps", "4", "--duration", "1"]
Capture = pytest.CaptureFixture[str]


def test_version_is_the_packages(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"fsq {fsq_tui.__version__}\n"


def test_the_version_in_pyproject_is_the_packages() -> None:
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    assert f'\nversion = "{fsq_tui.__version__}"\n' in pyproject.read_text()


def test_help_names_every_verb_and_every_exit_code(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"^    {verb}\b", text, re.MULTILINE) for verb in VERBS)
    codes = {error.exit_code for error in (UsageFault, FileRefused, WrongLens, LensFault, Stopped)}
    assert codes == {2, 3, 4, 5, 6}
    assert all(re.search(rf"^  {code}  ", text, re.MULTILINE) for code in {0, 1, *codes})
    assert "129, 130, 141, 143" in text


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help_and_a_file_of_its_own(verb: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"usage: fsq {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "file", "lens_model", "time_scale", "keymap"),
    [
        ([], None, None, 1.0, "camera"),
        (["take3.toml"], "take3.toml", None, 1.0, "camera"),
        (["open", "take3.toml"], "take3.toml", None, 1.0, "camera"),
        (["--lens-model", "longthrow", "take3.toml"], "take3.toml", "longthrow", 1.0, "camera"),
        (["take3.toml", "--time-scale", "10"], "take3.toml", None, 10.0, "camera"),
        (["--keymap", "vim"], None, None, 1.0, "vim"),
        (["--", "-x.toml"], "-x.toml", None, 1.0, "camera"),
    ],
)
def test_what_begins_with_no_verb_opens_the_application(
    words: list[str],
    file: str | None,
    lens_model: str | None,
    time_scale: float,
    keymap: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[argparse.Namespace] = []

    def run(args: argparse.Namespace) -> int:
        seen.append(args)
        return 7

    monkeypatch.setattr("fsq_tui.verbs.open.run", run)
    assert main(words) == 7
    [args] = seen
    assert args.file == (None if file is None else Path(file))
    assert (args.lens_model, args.time_scale, args.keymap) == (lens_model, time_scale, keymap)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["plann"], "There is no verb 'plann'; did you mean plan?"),
        (["take3"], "did you mean takes? The file name of a scene ends in .toml"),
        (["scene3"], "There is no verb 'scene3'. The file name of a scene ends in .toml"),
        (["\x1b[2J"], "There is no verb '[2J'."),
        (["--keymap", "vim", "plan"], "The verb plan comes first."),
        (["a.toml", "b.toml"], "Unrecognized arguments: b.toml."),
        (["--colour"], "Unrecognized arguments: --colour."),
        (["--time-scale", "0"], "'0' is not a time scale."),
        (["--time-scale", "101"], "'101' is not a time scale."),
        (["--key=vim"], "Unrecognized arguments: --key=vim."),
        (["plan", "--step", "4", "--duration", "1"], "required: --steps"),
        (["keys", "--listen", "--check", "x"], "not allowed with argument"),
        (["check"], "required: FILE"),
        (["", "x"], "There is no verb ''."),
    ],
)
def test_a_word_that_cannot_be_used_is_one_sentence_with_a_remedy(
    words: list[str], sentence: str, capsys: Capture
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("fsq: ")
    assert sentence in printed.err
    assert printed.err[:-1].isprintable()


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (UsageFault("Bad\x1b[2J word.", "Mend it."), 2),
        (FileRefused("Bad\x1b[2J word.", "Mend it."), 3),
        (WrongLens("Bad\x1b[2J word.", "Mend it."), 4),
        (LensFault("Bad\x1b[2J word.", "Mend it."), 5),
        (Stopped("Bad\x1b[2J word.", "Mend it."), 6),
    ],
)
def test_an_error_is_a_line_without_control_characters_and_its_exit_code(
    error: Exception, exit_code: int, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_args: object) -> int:
        raise error

    monkeypatch.setattr(plan_verb, "run", run)
    assert main(PLAN) == exit_code
    assert capsys.readouterr().err == "fsq: Bad[2J word. Mend it.\n"


def test_an_interrupt_is_quiet(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_verb, "run", run)
    assert main(PLAN) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_stops_reading_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = ["plan", "--steps", "4000", "--duration", "90"]
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [*FSQ, *words], stdout=closed, stderr=subprocess.PIPE, text=True, timeout=30
        )
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*FSQ, *PLAN], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert done.stderr == "fsq: The system refused: [Errno 28] No space left on device.\n"


def test_a_closed_output_is_no_error() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *FSQ, *PLAN], stderr=subprocess.PIPE, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_terminal_the_application_says_what_works_without() -> None:
    done = subprocess.run(FSQ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fsq: This is no terminal")
    assert "fsq plan" in done.stderr
    assert done.stderr.count("\n") == 1
