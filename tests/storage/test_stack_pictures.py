from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.focus.modes import How
from fsq_tui.storage.stack_folder import StackFolder
from fsq_tui.storage.stack_manifest import Manifest, StackPicture, StackShot
from fsq_tui.storage.stack_pictures import pictures_of, require_outside, result_beside


def folder_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "stack"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_numbers_in_names_count_by_their_value(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "IMG_10.JPG", "IMG_9.jpg", "img_11.jpeg", "IMG_0002.jpg")
    names = [path.name for path in pictures_of(folder).paths]
    assert names == ["IMG_0002.jpg", "IMG_9.jpg", "IMG_10.JPG", "img_11.jpeg"]


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "2.tif", "1.tiff", "manifest.json", "._1.tif", "a.cr2", "notes.txt"
    )
    (folder / "3.tif").mkdir()
    assert [path.name for path in pictures_of(folder).paths] == ["1.tiff", "2.tif"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), "holds no pictures in JPEG, TIFF or PNG; a stack has two or more."),
        (("1.cr2", "2.cr2"), "raw files have to be developed first"),
        (("1.jpg",), "holds 1 picture in JPEG"),
        (("1.jpg", "1.tif", "2.jpg"), "holds JPEG and TIFF pictures: a shot may be there"),
    ],
)
def test_what_is_no_stack_is_refused(names: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=sentence):
        pictures_of(folder_of(tmp_path, *names))


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        pictures_of(tmp_path / "none")


def test_a_result_lies_beside_the_shots_and_never_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path)
    assert result_beside(folder, ".merged.tif") == tmp_path / "stack.merged.tif"
    monkeypatch.chdir(folder)
    assert result_beside(Path(), ".depth.png") == tmp_path / "stack.depth.png"
    require_outside(tmp_path / "merged.tif", folder)
    (tmp_path / "link").symlink_to(folder)
    for inside in (Path("merged.tif"), tmp_path / "link" / "merged.tif"):
        with pytest.raises(FileRefused, match="would lie among the shots"):
            require_outside(inside, folder)


class Captured:
    """A stack of so many shots, each of which is known and fetched as these files."""

    def __init__(self, path: Path, *names: str, how: How = How.MEASURED) -> None:
        self.path = path
        shots = tuple(StackShot(n + 1, n / 4) for n in range(5))
        with StackFolder.create(path, Manifest("", "body", "lens", shots)) as folder:
            for number in range(1, 6):
                pictures = [StackPicture("", f"/card/{number}{name}") for name in names]
                folder.taken(number, 9 * number, how, pictures)
            for picture in folder.unfetched:
                folder.keep(picture.name, picture.name.encode())


def test_a_captured_stack_is_in_the_order_of_its_shots(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".JPG")
    (stack.path / "another.jpg").write_bytes(b"")
    found = pictures_of(stack.path)
    assert [path.name for path in found.paths] == [f"shot_00{n}.jpg" for n in range(1, 6)]
    assert found.depths == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert found.notes == ()


def test_depths_that_nobody_knows_are_none(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".JPG", how=How.UNKNOWN)
    assert pictures_of(stack.path).depths == ()


def test_shots_that_are_missing_are_named(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".JPG")
    for number in (2, 5):
        (stack.path / f"shot_00{number}.jpg").unlink()
    found = pictures_of(stack.path)
    assert found.depths == (0.0, 0.5, 0.75)
    assert found.notes == ("Of 5 shots 2 are missing: 2, 5; the rest is taken.",)
    for number in (1, 3):
        (stack.path / f"shot_00{number}.jpg").unlink()
    with pytest.raises(
        FileRefused, match=r"1 picture in JPEG.*: of 5 shots 4 are missing: 1, 2, 3"
    ):
        pictures_of(stack.path)


def test_a_picture_that_is_not_as_it_was_fetched_is_refused(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".JPG")
    (stack.path / "shot_004.jpg").write_bytes(b"torn")
    with pytest.raises(FileRefused, match=r"shot_004\.jpg is not the file that came from the cam"):
        pictures_of(stack.path)
    (stack.path / "stack.json").unlink()
    assert len(pictures_of(stack.path).paths) == 5


def test_raw_files_beside_are_left_out_and_said(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".CR3", ".JPG")
    found = pictures_of(stack.path)
    assert [path.suffix for path in found.paths] == [".jpg"] * 5
    assert found.notes == ("5 raw files are left out, the first one shot_001.cr3.",)


def test_raw_files_alone_have_to_be_developed_under_their_names(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".CR3")
    with pytest.raises(FileRefused, match=r"no pictures in JPEG.*develop its raw files"):
        pictures_of(stack.path)
    for number in range(1, 6):
        (stack.path / f"shot_00{number}.TIF").write_bytes(b"")
    assert [path.suffix for path in pictures_of(stack.path).paths] == [".TIF"] * 5


def test_a_manifest_that_is_none_is_refused(tmp_path: Path) -> None:
    stack = Captured(tmp_path / "stack", ".JPG")
    (stack.path / "stack.json").write_bytes(b"{")
    with pytest.raises(FileRefused, match="is no manifest"):
        pictures_of(stack.path)


def test_of_a_bracket_the_exposure_that_was_set_is_taken(tmp_path: Path) -> None:
    shots = tuple(StackShot(n + 1, n / 4) for n in range(5))
    manifest = Manifest("", "body", "lens", shots, bracket_ev=1.0)
    with StackFolder.create(tmp_path / "stack", manifest) as folder:
        for number in range(1, 6):
            for ev in (0.0, -1.0, 1.0):
                if (number, ev) != (4, 0.0):
                    picture = StackPicture("", "/card/1.JPG", compensation_ev=ev)
                    folder.taken(number, 9, How.MEASURED, [picture])
        for picture in folder.unfetched:
            folder.keep(picture.name, picture.name.encode())
    found = pictures_of(tmp_path / "stack")
    assert [path.name for path in found.paths] == [f"shot_00{n}.jpg" for n in (1, 2, 3, 5)]
    assert found.notes == (
        "Of 5 shots 1 is missing: 4; the rest is taken.",
        "Of each point the exposure that the camera was set to is taken: 10 darker or brighter "
        "ones are left out.",
    )
