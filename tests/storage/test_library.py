from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.calibration import Calibration
from fsq_tui.storage.library import LensLibrary
from tests.storage.examples import CALIBRATION, LENS, calibrations, lens_names


@pytest.fixture
def library(tmp_path: Path) -> LensLibrary:
    return LensLibrary(tmp_path / "lenses")


def only_file(library: LensLibrary) -> Path:
    (path,) = library.folder.glob("*.toml")
    return path


def test_an_empty_library_has_no_folder(library: LensLibrary) -> None:
    assert library.find(LENS) is None
    assert not library.folder.exists()


def test_what_is_kept_is_found(library: LensLibrary) -> None:
    other = replace(CALIBRATION, lens_name="50mm")
    library.keep(CALIBRATION)
    library.keep(other)
    assert library.find(LENS) == CALIBRATION
    assert library.find("50mm") == other
    assert library.find("85mm") is None


def test_the_file_name_is_safe_and_readable(library: LensLibrary) -> None:
    library.keep(CALIBRATION)
    assert only_file(library).name.startswith("ef24mm-f-2-8-is-usm-")


@pytest.mark.parametrize(
    "names", [("a/b", "a-b"), ("a", "A"), ("../x", "x"), ("é", "ü"), (".", "..")]
)
def test_similar_names_do_not_collide(library: LensLibrary, names: tuple[str, str]) -> None:
    for name in names:
        library.keep(replace(CALIBRATION, lens_name=name))
    assert [library.find(name) for name in names] == [
        replace(CALIBRATION, lens_name=name) for name in names
    ]
    assert len(list(library.folder.iterdir())) == 2


@settings(max_examples=50)
@given(name=lens_names, data=st.data())
def test_any_calibration_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    library = LensLibrary(tmp_path_factory.mktemp("lenses"))
    calibration: Calibration = data.draw(calibrations(name))
    library.keep(calibration)
    assert library.find(name) == calibration


def test_a_new_calibration_replaces_the_former_and_keeps_comments(library: LensLibrary) -> None:
    library.keep(CALIBRATION)
    path = only_file(library)
    path.write_text("# rented from Sam\n" + path.read_text())
    anew = replace(CALIBRATION, distances_cm=())
    library.keep(anew)
    assert library.find(LENS) == anew
    assert path.read_text().startswith("# rented from Sam\n")


def test_the_name_inside_counts(library: LensLibrary) -> None:
    library.keep(CALIBRATION)
    only_file(library).rename(library.folder / "mine.toml")
    assert library.find(LENS) == CALIBRATION
    anew = replace(CALIBRATION, distances_cm=())
    library.keep(anew)
    assert only_file(library).name == "mine.toml"
    assert library.find(LENS) == anew


def test_a_file_under_the_name_of_another_lens_is_left_alone(library: LensLibrary) -> None:
    library.keep(CALIBRATION)
    path = only_file(library)
    path.write_text(path.read_text().replace(LENS, "50mm"))
    assert library.find(LENS) is None
    library.keep(CALIBRATION)
    assert library.find("50mm") == replace(CALIBRATION, lens_name="50mm")
    assert library.find(LENS) == CALIBRATION


@pytest.mark.parametrize("damage", ["lens_name = ", "", 'lens_name = "x"\n'])
def test_a_damaged_file_is_named_and_never_overwritten(library: LensLibrary, damage: str) -> None:
    library.keep(CALIBRATION)
    path = only_file(library)
    path.write_text(damage)
    uses: list[Callable[[], object]] = [
        lambda: library.find(LENS),
        lambda: library.keep(CALIBRATION),
        lambda: library.find("a lens not seen before"),
    ]
    for use in uses:
        with pytest.raises(FileRefused, match=path.name):
            use()
    assert path.read_text() == damage


def test_a_damaged_file_of_another_lens_does_not_block_a_known_one(library: LensLibrary) -> None:
    library.keep(CALIBRATION)
    (library.folder / "a.toml").write_text("?")
    assert library.find(LENS) == CALIBRATION
