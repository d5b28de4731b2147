"""Names that only say which entry is meant, t in −log p[t] and i in E[i, :]: nothing is differentiated by
them, unless somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import Graph


def label_names(graph: Graph, of: str | None = None) -> frozenset[str]:
    """The names of a graph that are used as labels, or for labels, and for nothing else."""
    used: set[str] = set()
    otherwise: set[str] = set() if of is None else {of}
    for name in reversed(tuple(graph.equations)):
        expr = graph.equations[name]
        used |= {leaf.data for leaf in tree.leaves(expr) if leaf.op == "name"}
        if name in otherwise or name not in used:
            otherwise |= set(_outside_labels(expr))
    return frozenset(used - otherwise)


def _outside_labels(expr: Expr) -> Iterator[str]:
    """The names in an expression that are not only in its labels."""
    seen: set[Expr] = set()
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if part in seen or not tree.leaves(part):
            continue
        seen.add(part)
        if part.op == "name":
            yield part.data
        elif part.op == "call" and part.data[0].loss and (written := expansion(part)) is not None:
            waiting.append(written)
        else:
            labels = tree.label_of(part)
            waiting += [arg for arg in part.args if arg is not labels]
