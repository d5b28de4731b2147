"""One update as a worked solution: predict, loss, clear, backward, update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.calculus.optimizers import CLOCK, Change, kept, new, placeholder
from bpcalc.calculus.recipe import Recipe
from bpcalc.calculus.solution import Quantity, values_only
from bpcalc.calculus.updates import Moment, Training
from bpcalc.language import tree
from bpcalc.language.arrays import Array, is_exact
from bpcalc.language.tree import SCALAR, Derivative, Expr
from bpcalc.language.value import value
from bpcalc.report import forward
from bpcalc.report.blocks import Block, Code, Display, Equation, Inline, Matrix, Section, Sign, Text
from bpcalc.report.deltas import Deltas, deltas
from bpcalc.report.numbers import put_in
from bpcalc.report.train_rule import listed
from bpcalc.report.view import View, matrix, view_of
from bpcalc.spec.network import Network


def first(network: Network, training: Training, moment: Moment) -> tuple[Block, ...]:
    """The five steps, with every formula."""
    made = training.recipe
    view = _view(network, training, moment)
    quantities = [q for q in view.solved.quantities.values() if q.equation is not None]
    before = tuple(
        block
        for q in quantities
        if q.equation is not None and q.name != made.of
        for block in forward.computed(view, q, q.equation)
    )
    loss = view.solved.quantities[made.of]
    assert loss.equation is not None
    computed = forward.computed(view, loss, loss.equation)
    names = deltas(network.conventions, made.graph, made.of)
    zero = listed((names.name(name) for name in made.trained), " = ")
    backward = (*_formulas(made, names), *_gradients(made, names, moment, True))
    clear = "Gradients add up where they are stored, so each of them begins at 0: "
    return (
        _step(1, "Predict", "yhat = model(x)", (*before, *_rounded(training, moment))),
        _step(2, "Compute the loss", "loss = criterion(yhat, y)", computed),
        _step(3, "Clear the gradients", "optimizer.zero_grad()", (Text((clear, *zero, " = 0.")),)),
        _step(4, "Go backward", "loss.backward()", backward),
        _step(5, "Update all parameters at once", "optimizer.step()", _changes(made, moment)),
    )


def later(network: Network, training: Training, moment: Moment) -> tuple[Block, ...]:
    """The five steps in numbers."""
    made = training.recipe
    derivatives = deltas(network.conventions, made.graph, made.of)
    names = [name for name, _ in made.formulas if isinstance(name, str) and name != made.of]
    values = tuple(_shown(made, name, moment.values[name]) for name in names)
    loss = Display((_shown(made, made.of, moment.values[made.of]),))
    return (
        _step(1, "Predict", "", (Display(values), *_rounded(training, moment)) if values else ()),
        _step(2, "Compute the loss", "", (loss,)),
        _step(3, "Clear the gradients", "", (Text(("Each begins at 0 again.",)),)),
        _step(4, "Go backward", "", _gradients(made, derivatives, moment, False)),
        _step(5, "Update all parameters at once", "", _changes(made, moment)),
    )


def _step(number: int, title: str, code: str, blocks: tuple[Block, ...]) -> Section:
    typed: Inline = ("   ", Code(code)) if code else ()
    return Section((f"({number}) {title}", *typed), blocks, "step")


def _view(network: Network, training: Training, moment: Moment) -> View:
    made = training.recipe
    leaves = {
        name: Quantity(name, network.declared[name].kind, None, moment.values[name])
        for name in made.graph.leaves
        if name in moment.values
    }
    results = {
        key: Quantity(key, "result", formula, moment.values[key])
        for key, formula in made.formulas
        if isinstance(key, str)
    }
    solved = values_only(training.case, made.graph, {**leaves, **results})
    return view_of(solved, network.conventions)


def _rounded(training: Training, moment: Moment) -> tuple[Block, ...]:
    rounding = training.rounding
    if rounding is None or rounding.number != moment.number:
        return ()
    key = rounding.key
    if key is None:
        return (Text((f"All numbers go on in floating point: {rounding.reason}.",), "quiet"),)
    return (Text((_named(training.recipe, key), f" goes on in floating point: {rounding.reason}."), "quiet"),)


def _named(made: Recipe, key: Any) -> Expr:
    """A quantity, a gradient or a new value by name."""
    if isinstance(key, Derivative):
        return tree.partial(made.of, key.wrt, made.graph.shape(key.wrt[0]))
    return made.graph.leaf(key[-1] if isinstance(key, tuple) else key)


def _shown(made: Recipe, name: str, array: Array) -> Matrix:
    return matrix(array, array.shape, made.graph.leaf(name))


# -- gradients and new values --------------------------------------------------------


def _formulas(made: Recipe, names: Deltas) -> tuple[Block, ...]:
    """Each derivative from those computed before it."""
    return tuple(
        Equation(names.name(key.wrt[0]), (names.formula(key.wrt[0], formula),))
        for key, formula in made.formulas
        if isinstance(key, Derivative)
    )


def _gradients(made: Recipe, names: Deltas, moment: Moment, every: bool) -> tuple[Block, ...]:
    found = [key.wrt[0] for key, _ in made.formulas if isinstance(key, Derivative)]
    shown = [name for name in found if every or name in made.trained]
    arrays = [names.value(name, moment.values[made.gradient(name)]) for name in shown]
    return (Display(tuple(matrix(a, a.shape, names.name(n)) for a, n in zip(arrays, shown, strict=True))),)


def _changes(made: Recipe, moment: Moment) -> tuple[Block, ...]:
    """The rule in numbers for each parameter; where it is no plain sum, its results alone."""
    blocks: list[Block] = []
    for name in made.trained:
        results: list[Matrix] = []
        for change in made.changes[name]:
            result = _result(made, moment, change)
            terms = put_in(*_spoken(made, moment, change))
            if terms is None:
                results.append(result)
            else:
                blocks.append(Display((*terms, Sign("="), result)))
        blocks += [Display(tuple(results))] if results else []
    return tuple(blocks)


def _result(made: Recipe, moment: Moment, change: Change) -> Matrix:
    name = change.parameter if change.name == "w" else f"{change.name}_{change.parameter}"
    array = moment.values[new(change.name, change.parameter)]
    return matrix(array, array.shape, tree.name(f"{name}_new", made.graph.shape(change.parameter)))


def _spoken(made: Recipe, moment: Moment, change: Change) -> tuple[Expr, Mapping[Any, Any]]:
    """The formula of a new value with names that can be printed, and their values."""
    parameter = change.parameter
    leaf = made.graph.leaf(parameter)
    exchange: dict[Expr, Expr] = {}
    values = {key: moment.values[key] for key in (parameter, made.gradient(parameter))}
    for state in ("v", "m", "mhat", "vhat"):
        name = f"{state}_{parameter}"
        for key, spelled in ((kept(state, parameter), name), (new(state, parameter), f"{name}_new")):
            if key in moment.values:
                exchange[placeholder(key, leaf.shape)] = tree.name(spelled, leaf.shape)
                values[spelled] = moment.values[key]
    for part in tree.nodes(change.formula):
        clock = {leaf.data: moment.values.get(leaf.data) for leaf in tree.leaves(part)}
        if part.args and part.shape == SCALAR and {*clock} <= {CLOCK}:
            number = value(part, clock)
            if is_exact(number):
                exchange[part] = tree.number(number[0, 0], True)
    return tree.substituted(change.formula, exchange), values
