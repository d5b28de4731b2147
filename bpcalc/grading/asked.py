"""What a formula is an answer to, and how its right value may be written."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.adjoints import Adjoints
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
    found, usual = instance.found, instance.network.conventions
    if is_second(about):
        name = second_name(about)
        if shape_of(found, name.of) != (1, 1):
            problem = Problem(
                "E708", f"{name.of} has several entries: no second derivatives here", help="leave it out"
            )
            raise InputError(problem)
        return Asked(name, None, tuple(second_forms(about, found, usual)))
    one = subject(about, found, usual)
    key: Key = Derivative(one.of, (one.wrt,)) if one.wrt else one.of
    return Asked(key, one, forms(one, found, usual))


def typed(formula: str, names: Adjoints) -> Syntax:
    """A formula as it was typed; `dl/dx = …` may stand in front. Raises InputError."""
    left, equals, right = formula.partition("=")
    is_name = "(" not in names.as_partials(left)  # and no setting of a function
    if equals and not right.startswith("=") and left[-1:] not in "<>!=" and is_name:
        formula = right
    return parse(names.in_formula(formula), names.names)
