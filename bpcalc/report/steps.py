"""The accumulation: every product of the chain rule and every joining sum as a step."""

from __future__ import annotations

import math

from bpcalc.calculus.solution import Pair, Step
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import FREE
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Inline, Matrix, Section, Sign, Text
from bpcalc.report.numbers import display, is_number, put_in
from bpcalc.report.view import View, matrix, operations
from bpcalc.report.windows import windows


def section(view: View) -> tuple[Block, ...]:
    """One section for each step, numbered."""
    blocks: list[Block] = []
    done = FREE
    steps = view.solved.steps
    values = {pair: found.value for pair, found in view.solved.jacobians.items() if found.value is not None}
    paths: dict[tuple[Pair, str], Array] = {}
    summed = {step.result for step in steps if step.kind == "sum"}
    for number, step in enumerate(steps, 1):
        done = done.plus(step.cost)
        several = step.result in summed
        title = (f"Step {number} of {len(steps)}   ", *_heading(view, step, several))
        if step.kind == "product":
            paths[step.result, step.via[0]] = step.value
            body = _product(view, step, values, several)
        else:
            body = _sum(view, step, paths, values)
        if step.kind == "sum" or not several:
            values[step.result] = step.value
        shapes = _counted(view, step)
        cost, so_far = operations(step.cost, view.conventions), view.conventions.counted(done)
        said = Text((f"cost   {cost}{shapes}      total so far {so_far}",), "quiet")
        blocks.append(Section(title, (*body, said), "step"))
    return tuple(blocks)


def _counted(view: View, step: Step) -> str:
    """The shapes that are counted, where they are not those on the page."""
    if step.kind == "sum" or not view.in_shapes or view.conventions.products != "dense":
        return ""
    sizes = [[math.prod(view.shape(name)) for name in pair] for pair in step.factors]
    return ", as " + "".join(f"({rows}×{columns})" for rows, columns in sizes)


def _heading(view: View, step: Step, several: bool) -> Inline:
    """`∂l/∂x = ∂l/∂z₁ · ∂z₁/∂x`; of several paths, through which one."""
    result = view.derivative(step.result)
    if step.kind == "sum":
        return (result, ", the sum over its paths")
    through: Inline = (" through ", view.quantity(step.via[0])) if several else ()
    return (result, *through, " = ", _through(view, step))


def _through(view: View, step: Step) -> Expr:
    """A product, in the shapes of the page."""
    return view.step_formula(step) if view.in_shapes else view.product(step.factors)


def _product(view: View, step: Step, values: dict[Pair, Array], several: bool) -> tuple[Block, ...]:
    """The factors and their product as Jacobians, or in the shapes of the variables."""
    result = view.matrix(step.result, step.value)
    if several:  # only one of the paths to this derivative
        result = result._replace(label=_through(view, step))
    if view.in_shapes:
        formula, known = view.step_formula(step), view.values()
        terms = put_in(formula, known)
        if terms is None or len(terms) < 3:
            if not view.detail:
                return (Display((result,)),)
            from bpcalc.report.parts import parts  # only here is so much told

            return (*parts(formula, known), Display((result,)), *windows(formula, known))
        return display((*terms, Sign("="), result), view.detail, several)
    factors = [view.matrix(pair, values.get(pair)) for pair in step.factors]
    if any(factor.value is None for factor in factors):
        assert result.label is not None
        return (Equation(result.label, (view.step_formula(step),)), Display((result,)))
    first, second = factors if view.numerator else factors[::-1]
    line = (first, Sign("·"), second, Sign("="), result)
    return (*display(line, view.detail, several), *(() if several else _in_shape(view, step)))


def _in_shape(view: View, step: Step) -> tuple[Block, ...]:
    """The gradient of a matrix, once more in the shape of the matrix."""
    of, wrt = step.result
    rows, columns = view.shape(wrt)
    if 1 in (rows, columns) or view.shape(of) != (1, 1) or step.mode != "reverse":
        return ()
    label = tree.partial(of, (wrt,), (rows, columns))
    shaped = matrix(step.value.reshape(rows, columns), (rows, columns), label)
    remark: Inline = ("in the shape of ", view.quantity(wrt))
    return (Equation(label, (view.step_formula(step),), remark), Display((shaped,)))


def _sum(
    view: View, step: Step, paths: dict[tuple[Pair, str], Array], values: dict[Pair, Array]
) -> tuple[Block, ...]:
    """The paths and their sum."""
    shown: list[Matrix | Sign] = []
    for place, name in enumerate(step.via):
        found = paths.get((step.result, name), values.get(step.result))
        if place:
            shown.append(Sign("+"))
        label = _path(view, step, name)
        shown.append(matrix(view.value(step.result, found), view.derivative(step.result).shape, label))
    return (Display((*shown, Sign("="), view.matrix(step.result, step.value))),)


def _path(view: View, step: Step, name: str) -> Expr | None:
    """One path of a sum: a product, or the direct part, which is its formula unless that is its value."""
    if name in step.result:
        direct = view.formula(step.result)
        return None if is_number(direct) else direct
    of, wrt = step.result
    factors = ((of, name), (name, wrt))
    return _through(view, next(s for s in view.solved.steps if s.factors == factors))
