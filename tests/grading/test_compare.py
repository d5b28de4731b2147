"""The quick look at a table never says anything else than the exact one."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy
import pytest

from bpcalc.grading.compare import Reading, match
from bpcalc.grading.number import WRONG, claim, stands_for
from bpcalc.grading.tables import Table
from bpcalc.grading.truth import Form
from bpcalc.language.arrays import exact_array

ONE = Form(numpy.array([[0]]), "", plain=True)


def table(text: str) -> Table:
    """A table of one number, read as sheets are."""
    return Table.stated([text], 1, False)


def numbers(chance: random.Random) -> tuple[str, Fraction | float]:
    """A text and a truth that is right at it, half a unit off, one off, or anywhere near."""
    places = chance.randint(0, 9)
    stated = Fraction(chance.randint(-(10**6), 10**6), 10 ** chance.randint(0, 9))
    text = f"{float(stated):.{places}f}" if places else f"{chance.randint(-99, 99)}"
    value, unit = Fraction(text), Fraction(1, 10**places)
    half, any_part = Fraction(1, 2), Fraction(chance.randint(-150, 150), 100)
    off = chance.choice([Fraction(0), half, -half, 2 * half, -2 * half, any_part])
    true = value + unit * off + chance.choice([Fraction(0), Fraction(1, 10**17), Fraction(-1, 10**14)])
    return text, true if chance.random() < 0.5 else float(true)


@pytest.mark.parametrize("seed", range(4))
def test_one_number_is_judged_as_by_the_rule(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(1500):
        text, true = numbers(chance)
        stated = claim(text)
        assert stated is not None
        wanted = chance.choice([0, 3, 5])
        room = chance.choice([0.0, 0.0, float(stated.unit or 0) * chance.random(), 1e-9])
        value = numpy.array([[true]]) if isinstance(true, float) else exact_array([[true]])
        slack = numpy.array([[room]]) if room else None
        found = match(table(text), value, (ONE,), wanted, slack).verdict
        assert found == stands_for(stated, true, wanted, Fraction(room)), (text, true, wanted, room)


@pytest.mark.parametrize("text", ["0", "-0", "7", "0.0", "-0.050", "12.", "1200", "3.14159", "-2.5"])
def test_figures_are_what_the_claims_say(text: str) -> None:
    """Read from the text or from the exact numbers, a table has the same figures."""
    quick = table(text)
    assert quick.texts is not None
    assert quick.figures == Table(quick.rows, False).figures


def test_of_many_values_those_that_are_stated_are_found() -> None:
    reading = Reading(
        Table.stated(["0.333", "1.50"], 1, True), [Form(numpy.array([[0], [1]]), "", flat=True)]
    )
    values = numpy.array([[1 / 3, 1.5], [0.3339, 1.5], [0.34, 1.5], [1.5, 1 / 3], [0.333, -1.5]])
    assert reading.stating(values) == [0, 1]  # the second is cut off, not rounded
    assert reading.near(values, 0.01) == [0, 1, 2]
    turned = Reading(reading.table, reading.forms, -1)
    assert turned.stating(-values) == [0, 1]


@pytest.mark.parametrize(
    ("text", "true", "close"),
    [
        ("0.5", 0.55 + 1e-15, True),
        ("0.5", 0.56, False),
        ("0", 1e-13, True),
        ("0", 1e-3, False),
        ("2", 2.0, False),
    ],
)
def test_a_close_call_is_where_float64_decides(text: str, true: float, close: bool) -> None:
    assert Reading(table(text), [ONE]).is_close_call(numpy.array([true]), ONE) is close


def test_the_form_with_the_fewest_wrong_entries_is_the_best() -> None:
    square = Table.stated(["1", "3", "2", "5"], 2, False)
    plain, turned = (
        Form(order, "") for order in (numpy.arange(4).reshape(2, 2), numpy.arange(4).reshape(2, 2).T)
    )
    found = match(square, exact_array([[1, 2], [3, 4]]), (plain, turned), 3)
    assert (found.verdict, found.form, found.wrong) == (WRONG, turned, ((1, 1),))
