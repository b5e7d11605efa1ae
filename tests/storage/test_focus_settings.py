from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fsq_tui.errors import FileRefused
from fsq_tui.focus.settings import SETTINGS, FocusSettings
from fsq_tui.storage.first_start import claim_first_start
from fsq_tui.storage.focus_settings import FocusSettingsFile

DEFAULTS = FocusSettings()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "focus.toml"


def _values(name: str, default: Any) -> st.SearchStrategy[Any]:
    setting = SETTINGS[name]
    if isinstance(default, bool):
        return st.booleans()
    if isinstance(default, int):
        return st.integers(int(setting.least), int(setting.most))
    return st.floats(setting.least, setting.most)


ALL = st.builds(
    FocusSettings, **{field.name: _values(field.name, field.default) for field in fields(DEFAULTS)}
)


@given(ALL, ALL)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, first: FocusSettings, second: FocusSettings
) -> None:
    file = FocusSettingsFile(tmp_path_factory.mktemp("home") / "focus.toml")
    file.keep(DEFAULTS, first)
    assert file.load() == (first, [])
    file.keep(first, second)
    assert file.load() == (second, [])


def test_nothing_is_written_before_something_changes(path: Path) -> None:
    file = FocusSettingsFile(path)
    assert file.load() == (DEFAULTS, [])
    file.keep(DEFAULTS, DEFAULTS)
    assert not path.parent.exists()
    file.keep(DEFAULTS, replace(DEFAULTS, step_size=1))
    assert tomllib.loads(path.read_text()) == {"step_size": 1}


WRITTEN = """\
# the rig with the 50
step_size = 1   # the lens stutters at 2
step_delay_ms = 40

mine = "kept"
rack_duration_s = 2
"""


def test_what_a_person_wrote_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(WRITTEN)
    file = FocusSettingsFile(path)
    known, notes = file.load()
    assert (known.step_size, known.step_delay_ms, known.rack_duration_s) == (1, 40, 2.0)
    assert notes == []
    file.keep(known, replace(known, step_delay_ms=50, follow=True))
    text = path.read_text()
    assert text == WRITTEN.replace("40", "50") + "follow = true\n"
    assert path.with_name("focus.toml.bak").read_text() == WRITTEN


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("step_size = 4", "Step Size cannot be 4. It takes 1 ... 3. 2 stands."),
        ("step_size = 1.5", "Step Size cannot be 1.5. It takes 1 ... 3. 2 stands."),
        ("step_size = true", "Step Size cannot be True."),
        ("step_wait = 1", "Step Wait cannot be 1. It takes on or off. true stands."),
        ("step_delay_ms = -1", "Step Delay cannot be -1. It takes 0 ... 1000 ms. 10 stands."),
        ('rack_duration_s = "2"', "Rack Time cannot be '2'. It takes 0 ... 99.9 s. 0 stands."),
        ("aperture = nan", "Aperture cannot be nan."),
        ("hold_after_s = inf", "Hold after cannot be inf."),
        ("coc_um = []", "Circle of Confusion cannot be []."),
        ("[follow]", "Follow Focus cannot be {}."),
    ],
)
def test_a_value_that_cannot_be_is_told_by_line_and_stays(
    path: Path, line: str, words: str
) -> None:
    path.parent.mkdir()
    written = f"start_delay_s = 5\n\n{line} # mine\n"
    path.write_text(written)
    file = FocusSettingsFile(path)
    known, notes = file.load()
    assert known == replace(DEFAULTS, start_delay_s=5)
    (note,) = notes
    assert note.startswith(f"{path}, line 3: {words}")
    file.keep(known, replace(known, start_delay_s=6))
    assert path.read_text() == written.replace("5", "6", 1)


def test_a_setting_that_is_changed_takes_the_place_of_its_bad_value(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("step_size = 4 # mine\n")
    FocusSettingsFile(path).keep(DEFAULTS, replace(DEFAULTS, step_size=1))
    assert path.read_text() == "step_size = 1 # mine\n"


@pytest.mark.parametrize("content", [b"step_size = [", b"\xff", b"a = 1\na = 2\n"])
def test_what_is_no_toml_is_told_and_never_written(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    file = FocusSettingsFile(path)
    known, (note,) = file.load()
    assert known == DEFAULTS
    assert note.startswith(f"{path}, line ")
    with pytest.raises(FileRefused, match=r"until then settings are not kept"):
        file.keep(known, replace(known, step_size=1))
    assert path.read_bytes() == content
    assert sorted(path.parent.iterdir()) == [path]


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    known, (note,) = FocusSettingsFile(path).load()
    assert known == DEFAULTS
    assert "it is a folder" in note


def test_the_first_start_is_claimed_once(tmp_path: Path) -> None:
    marker = tmp_path / "config" / "guide_offered"
    assert [claim_first_start(marker) for _ in range(3)] == [True, False, False]
    marker.unlink()
    (tmp_path / "config").rmdir()
    (tmp_path / "config").touch()
    assert not claim_first_start(marker)
