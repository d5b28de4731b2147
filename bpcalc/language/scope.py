"""What the names of an expression mean, and how a wrong one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language.functions import Function
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Size
from bpcalc.language.syntax import Span
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple


class Scope(NamedTuple):
    """What the names of an expression mean.

    `letters`: sizes by letter. `flat`: columns written as flat lists, whose orientation
    nobody stated. `batch`: "rows" or "columns" where examples are. `settings`: values of
    settings, inside the formula of a function. `derivatives`: those that are not written as
    Jacobians, by what they are of and by.
    """

    quantities: Mapping[str, Expr]
    functions: Mapping[str, Function] = TABLE
    letters: Mapping[str, Size] = {}
    relu_at_zero: Rational = 0
    batch: str | None = None
    flat: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = {}
    derivatives: Mapping[tuple[str, tuple[str, ...]], Expr] = {}


def fail(code: str, message: str, span: Span, help: str) -> NoReturn:
    """Refuses a stretch of an expression."""
    raise InputError(Problem(code, message, span=span, help=help))
