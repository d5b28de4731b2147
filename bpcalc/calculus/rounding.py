"""Which floats of a solution are rounding noise: a running error analysis, to first order.

Each operation rounds once, and hands on the errors of its arguments: the error of A + B is
err A + err B + |A| + |B|, that of A B is |A| err B + err A |B| + |A| |B|, all in units of 2⁻⁵³. An
entry below its own error is 0 as far as anyone can tell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import chain
from typing import Any

import numpy

from bpcalc.calculus.solution import Pair, Solved, Step
from bpcalc.language import arrays, maps, simplify, tree
from bpcalc.language.arrays import Array, as_float, is_exact
from bpcalc.language.derivative import derivative, expansion
from bpcalc.language.kernels import OPERATIONS
from bpcalc.language.tree import Expr
from bpcalc.language.value import quick_value, silent
from bpcalc.records import NamedTuple

UNIT = 4 * 2.0**-53
"""Noise reaches some units of rounding: sums have several terms, functions are good to an ulp or two."""
SUSPECT = 1e-11
"""Errors are only looked at where an entry is smaller than this, relative to the largest of all."""


_Measured = tuple[Array, Array]
"""A value and its error."""


class _Case(NamedTuple):
    """Values by name and by node; errors by name; errors found so far."""

    values: Mapping[Any, Any]
    known: dict[Expr, Array]
    errors: dict[str, Array]
    found: dict[Expr, Array]


@silent()
def without_noise(solved: Solved) -> Solved:
    """The solution with 0 for every float that is smaller than its own rounding error."""
    if not _is_suspect(solved):
        return solved
    values: dict[Any, Any] = {name: q.value for name, q in solved.quantities.items()}
    case = _Case(values | dict(solved.graph.letters), {}, {}, {})
    for q in solved.quantities.values():
        if q.equation is not None:
            case.errors[q.name] = _error(q.equation, case)
    local = {
        pair: (as_float(found.value), _error(found.formula, case))
        for pair, found in solved.jacobians.items()
        if found.value is not None
    }
    chains = _chains(solved, local, case)
    noise = {pair: _total([*paths.values()]) for pair, paths in chains.items()}

    def of_step(step: Step) -> Array:
        paths = chains.get(step.result, {})
        found = paths.get(step.via[0]) if step.kind == "product" else noise.get(step.result)
        return _settled(step.value, found)

    def shaped(name: str, value: Array) -> Array:
        found = noise.get((solved.of or "", name))
        return value if found is None else _settled(value, found.reshape(value.shape))

    return solved._replace(
        quantities={
            name: q._replace(value=_settled(q.value, case.errors.get(name)))
            for name, q in solved.quantities.items()
        },
        jacobians={
            pair: found._replace(value=_settled(found.value, local[pair][1])) if found.value is not None
            else found
            for pair, found in solved.jacobians.items()
        },
        adjoints={name: shaped(name, value) for name, value in solved.adjoints.items()},
        gradients={name: shaped(name, value) for name, value in solved.gradients.items()},
        totals={pair: _settled(total, noise.get(pair)) for pair, total in solved.totals.items()},
        steps=tuple(step._replace(value=of_step(step)) for step in solved.steps),
    )  # fmt: skip


def _is_suspect(solved: Solved) -> bool:
    """Whether any float is so small that it may be noise."""
    smallest, largest = numpy.inf, 1.0
    for array in _shown(solved):
        if not is_exact(array):
            sizes = numpy.abs(array)
            largest = max(largest, float(sizes.max(initial=0)))
            smallest = min(smallest, float(sizes.min(initial=numpy.inf, where=sizes > 0)))
    return smallest < SUSPECT * largest


def _shown(solved: Solved) -> Iterator[Array]:
    for q in solved.quantities.values():
        yield q.value
    for found in solved.jacobians.values():
        if found.value is not None:
            yield found.value
    yield from (step.value for step in solved.steps)
    yield from chain(solved.gradients.values(), solved.totals.values())


def _settled(value: Array, error: Array | None) -> Array:
    """0 where an entry is below its error; exact numbers stay as they are."""
    if error is None or is_exact(value):
        return value
    noise = numpy.abs(value) <= UNIT * error
    return numpy.where(noise, 0.0, value) if noise.any() else value


# -- the chain rule -------------------------------------------------------------------


def _chains(solved: Solved, local: Mapping[Pair, _Measured], case: _Case) -> dict[Pair, dict[str, Array]]:
    """The error of every derivative that is accumulated, path by path.

    What depends on a Jacobian that was not built has none.
    """
    reverse = not solved.steps or solved.steps[0].mode == "reverse"
    order = [*solved.graph.leaves, *solved.graph.equations]
    near: dict[str, list[tuple[Pair, str]]] = {}
    for pair in solved.jacobians:
        here, there = pair[::-1] if reverse else pair
        near.setdefault(here, []).append((pair, there))
    found: dict[Pair, dict[str, Array]] = {}
    if solved.of is None:
        return found
    starts = [solved.of] if reverse else [*solved.graph.leaves]
    for start in (start for start in starts if start in solved.quantities):  # others have no value
        size = math.prod(_value(solved.graph.leaf(start), case).shape)
        done: dict[str, _Measured | None] = {start: (numpy.eye(size), numpy.zeros((size, size)))}
        for name in reversed(order) if reverse else order:
            paths = [(pair, other) for pair, other in near.get(name, ()) if other in done]
            if name == start or not paths:
                continue
            products: dict[str, _Measured] = {}
            for pair, other in paths:
                before, last = done[other], local.get(pair)
                if before is not None and last is not None:
                    products[other] = _product(before, last) if reverse else _product(last, before)
            if len(products) < len(paths):
                done[name] = None
                continue
            done[name] = _sum(list(products.values()))
            result = (start, name) if reverse else (name, start)
            found[result] = {other: error for other, (_, error) in products.items()}
            if len(products) > 1:
                found[result][""] = _total([numpy.abs(value) for value, _ in products.values()])
    return found


def _product(left: _Measured, right: _Measured) -> _Measured:
    (a, a_error), (b, b_error) = left, right
    sizes, others = numpy.abs(a), numpy.abs(b)
    return a @ b, sizes @ b_error + a_error @ others + sizes @ others


def _sum(terms: list[_Measured]) -> _Measured:
    if len(terms) == 1:
        return terms[0]
    return (
        _total([value for value, _ in terms]),
        _total([error + numpy.abs(value) for value, error in terms]),
    )


def _total(terms: list[Array]) -> Array:
    return reduce(numpy.add, terms)


# -- one expression -------------------------------------------------------------------


def _value(expr: Expr, case: _Case) -> Array:
    return quick_value(expr, case.values, case.known)


def _error(expr: Expr, case: _Case) -> Array:
    """The error of each entry, in units of rounding."""
    found = case.found.get(expr)
    if found is None:
        value = _value(expr, case)
        if is_exact(value):
            found = numpy.zeros(value.shape)
        elif not expr.args:
            given = case.errors.get(expr.data) if expr.op == "name" else None
            found = numpy.zeros(value.shape) if given is None else given
        elif expr.op == "call":
            found = _of_call(expr, value, case)
        else:
            found = _RULES.get(expr.op, _moved)(expr, value, case)
        case.found[expr] = found
    return found


def _sizes(expr: Expr, case: _Case) -> list[Array]:
    return [numpy.abs(as_float(_value(arg, case))) for arg in expr.args]


def _errors(expr: Expr, case: _Case) -> list[Array]:
    return [_error(arg, case) for arg in expr.args]


def _moved(expr: Expr, _: Array, case: _Case) -> Array:
    """Entries that only change places."""
    return OPERATIONS[expr.op](expr, *_errors(expr, case))


def _added(expr: Expr, _: Array, case: _Case) -> Array:
    rule = OPERATIONS[expr.op]
    moved: Array = rule(expr, *_errors(expr, case)) + rule(expr, *_sizes(expr, case))
    return moved


def _picked(expr: Expr, _: Array, case: _Case) -> Array:
    return OPERATIONS["pick"](expr, _error(expr.args[0], case), _sizes(expr, case)[1])


def _multiplied(combine: Callable[[Array, Array], Array]) -> Callable[[Expr, Array, _Case], Array]:
    """The rule of a product of two and more: every factor's error times the other sizes."""

    def step(left: _Measured, right: _Measured) -> _Measured:
        (a, a_error), (b, b_error) = left, right
        both = combine(a, b)
        return both, combine(a, b_error) + combine(a_error, b) + both

    def rule(expr: Expr, _: Array, case: _Case) -> Array:
        return reduce(step, zip(_sizes(expr, case), _errors(expr, case), strict=True))[1]

    return rule


def _divided(expr: Expr, value: Array, case: _Case) -> Array:
    (_, bottom), (above, below) = _sizes(expr, case), _errors(expr, case)
    found: Array = (above + numpy.abs(value) * below) / bottom + numpy.abs(value)
    return found


def _raised(expr: Expr, value: Array, case: _Case) -> Array:
    (base, exponent), (error, _) = _sizes(expr, case), _errors(expr, case)
    slope = numpy.where(base > 0, exponent * numpy.abs(value) / numpy.where(base > 0, base, 1), 0)
    found: Array = slope * error + numpy.abs(value)
    return found


def _of_kron(expr: Expr, _: Array, case: _Case) -> Array:
    (a, b), (a_error, b_error) = _sizes(expr, case), _errors(expr, case)
    return numpy.kron(a, b_error) + numpy.kron(a_error, b) + numpy.kron(a, b)


def _of_call(expr: Expr, value: Array, case: _Case) -> Array:
    """A function of the table: by its formula, or |J| times the errors of its arguments."""
    row, settings = expr.data
    written = expansion(expr) if row.numeric is None else None
    if written is not None:
        return _error(written, case)
    found = numpy.abs(value)
    errors = _errors(expr, case)
    if row.flat or not any(error.any() for error in errors):
        return found
    for place, error in enumerate(errors):
        z = tree.node("name", (), ("argument", place), expr.args[place].shape)
        args = (*expr.args[:place], z, *expr.args[place + 1 :])
        slopes = derivative(tree.call(row, args, settings, expr.shape), z)
        values = {**case.values, z.data: _value(expr.args[place], case)}
        if row.elementwise:
            slope = maps.pull(slopes, simplify.ones(expr.shape))
            found = found + numpy.abs(as_float(quick_value(slope, values, {}))) * error
        elif error.size * found.size <= arrays.SMALL:
            matrix = numpy.abs(as_float(quick_value(maps.matrix(slopes), values, {})))
            found = found + (matrix @ error.reshape(-1, 1)).reshape(found.shape)
    return found


_RULES: dict[str, Callable[[Expr, Array, _Case], Array]] = {
    "add": _added,
    "sum": _added,
    "scatter": _added,
    "neg": lambda expr, _, case: _error(expr.args[0], case),
    "mul": _multiplied(numpy.multiply),
    "matmul": _multiplied(numpy.matmul),
    "div": _divided,
    "pow": _raised,
    "kron": _of_kron,
    "pick": _picked,
}
