"""The settings of a menu in a file of their own, one key a setting, for all scenes.

A file with a fault is never lost: a key that cannot be stays as it is written, told of and not
heeded, until the operator changes that setting; a text that is no TOML is not written at all.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

from fsq_tui.errors import FileRefused, UsageFault
from fsq_tui.focus.settings import FocusSettings, Value
from fsq_tui.focus.stack import STACK_SETTINGS, StackSettings
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, shown
from fsq_tui.storage.outline import outline
from fsq_tui.storage.toml_text import parsed

NOT_KEPT = "Mend the file, or move it away; until then settings are not kept."


class Settings(Protocol):
    """What is kept: a frozen dataclass that knows the ranges of its values."""

    def having(self, setting_id: str, value: Value) -> Self:
        """With another value. Raises UsageFault for one out of its range."""


Kept = TypeVar("Kept", bound=Settings)


class SettingsFile(Generic[Kept]):
    """Settings in a file, which need not exist yet. `names` are those that are kept."""

    def __init__(self, path: Path, defaults: Kept, names: tuple[str, ...]) -> None:
        self.path = path
        self._defaults = defaults
        self._names = names

    def load(self) -> tuple[Kept, list[str]]:
        """The settings, and a sentence for each value that cannot be; its default stands for it."""
        settings: Kept = self._defaults
        try:
            text, data, fault = parsed(read_whole(self.path) or b"")
        except FileRefused as refused:
            return settings, [f"{refused} The defaults stand."]
        if fault is not None:
            return settings, [f"{shown(self.path)}, {fault}. The defaults stand. {NOT_KEPT}"]
        notes = []
        for name in self._names:
            if name in data:
                default = getattr(self._defaults, name)
                try:
                    settings = settings.having(name, _plain(data[name], default))
                except UsageFault as wrong:
                    line = outline(text).line((name,))
                    stands = f"{_written(default)} stands."
                    notes.append(f"{shown(self.path)}, line {line}: {wrong} {stands}")
        return settings, notes

    def keep(self, before: Kept, after: Kept) -> None:
        """Write what has changed; whatever else stands in the file stays as it is.

        Raises FileRefused where the file cannot be written, or is no TOML.
        """
        changes = {
            name: getattr(after, name)
            for name in self._names
            if getattr(after, name) != getattr(before, name)
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


class FocusSettingsFile(SettingsFile[FocusSettings]):
    """Those of the Focus menu."""

    def __init__(self, path: Path) -> None:
        names = tuple(field.name for field in fields(FocusSettings))
        super().__init__(path, FocusSettings(), names)


class StackSettingsFile(SettingsFile[StackSettings]):
    """Those of focus stacks, but for the extent: no rehearsal goes on in the next show."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, StackSettings(), tuple(STACK_SETTINGS))


def _plain(value: Any, default: Any) -> Any:
    """A whole number where a setting takes any number is that number."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if isinstance(default, float) and is_whole else value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"
