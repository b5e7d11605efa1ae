"""Scenes to test with: one by hand, and any that is valid."""

from __future__ import annotations

from hypothesis import strategies as st

from fsq_tui.focus.calibration import Calibration, DistanceMark, StepMode
from fsq_tui.focus.rack import Ends, Mark
from fsq_tui.focus.sequence import FocusPoint, Order
from fsq_tui.focus.shape import Shape
from fsq_tui.storage.scene import Scene

LENS = "EF24mm f/2.8 IS USM"
MODES = (StepMode(3, 26.0, 94.321), StepMode(2, 4.0, 48.733), StepMode(1, 1.0, 23.496))
CALIBRATION = Calibration(LENS, (0, 9, 19, 31, 44), MODES, (1647, 300, 120, 54, 20))
POINTS = (FocusPoint(44, 20), FocusPoint(19, 120, 1.3, "door"), FocusPoint(0, 1647, 5.0))
SCENE = Scene(LENS, CALIBRATION, POINTS)

WRITTEN = """\
# Scene 12, the corridor
lens_name = "EF24mm f/2.8 IS USM"  # ours, not the rented one
focus_positions = [0, 9, 19, 31, 44]     # normalized position of each step
focus_distances_cm = [1647, 300, 120, 54, 20]
modes = [                        # measured; fastest first
  { step_size = 3, steps = 26.0, speed = 94.321, serial = "A7" },
  # the middle one is loud
  { step_size = 2, steps = 4.0, speed = 48.733 },
  { step_size = 1, steps = 1.0, speed = 23.496 },
]
director = "me"

# the eyes
[[focus_points]]
normalized_position = 44
distance_cm = 20
duration_s = 0.0   # unused

# the door opens
[[focus_points]]
normalized_position = 19
distance_cm = 120
duration_s = 1.30
name = "door"
cue = "knock"
[focus_points.light]
lamp = 3

# the wall
[[focus_points]]
normalized_position = 0
distance_cm = 1647
duration_s = 5

[notes]
weather = "rain"
# the end
"""

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=32)
lens_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
measures = st.floats(0.01, 1e6)


@st.composite
def calibrations(draw: st.DrawFn, lens_name: str) -> Calibration:
    """Any calibration of a lens."""
    gaps = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=60))
    positions = (0, *(sum(gaps[: i + 1]) for i in range(len(gaps))))
    sizes = draw(st.sampled_from([(3, 2, 1), (3, 1), (2, 1), (1,)]))
    modes = tuple(StepMode(size, draw(measures), draw(measures)) for size in sizes)
    count = len(positions)
    distances = st.lists(st.integers(0, 65535), min_size=count, max_size=count)
    return Calibration(
        lens_name,
        positions,
        modes,
        tuple(draw(st.just([]) | distances)),
        backlash_steps=draw(st.just(0.0) | st.floats(0.0, 1000.0)),
        marks=draw(marks(positions[-1])),
    )


@st.composite
def marks(draw: st.DrawFn, last_position: int) -> tuple[DistanceMark, ...]:
    """Any distance marks that agree; mostly none."""
    if draw(st.booleans()):
        return ()
    most = min(6, last_position + 1)
    places = draw(st.lists(st.integers(0, last_position), max_size=most, unique=True))
    count = len(places)
    cms = draw(st.lists(st.integers(1, 65535), min_size=count, max_size=count, unique=True))
    cms.sort(reverse=draw(st.booleans()))
    return tuple(map(DistanceMark, sorted(places), cms))


def points(last_position: int) -> st.SearchStrategy[tuple[FocusPoint, ...]]:
    """Any focus points up to a position, few enough different ones that some come twice."""
    point = st.builds(
        FocusPoint,
        st.integers(0, min(last_position, 3)) | st.integers(0, last_position),
        st.integers(0, 65535),
        st.integers(0, 99_900).map(lambda ms: ms / 1000),
        st.just("") | names,
        st.sampled_from(Shape),
        st.just(0.0) | st.integers(0, 99_900).map(lambda ms: ms / 1000),
        st.booleans(),
        st.booleans(),
    )
    return st.lists(point, max_size=8).map(tuple)


def racks(last_position: int) -> st.SearchStrategy[Ends]:
    """Any ends of a rack up to a position, mostly one of them or none."""
    place = st.integers(0, last_position)
    mark = st.none() | st.builds(Mark, place, st.just(0) | place)
    return st.builds(Ends, mark, mark)


@st.composite
def scenes(draw: st.DrawFn, calibrated: bool = False) -> Scene:
    """Any valid scene."""
    lens_name = draw(lens_names)
    calibration = draw(
        calibrations(lens_name) if calibrated else st.none() | calibrations(lens_name)
    )
    last = calibration.positions[-1] if calibration else 2**32 - 1
    return Scene(
        lens_name, calibration, draw(points(last)), draw(st.sampled_from(Order)), draw(racks(last))
    )
