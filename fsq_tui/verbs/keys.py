"""`fsq keys`: the keymap in use, the faults of one, the name of a key."""

from __future__ import annotations

import argparse

from fsq_tui import paths
from fsq_tui.buttons import BUTTONS
from fsq_tui.errors import FileRefused
from fsq_tui.focus.sequence import printable
from fsq_tui.key_names import key_label
from fsq_tui.keymap import Keymap, faults, keymap_names, load_keymap
from fsq_tui.verbs.terminal import require_terminal, spare_the_line


def run(args: argparse.Namespace) -> int:
    """Print the keymap `args.keymap`, check the file `args.check`, or listen to keys."""
    if args.check is not None:
        found = faults(args.check)
        lines = [str(fault) for fault in found] or [f"{printable(str(args.check))}: no fault"]
        print("\n".join(lines))
        return FileRefused.exit_code if found else 0
    keymap = load_keymap(args.keymap)
    if args.listen:
        return _listen(keymap)
    print(_table(keymap))
    return 0


def _table(keymap: Keymap) -> str:
    rows = [("BUTTON", "KEYS", "")]
    for button in BUTTONS:
        keys = "  ".join(map(key_label, keymap.keys.get(button.id, ())))
        rows.append((button.id, keys or "-", button.help))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows]
    heading = f"{keymap.name}: {keymap.about}" if keymap.about else keymap.name
    return "\n".join(
        [
            f"{heading} ({printable(str(keymap.path))})",
            "",
            *lines,
            "",
            f"Keymaps (fsq --keymap NAME): {', '.join(keymap_names())}",
            f"Your own go into {printable(str(paths.user_keymaps()))}",
        ]
    )


def _listen(keymap: Keymap) -> int:
    import os

    require_terminal()
    spare_the_line(os.environ)

    from fsq_tui.verbs.key_listener import KeyListener

    KeyListener(keymap).run()
    return 0
