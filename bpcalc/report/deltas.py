"""δ(z) = −∂ℓ/∂z of every result z, where a spec asks for `deltas: negative`, as target − output does.

Derivatives by what is given, parameters and inputs, stay ∂ℓ/∂W.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.language import arrays, simplify, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import Graph


def are_negative(conventions: Conventions) -> bool:
    """Whether a page writes −∂ℓ/∂z as δ(z)."""
    return conventions.negative_deltas


def said(conventions: Conventions) -> tuple[str, ...]:
    """What a page says of the sign of its deltas, where a spec asks for negative ones."""
    if conventions.deltas != "negative":
        return ()
    if are_negative(conventions):
        return ("a delta is the negative derivative",)
    return ("derivatives keep their sign, as only those of notation: delta can be negative",)


class Deltas(NamedTuple):
    """The derivatives of `of` in the shapes of their variables; `negative`: those shown as deltas."""

    of: str
    graph: Graph
    negative: frozenset[str]

    def name(self, wrt: str) -> Expr:
        """∂of/∂wrt, or the delta that stands for it."""
        return tree.partial(self.of, (wrt,), self.graph.shape(wrt), wrt in self.negative)

    def derivative(self, wrt: str) -> Expr:
        """∂of/∂wrt by its name: −δ where that is a delta."""
        return _turned(self.name(wrt)) if wrt in self.negative else self.name(wrt)

    def formula(self, wrt: str, formula: Expr) -> Expr:
        """The right side of `name(wrt) = …`, from a formula for ∂of/∂wrt."""
        exchange = {
            plain: self.derivative(wrt)
            for wrt in self.negative
            if (plain := tree.partial(self.of, (wrt,), self.graph.shape(wrt))) in tree.leaves(formula)
        }
        if exchange:
            formula = simplify.tidied(formula, exchange=exchange)
        return _turned(formula) if wrt in self.negative else formula

    def value(self, wrt: str, value: Array) -> Array:
        """The value under `name(wrt)`, from that of ∂of/∂wrt."""
        return arrays.negate(value) if wrt in self.negative else value

    def values(self, found: Mapping[str, Array]) -> dict[Any, Array]:
        """Values of ∂of/∂q by the names of `name(q)`, for formulas to be evaluated."""
        return {
            Derivative(self.of, (q,), q in self.negative): self.value(q, value) for q, value in found.items()
        }


def _turned(formula: Expr) -> Expr:
    """−A; t − o of o − t."""
    return simplify.times(tree.number(-1), formula)


def deltas(conventions: Conventions, graph: Graph, of: str | None) -> Deltas:
    """The derivatives of `of` as the conventions name them."""
    negative = frozenset(graph.equations) - {of} if are_negative(conventions) else frozenset()
    return Deltas(of or "", graph, frozenset(name for name in negative if name))
