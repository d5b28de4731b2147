"""Second derivatives as a page shows them: ∂²f/∂a∂b is the Jacobian of ∂f/∂a by b, in the layout and with
the entries in the order of the conventions."""

from __future__ import annotations

from bpcalc.calculus.hessian import Hessian, Second
from bpcalc.calculus.twice import Change
from bpcalc.language import tree
from bpcalc.language.tree import Expr
from bpcalc.report.layouts import formula_in, value_in
from bpcalc.spec.conventions import Conventions

_COUNTING = {"reshape", "commutation", "select", "slice", "stack", "gather", "scatter"}
"""Parts of a formula that count the entries of matrices, and as numbers row by row."""


def shown(found: Hessian, usual: Conventions) -> Hessian:
    """All Jacobians in it as the conventions write them."""
    changes = {
        target: tuple(_change(found, one, usual) for one in many) for target, many in found.changes.items()
    }
    seconds = {pair: _second(found, one, usual) for pair, one in found.seconds.items()}
    return found._replace(changes=changes, seconds=seconds)


def is_literal(formula: Expr, usual: Conventions) -> bool:
    """Whether the formula on the page can be worked out as it stands there."""
    return usual.vec == "rows" or not any(part.op in _COUNTING for part in tree.nodes(formula))


def _change(found: Hessian, one: Change, usual: Conventions) -> Change:
    of, wrt = one.result[-2:]
    value = None if one.value is None else value_in(usual, one.value, found.graph, (of, wrt))
    return one._replace(formula=_formula(found, one.formula, (of, wrt), usual), value=value)


def _second(found: Hessian, one: Second, usual: Conventions) -> Second:
    pair = one.a, one.b
    formula = None if one.formula is None else _formula(found, one.formula, pair, usual)
    value = None if one.value is None else value_in(usual, one.value, found.graph, pair)
    return one._replace(formula=formula, value=value)


def _formula(found: Hessian, formula: Expr, pair: tuple[str, str], usual: Conventions) -> Expr:
    """The Jacobians that a formula names are turned as well; the gradients in it have their shapes."""
    if usual.layout == "denominator":
        named = (leaf for leaf in tree.leaves(formula) if leaf.op == "partial")
        jacobians = (leaf for leaf in named if leaf.data.of != found.of or len(leaf.data.wrt) > 1)
        formula = tree.substituted(formula, {leaf: _turned(leaf) for leaf in jacobians})
    return formula_in(usual, formula, found.graph, pair)


def _turned(leaf: Expr) -> Expr:
    """(∂z/∂x)ᵀ of the ∂z/∂x that the page has."""
    rows, columns = leaf.shape
    return tree.transpose(tree.partial(leaf.data.of, leaf.data.wrt, (columns, rows)))
