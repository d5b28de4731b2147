"""A spec that cannot be read is told what to type; who types it gets what was meant, and no other error."""

from __future__ import annotations

import re

import pytest

from bpcalc.calculus.solve import solve
from bpcalc.errors import InputError, Place, Problem
from bpcalc.spec.reader import loads
from tests.spec.written_elsewhere import ENTRIES, EQUATIONS, LESS, SPECS, VALUES

AROUND = (
    "inputs: {{x: {}}}\nlayers:\n  - z = 2 * x\n",
    "inputs: {{u: 1, x: {}, v: 2}}\nlayers:\n  - z = 2 * x\n",
    "inputs:\n  x: {}\nlayers:\n  - z = 2 * x\n",
    "layers:\n  - z = 2 * x\ncases:\n  a: {{x: {}}}\n",
)
EQUATION = (
    "inputs: {{x: [1, 2], u: [3, 4], x1: 2, yhat: 5}}\nparameters: {{W: [[1, 2], [3, 4]], b: [1, 1]}}\n"
    "target: {{y: [1, 0]}}\nlayers:\n  - {}\n"
)
LAYER = "inputs: {{x: [1, 2]}}\nparameters: {{W: [[1, 2], [3, 4]]}}\nlayers:\n  - {}\n"
SHAPES = ("E310",)
"""Of two products that are offered only one may fit."""
STEPS = 4
"""Errors that one spec may have one after the other."""


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        loads(text, "f")
    except InputError as error:
        return error.problems
    return ()


def said(help: str) -> list[str]:
    """What a line of help says to type: `write A, with a point, or B for two numbers` says A and B."""
    literal = re.fullmatch(
        r"(?:write|did you mean|name the result:|type the Latin|one dash is enough: write) (.+?)\??", help
    )
    if literal is None:
        return []
    parts = re.split(r", or | or (?=\S+ [*@])", literal[1])
    return [
        re.split(r" for |,? with |; | \((?:entry|matrix) |,? without ", part)[0].strip() for part in parts
    ]


def typed(text: str, problem: Problem, what: str) -> str:
    """The spec with a text typed over the stretch that the message marks."""
    assert problem.place is not None
    lines = text.split("\n")
    line = lines[problem.place.line - 1]
    lines[problem.place.line - 1] = line[: problem.place.column - 1] + what + line[problem.place.end - 1 :]
    return "\n".join(lines)


def values(text: str) -> list[object]:
    """All that a spec computes, to nine digits."""
    return [
        [
            (name, one.value.shape, [f"{float(entry):.9g}" for entry in one.value.flat])
            for name, one in case.quantities.items()
        ]
        for case in solve(loads(text, "f")).cases
    ]


def ends(text: str) -> list[str]:
    """The specs without an error to which the help of `text` leads, whichever of its offers is taken."""
    found: list[str] = []
    waiting = [(text, frozenset[tuple[str, Place | None]]())]
    while waiting:
        text, told = waiting.pop(0)
        problems = problems_of(text)
        if not problems:
            found.append(text)
            continue
        first = problems[0]
        assert len(told) < STEPS
        assert (first.message, first.place) not in told, f"{first.message}: told again"
        offers = said(first.help)
        assert offers or (told and first.code in SHAPES), f"{first.message}; {first.help}"
        assert all("…" not in one for one in offers), first.help
        waiting += [(typed(text, first, one), told | {(first.message, first.place)}) for one in offers]
    return found


@pytest.mark.parametrize("around", AROUND, ids=["braces", "between", "line", "case"])
@pytest.mark.parametrize(("wrong", "meant"), VALUES, ids=[repr(wrong) for wrong, _ in VALUES])
def test_a_value_of_another_program_is_told_what_it_is_here(wrong: str, meant: str, around: str) -> None:
    """One error for all of it; each thing that is offered can be read, and one of them is meant."""
    problems = problems_of(around.format(wrong))
    assert len(problems) == 1, problems
    offered = [around.format(one) for one in said(problems[0].help)]
    assert [problems_of(one) for one in offered] == [()] * len(offered), problems[0].help
    assert values(around.format(meant)) in [values(one) for one in offered], problems[0].help


@pytest.mark.parametrize(("wrong", "meant"), EQUATIONS, ids=[wrong for wrong, _ in EQUATIONS])
def test_an_equation_in_another_notation_is_told_in_ours(wrong: str, meant: str) -> None:
    """Type what is said until nothing is said: that is what was meant."""
    found = [values(one) for one in ends(EQUATION.format(wrong)) if not problems_of(one)]
    assert values(EQUATION.format(meant)) in found


@pytest.mark.parametrize(("wrong", "meant"), ENTRIES, ids=[wrong for wrong, _ in ENTRIES])
def test_a_layer_of_another_program_is_told_as_it_is_here(wrong: str, meant: str) -> None:
    """Also an equation where there is no such layer."""
    found = ends(LAYER.format(wrong))
    assert values(LAYER.format(meant)) in [values(one) for one in found]


@pytest.mark.parametrize(("wrong", "meant"), SPECS, ids=[repr(wrong) for wrong, _ in SPECS])
def test_a_spec_with_foreign_signs_is_told_ours(wrong: str, meant: str) -> None:
    """Colons, dashes and braces."""
    assert values(meant) in [values(one) for one in ends(wrong)]


@pytest.mark.parametrize(("text", "help"), LESS, ids=[repr(text) for text, _ in LESS])
def test_where_nobody_knows_what_is_meant_the_help_says_less(text: str, help: str) -> None:
    """No number, no function and no name of which the author did not think."""
    assert [problem.help for problem in problems_of(text)] == [help]
