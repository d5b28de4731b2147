"""Costs that a person may have counted by mistake."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus import bracketing, elimination, orders
from bpcalc.calculus.counting import Counts, TargetCount, label
from bpcalc.calculus.stories import Story, Words, alone, main_label
from bpcalc.language import tree
from bpcalc.language.cost import FREE, Cost, dense_product, entries
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import Expr

BRACKETED = 5
"""Factors up to which every other bracketing of a chain is a story."""


def mistakes(found: Counts) -> Iterator[Story]:
    """What a wrong Jacobian, a product too few or too many, or another order would give."""
    if found.main is None:
        return
    for target in found.targets:
        yield from _square_weights(found, target)
    first = found.targets[0]
    if first.adds:
        yield from _at_the_start(found, first, orders.total(first.adds) or FREE)
    yield from _other_bracketings(found, first)


def _at_the_start(found: Counts, first: TargetCount, total: Cost) -> Iterator[Story]:
    """One product too few, or one too many."""
    of = found.found.of or ""
    start = first.adds[0]
    less = Cost(total.multiplications - start.dense.multiplications, total.additions - start.dense.additions)
    yield Story(
        less,
        ("Reverse accumulation of ", main_label(found, first), " without its first product"),
        4,
        ("the product with ", label(found, start.factors[0]), " is left out"),
    )
    m, k = start.shapes[0]
    yield Story(
        total.plus(dense_product(m, m, k)),
        ("Reverse accumulation of ", main_label(found, first), " with a product by 1 in front"),
        5,
        (label(found, (of, of)), " = 1 is multiplied by ", label(found, start.factors[0])),
    )


def _square_weights(found: Counts, target: TargetCount) -> Iterator[Story]:
    """∂z/∂W written in the shape of W, which is no Jacobian: (entries of z) × (entries of W) is."""
    graph, of = found.graph, found.found.of or ""
    rows, columns = graph.shape(target.target)
    users = found.found.uses.get(target.target, ())
    if 1 in (rows, columns) or len(users) != 1 or entries(graph.shape(users[0])) != rows:
        return
    (user,) = users
    wrong: Words = (
        label(found, (user, target.target)),
        f" is taken for {shape_text((rows, columns))}, the shape of ",
        graph.leaf(target.target),
        f"; as a Jacobian it is {shape_text((rows, rows * columns))}",
    )
    if user != of:
        last = dense_product(entries(graph.shape(of)), rows, columns)
        yield Story(last, ("Reverse, beside what is stored: ", main_label(found, target)), 3, wrong)
        yield Story(
            last.plus(orders.total(alone(found, user)) or FREE),
            ("Reverse, from the start: ", main_label(found, target)), 4, wrong,
        )  # fmt: skip
    forward = FREE
    for line in target.forward:
        m, k = line.shapes[0]
        if line.kind == orders.PRODUCT:
            forward = forward.plus(dense_product(m, k, columns))
        else:
            forward = forward.plus(Cost(0, m * columns * (len(line.factors) - 1)))
    yield Story(forward, ("Forward accumulation of ", main_label(found, target)), 3, wrong)


def _other_bracketings(found: Counts, first: TargetCount) -> Iterator[Story]:
    """Every other order of a short chain."""
    assert found.main is not None
    net = found.main.net
    many = len(net.sizes) - 1
    if not elimination.is_chain(net) or not 2 < many <= BRACKETED:
        return
    names, dims = tuple(reversed(net.names)), tuple(reversed(net.sizes))
    factors = tuple(label(found, (names[k], names[k + 1])) for k in range(many))
    usual = bracketing.left_to_right(many), bracketing.right_to_left(many)
    for shape in bracketing.every(many):
        if shape not in usual:
            cost = bracketing.cost(shape, dims)
            words = ("Another order for ", main_label(found, first), ": ", _bracketed(shape, factors))
            yield Story(cost, words, 5)


def _bracketed(shape: bracketing.Tree, factors: tuple[Expr, ...]) -> Expr:
    if isinstance(shape, int):
        return factors[shape]
    return tree.matmul(_bracketed(shape[0], factors), _bracketed(shape[1], factors))
