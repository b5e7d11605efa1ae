"""Looking through the lens: live-view pictures of a lens that is known to be at rest, or not."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fsq_tui.errors import LensFault, UnfitScene
from fsq_tui.pictures.comparing import Comparison, Still, compared, still
from fsq_tui.pictures.decoding import Damaged, Luma, decoded
from fsq_tui.pictures.judging import Scene, judged
from fsq_tui.pictures.sharpness import Sharpness, tile_sharpness
from fsq_tui.session.motor import Motor

LAG_S = 0.2
"""After a command is done, pictures may show the lens as it was for so long, and the motor may
begin so late: facts say 50 ms or more, network bodies give five pictures a second."""
FRAME_GAP_S = 0.08
"""From frame to frame at least: of two that are closer a running lens shows much the same."""
STALE_S = 0.03  # how soon a body is asked again that gave the very same picture
DAMAGED_TRIES = 5
SCENE_FRAMES = 8
REST_FRAMES = 3
AGREE = 3.5  # change between two single frames up to which the lens is taken to stand
AGREE_LATER, LATER_LOOKS = 14.0, 10  # the same where noise is stronger than it was at first
MOST_LOOKS = 100  # until the picture has come to rest
MOST_FRAMES = 12  # averaged to be sure of a difference

BETTER_SCENE = "Point the camera at something textured, still and lit, then try again."


class Look(NamedTuple):
    """One frame: when it came, and how sharp it is."""

    at_s: float
    sharpness: Sharpness


class Eye:
    """The live view of a lens, and `noise`: the variance of a frame at each scale, at rest.

    Every method raises Stopped and LensFault.
    """

    def __init__(self, motor: Motor) -> None:
        """Looks at the scene, the lens being at rest. Raises UnfitScene where it cannot tell."""
        self._motor = motor
        self._jpeg = b""
        self._newest: deque[Luma] = deque(maxlen=REST_FRAMES)
        self._asked_s = float("-inf")
        lumas = [self._luma() for _ in range(SCENE_FRAMES)]
        if len({luma.shape for luma in lumas}) > 1:
            raise UnfitScene("The live view changes its size.", "Leave its zoom alone.")
        self.noise = still([_sharpness(luma) for luma in lumas]).variances
        verdict = judged(lumas)
        if verdict in (Scene.DARK, Scene.MOVING):
            raise unfit(verdict)

    @property
    def jpeg(self) -> bytes:
        """The newest frame."""
        return self._jpeg

    def luma(self) -> Luma:
        """The mean of the newest frames: of the lens at rest, after `rest`."""
        newest = [one for one in self._newest if one.shape == self._newest[-1].shape]
        mean: Luma = np.mean(newest, axis=0, dtype=np.float32)
        return mean

    def is_blank(self) -> bool:
        """Whether there is nothing to be seen of the scene where the lens stands."""
        return judged([self._luma() for _ in range(REST_FRAMES)]) is Scene.BLANK

    def look(self) -> Look:
        """The newest frame, whatever the lens does."""
        sharpness = _sharpness(self._luma())
        return Look(self._motor.clock.now(), sharpness)

    def rest(self, wait_s: float = LAG_S, frames: int = REST_FRAMES) -> Still:
        """The picture of the lens at rest: once two successive frames agree, `wait_s` from now."""
        return self.rest_at(wait_s, frames)[1]

    def rest_at(self, wait_s: float = LAG_S, frames: int = REST_FRAMES) -> tuple[float, Still]:
        """The same, and since when it has been at rest, as far as the frames tell."""
        self._motor.attention.pause_until(self._motor.clock.now() + wait_s)
        before = self.look()
        for looks in range(MOST_LOOKS):
            now = self.look()
            most = AGREE if looks < LATER_LOOKS else AGREE_LATER
            if self._compared(before, now).change <= most:
                rest = [before.sharpness, now.sharpness]
                rest += [self.look().sharpness for _ in range(frames - len(rest))]
                return before.at_s, still(rest)
            before = now
        raise unfit(Scene.MOVING)

    def change(self, before: Still, now: Still) -> Comparison:
        """Whether the picture at rest differs from one before; looks on until that is sure."""
        found = compared(before, now)
        while not (found.differ or found.alike) and now.count < MOST_FRAMES:
            now = joined(now, still([self.look().sharpness for _ in range(REST_FRAMES)]))
            found = compared(before, now)
        return found

    def _compared(self, one: Look, other: Look) -> Comparison:
        return compared(still([one.sharpness], self.noise), still([other.sharpness], self.noise))

    def _luma(self) -> Luma:
        found = decoded(self._fresh())
        for _ in range(DAMAGED_TRIES):
            if not isinstance(found, Damaged):
                self._newest.append(found)
                return found
            found = decoded(self._fresh())
        raise LensFault(
            "The camera's live view comes damaged time and again.",
            "Check its cable, then try again.",
        )

    def _fresh(self) -> bytes:
        """A frame that was not seen before; a scene without noise has none such while it rests."""
        self._motor.attention.pause_until(self._asked_s + FRAME_GAP_S)
        self._asked_s = self._motor.clock.now()
        jpeg = self._motor.frame()
        if jpeg == self._jpeg:
            self._motor.attention.pause_until(self._motor.clock.now() + STALE_S)
            jpeg = self._motor.frame()
        self._jpeg = jpeg
        return jpeg


def joined(one: Still, other: Still) -> Still:
    """Two pictures of one place as one."""
    count = one.count + other.count
    share = other.count / count
    return Still(
        one.sharpness * np.float32(1 - share) + other.sharpness * np.float32(share),
        one.variances * (1 - share) + other.variances * share,
        count,
    )


def unfit(scene: Scene) -> UnfitScene:
    """No decision by such a picture."""
    return UnfitScene(f"The scene cannot tell where the lens stops: {scene.value}.", BETTER_SCENE)


def flat_scene() -> UnfitScene:
    """The picture is the same at two places of the lens."""
    return UnfitScene(
        "The scene looks the same with the lens at two places: all of it is at one distance.",
        "Point the camera at things at several distances, still and lit, then try again.",
    )


def _sharpness(luma: Luma) -> Sharpness:
    try:
        return tile_sharpness(luma)
    except ValueError as fault:
        raise UnfitScene(
            f"The camera's live view cannot be judged: {fault}.", "Set a larger live view on it."
        ) from fault


def at_rest(stills: Sequence[Still]) -> npt.NDArray[np.float64]:
    """The noise of one frame, over several pictures."""
    mean: npt.NDArray[np.float64] = np.mean([one.variances for one in stills], axis=0)
    return mean
