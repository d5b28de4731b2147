"""Second derivatives: the chain rule once more, over the equations of the chain rule.

Reverse accumulation gives ∂E/∂q for every q as an equation in quantities and in ∂E/∂(what
uses q). With these equations added to those of the network, forward accumulation by x gives
∂(∂E/∂x)/∂x: how the gradient changes with x, directly and through every quantity between.
In one direction y instead of all, the same pass gives H y and never builds H.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy

from bpcalc.calculus.accumulation import accumulate
from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.directions import Product, Times, in_numbers, products_of
from bpcalc.calculus.failures import in_case
from bpcalc.calculus.forward import Values, forward, kinks
from bpcalc.calculus.limits import STACK
from bpcalc.calculus.solution import Kink, Pair
from bpcalc.calculus.solve import chosen_cases
from bpcalc.calculus.twice import Change, Twice, adjoint, changes_of, twice, with_first
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, maps, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.tree import Expr
from bpcalc.language.value import value as value_of
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph, numbers_of
from bpcalc.spec.network import Case, Network

LARGEST = 4_000_000
"""Entries that a Hessian may have; beyond, only its products with vectors are computed."""
CLOSE = 1e-9
"""How far floats of a symmetric matrix may be apart, of the largest derivative on the way."""


Key = TypeVar("Key")


class Second(NamedTuple):
    """∂²of/∂a∂b as a matrix, (entries of a) × (entries of b).

    `formula` is in quantities and first derivatives, None where it would be too long; `value`
    is None in symbols.
    """

    a: str
    b: str
    formula: Expr | None
    value: Array | None


class Hessian(NamedTuple):
    """Second derivatives of one case.

    `gradient`: ∂of/∂q in its own equation, by q, nearest to `of` first; `first` its values.
    `changes` by the name they are taken by. `asymmetry`: the largest difference between
    ∂²/∂a∂b and (∂²/∂b∂a)ᵀ, of the largest derivative on the way; 0 when exact. `problem`: why there are no
    values, where there should be.
    """

    case: str | None
    of: str
    graph: Graph
    values: Values
    gradient: Mapping[str, Expr]
    first: Mapping[str, Array] = {}
    changes: Mapping[str, tuple[Change, ...]] = {}
    seconds: Mapping[Pair, Second] = {}
    products: tuple[Product, ...] = ()
    asymmetry: float = 0.0
    kinks: tuple[Kink, ...] = ()
    problem: Problem | None = None


def hessians(
    network: Network,
    *,
    of: str | None = None,
    wrt: tuple[str, ...] | None = None,
    case: str | None = None,
    times: Times | None = None,
) -> tuple[Hessian, ...]:
    """The second derivatives of every case, for every pair of names in `wrt`.

    `times`: also H y for each name. Raises InputError for unknown names, for an `of` that is
    not 1×1, and for a y whose shape is not that of the variable.
    """
    return tuple(_hessian(network, one, of, wrt, times) for one in chosen_cases(network, case))


def _hessian(
    network: Network, case: Case, of: str | None, wrt: tuple[str, ...] | None, times: Times | None
) -> Hessian:
    stated = graph(network, case)
    found = derivation(network, stated, of, wrt)
    if found.of is None or stated.shape(found.of) != (1, 1):
        raise _not_scalar(found)
    given, made = numbers_of(network, case), twice(network, found)
    whole = not _has_numbers(stated, given) or _affordable(made, times)
    values = forward(network, stated, given)
    result = Hessian(case.name, found.of, stated, values, made.gradient)
    if values.problem is None:
        return _in_numbers(network, made, values, result, times, whole)
    if values.problem.code != "E601":
        return result._replace(problem=values.problem)
    return result._replace(  # shapes without values: formulas alone
        changes={target: changes_of(made, target, {}) for target in found.targets},
        seconds=_seconds(made, None),
        products=() if times is None else products_of(made, times),
    )


def _in_numbers(
    network: Network, made: Twice, values: Values, result: Hessian, times: Times | None, whole: bool
) -> Hessian:
    """The second derivatives at the values; as matrices if `whole`."""
    found = made.found
    first = {q: stack[0] for (_, q), stack in accumulate(made.backward, found.graph, values).stacks.items()}
    if (name := _infinite(first)) is not None:
        return result._replace(problem=_no_value(network, result, f"d{result.of}/d{name}"))
    known = with_first(values, result.of, first)
    jacobians: dict[Pair, Array] | None = None
    if whole:
        done = accumulate(made.forward, made.widened.graph, known)
        jacobians = {pair: done.jacobian(pair) for pair in done.stacks}
    seconds = _seconds(made, jacobians)
    if (pair := _infinite({pair: one.value for pair, one in seconds.items()})) is not None:
        spoken = f"d2{result.of}/d{pair[0]}/d{pair[1]}"
        return result._replace(problem=_no_value(network, result, spoken))
    products: tuple[Product, ...] = ()
    if times is not None:
        products = tuple(in_numbers(network, made, one, times, known) for one in products_of(made, times))
    moving = {name for target in found.targets for name in found.between(target)}
    return result._replace(
        values=known,
        first=first,
        changes={target: changes_of(made, target, jacobians or {}) for target in found.targets},
        seconds=seconds,
        products=products,
        asymmetry=_asymmetry(seconds, jacobians or {}),
        kinks=tuple(kink for kink in kinks(found.graph, values, order=2) if kink.equation in moving),
    )


def _infinite(found: Mapping[Key, Array | None]) -> Key | None:
    """The key of the first value that is not finite."""
    return next((key for key, one in found.items() if one is not None and not arrays.finite(one)), None)


def _no_value(network: Network, result: Hessian, spoken: str) -> Problem:
    place = next((e.place for e in network.equations if e.name == result.of), None)
    help = "there is no derivative at these values; change them a little"
    return in_case(Problem("E609", f"{spoken} has no finite value", place, help=help), result.case)


def _not_scalar(found: Derivation) -> InputError:
    of = found.of or next(reversed(tuple(found.graph.equations)), "")
    rows, columns = found.graph.shape(of)
    return InputError(
        Problem(
            "E721",
            f"{of} is {rows}×{columns}; only a 1×1 quantity has a Hessian",
            help=f"choose one with --of, or add an equation such as s = sum({of}) to the spec",
        )
    )


def _has_numbers(stated: Graph, given: Mapping[str, Array]) -> bool:
    """Whether there is a number for everything, and not only formulas."""
    parts = tree.nodes(*stated.equations.values())
    return stated.leaves.keys() <= given.keys() and not any(
        part.op == "call" and part.data[0].abstract is not None for part in parts
    )


def _affordable(made: Twice, times: Times | None) -> bool:
    """Whether the Hessian may be built. Raises InputError where it may not and is all that is asked."""
    for target in made.found.targets:
        many = _entries(made.found, target)
        carried = many * sum(_entries(made.widened, name) for name in made.widened.between(target))
        if many**2 <= LARGEST and carried <= STACK:
            continue
        if times is not None:
            return False
        said = f"the Hessian by {target} has {many:,}×{many:,} entries, more than {LARGEST:,}"
        if many**2 <= LARGEST:
            said = f"the changes with {target} on the way have {carried:,} entries, more than {STACK:,}"
        help = "--times gives its product with a vector, which needs none of them"
        raise InputError(Problem("E723", said, help=help))
    return True


def _entries(found: Derivation, name: str) -> int:
    many = entries(found.graph.shape(name))
    return many if isinstance(many, int) else 0


def _seconds(made: Twice, jacobians: Mapping[Pair, Array] | None) -> dict[Pair, Second]:
    found = made.found
    result: dict[Pair, Second] = {}
    for a in found.targets:
        for b in found.targets:
            name = adjoint(found.of or "", a)
            # A gradient that b does not reach does not change with b.
            unmoved = maps.zero(found.graph.shape(b), found.graph.shape(a))
            total = made.totals[b].get(name, unmoved)
            formula = None if total is None else maps.matrix(total)
            value = None
            if jacobians is not None:
                value = jacobians.get((name, b))
                value = value_of(maps.matrix(unmoved), {}) if value is None else value
            result[a, b] = Second(a, b, formula, value)
    return result


def _asymmetry(seconds: Mapping[Pair, Second], jacobians: Mapping[Pair, Array]) -> float:
    """The largest difference across the diagonal; terms that cancel set the scale as well."""
    widest = max((_largest(array) for array in jacobians.values()), default=0.0)
    worst = 0.0
    for (a, b), one in seconds.items():
        other = seconds[b, a].value
        if one.value is None or other is None:
            continue
        if arrays.is_exact(one.value) and arrays.is_exact(other):
            worst = max(worst, 0.0 if (one.value == other.T).all() else numpy.inf)
        else:
            apart = _largest(arrays.as_float(one.value) - arrays.as_float(other).T)
            worst = max(worst, apart / max(widest, 1e-300))
    return worst


def _largest(array: Array) -> float:
    return float(numpy.abs(arrays.as_float(array)).max(initial=0))
