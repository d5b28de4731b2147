"""Sums over entries of which one term is all there is: one unit of a layer, one example of a batch."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site
from bpcalc.language import tree
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr

MOST = 8
"""Terms of a sum up to which each of them is tried alone."""


def one_summand(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """One term of a matrix product, of a sum or of a mean."""
    for part in tree.nodes(formula):
        for term in _terms(part):
            yield tree.substituted(formula, {part: term})


def _terms(part: Expr) -> Iterator[Expr]:
    if part.op == "matmul":
        for k in range(len(part.args) - 1):
            left, right = part.args[k], part.args[k + 1]
            for j in _places(left.shape[1]):
                pair = _column(left, j), _row(right, j)
                yield tree.matmul(*part.args[:k], *pair, *part.args[k + 2 :])
    elif part.op == "sum" or (part.op == "call" and part.data[0].name == "mean"):
        inner = part.args[0]
        axis = part.data if part.op == "sum" else part.data[1][0]
        if axis is None and 1 in inner.shape:
            axis = 0 if inner.shape[1] == 1 else 1
        for j in _places(inner.shape[axis]) if axis is not None else ():
            yield _row(inner, j) if axis == 0 else _column(inner, j)


def _places(many: Size) -> range:
    return range(many) if isinstance(many, int) and 1 < many <= MOST else range(0)


def _row(a: Expr, j: int) -> Expr:
    return tree.part(a, (j, j + 1), (0, a.shape[1]))


def _column(a: Expr, j: int) -> Expr:
    return tree.part(a, (0, a.shape[0]), (j, j + 1))
