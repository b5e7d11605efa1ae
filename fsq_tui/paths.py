"""Where fsq keeps its files. Nothing is created here; the first file makes its folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

APP_NAME = "fsq"


def default_scene() -> Path:
    """The settings file that is opened where none is named."""
    return platformdirs.user_data_path(APP_NAME) / "focus_sq.toml"


def lens_library() -> Path:
    """The folder with one calibration a lens."""
    return platformdirs.user_data_path(APP_NAME) / "lenses"


def simulated_lens_library() -> Path:
    """The same for simulated lenses: what was measured on one is not to be a real one's."""
    return platformdirs.user_data_path(APP_NAME) / "simulated_lenses"


def lens_library_of(is_simulated: bool) -> Path:
    """Where the calibrations of the simulated lenses are, or those of the real ones."""
    return simulated_lens_library() if is_simulated else lens_library()


def lens_names() -> Path:
    """The file with what a person calls the lenses that bodies do not name."""
    return platformdirs.user_data_path(APP_NAME) / "lens_names.toml"


def camera_log() -> Path:
    """What the camera process and its libraries complain of."""
    return platformdirs.user_log_path(APP_NAME) / "camera.log"


def screen_log() -> Path:
    """The traceback of the last defect that ended a screen."""
    return platformdirs.user_log_path(APP_NAME) / "screen.log"


def runtime_folder() -> Path:
    """Where the sockets of the camera processes are; gone with the next start of the machine."""
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given:
        return Path(given) / APP_NAME
    return Path(tempfile.gettempdir()) / f"{APP_NAME}-{os.getuid()}"


def focus_settings() -> Path:
    """The file with the settings of the Focus menu."""
    return platformdirs.user_config_path(APP_NAME) / "focus.toml"


def guide_marker() -> Path:
    """The empty file that remembers that the guide was offered."""
    return platformdirs.user_config_path(APP_NAME) / "guide_offered"


def user_keymaps() -> Path:
    """The folder for a person's own keymaps."""
    return platformdirs.user_config_path(APP_NAME) / "keymaps"


def shipped_keymaps() -> Path:
    """The folder of the keymaps that come with fsq, in an installed wheel and in a source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "keymaps"
    return installed if installed.is_dir() else package.parent / "keymaps"
