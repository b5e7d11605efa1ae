"""The wheel, built from this tree, runs where nothing of the tree is near."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ("fsq_tui", "keymaps", "pyproject.toml", "README.md", "LICENSE")


def run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has fsq from its wheel.

    What fsq depends on is lent by this environment: the wheel is what is tried, not PyPI.
    """
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    tree.mkdir()
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    pip = (sys.executable, "-m", "pip")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, tree, cwd=folder)
    [wheel] = folder.glob("fsq_tui-*.whl")
    shutil.rmtree(tree)
    home = folder / "venv"
    venv.create(home)
    [site] = home.glob("lib/python*/site-packages")
    run(*pip, "--python", home / "bin/python", "install", "--no-deps", wheel, cwd=folder)
    # A path file only adds folders: it does not follow the editable install in them.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


@pytest.mark.timeout(240)
def test_the_wheel_runs_elsewhere_with_keymaps_and_lens_models(
    installed: Path, tmp_path: Path
) -> None:
    away = {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": ""}
    fsq = installed / "fsq"
    where = "import fsq_tui; print(fsq_tui.__file__)"
    assert str(installed.parent) in run(installed / "python", "-c", where, cwd=tmp_path, **away)

    assert run(fsq, "--version", cwd=tmp_path, **away).startswith("fsq ")
    plan = run(fsq, "plan", "--steps", "400", "--duration", "10.6", "--json", cwd=tmp_path, **away)
    assert json.loads(plan)["expected_s"] == pytest.approx(10.6)

    keys = run(fsq, "keys", cwd=tmp_path, **away)
    assert "camera, macropad, numpad, pedal, vim" in keys
    assert str(installed.parent) in keys

    models = "from fsq_tui.backend.model import load_model, model_names\n"
    models += "print([load_model(name).lens_name for name in model_names()])"
    assert "EF24mm" in run(installed / "python", "-c", models, cwd=tmp_path, **away)
