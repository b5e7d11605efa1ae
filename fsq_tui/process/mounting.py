"""The lens a show is played on: chosen, opened and named by the process itself."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from fsq_tui import paths
from fsq_tui.backend.base import Lens
from fsq_tui.backend.mount import choose
from fsq_tui.clock import Clock
from fsq_tui.process.setup import ShowSetup
from fsq_tui.session.lens_name import settle_name
from fsq_tui.session.watch import Mounted
from fsq_tui.storage.lens_names import LensNames


class OnStage(NamedTuple):
    """What a show is played on, its clock, and the setup that gets at the same lens again."""

    mounted: Mounted
    clock: Clock
    settled: ShowSetup


def on_stage(setup: ShowSetup, scene_lens: str) -> OnStage:
    """Open the lens that is meant, for a scene of the lens `scene_lens` ('' for a new one).

    Raises UsageFault, CamerasFound and LensUnnamed where the person has to say more, LensFault,
    FileRefused.
    """
    place = choose(setup.camera, setup.simulated, setup.lens_model, setup.lens_name)
    if setup.note:  # it was on before, perhaps under another number
        place = place.again("")
    clock = place.clock(setup.time_scale)
    lens = place.open(clock)
    try:
        note = settle_name(lens, place.lens_name, scene_lens, LensNames(paths.lens_names()))
    except BaseException:
        lens.close()
        raise
    named = lens.identity

    def remount() -> Lens:
        again = place.again(named.body).open(clock)
        again.call_lens(named.lens_name)
        return again

    stand_in = place.fallback or setup.stand_in
    settled = replace(
        setup,
        camera=None if place.is_simulated else place.address,
        simulated=place.is_simulated,
        lens_model=place.address if place.is_simulated else None,
        note="",
        stand_in=stand_in,
    )
    notes = tuple(each for each in (setup.note, note) if each)
    return OnStage(Mounted(lens, remount, stand_in, notes), clock, settled)
