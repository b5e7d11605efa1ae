from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fsq_tui.errors import FileRefused, Stopped, ToolFault, UsageFault
from fsq_tui.session.merge_tools import MOST_AT_ONCE, tool_for
from fsq_tui.session.merging import Merging
from tests.stacking.merge_tools import ALIGN, FOCUS_STACK, FUSE, put_on_path, write_jpeg


@pytest.fixture
def shots(tmp_path: Path) -> tuple[Path, ...]:
    paths = tuple(tmp_path / "-shots" / f"@{number}.jpg" for number in range(3))
    for number, path in enumerate(paths):
        write_jpeg(path, np.full((40, 60), 50 * number, np.uint8))
    return paths


def content(shots: tuple[Path, ...]) -> bytes:
    return b"".join(path.read_bytes() for path in shots)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def merged(shots: tuple[Path, ...], result: Path, align: bool = True) -> list[tuple[float, str]]:
    told: list[tuple[float, str]] = []
    merging = Merging(tool_for(align), lambda fraction, label: told.append((fraction, label)))
    merging.merge(shots, result)
    return told


@pytest.mark.parametrize("align", [True, False])
def test_the_pictures_go_through_the_tools_in_order(
    align: bool, shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE, align_image_stack=ALIGN)
    out = tmp_path / "out"
    told = merged(shots, out / "merged.tif", align)
    assert (out / "merged.tif").read_bytes() == content(shots)
    assert left_in(out) == ["merged.tif"]
    assert [label for _, label in told[:3]] == [f"looking at @{number}.jpg" for number in range(3)]
    labels = list(dict.fromkeys(label for _, label in told[3:]))
    assert labels == (["aligning", "merging"] if align else ["merging"])
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_many_pictures_are_merged_in_parts_and_what_is_spent_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At no time are there more aligned pictures than those of one part."""
    count = MOST_AT_ONCE**2 + 1
    paths = tuple(tmp_path / f"{number}.jpg" for number in range(count))
    jpeg = write_jpeg(paths[0], np.full((8, 8), 99, np.uint8))
    for number, path in enumerate(paths):
        path.write_bytes(jpeg + b"%d," % number)
    crowd = f"set -- \"$@\"; for one in aligned_*; do echo $one; done >> '{tmp_path}/seen'\n"
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=crowd + FUSE, align_image_stack=ALIGN)
    monkeypatch.setattr("fsq_tui.session.merging.require_alike", lambda _pictures, _told: None)
    told = merged(paths, tmp_path / "merged.tif")
    assert (tmp_path / "merged.tif").read_bytes() == content(paths)
    seen = (tmp_path / "seen").read_text().split()
    assert max(int(name[len("aligned_") : -len(".tif")]) for name in seen) < MOST_AT_ONCE
    assert len(seen) >= count + MOST_AT_ONCE + 1
    labels = [label for _, label in told]
    assert f"aligning part 1 of {MOST_AT_ONCE + 1}" in labels
    assert labels[-1] == "merging"
    assert left_in(tmp_path) == sorted(["bin", "merged.tif", "seen", *(p.name for p in paths)])


def test_focus_stack_is_taken_where_it_is_the_one_that_is_there(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, focus_stack=FOCUS_STACK, enfuse=FUSE)
    told = merged(shots, tmp_path / "merged.png")
    assert (tmp_path / "merged.png").read_bytes() == content(shots)
    assert told[-3:] == [(0.75, "merging"), (1.0, "merging"), (1.0, "merging")]
    assert tool_for(align=False).name == "enfuse"


@pytest.mark.parametrize(
    ("there", "align", "sentence"),
    [
        ({}, True, "needs enfuse and align_image_stack, which are missing"),
        ({"enfuse": FUSE}, True, "needs align_image_stack, which is missing"),
        ({"focus_stack": FOCUS_STACK}, False, "needs enfuse, which is missing"),
    ],
)
def test_a_missing_tool_is_named_with_the_command_that_installs_it(
    there: dict[str, str],
    align: bool,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, **there)
    with pytest.raises(UsageFault, match=sentence) as refused:
        tool_for(align)
    assert "sudo apt install enfuse hugin-tools" in str(refused.value)


FAILS = 'echo "enfuse: info: fine so far"; echo "enfuse: out of memory." >&2; exit 3'


@pytest.mark.parametrize(
    ("fuse", "sentence"),
    [
        (FAILS, "enfuse ended with code 3: enfuse: info: fine so far enfuse: out of memory.$"),
        (f"{FUSE}exit 1", "enfuse ended with code 1: "),
        ("kill -KILL $$", "enfuse was killed, as by a system that is out of memory. Merge fewer"),
        ("exit 0", "enfuse did not write what it should.$"),
    ],
)
def test_a_tool_that_fails_leaves_the_old_result_and_nothing_else(
    fuse: str,
    sentence: str,
    shots: tuple[Path, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=fuse, align_image_stack=ALIGN)
    result = tmp_path / "out" / "merged.tif"
    result.parent.mkdir()
    result.write_bytes(b"old")
    with pytest.raises(ToolFault, match=sentence):
        merged(shots, result)
    assert result.read_bytes() == b"old"
    assert left_in(result.parent) == ["merged.tif"]


def test_an_alignment_without_hold_says_what_to_do(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE, align_image_stack="exit 1")
    with pytest.raises(ToolFault, match=r"align_image_stack ended with code 1\. .* --no-align"):
        merged(shots, tmp_path / "merged.tif")


def test_a_tool_that_cannot_be_started_is_told(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    (tmp_path / "bin" / "enfuse").write_text("#!/no/such/shell\n")
    with pytest.raises(ToolFault, match="enfuse cannot be started: No such file"):
        merged(shots, tmp_path / "merged.tif", align=False)


@pytest.mark.parametrize("label", ["looking at @1.jpg", "aligning", "merging"])
def test_stop_ends_it_wherever_it_is(
    label: str, shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "echo 'Creating control points'; sleep 600"
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=endless, align_image_stack=ALIGN)
    out = tmp_path / "out"

    def told(_fraction: float, now: str) -> None:
        if now == label:
            merging.stop()

    merging = Merging(tool_for(align=True), told)
    with pytest.raises(Stopped):
        merging.merge(shots, out / "merged.tif")
    assert left_in(out) == []


def test_a_listener_that_fails_ends_the_tool_too(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "echo 'loading next image'; sleep 600"
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=endless)

    def told(fraction: float, _label: str) -> None:
        if fraction > 0.5:  # the tool runs, and has told of something
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Merging(tool_for(align=False), told).merge(shots, tmp_path / "out" / "merged.tif")
    assert left_in(tmp_path / "out") == []


def test_pictures_that_are_no_stack_reach_no_tool(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse="exit 9")
    whole = shots[1].read_bytes()
    small = write_jpeg(tmp_path / "small.jpg", np.zeros((40, 30), np.uint8))
    cases = {
        "has 30 x 40 pixels, those before it 60 x 40": small,
        "is damaged": whole[: len(whole) // 2],
        "is no picture that fsq can read": b"nothing",
    }
    for sentence, bad in cases.items():
        shots[1].write_bytes(bad)
        with pytest.raises(FileRefused, match=rf"@1\.jpg {sentence}"):
            merged(shots, tmp_path / "merged.tif", align=False)


def test_a_result_goes_through_a_link_and_into_a_new_folder(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    link = tmp_path / "link.tif"
    link.symlink_to(tmp_path / "there" / "merged.tif")
    merged(shots, link, align=False)
    assert link.is_symlink()
    assert (tmp_path / "there" / "merged.tif").read_bytes() == content(shots)


def test_a_result_that_cannot_be_written_is_refused_first(
    shots: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path / "bin", monkeypatch, enfuse=FUSE)
    (tmp_path / "is.tif").mkdir()
    with pytest.raises(FileRefused, match="it is a folder"):
        merged(shots, tmp_path / "is.tif", align=False)
    with pytest.raises(FileRefused, match="not a folder"):
        merged(shots, shots[0] / "merged.tif", align=False)
    with pytest.raises(UsageFault, match="is written as TIFF, JPEG or PNG"):
        merged(shots, tmp_path / "merged.gif", align=False)
