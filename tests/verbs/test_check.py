from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui import paths
from fsq_tui.backend.model import SHIPPED
from fsq_tui.cli import main

Capture = pytest.CaptureFixture[str]


def checked(capsys: Capture, *files: Path) -> tuple[int, list[str]]:
    exit_code = main(["check", *map(str, files)])
    printed = capsys.readouterr()
    assert printed.err == ""
    return exit_code, printed.out.splitlines()


def test_every_kind_of_file_is_known_by_its_content(scene: Path, capsys: Capture) -> None:
    keymap, model = paths.shipped_keymaps() / "vim.toml", SHIPPED / "ef24.toml"
    assert checked(capsys, scene, keymap, model) == (
        0,
        [
            f"{scene}: no fault (settings file)",
            f"{keymap}: no fault (keymap)",
            f"{model}: no fault (lens model)",
        ],
    )


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_lens_model_is_good(file: Path, capsys: Capture) -> None:
    assert checked(capsys, file) == (0, [f"{file}: no fault (lens model)"])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('lens_name = "A"\nfocus_positions = [0, 5, 5]\nmodes = 3\n', ["2: ", "3: "]),
        ("[[focus_points]]\nnormalized_position = -1\n", ["1: ", "1: ", "1: ", "2: "]),
        ("[keys]\nsett = 'a'\nstop = 'ctrl+c'\n", ["1: ", "2: "]),
        ("lens_name = \n", ["1:13: "]),
        ("colour = 'red'\n", ["1: this is neither"]),
    ],
)
def test_every_fault_has_path_and_line(
    tmp_path: Path, capsys: Capture, text: str, lines: list[str]
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    exit_code, printed = checked(capsys, file)
    assert exit_code == 3
    assert len(printed) == len(lines), printed
    for line, start in zip(printed, lines, strict=True):
        assert line.startswith(f"{file}:{start}")


def test_a_fault_in_a_lens_model_is_named(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "model.toml"
    file.write_text((SHIPPED / "ef24.toml").read_text().replace("raw_last", "raw_lst"))
    exit_code, [line] = checked(capsys, file)
    assert exit_code == 3
    assert "raw_lst" in line
    assert "raw_last" in line


def test_one_bad_file_does_not_hide_the_others(
    scene: Path, tmp_path: Path, capsys: Capture
) -> None:
    exit_code, lines = checked(capsys, tmp_path / "none.toml", tmp_path, scene)
    assert exit_code == 3
    assert "no such file" in lines[0]
    assert "folder" in lines[1]
    assert lines[2] == f"{scene}: no fault (settings file)"


def test_control_characters_stay_out(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "bad\x1b[2J.toml"
    file.write_text('lens_name = "\\u001b[2J"\nfocus_points = "\\u001b[31m"\n')
    _, lines = checked(capsys, file)
    assert lines
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00" * 100, b"a = " + b"[" * 5000])
def test_what_is_no_toml_is_a_sentence(tmp_path: Path, capsys: Capture, content: bytes) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    exit_code, lines = checked(capsys, file)
    assert (exit_code, len(lines)) == (3, 1)
