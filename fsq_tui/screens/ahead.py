"""What was asked last: keys repeat faster than the session shows what became of them."""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")


class Ahead(Generic[V]):
    """A value that keys change step by step, gone on from where the last key took it."""

    def __init__(self) -> None:
        self._asked: list[V] = []

    def latest(self, shown: V, *, is_busy: bool = False) -> V:
        """What was asked last, while the session may not have come to it; else what it shows.

        A session that `is_busy` has refused what was asked.
        """
        if is_busy or shown not in self._asked:  # refused, or another screen's
            self._asked = [shown]
        del self._asked[: self._asked.index(shown)]
        return self._asked[-1]

    def ask(self, value: V) -> V:
        """Note what is asked now."""
        self._asked.append(value)
        return value
