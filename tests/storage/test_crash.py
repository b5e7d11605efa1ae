from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KILLS = 200
ROOT = Path(__file__).parents[2]


def test_a_program_killed_while_saving_leaves_the_old_scene_or_the_new(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.crash", str(tmp_path / "scene.toml"), str(KILLS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > KILLS / 10, "the kills came too seldom in the middle of a save"
