"""Costs that a person may have counted, each with what it is of: the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcalc.calculus import orders
from bpcalc.calculus.counting import Counts, TargetCount, forward_work, label
from bpcalc.calculus.orders import Line
from bpcalc.language import tree
from bpcalc.language.cost import FREE, Cost
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

Words = tuple[str | Expr, ...]
"""A line of prose with formulas in it."""


class Story(NamedTuple):
    """A cost with what it is of, before a unit is chosen."""

    cost: Cost
    words: Words
    rank: int
    mistake: Words = ()


def accumulations(found: Counts, products: str, weights: str) -> Iterator[Story]:
    """Whole accumulations, in every convention."""
    if found.main is None:
        return
    first, *others = found.targets
    in_force = "structured" if products == "structured" else "outer" if weights == "outer" else "dense"
    names = {
        "dense": "",
        "outer": ", the gradient of a weight as an outer product",
        "structured": ", zeros of the structure skipped",
    }
    from_start = {target.target: alone(found, target.target) for target in others}
    for convention, said in names.items():
        extra = 0 if convention == in_force else 1
        everything = FREE
        for target in found.targets:
            unlikely = 3 if target is not first and _is_plain_sum(found, target) else 0
            rank = extra + unlikely + (target is not first)
            for cost, words, more in _ways(target, convention, from_start):
                yield Story(cost, (*words, main_label(found, target), said), rank + more)
            everything = everything.plus(orders.total(target.adds, convention) or FREE)
        if others:
            yield Story(everything, ("All gradients together in reverse", said), extra + 3)
    best = orders.total(found.main.best_lines)
    if best is not None:
        yield Story(best, ("The cheapest order for ", main_label(found, first)), 1)


def _ways(
    target: TargetCount, convention: str, from_start: Mapping[str, tuple[Line, ...]]
) -> Iterator[tuple[Cost, Words, int]]:
    """The two modes for one target; a convention that changes nothing is left out."""
    adds, pushed = (orders.total(lines, convention) for lines in (target.adds, target.forward))
    is_new = convention == "dense" or adds != orders.total(target.adds)
    if adds is not None and is_new:
        if target.target not in from_start:
            yield adds, ("Reverse accumulation of ",), 0
        else:
            yield adds, ("Reverse, beside what is stored: ",), 0
            cost = orders.total(from_start[target.target], convention) or FREE
            yield cost, ("Reverse, from the start: ",), 1
    if pushed is not None and (convention == "dense" or pushed != orders.total(target.forward)):
        yield pushed, ("Forward accumulation of ",), 0


def alone(found: Counts, target: str) -> tuple[Line, ...]:
    """Reverse accumulation for one target when nothing is stored."""
    return orders.reverse(found.found._replace(targets=(target,)))[target]


def _is_plain_sum(found: Counts, target: TargetCount) -> bool:
    """Whether the target's Jacobian is an identity, which few would multiply by."""
    return orders.total(target.adds, "structured") == FREE


def main_label(found: Counts, target: TargetCount) -> Expr:
    """∂of/∂target."""
    return label(found, (found.found.of or "", target.target))


def single_products(found: Counts) -> Iterator[Story]:
    """Single products."""
    for target in found.targets:
        for mode, lines in ((orders.REVERSE, target.adds), (orders.FORWARD, target.forward)):
            for line in lines:
                if line.kind == orders.PRODUCT and len(lines) > 1:
                    formula = tree.matmul(*(label(found, factor) for factor in line.factors))
                    yield Story(line.dense, (f"One product of {mode} mode alone: ", formula), 5)


def beside(found: Counts) -> Iterator[Story]:
    """The work beside the products."""
    yield Story(forward_work(found).arithmetic, ("The arithmetic of the forward pass",), 4)
    yield Story(found.beside.building.arithmetic, ("Building the local Jacobians",), 6)
