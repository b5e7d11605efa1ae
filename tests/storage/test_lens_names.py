from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.storage.lens_names import MAX_NAMES, LensNames


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "lens_names.toml"


def test_the_newest_name_is_the_first_and_each_stands_once(path: Path) -> None:
    names = LensNames(path)
    assert names.of("D750") == ()
    for name in ("50mm f/1.8", '35mm "art"', "50mm f/1.8"):
        names.remember("D750", name)
    names.remember("ILCE-7M3", "Sämyang 24")
    assert LensNames(path).of("D750") == ("50mm f/1.8", '35mm "art"')
    assert tomllib.loads(path.read_text())["ILCE-7M3"] == ["Sämyang 24"]


def test_what_is_first_already_is_not_written_again(path: Path) -> None:
    names = LensNames(path)
    names.remember("D750", "50mm")
    before = path.stat().st_ino
    names.remember("D750", "50mm")
    assert path.stat().st_ino == before


def test_what_a_person_wrote_beside_the_names_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('# mine\n"D750" = [  # the rig\n  "50mm",  # loan\n  "85mm",\n] # end\n')
    LensNames(path).remember("D750", "24mm")
    assert LensNames(path).of("D750") == ("24mm", "50mm", "85mm")
    for comment in ("# mine", "# the rig", "# loan", "# end"):
        assert comment in path.read_text()


def test_the_oldest_is_forgotten(path: Path) -> None:
    names = LensNames(path)
    for number in range(MAX_NAMES + 3):
        names.remember("D750", f"lens {number}")
    kept = names.of("D750")
    assert (len(kept), kept[0], kept[-1]) == (MAX_NAMES, f"lens {MAX_NAMES + 2}", "lens 3")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('"D750" = [', "line 1, column 11: "),
        ('a = ["x"]\n\n"D750" = "50mm"', 'line 3: D750 has "50mm", expected a list of lens names'),
        ('"D750" = ["x",\n  7]', "line 2: D750 has 7, expected a lens name"),
        ('"D750" = [" "]', "line 1: D750 has"),
        ("D750.first = 1", "line 1: D750 has a table, expected a list"),
        (b"\xff", "line 1, column 1: byte 0xff"),
    ],
)
def test_a_broken_file_is_refused_by_line_and_left_as_it_is(
    path: Path, content: str | bytes, words: str
) -> None:
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    with pytest.raises(FileRefused) as read:
        LensNames(path).of("D750")
    with pytest.raises(FileRefused) as written:
        LensNames(path).remember("D750", "24mm")
    for caught in (read, written):
        assert f"{path}, {words}" in caught.value.message
    assert path.read_bytes() == before
