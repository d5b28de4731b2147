"""What an exercise keeps from one sheet to the next."""

from __future__ import annotations

from typing import Any

from bpcalc.grading.remembered import remembered


class Squares:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.memory: dict[Any, Any] = {}
        self.asked = 0

    @remembered(2)
    def of(self, number: int, plus: int = 0) -> int | None:
        """None of 0, which is a result as well."""
        self.asked += 1
        return number**2 + plus if number else None


def test_a_result_is_worked_out_once() -> None:
    squares = Squares()
    assert [squares.of(3), squares.of(3), squares.of(3, 0), squares.asked] == [9, 9, 9, 1]
    assert [squares.of(0), squares.of(0), squares.asked] == [None, None, 2]


def test_only_so_many_results_are_kept() -> None:
    squares = Squares()
    found = [squares.of(number) for number in (1, 2, 3, 4)]
    assert found == [1, 4, 9, 16]
    assert all(len(known) <= 2 for known in squares.memory.values())


def test_each_object_keeps_its_own() -> None:
    assert [Squares().of(2), Squares().of(2, 1)] == [4, 5]
    one, other = Squares(), Squares()
    assert [one.of(2), other.of(2), one.asked, other.asked] == [4, 4, 1, 1]
