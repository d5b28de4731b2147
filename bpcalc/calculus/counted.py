"""Numbers that count what is done to them: the check of every formula for a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bpcalc.language.cost import FREE, Cost
from bpcalc.language.sizes import Size


class Tally:
    """Multiplications and additions, as they happen."""

    def __init__(self) -> None:
        self.multiplications = 0
        self.additions = 0

    @property
    def cost(self) -> Cost:
        """What has been counted."""
        return Cost(self.multiplications, self.additions)


class Counted:
    """A number that reports its multiplications and additions to a tally."""

    __slots__ = ("tally", "value")

    def __init__(self, value: int, tally: Tally) -> None:
        self.value, self.tally = value, tally

    def __mul__(self, other: Counted) -> Counted:
        self.tally.multiplications += 1
        return Counted(self.value * other.value, self.tally)

    def __add__(self, other: Counted) -> Counted:
        self.tally.additions += 1
        return Counted(self.value + other.value, self.tally)


Rows = list[list[Counted]]


def filled(rows: int, columns: int, tally: Tally) -> Rows:
    """A matrix of counting numbers."""
    return [[Counted(i + 2 * j + 1, tally) for j in range(columns)] for i in range(rows)]


def multiplied(a: Rows, b: Rows) -> Rows:
    """A B, as the definition says: the first product of an entry, then the others added to it."""
    result: Rows = []
    for row in a:
        result.append([])
        for column in zip(*b, strict=True):
            entry = row[0] * column[0]
            for x, y in zip(row[1:], column[1:], strict=True):
                entry = entry + x * y
            result[-1].append(entry)
    return result


def cost_of_products(sizes: Iterable[Sequence[Size]]) -> Cost:
    """Products (m×k)(k×n), carried out and counted. Sizes must be numbers."""
    total = FREE
    for m, k, n in sizes:
        assert isinstance(m, int)
        assert isinstance(k, int)
        assert isinstance(n, int)
        tally = Tally()
        multiplied(filled(m, k, tally), filled(k, n, tally))
        total = total.plus(tally.cost)
    return total
