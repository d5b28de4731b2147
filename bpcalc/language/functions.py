"""What a row of the function table is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

ALL = "all entries"
"""Default of an `axis`: the function takes all entries together."""
EACH = "each example"
"""Default of an `axis`: a vector as a whole, the examples of a batch one by one."""
CONVENTION = "relu_at_zero"
"""Default of a setting that the convention of this name decides."""


class Function(NamedTuple):
    """One function: everything the program knows about it.

    `formula` and `differential` are text of the language. In them the arguments go by
    their names, settings by theirs, `a` is the value, and `dz` the change of argument z;
    the differential is linear in the changes. `numeric` computes on float64 arrays
    (…, r, c), on exact ones too where `exact` is True; otherwise `exact` gives the exact
    value of one exact entry, or None where it has none.

    `flat`: the derivative is 0 wherever it exists. `inline`: a short name for its formula,
    which takes its place. `loss`: a batch takes the mean over its examples. `shape`: the
    argument whose shape the value has, "reduced" along the axis, "square" (entries ×
    entries), or None, as its formula has. `evaluation`: what one entry costs beside its
    formula. `abstract`: a function without a value, elementwise (0) or to a column of so
    many entries. `labelled`: the formula of a loss whose target is one label. `among`: the
    functions that a formula from a spec may use. `positive`: settings that are above 0.
    """

    name: str
    arguments: tuple[str, ...]
    settings: tuple[tuple[str, Any], ...] = ()
    formula: str | None = None
    differential: str | None = None
    numeric: Callable[..., Any] | None = None
    exact: Callable[[Rational], Rational | None] | bool = False
    body: Callable[..., Expr] | None = None
    kink: str | None = None
    symbol: str | None = None
    code: str | None = None
    group: str = "functions"
    elementwise: bool = False
    flat: bool = False
    inline: bool = False
    loss: bool = False
    shape: str | None = None
    evaluation: str | None = None
    remark: str = ""
    abstract: Size | None = None
    labelled: str | None = None
    among: Mapping[str, Function] | None = None
    derivative_of: Function | None = None
    positive: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        """A row is equal to itself alone."""
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return self.name


def out_of_range(row: Function, setting: str, value: Rational) -> tuple[str, Rational] | None:
    """What is said of a setting that has no such value, and a value that it has."""
    if setting == "axis" and value not in (0, 1):
        return "an axis is 0 (down the columns) or 1 (along the rows)", 0
    if setting == "at_zero" and not 0 <= value <= 1:
        return "at_zero lies between the slopes on both sides, from 0 to 1", 0
    if setting in row.positive and value <= 0:
        return f"{setting} must be above 0", dict(row.settings)[setting]
    return None
