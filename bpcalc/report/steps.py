"""The accumulation: every product of the chain rule and every joining sum as a step."""

from __future__ import annotations

from bpcalc.calculus.solution import Pair, Solved, Step
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import FREE
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Inline, Matrix, Section, Sign, Text
from bpcalc.report.jacobians import WIDE
from bpcalc.report.symbols import derivative, in_shapes, jacobian, matrix, operations, quantity, whole


def section(solved: Solved) -> tuple[Block, ...]:
    """One section for each step, numbered."""
    blocks: list[Block] = []
    done = FREE
    partial_values: dict[tuple[Pair, str], Array] = {}
    values = _known(solved)
    for number, step in enumerate(solved.steps, 1):
        done = done.plus(step.cost)
        title = (f"Step {number} of {len(solved.steps)}   ", *_heading(solved, step))
        if step.kind == "product":
            partial_values[step.result, step.via[0]] = step.value
            body = _product(solved, step, values)
        else:
            body = _sum(solved, step, partial_values, values)
        if step.kind == "sum" or not _joins_later(solved, number - 1):
            values[step.result] = step.value
        cost = Text((f"cost   {operations(step.cost)}      total so far {done.total}",), "quiet")
        blocks.append(Section(title, (*body, cost), "step"))
    return tuple(blocks)


def _known(solved: Solved) -> dict[Pair, Array]:
    return {pair: found.value for pair, found in solved.jacobians.items() if found.value is not None}


def _joins_later(solved: Solved, index: int) -> bool:
    """Whether the result of a product is only one of several paths."""
    result = solved.steps[index].result
    return any(step.kind == "sum" and step.result == result for step in solved.steps[index + 1 :])


def _heading(solved: Solved, step: Step) -> Inline:
    """`∂l/∂x = ∂l/∂z₁ · ∂z₁/∂x`; of several paths, through which one."""
    result = derivative(solved, step.result)
    if step.kind == "sum":
        return (result, " = the sum over ", ", ".join(step.via))
    several = any(other.kind == "sum" and other.result == step.result for other in solved.steps)
    through: Inline = (" through ", quantity(solved, step.via[0])) if several else ()
    return (result, *through, " = ", _path(solved, step.factors))


def _path(solved: Solved, factors: tuple[Pair, ...]) -> Expr:
    return tree.matmul(*(derivative(solved, pair) for pair in factors))


def _product(solved: Solved, step: Step, values: dict[Pair, Array]) -> tuple[Block, ...]:
    """The factors and their product as Jacobians, or in the shapes of the variables."""
    left, right = step.factors
    shape = derivative(solved, step.result).shape
    result = matrix(step.value, shape, derivative(solved, step.result))
    wide = any(
        isinstance(n, int) and n > WIDE for pair in step.factors for n in derivative(solved, pair).shape
    )
    if in_shapes(solved):
        rows, columns = whole(solved, step.result[1])
        shaped = matrix(step.value.reshape(rows, columns), (rows, columns), derivative(solved, step.result))
        return Equation(derivative(solved, step.result), (step.formula,)), Display((shaped,))
    first, second = (jacobian(solved, pair, values.get(pair)) for pair in (left, right))
    product = Display((first, Sign("·"), second, Sign("="), result))
    if wide and (first.value is None or second.value is None):
        return Equation(derivative(solved, step.result), (step.formula,)), Display((result,))
    return (product, *_in_shape(solved, step))


def _in_shape(solved: Solved, step: Step) -> tuple[Block, ...]:
    """The gradient of a matrix, once more in the shape of the matrix."""
    of, wrt = step.result
    rows, columns = whole(solved, wrt)
    if 1 in (rows, columns) or solved.graph.shape(of) != (1, 1) or step.mode != "reverse":
        return ()
    formula = _with_rows(solved, step)
    shaped = matrix(
        step.value.reshape(rows, columns),
        (rows, columns),
        tree.partial(of, (wrt,), (rows, columns)),
    )
    return (
        Equation(shaped.label or formula, (formula,), (f"in the shape of {wrt}",)),
        Display((shaped,)),
    )


def _with_rows(solved: Solved, step: Step) -> Expr:
    """The formula with the derivative of a column written as what it is here: a row, transposed."""
    of, user = step.factors[0]
    shape = solved.graph.shape(user)
    column = tree.partial(of, (user,), shape)
    if shape[1] != 1 or shape == (1, 1):
        return step.formula
    row = tree.transpose(tree.partial(of, (user,), (1, shape[0])))
    return tree.substituted(step.formula, {column: row})


def _sum(
    solved: Solved, step: Step, paths: dict[tuple[Pair, str], Array], values: dict[Pair, Array]
) -> tuple[Block, ...]:
    """The paths and their sum."""
    result = derivative(solved, step.result)
    shape = whole(solved, step.result[1]) if in_shapes(solved) else step.value.shape
    parts: list[Matrix | Sign] = []
    for place, name in enumerate(step.via):
        found = paths.get((step.result, name), values.get(step.result))
        if place:
            parts.append(Sign("+"))
        parts.append(
            matrix(None if found is None else found.reshape(shape), shape, _label(solved, step, name))
        )
    parts += [Sign("="), matrix(step.value.reshape(shape), shape, result)]
    return (Display(tuple(parts)),)


def _label(solved: Solved, step: Step, name: str) -> Expr:
    """One path of a sum: a product, or the direct part."""
    of, wrt = step.result
    if step.mode == "reverse":
        return derivative(solved, (of, wrt)) if name == of else _path(solved, ((of, name), (name, wrt)))
    return derivative(solved, (of, wrt)) if name == wrt else _path(solved, ((of, name), (name, wrt)))
