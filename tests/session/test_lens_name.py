from __future__ import annotations

from pathlib import Path

import pytest

from fsq_tui.backend.base import Identity
from fsq_tui.errors import LensFault, LensUnnamed
from fsq_tui.session.lens_name import LensName, lens_name
from fsq_tui.storage.lens_names import LensNames

SILENT = Identity("D750", "", "usb")
TELLING = Identity("EOS 80D", "EF24mm", "usb")


@pytest.fixture
def names(tmp_path: Path) -> LensNames:
    return LensNames(tmp_path / "lens_names.toml")


@pytest.mark.parametrize("given", ["", "EF24mm"])
def test_a_body_that_tells_is_believed_and_nothing_is_kept(given: str, names: LensNames) -> None:
    assert lens_name(TELLING, given, "50mm", names) == LensName("EF24mm")
    assert not names.path.exists()


def test_a_person_who_contradicts_the_body_is_refused(names: LensNames) -> None:
    with pytest.raises(LensFault, match='"EF24mm" is mounted, not "50mm"'):
        lens_name(TELLING, "50mm", "", names)


def test_a_lens_is_named_once_for_its_body(names: LensNames) -> None:
    with pytest.raises(LensUnnamed) as unnamed:
        lens_name(SILENT, "", "", names)
    assert "--lens-name" in unnamed.value.remedy
    assert lens_name(SILENT, "50mm", "", names) == LensName("50mm")
    again = lens_name(SILENT, "", "", names)
    assert again.name == "50mm"
    assert again.note.startswith('D750 does not tell its lens; it is taken to be "50mm", the last')
    with pytest.raises(LensUnnamed):
        lens_name(Identity("D850", "", "usb"), "", "", names)


def test_a_scene_knows_better_than_memory_and_a_person_than_the_scene(names: LensNames) -> None:
    names.remember("D750", "50mm")
    of_scene = lens_name(SILENT, "", "85mm", names)
    assert of_scene.name == "85mm"
    assert "the lens of the scene" in of_scene.note
    assert names.of("D750") == ("85mm", "50mm")
    assert lens_name(SILENT, "24mm", "85mm", names) == LensName("24mm")
    assert names.of("D750") == ("24mm", "85mm", "50mm")
