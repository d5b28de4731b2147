"""Where a formula changes its branch: the kinks and jumps of what it is made of.

A boundary is an expression whose sign tells the branches apart: z for relu(z), u − v for
max(u, v) and for a comparison. Between two points of different sign lies a kink or a jump.
"""

from __future__ import annotations

from bpcalc.language import elaborate, simplify, tree
from bpcalc.language.derivative import expansion
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

_SHARED = ("max", "min", "sort")
"""Their derivatives, 0/1 matrices that say which entry goes where, change where entries meet."""


class Boundary(NamedTuple):
    """Where `function` in the equation of `equation` changes its branch, entry by entry.

    `jump`: the value itself changes there, not only the slope.
    """

    equation: str
    function: str
    sign: Expr
    jump: bool


def boundaries(equation: str, expr: Expr) -> tuple[Boundary, ...]:
    """The boundaries of one equation; functions given by a formula are looked into."""
    found: dict[Expr, Boundary] = {}
    for part in tree.nodes(expr):
        if part.op == "compare":
            sign = simplify.minus(part.args[0], part.args[1])
            found[sign] = Boundary(equation, part.data, sign, True)
        elif part.op == "call":
            for one in _of_call(equation, part):
                found.setdefault(one.sign, one)
    return tuple(found.values())


def _of_call(equation: str, part: Expr) -> tuple[Boundary, ...]:
    row = part.data[0]
    if row.kink is not None:
        return (Boundary(equation, row.symbol or row.name, elaborate.kink(part), row.flat),)
    if row.name == "sign":
        return (Boundary(equation, row.name, part.args[0], True),)
    if row.name in _SHARED:
        derived = elaborate.derived(row)
        which = elaborate.apply(derived, part.args, dict(zip(*_settings(part), strict=True)), _ANY)
        return (Boundary(equation, row.name, _side(which), False),)
    if row.differential is None or row.group == "yours":
        written = expansion(part)
        if written is not None:
            named = row.name if row.group == "yours" else None
            inner = boundaries(equation, written)
            return tuple(one._replace(function=named or one.function) for one in inner)
    return ()


def _side(share: Expr) -> Expr:
    """1 where an entry is the one, −1 where it is not, 0 where it shares the place with others."""
    whole = tree.compare("==", share, simplify.ones(share.shape))
    none = tree.compare("==", share, simplify.zeros(share.shape))
    return simplify.minus(whole, none)


_ANY = elaborate.Scope({})


def _settings(part: Expr) -> tuple[list[str], list[object]]:
    """The settings of a call by name, those that say "all entries" left out."""
    row, settings = part.data
    kept = [
        (name, value) for (name, _), value in zip(row.settings, settings, strict=True) if value is not None
    ]
    return [name for name, _ in kept], [value for _, value in kept]
