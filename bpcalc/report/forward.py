"""The forward pass: each equation, with its numbers put in, and its value."""

from __future__ import annotations

from bpcalc.calculus.solution import Quantity
from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Equation, Matrix, Sign
from bpcalc.report.legend import formulas
from bpcalc.report.numbers import display, put_in
from bpcalc.report.view import View, matrix
from bpcalc.report.windows import windows

SHORT = 8
"""Arguments with fewer parts are shown with a function that the derivative needs."""


def section(view: View) -> tuple[Block, ...]:
    """Formula and value of every equation, in order."""
    blocks: list[Block] = []
    for q in view.solved.quantities.values():
        if q.equation is not None:
            blocks.extend(computed(view, q, q.equation))
    return tuple(blocks)


def computed(view: View, q: Quantity, equation: Expr) -> tuple[Block, ...]:
    """Formula and value of one quantity."""
    formula = Equation(view.quantity(q.name), _forms(equation))
    needed = _needed(view, q.name, equation)
    known = {*view.solved.graph.equations.values(), *formulas(needed)}
    inside: tuple[Block, ...] = ()
    if view.detail:
        from bpcalc.report.parts import parts  # only here is so much told

        inside = parts(equation, view.values(), known)
    shown = display(_numbers(view, q), view.detail)
    return (formula, *needed, *inside, *shown, *windows(equation, view.values()))


def results(view: View) -> tuple[Block, ...]:
    """The values alone."""
    found = [q for q in view.solved.quantities.values() if q.equation is not None]
    shown = tuple(matrix(q.value, q.value.shape, view.quantity(q.name)) for q in found)
    return (Display(shown),) if shown else ()


def _needed(view: View, name: str, equation: Expr) -> tuple[Display, ...]:
    """What the derivative is made of and the equation only implies: the probabilities softmax(z) of
    a loss of logits, the one-hot rows of its labels."""
    told = [found.formula for (of, _), found in view.solved.jacobians.items() if of == name]
    if view.detail:
        told += _forms(equation)
    found = dict.fromkeys(call for formula in told for call in tree.calls(formula) if _is_telling(call))
    if not found:
        return ()
    known = {*tree.calls(equation), *view.solved.graph.equations.values()}
    values = view.values()
    shown = tuple(matrix(value(call, values), call.shape, call) for call in found if call not in known)
    return (Display(shown),) if shown else ()


def _is_telling(call: Expr) -> bool:
    """Whether a function of several entries, no derivative, is taken of something short."""
    row = call.data[0]
    if row.elementwise or row.name.endswith("'") or row.abstract is not None:
        return False
    return sum(1 for _ in tree.nodes(*call.args)) < SHORT


def _forms(expr: Expr) -> tuple[Expr, ...]:
    """The equation as stated; a function that is only a name also by its formula."""
    forms = {call: _written(call, call is expr) for call in tree.calls(expr)}
    exchange = {call: form for call, form in forms.items() if form is not call}
    written = tree.substituted(expr, exchange) if exchange else expr
    return (expr,) if written is expr else (expr, written)


def _written(call: Expr, whole: bool) -> Expr:
    """A loss, and a function that is all of an equation, by a formula that is short; else itself."""
    row = call.data[0]
    tells = row.formula and (row.group == "losses" or (whole and (row.group == "yours" or row.elementwise)))
    written = expansion(call) if tells and row.body is None else None
    short = written is not None and sum(1 for _ in tree.nodes(written)) < 16
    return written if short and written is not None else call


def _numbers(view: View, q: Quantity) -> tuple[Matrix | Sign, ...]:
    """`W x + b = z` in numbers, or the value alone where an equation is no plain product or sum."""
    assert q.equation is not None
    result = matrix(q.value, q.value.shape, view.quantity(q.name))
    terms = put_in(q.equation, view.values())
    if terms is None or len(terms) < 3:
        return (result,)
    return (*terms, Sign("="), result)
