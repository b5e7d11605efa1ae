"""What a person calls the lenses on a body that does not name them: one TOML file for all bodies.

A line of it is `"D750" = ["50mm f/1.8 AI-S", "24mm f/2.8"]`, the newest name first.
"""

from __future__ import annotations

from pathlib import Path

from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import printable
from fsq_tui.storage.atomic import write_atomically
from fsq_tui.storage.files import read_whole, shown
from fsq_tui.storage.outline import Place, outline
from fsq_tui.storage.toml_text import Fault, parsed
from fsq_tui.storage.values import told

MEND = "Mend the file, or move it away; it is left as it is."
MAX_NAMES = 20  # of a body; the oldest is forgotten


class LensNames:
    """The names in a file, which need not exist yet. What a person wrote beside them is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, body: str) -> tuple[str, ...]:
        """The lenses a body was used with, newest first. Raises FileRefused for a faulty file."""
        return self._read(read_whole(self.path) or b"").get(body, ())

    def remember(self, body: str, lens_name: str) -> None:
        """Put a name first. Raises FileRefused where the file is faulty or cannot be written."""
        content = read_whole(self.path) or b""
        names = self._read(content).get(body, ())
        if names[:1] == (lens_name,):
            return
        # Only who writes pays for tomlkit: it takes as long to import as the rest of a verb.
        from tomlkit.exceptions import TOMLKitError

        try:
            changed = _with_first(content.decode("utf-8-sig"), body, lens_name).encode()
        except (TOMLKitError, ValueError, LookupError, AttributeError, TypeError) as fault:
            raise FileRefused(
                f"{shown(self.path)} cannot be changed without losing what a person wrote.",
                "Write it in the layout the README shows, or move it away.",
            ) from fault
        write_atomically(self.path, changed)

    def _read(self, content: bytes) -> dict[str, tuple[str, ...]]:
        text, data, fault = parsed(content)
        if fault is not None:
            raise self._refused(fault)
        for body, names in data.items():
            if not isinstance(names, list):
                raise self._refused(_unexpected(text, (body,), names, "a list of lens names"))
            for index, name in enumerate(names):
                if not (isinstance(name, str) and printable(name).strip()):
                    raise self._refused(_unexpected(text, (body, index), name, "a lens name"))
        return {body: tuple(names) for body, names in data.items()}

    def _refused(self, fault: Fault) -> FileRefused:
        return FileRefused(f"{shown(self.path)}, {fault}.", MEND)


def _with_first(text: str, body: str, lens_name: str) -> str:
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text)
    names = document.setdefault(body, tomlkit.array())
    if not isinstance(names, Array):
        raise TypeError
    if lens_name in names:
        names.remove(lens_name)
    names.insert(0, lens_name)
    del names[MAX_NAMES:]
    return tomlkit.dumps(document)


def _unexpected(text: str, place: Place, value: object, wanted: str) -> Fault:
    line = outline(text).line(place)
    return Fault(line, f"{printable(str(place[0]))} has {told(value)}, expected {wanted}")
