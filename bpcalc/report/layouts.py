"""Jacobians as the conventions of a page write them: turned in denominator layout, the entries of
matrices counted by columns. What is given is in numerator layout, by rows."""

from __future__ import annotations

import numpy

from bpcalc.calculus.solution import Pair
from bpcalc.language import simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import Graph


def formula_in(usual: Conventions, formula: Expr, graph: Graph, pair: Pair) -> Expr:
    """The formula of ∂of/∂wrt; with the entries counted column by column A ⊗ B is B ⊗ A."""
    if usual.vec == "columns" and any(1 not in graph.shape(name) for name in pair):
        krons = (part for part in tree.nodes(formula) if part.op == "kron")
        formula = tree.substituted(formula, {part: tree.kron(*reversed(part.args)) for part in krons})
    return formula if usual.layout == "numerator" else _turned(formula)


def _turned(formula: Expr) -> Expr:
    """A sum term by term."""
    if formula.op == "add":
        return tree.add(*map(_turned, formula.args))
    return simplify.transposed(formula)


def value_in(usual: Conventions, value: Array, graph: Graph, pair: Pair) -> Array:
    """The numbers of ∂of/∂wrt."""
    if usual.vec == "columns":
        of, wrt = (_by_columns(graph, name) for name in pair)
        value = value[of][:, wrt]
    return value if usual.layout == "numerator" else value.T


def _by_columns(graph: Graph, name: str) -> Array:
    """The places of a quantity's entries, column by column."""
    rows, columns = graph.shape(name)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    places: Array = numpy.arange(rows * columns).reshape(rows, columns).T.ravel()
    return places
