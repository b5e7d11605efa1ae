from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsq_tui import keymap, paths
from fsq_tui.buttons import BUTTONS, BY_ID
from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.key_names import is_delayed, is_printable, key_name
from fsq_tui.keymap import faults, keymap_names, load_keymap

SHIPPED = ("camera", "macropad", "numpad", "pedal", "vim")
LEAST = '[keys]\nstop = "ctrl+c"\nquit = "ctrl+q"\n'


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's keymap folder, empty at first."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(paths, "user_keymaps", lambda: folder)
    return folder


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[tuple[int, str, str]]:
    return [(f.line, f.problem, f.nearest) for f in faults(written(folder, text))]


def test_the_camera_keymap_is_the_table_of_buttons() -> None:
    table = {button.id: tuple(map(key_name, button.keys)) for button in BUTTONS if button.keys}
    assert load_keymap("camera").keys == table


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_keymap_has_no_fault_and_says_what_it_is_for(name: str) -> None:
    shipped = load_keymap(name)
    assert faults(shipped.path) == []
    assert shipped.name
    assert shipped.about
    assert shipped.keys.keys() <= BY_ID.keys()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_keymap_reaches_everything_an_operator_needs(name: str) -> None:
    needed = {button.id for button in BUTTONS if not button.id.startswith("point_")}
    assert load_keymap(name).keys.keys() >= needed


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_keymap_stops_by_escape_and_by_a_key_without_delay(name: str) -> None:
    stop = load_keymap(name).keys["stop"]
    assert "escape" in stop
    assert any(not is_printable(key) and not is_delayed(key) for key in stop)


def test_twelve_keys_of_the_macro_pad_have_both_names_that_terminals_give_them() -> None:
    keys = load_keymap("macropad").keys.values()
    for number in range(13, 25):
        assert sum({f"f{number}", f"shift+f{number - 12}"} <= set(each) for each in keys) == 1


def test_the_names_are_the_shipped_and_the_persons_own(own_folder: Path) -> None:
    written(own_folder, LEAST, "set_2")
    assert keymap_names() == sorted([*SHIPPED, "set_2"])


def test_a_persons_own_keymap_comes_before_the_shipped_one(own_folder: Path) -> None:
    own = written(own_folder, LEAST, "camera")
    assert load_keymap("camera").path == own


def test_a_path_is_a_keymap_too(tmp_path: Path) -> None:
    path = written(tmp_path, 'name = "A"\nabout = "B"\n' + LEAST)
    loaded = load_keymap(str(path))
    assert (loaded.name, loaded.about, loaded.path) == ("A", "B", path)
    assert loaded.keys == {"stop": ("ctrl+c",), "quit": ("ctrl+q",)}


def test_a_keymap_without_name_is_called_like_its_file(tmp_path: Path) -> None:
    loaded = load_keymap(str(written(tmp_path, LEAST)))
    assert (loaded.name, loaded.about) == ("mine", "")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageFault, match="no keymap 'camra'; did you mean camera") as caught:
        load_keymap("camra")
    assert "vim" in caught.value.message


def test_a_file_with_faults_is_refused_with_the_first_and_how_many_more(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST + 'sett = "a"\nq = "entr"\n')
    with pytest.raises(FileRefused) as caught:
        load_keymap(str(path))
    assert f"{path}:4: there is no button 'sett'; did you mean 'set'? (and 1 more)" in str(
        caught.value
    )
    assert f"fsq keys --check {path}" in caught.value.remedy


@pytest.mark.parametrize("name", ["missing.toml", ".", "nul\0.toml", "x" * 300])
def test_where_there_is_nothing_to_read_a_sentence_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        faults(tmp_path / name)
    assert str(caught.value).isprintable()


def test_a_device_or_a_flood_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a file"):
        faults(Path("/dev/zero"))
    with pytest.raises(FileRefused, match="too large"):
        faults(written(tmp_path, "#" * 1_000_001))


@pytest.mark.parametrize(
    ("text", "line", "problem", "nearest"),
    [
        (LEAST + "set = enter\n", 4, "column 7: Invalid value", ""),
        (LEAST + "set = 'a\nb'\n", 4, "column 9", ""),
        (LEAST + "set = [", 4, "Invalid value at the end of the file", ""),
        (LEAST + "set = 'a'\nset = 'b'\n", 5, "Cannot overwrite a value", ""),
        ("a = " + "[" * 5000, 1, "too far", ""),
        ("a = " + "9" * 5000, 1, "too far", ""),
        ("color = 'red'\n" + LEAST, 1, "unknown entry 'color'", ""),
        ("nme = 'red'\n" + LEAST, 1, "unknown entry 'nme'", "name"),
        ("\nname = 5\n" + LEAST, 2, "name must be a text in quotes", ""),
        ("\nabout = ['a']\n" + LEAST, 2, "about must be a text in quotes", ""),
        (LEAST + "[extra]\na = 1\n", 4, "unknown entry 'extra'", ""),
        (LEAST + "half_shuter = 'f'\n", 4, "there is no button 'half_shuter'", "half_shutter"),
        (LEAST + "set = 'entr'\n", 4, "set: there is no key 'entr'", "enter"),
        (LEAST + "set = ['enter',\n  'spce',\n]\n", 5, "set: there is no key 'spce'", "space"),
        (LEAST + "set = ''\n", 4, "set: the key is empty", ""),
        (LEAST + "set = []\n", 4, "set has an empty list", ""),
        (LEAST + "set = 5\n", 4, "set needs a key in quotes", ""),
        (LEAST + "set = ['a', 5]\n", 4, "set needs a key in quotes", ""),
        (LEAST + "[keys.set]\na = 1\n", 4, "set needs a key in quotes", ""),
        (LEAST + "set = 'ctrl+q'\n", 4, "set: 'ctrl+q' is already a key of quit", ""),
        (LEAST + "set = [',', 'comma']\n", 4, "set: 'comma' is already a key of set", ""),
        (LEAST + "set = 'shift+a'\n", 4, "set: no terminal sends shift+a", "A"),
        (LEAST + "set = 'ctrl+i'\n", 4, "set: terminals send ctrl+i as tab", "tab"),
        ("[keys]\nquit = 'ctrl+q'\n", 1, "stop has no key, and must have one", ""),
        ("[keys]\nstop = 'ctrl+c'\n", 1, "quit has no key, and must have one", ""),
        (
            "[keys]\nquit = 'q'\nstop = 's'\n",
            3,
            "stop needs a key that types no character",
            "ctrl+c",
        ),
        ("[keys]\nquit = 'q'\nstop = 'escape'\n", 3, "stop needs a key", "ctrl+c"),
        ("[keys]\nquit = 'q'\nstop = ['5', 'add', 'alt+s']\n", 3, "stop needs a key", "ctrl+c"),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_was_meant(
    tmp_path: Path, text: str, line: int, problem: str, nearest: str
) -> None:
    [(found_line, found_problem, found_nearest)] = problems(tmp_path, text)
    assert problem in found_problem
    assert (found_line, found_nearest) == (line, nearest)


@pytest.mark.parametrize("text", ["", "keys = 5\n", "name = 'x'\n", "[key]\nset = 'a'\n"])
def test_a_file_without_keys_is_told_about_the_table(tmp_path: Path, text: str) -> None:
    assert any("[keys]" in problem for _, problem, _ in problems(tmp_path, text))


def test_every_fault_is_named_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = "[keys]\nsett = 'a'\nq = ['entr', 'x', 'x']\nstop = 'ctlr+c'\nquit = ''\n"
    assert [line for line, _, _ in problems(tmp_path, text)] == [2, 3, 3, 4, 5]


def test_a_key_in_a_dotted_entry_has_its_line_too(tmp_path: Path) -> None:
    text = "keys.stop = 'ctrl+c'\nkeys.quit = 'ctrl+q'\nkeys.set = 'entr'\n"
    assert problems(tmp_path, text)[0][0] == 3


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "binary.toml"
    path.write_bytes(b"[keys]\n\xff\xfe")
    [fault] = faults(path)
    assert str(fault) == f"{path}:2: this is not UTF-8 text"


def test_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    text = LEAST + '"a\\u001b[31m" = "\\u001b"\n'
    shown = "".join(str(fault) for fault in faults(written(tmp_path, text)))
    assert shown.isprintable()
    named = load_keymap(str(written(tmp_path, 'name = "a\\u001b[2J"\n' + LEAST)))
    assert named.name == "a[2J"


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)


@given(st.dictionaries(st.text(max_size=8), LEAVES, max_size=4), st.text(max_size=60))
def test_any_text_is_loaded_or_has_a_fault(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, object], tail: str
) -> None:
    lines = [f"{key!r} = {value!r}" for key, value in entries.items()]
    path = tmp_path_factory.mktemp("any") / "any.toml"
    path.write_text(LEAST + "\n".join(lines) + tail, encoding="utf-8", errors="replace")
    try:
        load_keymap(str(path))
    except FileRefused:
        assert faults(path)
    else:
        assert not faults(path)


def test_the_default_is_shipped() -> None:
    assert keymap.DEFAULT in SHIPPED
