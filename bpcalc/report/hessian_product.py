"""A Hessian times a vector: with the Hessian, without it, and by differences of gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcalc.calculus.directions import Product, direction_name
from bpcalc.calculus.hessian import Hessian
from bpcalc.language import arrays, tree
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Sign, Text
from bpcalc.report.floats import power
from bpcalc.report.hessian_parts import is_short, is_small, label, selects
from bpcalc.report.numbers import put_in
from bpcalc.report.view import matrix
from bpcalc.spec.conventions import Conventions

Parts = tuple[Matrix | Sign, ...]


def direction(found: Hessian, product: Product) -> Expr:
    """The vector by its name."""
    if product.times is not None:
        return found.graph.leaf(product.times)
    return tree.name(direction_name(found.graph), found.graph.shape(product.wrt))


def blocks(found: Hessian, product: Product, usual: Conventions) -> tuple[Block, ...]:
    """The formula of the product, and its value in every way."""
    y = direction(found, product)
    made: list[Block] = []
    if product.times is None and product.direction is not None:
        made.append(Display((matrix(product.direction, product.direction.shape, y),)))
    formula = product.formula
    if formula is not None and (not is_short(formula) or selects(formula)):
        formula = None
    if formula is not None and formula.shape[1] == 1:
        made.append(Equation(tree.matmul(_hessian(found, product, usual), y), (formula,)))
    if product.value is None or product.direction is None:
        return tuple(made)
    made.extend(_with_hessian(found, product, y, usual))
    made.extend(_without(found, product, y, formula))
    made.extend(_beside(found, product, y))
    return tuple(made)


def _hessian(found: Hessian, product: Product, usual: Conventions) -> Expr:
    return label(found, (found.of, product.wrt, product.wrt), usual)


def _with_hessian(found: Hessian, product: Product, y: Expr, usual: Conventions) -> Iterator[Block]:
    second = found.seconds[product.wrt, product.wrt].value
    if second is None or not is_small(second.shape):
        return
    assert product.direction is not None
    assert product.value is not None
    both = product.direction, product.value
    flat, whole = (one.reshape(-1, 1) if usual.vec == "rows" else one.T.reshape(-1, 1) for one in both)
    order = "row by row" if usual.vec == "rows" else "column by column"
    counted = "" if product.direction.shape[1] == 1 else f" (entries {order})"
    yield Text(("The Hessian first, then its product with ", y, counted, ":"))
    hessian = matrix(second, second.shape, _hessian(found, product, usual))
    named = matrix(flat, flat.shape, y if product.direction.shape[1] == 1 else None)
    yield Display((hessian, Sign("·"), named, Sign("="), matrix(whole, whole.shape)))


def _without(found: Hessian, product: Product, y: Expr, formula: Expr | None) -> Iterator[Block]:
    assert product.value is not None
    result = matrix(product.value, product.value.shape)
    values: dict[Any, Any] = {**found.values.names, y.data: product.direction}
    chain = None if formula is None else put_in(formula, values)
    if chain is not None and len(chain) > 2:
        yield Text(("Without the Hessian, from the right, so that only vectors are multiplied:",))
        yield Display((*_from_the_right(chain), Sign("="), result))
        return
    second = found.seconds[product.wrt, product.wrt].value
    shown = second is not None and is_small(second.shape)
    same = "gives the same vector" if shown else "gives the vector"
    yield Text(
        ("Without the Hessian: the chain rule in the one direction ", y,
         f" {same}, at about the cost of two gradients.",), "quiet",
    )  # fmt: skip
    if not shown:
        yield Display((result,))


def _from_the_right(parts: Parts) -> Parts:
    """The products of a chain carried out one by one: A·B·y = A·(B y) = …"""
    shown, chain = list(parts), list(parts)
    while len(chain) > 3:
        left, right = chain[-3], chain[-1]
        assert isinstance(left, Matrix)
        assert isinstance(right, Matrix)
        if left.value is None or right.value is None or left.shape[1] != right.shape[0]:
            break
        value = arrays.matmul(left.value, right.value)
        chain[-3:] = [matrix(value, value.shape)]
        shown += [Sign("="), *chain]
    return tuple(shown)


def _beside(found: Hessian, product: Product, y: Expr) -> Iterator[Block]:
    if product.estimate is None or product.step is None or product.value is None:
        return
    x = found.graph.leaf(product.wrt)
    worst = float(abs(arrays.as_float(product.value) - product.estimate).max())
    yield Text((
        "Beside it the central difference of two gradients, at ", x, " + h·", y, " and at ", x, " − h·", y,
        f", with h = {power(product.step)}; it differs by {power(worst)}:",
    ))  # fmt: skip
    yield Display((matrix(product.estimate, product.estimate.shape),))
