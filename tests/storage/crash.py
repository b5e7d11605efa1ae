"""Kills a program in the middle of saving, again and again, and looks at what is left.

Run by test_crash.py as a program of its own, so that it can fork without another thread near.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from dataclasses import replace
from pathlib import Path

from fsq_tui.focus.sequence import FocusPoint, History, Sequence
from fsq_tui.storage.journal import load_history, save_history
from fsq_tui.storage.scene import Scene, SceneFile, read_scene
from tests.storage.examples import SCENE, WRITTEN


def numbered(number: int) -> Scene:
    """The scene that the child saves as its `number`-th; each has another length."""
    points = (FocusPoint(number % 45, number, 1.0, "n" * (number % 7)),) * (number % 5 + 1)
    return replace(SCENE, points=points)


def save_for_ever(path: Path, tell: int, first: int) -> None:
    """Announce each save before it is begun and after it is done."""
    with SceneFile.open(path) as file:
        history = History(Sequence(file.load().points))
        for number in range(first, first + 10_000):
            scene = numbered(number)
            os.write(tell, b"b")
            file.save(scene)
            history = history.edited(Sequence(scene.points))
            save_history(path, history, scene.lens_name)
            os.write(tell, b"e")


def killed_while_saving(path: Path, first: int, chance: random.Random) -> str:
    """Kill a child at some moment of its saving; what it had announced until then."""
    hear, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            save_for_ever(path, tell, first)
        finally:
            os._exit(1)
    os.close(tell)
    heard = b""
    for _ in range(chance.randrange(1, 6)):
        heard += os.read(hear, 1)
    for _ in range(chance.randrange(100_000)):
        pass
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the child failed by itself"
    while rest := os.read(hear, 4096):
        heard += rest
    os.close(hear)
    return heard.decode()


def main(path: Path, kills: int) -> int:
    """How many of the kills met a save that was begun and not yet announced as done."""
    path.write_text(WRITTEN)
    chance = random.Random(1)
    before, first, in_the_middle = SCENE, 1, 0
    for _ in range(kills):
        heard = killed_while_saving(path, first, chance)
        begun, done = heard.count("b"), heard.count("e")
        in_the_middle += begun > done
        old = numbered(first + done - 1) if done else before
        new = numbered(first + begun - 1) if begun else before
        found = read_scene(path)
        assert found in (old, new)
        assert "# Scene 12, the corridor" in path.read_text()
        history, note = load_history(path, Sequence(found.points), found.lens_name)
        assert note == ""
        assert history.present.points == found.points
        before, first = found, first + begun
    return in_the_middle


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2])))
