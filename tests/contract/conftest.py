from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _settings_of_gphoto(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """libgphoto2 writes into the home folder; keep the developer's out of it."""
    monkeypatch.setenv("HOME", str(tmp_path))
