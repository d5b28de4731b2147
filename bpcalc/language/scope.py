"""What the names of an expression mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.language.functions import Function
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Size
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

BUILT_IN = (
    "sum",
    "hstack",
    "vstack",
    "reshape",
    "diag",
    "outer",
    "kron",
    "ones",
    "zeros",
    "eye",
    "count",
    "vec",
    "commutation",
    "derivative",
)
"""Operations that are called like functions but build the tree themselves."""


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
