"""What answers are worth: `marks:` of a spec, and what is read off."""

from __future__ import annotations

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.grading.marks import read_marks
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.sheets import by_key, judged

SCALAR = """inputs: {x: 2}
parameters: {w: 3}
target: {y: 1}
layers: [p = w * x]
loss: l = (p - y)^2
update: {sgd: {rate: 0.1}}
"""
CASES = """parameters: {w: 3}
layers: [p = w * x]
loss: l = p^2
cases: {a: {x: 1}, b: {x: 2}}
"""


def problems(spec: str) -> tuple[Problem, ...]:
    """What is wrong with the marks of a spec."""
    with pytest.raises(InputError) as caught:
        read_marks(network(Source("spec.yaml", spec)))
    return caught.value.problems


# -- which answer has the points ----------------------------------------------------------


@pytest.mark.parametrize("listed", ["dl/dx", "∂l/∂x", "∂ℓ/∂x"])
@pytest.mark.parametrize("answered", ["dl/dx", "∂l/∂x", "∂ℓ/∂x"])
def test_points_do_not_depend_on_the_spelling(listed: str, answered: str) -> None:
    found = judged(SCALAR + f"marks: {{{listed}: 2}}\n", f"{answered}: 30\n")
    assert [(one.verdict, one.marks, one.out_of) for one in found.answers] == [("right", 2, 2)]


def test_a_part_has_the_points_of_its_spelling_with_other_blanks() -> None:
    spec = "inputs: {x: [2, 1]}\nlayers: [p = 3 * x]\nmarks: {'p[0, 0]': 3}\n"
    assert judged(spec, '"p[0,0]": 6\n').score == 3


def test_points_may_be_by_case() -> None:
    spec = CASES + "marks: {a: {p: 1}, dl/dw: 2, reverse: 3}\n"
    found = judged(spec, "a: {p: 3, ∂l/∂w: 6}\nb: {dl/dw: 24}\ncounts: {reverse: 0}\n")
    assert [one.out_of for one in found.answers] == [1, 2, 2, 3]


def test_counts_of_one_target_have_one_spelling() -> None:
    spec = SCALAR + 'marks: {"reverse dl/dw": 3}\n'
    assert [one.out_of for one in judged(spec, "counts: {reverse: {∂l/∂w: 3}}\n").answers] == [3]


# -- what takes no work -------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", ["x: 2", "w: 3", "y: 1", "dx/dx: 1", "dl/dl: 1", "dp/dp: 1", "dx/dw: 0", "dp/dy: 0"]
)
def test_what_is_read_off_is_worth_nothing(answer: str) -> None:
    (found,) = by_key(SCALAR, answer + "\n").values()
    assert (found.verdict, found.marks, found.out_of) == ("right", 0, 0)


@pytest.mark.parametrize(
    "answer", ["p: 6", "dl/dw: 20", "dl/dy: -10", "dp/dx: 3", "d2l/dw/dw: 8", "after: {1: {w: 1}}"]
)
def test_what_has_to_be_worked_out_is_worth_something(answer: str) -> None:
    """An updated weight has the name of one that is given."""
    (found,) = by_key(SCALAR, answer + "\n").values()
    assert (found.verdict, found.marks) == ("right", 1)


def test_marks_may_give_points_to_what_is_read_off() -> None:
    assert judged(SCALAR + "marks: {x: 2}\n", "x: 2\n").score == 2


# -- what is wrong with marks -------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "message", "help"),
    [
        ("dl/dw9: 2", "w9 is no quantity of this exercise", "did you mean w?"),
        ("carry: 1/2", "carry is no answer and no setting of marks", "did you mean carried?"),
        ("layuot: 1", "layuot is no answer and no setting of marks", "did you mean layout?"),
        ("rverse: 1", "rverse is no answer and no setting of marks", "did you mean reverse?"),
        ("reverse dl/dq: 1", "q is no quantity of this exercise", "the quantities: x, w, y, p, l"),
        ("z1: 1", "z1 is no quantity of this exercise", "the quantities: x, w, y, p, l"),
        ("2 * p: 1", "this is no name to be answered", "write z1, dl/dx or dz1/dW1[0, 0:2]"),
        ("dl/dw: 2, ∂l/∂w: 1", "∂l/∂w has points twice", "keep one of the two"),
        ("p: many", "points are a number that is not negative", "write 1, 2 or 1/2"),
    ],
)
def test_a_strange_entry_is_refused_at_its_place(entry: str, message: str, help: str) -> None:
    (found,) = problems(SCALAR + f"marks: {{{entry}}}\n")
    assert (found.message, found.help) == (message, help)
    assert found.place is not None
    assert found.place.line == 7


def test_every_strange_entry_is_told() -> None:
    assert len(problems(SCALAR + "marks: {z1: 1, dl/dw9: 2, p: -1}\n")) == 3


def test_a_misspelt_case_is_told() -> None:
    (found,) = problems(CASES + "marks: {aa: {p: 1}}\n")
    assert (found.message, found.help) == ("there is no case aa", "did you mean a?")


def test_a_case_has_no_points_of_its_own() -> None:
    (found,) = problems(CASES + "marks: {a: 3}\n")
    assert found.message == "a is a case"
