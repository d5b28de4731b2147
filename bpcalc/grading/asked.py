"""What a formula is an answer to, and how its right value may be written."""

from __future__ import annotations

from collections.abc import Container

from bpcalc.errors import InputError, Problem
from bpcalc.grading.instances import Instance
from bpcalc.grading.method import Key
from bpcalc.grading.seconds import second_forms, second_name
from bpcalc.grading.truth import Form, Subject, forms, is_second, shape_of, subject
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple


class Asked(NamedTuple):
    """`key`: what is asked for, as a whole. `subject`: the same with the part, None for a second
    derivative. `forms`: as for numbers."""

    key: Key
    subject: Subject | None
    forms: tuple[Form, ...]


def asked(about: Syntax, instance: Instance) -> Asked:
    """What a formula has to give. Raises InputError for what no formula is judged for."""
    found = instance.found
    if is_second(about):
        name = second_name(about)
        if shape_of(found, name.of) != (1, 1):
            problem = Problem(
                "E708", f"{name.of} has several entries: no second derivatives here", help="leave it out"
            )
            raise InputError(problem)
        (p, q), (r, s) = (shape_of(found, one) for one in name.wrt)
        return Asked(name, None, tuple(second_forms(about, (p * q, r * s))))
    one = subject(about, found)
    key: Key = Derivative(one.of, (one.wrt,)) if one.wrt else one.of
    return Asked(key, one, forms(one, found))


def typed(formula: str, known: Container[str]) -> Syntax:
    """A formula as it was typed; `dl/dx = …` may stand in front. Raises InputError."""
    left, equals, right = formula.partition("=")
    if equals and not right.startswith("=") and left[-1:] not in "<>!=" and "(" not in left:
        formula = right
    return parse(formula, known)
