"""Which theme the terminal can show."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES

RICH_THEME = "textual-dark"
ANSI_THEME = "ansi-dark"
MANY_COLOURS = ("256color", "kitty", "direct", "truecolor")


def choose_theme(environ: Mapping[str, str]) -> str:
    """The theme to start with: the wanted one (TEXTUAL_THEME), else what the terminal is good for.

    16 colours are named colours, which the terminal's owner has chosen to be readable; so they are
    also what NO_COLOR starts from.
    """
    wanted = environ.get("TEXTUAL_THEME", "")
    if wanted in BUILTIN_THEMES:
        return wanted
    return RICH_THEME if has_many_colours(environ) else ANSI_THEME


def has_many_colours(environ: Mapping[str, str]) -> bool:
    """Whether the environment promises more than 16 colours, and none forbids them."""
    if "NO_COLOR" in environ:
        return False
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return True
    return environ.get("TERM", "").strip().lower().rpartition("-")[2] in MANY_COLOURS


def is_ansi(theme: str) -> bool:
    """Whether a theme uses the terminal's own 16 colours."""
    return BUILTIN_THEMES[theme].ansi
