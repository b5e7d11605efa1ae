"""What moves through the scene does not count."""

from __future__ import annotations

import numpy as np

from fsq_tui.stacking.passing import unhidden
from tests.stacking.test_scene_order import looked_at, pictures, with_a_walker


def test_tiles_that_somebody_passes_are_as_they_would_be_without() -> None:
    clear, walked = looked_at(pictures("slope")), looked_at(with_a_walker(pictures("slope")))
    truth, seen = (np.stack([one.coarse.reshape(-1) for one in all_]) for all_ in (clear, walked))
    found = unhidden(walked)
    passed = np.abs(seen - truth) > 1.0
    assert passed.sum() > 100
    assert np.abs(found - truth)[passed].mean() < np.abs(seen - truth)[passed].mean() / 3


def test_where_nothing_moves_nothing_is_changed() -> None:
    frames = looked_at(pictures("three planes"))
    seen = np.stack([one.coarse.reshape(-1) for one in frames])
    assert (unhidden(frames) == seen).mean() > 0.95
