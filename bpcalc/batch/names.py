"""How many there are of a list of names, and the first of them."""

from __future__ import annotations

from bisect import insort

KEPT = 12
"""Names that are kept of each list, the first in alphabetical order; all are counted."""


class Names:
    """Names in any order; `first`: the first in alphabetical order."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []

    def add(self, name: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < KEPT or name < self.first[-1]:
            insort(self.first, name)
            del self.first[KEPT:]
