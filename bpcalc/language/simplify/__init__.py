"""Constructors that leave a formula as a person would, under one roof.

No I·A, 0 + A, 1·A or double transposes; numbers gathered in front, `2/n · Dᵀ F`; transposes
moved to the factors; slices moved to the factor they cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.language import tree
from bpcalc.language.simplify.arrangements import diagonal, reshaped, scattered, taken, vec
from bpcalc.language.simplify.chains import transposed
from bpcalc.language.simplify.common_factors import plus
from bpcalc.language.simplify.entrywise import over, times
from bpcalc.language.simplify.factors import ONE, ZERO, is_zero, negative
from bpcalc.language.simplify.like_terms import is_plainly_repeated, without_ones
from bpcalc.language.simplify.products import cut, kronecker, product, summed
from bpcalc.language.simplify.terms import joined, raised, split, spread
from bpcalc.language.tree import Expr, ones, zeros

__all__ = [
    "ONE", "ZERO", "cut", "diagonal", "is_zero", "joined", "kronecker", "minus", "negative", "ones", "over",
    "plus", "product", "raised", "reshaped", "scattered", "split", "spread", "summed", "taken", "tidied",
    "times", "transposed", "vec", "zeros",
]  # fmt: skip


def minus(a: Expr, b: Expr) -> Expr:
    """A − B."""
    return plus(a, negative(b))


def tidied(expr: Expr, kept: Iterable[Expr] = (), exchange: dict[Expr, Expr] | None = None) -> Expr:
    """The expression built once more, as a person would write it.

    The nodes `kept` stay as they are typed; `exchange` puts others in place of some.
    """
    done: dict[Expr, Expr] = {part: part for part in kept}
    done.update(exchange or {})
    for part in tree.upwards(expr, done.__contains__):
        done[part] = _rebuilt(part, tuple([done[arg] for arg in part.args])) if part.args else part
    return done[expr]


def _as_typed(typed: Expr, total: Expr) -> Expr:
    """A sum in which a row is added without ones where it was so before."""
    parts = split(total)
    if parts.rest.op != "add" or not any(is_plainly_repeated(term) for term in typed.args):
        return total
    return joined(parts._replace(rest=tree.add(*map(without_ones, parts.rest.args))))


def _rebuilt(expr: Expr, args: tuple[Expr, ...]) -> Expr:
    match expr.op:
        case "add":
            return _as_typed(expr, plus(*args))
        case "neg":
            return times(tree.number(-1), args[0])
        case "mul":
            return times(*args)
        case "div":
            return over(*args)
        case "pow" if args[1].op == "number":
            return raised(args[0], args[1].data.value)
        case "matmul":
            return product(*args)
        case "T":
            return transposed(args[0])
        case "broadcast":
            return spread(args[0], expr.shape)
        case "slice":
            return cut(args[0], *expr.data)
        case "sum":
            return summed(args[0], expr.data)
        case "reshape":
            return reshaped(args[0], expr.shape)
        case "diag":
            return diagonal(args[0])
        case "kron":
            return kronecker(*args)
        case "call" if expr.data[0].name == "identity":
            return args[0]
    return expr if args == expr.args else tree.node(expr.op, args, expr.data, expr.shape)
