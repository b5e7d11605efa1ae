"""What a person may get wrong: one sentence, the documented exit code, and nothing lost."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.scenes import point_at, write_scene
from tests.terminal.screen import environment, fsq_command
from tests.terminal.shows import pid_of_show
from tests.terminal.test_keys import FAST, edit

pytestmark = pytest.mark.timeout(120)

EVIL = "\x1b]0;EVIL\x07\x9b31m\x1b[31mC1\u202e"
EVIL_TOML = EVIL.encode("unicode_escape").decode().replace("\\x", "\\u00")


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """Two points of the reference lens."""
    return write_scene(tmp_path / "take.toml", point_at(15), point_at(151, 2.0, "Anna"))


def assert_refused(start: Start, *arguments: str | Path, status: int, says: str) -> None:
    """The application is not shown; one line that matches `says` is, and the exit status."""
    fsq = start(*arguments)
    assert fsq.ended() == status
    assert_one_sentence(fsq.raw.decode().replace("\r\n", "\n"), says)


def assert_one_sentence(text: str, says: str) -> None:
    assert re.fullmatch(r"fsq: [^\n]+\n", text), text
    assert text[:-1].isprintable()
    assert re.search(says, text), text


def run(tmp_path: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A verb without a screen."""
    return subprocess.run(
        [*fsq_command(), *map(str, arguments)],
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_broken_toml(start: Start, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('lens_name = "X"\nfocus_positions = [0, 9\nmodes = 3\n')
    before = broken.read_bytes()
    where = r"broken\.toml, line 3, column 1: the list does not end, expected"
    assert_refused(start, broken, status=3, says=where)
    assert broken.read_bytes() == before
    verb = run(tmp_path, "points", broken)
    assert (verb.returncode, verb.stdout) == (3, "")
    assert_one_sentence(verb.stderr, where)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("distance_cm = 54", 'distance_cm = "near"', r"line [0-9]+.*distance_cm"),
        ("duration_s = 2.0", "duration_s = nan", r"line [0-9]+.*duration_s"),
        ("normalized_position = 1452", "normalized_position = -1", r"line [0-9]+.*normalized"),
        ("    0, 8, 15,", "    0, 15, 8,", r"line [0-9]+.*focus_positions"),
    ],
)
def test_values_that_cannot_be(start: Start, scene: Path, old: str, new: str, says: str) -> None:
    text = scene.read_text()
    assert old in text
    scene.write_text(text.replace(old, new))
    assert_refused(start, scene, status=3, says=says)
    assert scene.read_text() == text.replace(old, new)


def test_points_of_another_lens(start: Start, scene: Path) -> None:
    scene.write_text(scene.read_text().replace("EF24mm", "EF50mm"))
    before = scene.read_bytes()
    assert_refused(start, scene, status=4, says=r'"EF50mm f/2\.8.*"EF24mm f/2\.8')
    assert scene.read_bytes() == before


def test_a_truncated_file_of_the_camera(tmp_path: Path, scene: Path) -> None:
    whole, cut = tmp_path / "focus_sq.cfg", tmp_path / "cut.cfg"
    assert run(tmp_path, "export", scene, whole).returncode == 0
    cut.write_bytes(whole.read_bytes()[:500])
    verb = run(tmp_path, "import", cut, tmp_path / "new.toml")
    assert (verb.returncode, verb.stdout) == (3, "")
    assert_one_sentence(verb.stderr, r"cut\.cfg, byte 36: the file ends too early")
    assert not (tmp_path / "new.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--lens-model", "ef42"), "Did you mean ef24"),
        (("--keymap", "camra"), "[Dd]id you mean camera"),
        (("--time-scale", "0"), "time scale"),
        (("pionts",), "did you mean points"),
        (("--no-such-option",), "--no-such-option"),
    ],
)
def test_words_that_are_not_known(start: Start, arguments: tuple[str, ...], says: str) -> None:
    assert_refused(start, *arguments, status=2, says=says)


def test_a_read_only_folder(start: Start, tmp_path: Path) -> None:
    folder = Path("/sys")  # where root cannot write either
    if os.geteuid() != 0:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o555)
    assert_refused(start, folder / "take.toml", status=3, says=r"take\.toml cannot be written: ")


def test_a_path_through_a_file(start: Start, scene: Path) -> None:
    assert_refused(start, scene / "take.toml", status=3, says="a part of the path is not a folder")


def test_a_folder_that_does_not_exist_is_made(start: Start, tmp_path: Path) -> None:
    fsq = start(tmp_path / "day 2" / "take.toml")
    fsq.wait_for_line("[    ]")
    assert fsq.quit() == 0


def test_two_programs_on_one_settings_file(start: Start, scene: Path, tmp_path: Path) -> None:
    first = start(*FAST, scene)
    edit(first)
    pid = pid_of_show(tmp_path / "home")
    words = ("points", scene, "set", "2", "--duration", "3")
    assert_refused(start, *words, status=3, says=rf"in use by another fsq \(process {pid}\)")
    first.send("right")
    first.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \|  2\.000s")
    assert first.quit() == 0
    second = start(*FAST, scene)
    edit(second)
    assert second.quit() == 0


def test_control_characters_in_the_name_of_a_lens(start: Start, scene: Path) -> None:
    scene.write_text(scene.read_text().replace("EF24mm", EVIL_TOML))
    assert_refused(start, scene, status=4, says=r"EVIL.*EF24mm")


def test_control_characters_in_the_name_of_a_point(start: Start, scene: Path) -> None:
    scene.write_text(scene.read_text().replace("Anna", EVIL_TOML))
    fsq = start(*FAST, scene)
    edit(fsq)
    fsq.wait_for("2 .*EVIL")
    fsq.send("right")
    fsq.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \|  2\.000s")
    fsq.send("n")
    fsq.wait_for("Name of point 2")
    fsq.send("escape")
    fsq.wait_for_overlay(r"\[edit\]   2 / 2 \|     54cm  \|  2\.000s")
    fsq.send("l")
    fsq.wait_for("─ Points ─")
    assert fsq.quit() == 0
    for command in ("\x1b]0;", "EVIL\x07", "\x9b", "\x1b[31mC1", "\u202e"):
        assert command.encode() not in fsq.raw


def test_a_camera_that_is_not_there(start: Start) -> None:
    """One sentence, and nothing of what libgphoto2 writes to the terminal by itself."""
    assert_refused(
        start, "--camera", "ptpip:127.0.0.1:1:1", status=5, says="127.0.0.1:1:1 does not answer"
    )


def test_a_camera_without_a_focus_drive(start: Start, tmp_path: Path) -> None:
    """libgphoto2's own virtual camera is found on USB like any other, and refused."""
    fsq = start(VCAMERADIR=str(tmp_path))
    assert fsq.ended() == 5
    assert_one_sentence(
        fsq.raw.decode().replace("\r\n", "\n"), "VC by GP has no focus drive for a computer"
    )


def test_a_real_lens_cannot_be_hurried(start: Start) -> None:
    words = ("--camera", "ptpip:127.0.0.1:1:1", "--time-scale", "10")
    assert_refused(start, *words, status=2, says="--time-scale is for the simulated one")


def test_a_show_that_is_on_is_not_joined_on_another_lens(start: Start, scene: Path) -> None:
    first = start(*FAST, scene)
    edit(first)
    assert_refused(start, "--lens-model", "longthrow", scene, status=2, says="on another lens")
    assert first.quit() == 0


def test_a_show_that_is_on_does_not_begin_to_record(
    start: Start, scene: Path, tmp_path: Path
) -> None:
    first = start(*FAST, scene)
    edit(first)
    words = ("--record-frames", str(tmp_path / "kept"), scene)
    assert_refused(start, *words, status=2, says="quit it first")
    assert first.quit() == 0
