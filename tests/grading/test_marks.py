"""What answers are worth: `marks:` of a spec, and what is read off."""

from __future__ import annotations

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.grading.marks import read_marks
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.sheets import by_key, exercise, judged

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


def test_what_is_listed_sets_the_total() -> None:
    """Other answers are judged, and earn nothing; so is what nobody can read."""
    spec = SCALAR + "marks: {p: 1, dl/dw: 2}\n"
    found = judged(spec, 'p: 6\ndl/dw: 20\ndl/dx: 30\n"p[0]": 6\nemail: 7\n')
    assert (found.score, found.out_of) == (3, 3)
    assert [one.verdict for one in found.answers] == ["right"] * 4 + ["unreadable"]


def test_others_earn_what_each_says() -> None:
    spec = SCALAR + "marks: {p: 1, each: 1/2}\n"
    assert judged(spec, "p: 6\ndl/dw: 20\n").out_of == 1.5


def test_settings_alone_leave_every_answer_its_point() -> None:
    assert judged(SCALAR + "marks: {digits: 4}\n", "p: 6\ndl/dw: 20\n").out_of == 2


def test_a_formula_does_not_stand_for_a_number() -> None:
    """The exercise has numbers; the chain rule copied down is no answer to them."""
    spec = SCALAR + "marks: {dl/dw: 2}\n"
    found = judged(spec, "symbolic: {dl/dw: dl/dp * dp/dw}\n")
    assert [(one.verdict, one.marks, one.out_of) for one in found.answers] == [
        ("right", 0, 0),
        ("missing", 0, 2),
    ]


def test_formulas_have_points_of_their_own() -> None:
    spec = SCALAR + "marks: {dl/dw: 2, symbolic: {dl/dw: 3}}\n"
    found = judged(spec, "dl/dw: 20\nsymbolic: {∂l/∂w: 2 * (p - y) * x}\n")
    assert [(one.marks, one.out_of) for one in found.answers] == [(2, 2), (3, 3)]


def test_where_there_are_no_numbers_a_formula_is_asked_for() -> None:
    spec = "shapes: {x: n, W: [m, n]}\nloss: l = norm(W @ x)^2\nmarks: {dl/dx: 2}\n"
    found = judged(spec, "symbolic: {dl/dx: 2 * W.T @ W @ x}\n")
    assert [(one.verdict, one.marks, one.out_of) for one in found.answers] == [("right", 2, 2)]


def test_updated_weights_have_points_of_their_own() -> None:
    spec = SCALAR + "marks: {after: {1: {w: 3}, 2: {w: 4}}}\n"
    found = judged(spec, "after: {1: {w: 1}}\n")
    assert [(one.verdict, one.marks, one.out_of) for one in found.answers] == [
        ("right", 3, 3),
        ("missing", 0, 4),
    ]


def test_a_count_is_the_same_under_its_heading() -> None:
    """As on a sheet, where `counts:` stands above."""
    for listed in ("reverse: 3", "counts: {reverse: 3}"):
        found = judged(SCALAR + f"marks: {{{listed}}}\n", "counts: {reverse: 3}\n")
        assert [one.out_of for one in found.answers] == [3]


def test_a_number_that_cannot_be_read_is_not_missing_as_well() -> None:
    found = judged(SCALAR + "marks: {dl/dw: 2}\n", "∂l/∂w: twenty\n")
    assert [(one.verdict, one.out_of) for one in found.answers] == [("unreadable", 2)]


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
        (
            "z9: 1",
            "z9 is no answer and no setting of marks",
            "the quantities: x, w, y, p, l; the settings: digits, each, carried, rounding, layout",
        ),
        (
            "tolerance: 0.01",
            "tolerance is no answer and no setting of marks",
            "the quantities: x, w, y, p, l; the settings: digits, each, carried, rounding, layout",
        ),
        ("carried: 2", "carried is a part of the points, from 0 to 1", "write 1/2, or leave it out"),
        ("digits: 0", "digits is a whole number from 1 to 15", "write digits: 3"),
        ("digits: 2.5", "digits is a whole number from 1 to 15", "write digits: 3"),
        ("after: {first: {w: 1}}", "first is no number of updates", "write after: {1: {w5: 2}}"),
        ("after: {²: {w: 1}}", "² is no number of updates", "write after: {1: {w5: 2}}"),
        (
            "symbolic: 2",
            "symbolic is a mapping of answers to points",
            "write symbolic: {…: 2}, with the names of answers",
        ),
        ("counts: {backward: 2}", "backward is no mode", "write reverse: 1, forward: 1 or reverse memory: 1"),
        ("symbolic: {dl/dq: 2}", "q is no quantity of this exercise", "the quantities: x, w, y, p, l"),
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


def test_a_part_that_is_not_there_can_have_no_points() -> None:
    spec = "inputs: {x: [1, 2]}\nlayers: [z = 2*x]\nloss: l = sum(z)\nmarks: {'z[5]': 1, 'dl/dx[1]': 1}\n"
    with pytest.raises(InputError) as refused:
        exercise(spec)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("E313", "there is no entry 5: there are 2, counted from 0")
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 9)
