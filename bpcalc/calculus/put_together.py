"""Whether a formula is put together from single entries, which is read best entry by entry."""

from __future__ import annotations

from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Expr


def is_of_entries(formula: Expr) -> bool:
    """Whether every quantity in a formula stands there by its entries, none as a whole."""
    return all(
        leaf.shape == SCALAR or all(user.op == "slice" and user.shape == SCALAR for user in users)
        for leaf, users in _users(formula).items()
        if leaf.op in ("name", "partial")
    )


def _users(formula: Expr) -> dict[Expr, list[Expr]]:
    found: dict[Expr, list[Expr]] = {part: [] for part in tree.nodes(formula)}
    for part in found:
        for arg in part.args:
            found[arg].append(part)
    return found


def is_put_together(formula: Expr) -> bool:
    """Whether rows of the identity stand in it, or single entries beside or below each other and nothing
    but entries."""
    parts = [*tree.nodes(formula)]
    if any(part.op == "select" for part in parts):
        return True
    stacked = any(part.op == "stack" and any(arg.shape == SCALAR for arg in part.args) for part in parts)
    return stacked and (bool(tree.cells(formula)) or is_of_entries(formula))
