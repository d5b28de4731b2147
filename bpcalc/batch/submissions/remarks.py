"""What was passed over while submissions were looked for: counted, with a few examples."""

from __future__ import annotations

from bisect import insort

EXAMPLES = 3


class Remarks:
    """Counts by reason; the examples are the first in their order, whenever they were found."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, list[str]]] = {}

    def add(self, reason: str, example: str) -> None:
        """One more thing that this reason holds for; `example` is its shown name."""
        count, examples = self._found.get(reason, (0, []))
        if example not in examples:
            insort(examples, example)
            del examples[EXAMPLES + 1 :]
        self._found[reason] = count + 1, examples

    def lines(self) -> tuple[str, ...]:
        """`reason: 12 (a, b, c, …)`, one line for each reason, in order."""
        return tuple(_line(reason, *found) for reason, found in sorted(self._found.items()))


def known_by(platform: str) -> str:
    """The reason why a student needs no name in the sheet."""
    return f"students known by the names that {platform} gives"


def _line(reason: str, count: int, examples: list[str]) -> str:
    more = ", …" if len(examples) > EXAMPLES else ""
    return f"{reason}: {count} ({', '.join(examples[:EXAMPLES])}{more})"
