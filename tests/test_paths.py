from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui import paths


def test_xdg_folders_are_respected_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert paths.default_scene() == tmp_path / "data" / "fsq" / "focus_sq.toml"
    assert paths.lens_library() == tmp_path / "data" / "fsq" / "lenses"
    assert paths.lens_library_of(False) == paths.lens_library()
    assert paths.lens_library_of(True) == tmp_path / "data" / "fsq" / "simulated_lenses"
    assert paths.focus_settings() == tmp_path / "config" / "fsq" / "focus.toml"
    assert paths.guide_marker() == tmp_path / "config" / "fsq" / "guide_offered"
    assert paths.user_keymaps() == tmp_path / "config" / "fsq" / "keymaps"
    assert list(tmp_path.iterdir()) == []


def test_keymaps_of_a_source_tree() -> None:
    assert (paths.shipped_keymaps() / "camera.toml").is_file()


def test_keymaps_of_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "fsq_tui" / "keymaps"
    installed.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "fsq_tui" / "paths.py"))
    assert paths.shipped_keymaps() == installed
