from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui.errors import FileRefused
from fsq_tui.storage.stack_pictures import pictures_of, require_outside, result_beside


def folder_of(tmp_path: Path, *names: str) -> Path:
    folder = tmp_path / "stack"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_numbers_in_names_count_by_their_value(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "IMG_10.JPG", "IMG_9.jpg", "img_11.jpeg", "IMG_0002.jpg")
    names = [path.name for path in pictures_of(folder)]
    assert names == ["IMG_0002.jpg", "IMG_9.jpg", "IMG_10.JPG", "img_11.jpeg"]


def test_what_is_no_picture_is_passed_over(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "2.tif", "1.tiff", "manifest.json", "._1.tif", "a.cr2", "notes.txt"
    )
    (folder / "3.tif").mkdir()
    assert [path.name for path in pictures_of(folder)] == ["1.tiff", "2.tif"]


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
