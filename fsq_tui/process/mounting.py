"""The lens a show is played on: chosen, opened and named by the process itself."""

from __future__ import annotations

from pathlib import Path

from fsq_tui import paths
from fsq_tui.backend import open_lens
from fsq_tui.backend.base import Lens
from fsq_tui.backend.mount import Mount, choose
from fsq_tui.clock import Clock
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.lens_name import lens_name
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.lens_names import LensNames
from fsq_tui.storage.scene import read_scene


def mounted(setup: ShowSetup) -> tuple[Mounted, Clock]:
    """Open the lens that is meant, on a clock for it.

    Raises UsageFault, CamerasFound and LensUnnamed where the person has to say more, LensFault,
    FileRefused.
    """
    place = choose(setup.camera, setup.simulated, setup.lens_model, setup.lens_name)
    clock = place.clock(setup.time_scale)
    lens = _opened(place, clock)
    try:
        name, note = _name_of(lens, place, Path(setup.scene))
    except BaseException:
        lens.close()
        raise
    lens.call_lens(name)
    body = lens.identity.body

    def remount() -> Lens:
        again = _opened(place.again(body), clock)
        again.call_lens(name)
        return again

    notes = tuple(each for each in (setup.note, note) if each)
    return Mounted(lens, remount, place.fallback, notes), clock


def _opened(place: Mount, clock: Clock) -> Lens:
    return open_lens(place.backend, clock, place.address)


def _name_of(lens: Lens, place: Mount, scene: Path) -> tuple[str, str]:
    """What the lens is called, and the sentence for the operator where that is only assumed."""
    scene_lens = read_scene(scene).lens_name if scene.exists() else ""
    return lens_name(lens.identity, place.lens_name, scene_lens, LensNames(paths.lens_names()))
