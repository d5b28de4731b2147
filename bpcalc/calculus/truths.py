"""Statements about a network: expressions that are true or false for each input."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.language.derivative import expansion
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.spec.claims import Statement
from bpcalc.spec.graph import Graph, values_of
from bpcalc.spec.network import Case, Network

_SAME = ("T", "slice", "reshape", "broadcast", "stack")
"""Operations whose result is true or false where what goes in is."""


def condition(network: Network, found: Graph, case: Case, said: Statement, what: str) -> Expr:
    """A statement as a 1×1 expression over all quantities.

    Raises InputError where it does not fit them, or is neither true nor false.
    """
    names = {**found.leaves, **{name: found.leaf(name) for name in found.equations}}
    given = values_of(network, case)
    flat = frozenset(name for name, value in given.items() if value.flat and value.array.shape[0] > 1)
    conventions = network.conventions.relu_slope_at_zero
    scope = Scope(names, network.functions, found.letters, conventions, network.batch, flat)
    try:
        formula = elaborate(said.tree, scope)
    except InputError as error:
        placed = (p._replace(place=said.at(p.span), span=None, path=said.scalar.path) for p in error.problems)
        raise InputError(*placed) from None
    true_or_false = is_truth(formula, found)
    if formula.shape == SCALAR and true_or_false:
        return formula
    if true_or_false:
        message = f"this {what} is a {shape_text(formula.shape)} matrix of truths"
        help = f"write all({said.text}) or any({said.text})"
    elif formula.shape == SCALAR:
        message = f"this {what} is a number, neither true nor false"
        help = f"compare it: {said.text} == 1"
    else:
        message = f"this {what} is a {shape_text(formula.shape)} matrix, neither true nor false"
        help = f"compare its entries: all({said.text} == 1)"
    problem = Problem("E545", message, said.scalar.place, path=said.scalar.path, help=help)
    raise InputError(problem)


def is_truth(expr: Expr, found: Graph) -> bool:
    """Whether every entry is 0 or 1 by the way it is computed."""
    if expr.op == "compare":
        return True
    if expr.op in ("logic", *_SAME):
        return all(is_truth(arg, found) for arg in expr.args)
    if expr.op == "name":
        return expr.data in found.equations and is_truth(found.equations[expr.data], found)
    if expr.op == "call":
        if expr.data[0].name in ("any", "all", "onehot"):
            return True
        written = expansion(expr)
        return written is not None and is_truth(written, found)
    return False
