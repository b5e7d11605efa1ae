"""The settings of the Focus menu in a file of their own, one key a setting, for all scenes.

A file with a fault is never lost: a key that cannot be stays as it is written, told of and not
heeded, until the operator changes that setting; a text that is no TOML is not written at all.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.settings import FocusSettings
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, shown
from fsq_tui.storage.outline import outline
from fsq_tui.storage.toml_text import parsed

NOT_KEPT = "Mend the file, or move it away; until then settings are not kept."


class FocusSettingsFile:
    """The settings in a file, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> tuple[FocusSettings, list[str]]:
        """The settings, and a sentence for each value that cannot be; its default stands for it."""
        try:
            text, data, fault = parsed(read_whole(self.path) or b"")
        except FileRefused as refused:
            return FocusSettings(), [f"{refused} The defaults stand."]
        if fault is not None:
            return FocusSettings(), [f"{shown(self.path)}, {fault}. The defaults stand. {NOT_KEPT}"]
        settings, notes = FocusSettings(), []
        for field in fields(FocusSettings):
            if field.name in data:
                try:
                    settings = settings.having(field.name, _plain(data[field.name], field.default))
                except UsageFault as wrong:
                    line = outline(text).line((field.name,))
                    stands = f"{_written(field.default)} stands."
                    notes.append(f"{shown(self.path)}, line {line}: {wrong} {stands}")
        return settings, notes

    def keep(self, before: FocusSettings, after: FocusSettings) -> None:
        """Write what has changed; whatever else stands in the file stays as it is.

        Raises FileRefused where the file cannot be written, or is no TOML.
        """
        changes = {
            field.name: getattr(after, field.name)
            for field in fields(FocusSettings)
            if getattr(after, field.name) != getattr(before, field.name)
        }
        if not changes:
            return
        text, _data, fault = parsed(read_whole(self.path) or b"")
        if fault is not None:
            raise FileRefused(f"{shown(self.path)}, {fault}.", NOT_KEPT)
        write_atomically(self.path, self._changed(text, changes))

    def _changed(self, text: str, changes: dict[str, Any]) -> bytes:
        # Only who writes pays for tomlkit: it takes as long to import as the rest of a start.
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            document = tomlkit.parse(text)
            for name, value in changes.items():
                document[name] = value
            return tomlkit.dumps(document).encode()
        except (TOMLKitError, ValueError, LookupError, AttributeError, TypeError) as fault:
            raise FileRefused(
                f"{shown(self.path)} cannot be changed without losing what a person wrote.",
                "Write a key a line, or move the file away.",
            ) from fault


def _plain(value: Any, default: Any) -> Any:
    """A whole number where a setting takes any number is that number."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if isinstance(default, float) and is_whole else value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
