"""A Hessian times a vector, without the Hessian: one pass in one direction."""

from __future__ import annotations

import numpy

from bpcalc.calculus.accumulation import accumulate
from bpcalc.calculus.forward import Values, forward
from bpcalc.calculus.twice import Twice, adjoint
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, maps, tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Network

RELATIVE = 1e-5
"""The step of the central difference beside it, of the largest entry of x."""
Times = str | Array
"""What H is multiplied by: a quantity of the spec, or numbers."""


class Product(NamedTuple):
    """H y in the shape of the variable. `times`: the name of y, if it has one; `formula` as in
    `Second`; `estimate`: the same from two gradients, at x + h y and at x − h y."""

    wrt: str
    times: str | None
    direction: Array | None
    formula: Expr | None
    value: Array | None
    step: float | None
    estimate: Array | None


def products_of(made: Twice, times: Times) -> tuple[Product, ...]:
    """H y in formulas, for every name whose shape y has.

    Raises InputError for a y that is unknown, or fits none of the names.
    """
    found = made.found
    result: list[Product] = []
    misfits: list[InputError] = []
    for target in found.targets:
        try:
            leaf = _direction(found.graph, times, target)
        except InputError as error:
            misfits.append(error)
            continue
        unmoved = maps.zero(found.graph.shape(target), found.graph.shape(target))
        total = made.totals[target].get(adjoint(found.of or "", target), unmoved)
        formula = None if total is None else maps.push(total, leaf)
        name = times if isinstance(times, str) else None
        result.append(Product(target, name, None, formula, None, None, None))
    if misfits and not result:
        raise misfits[0]
    return tuple(result)


def direction_name(stated: Graph) -> str:
    """What a direction given in numbers is called in formulas: a letter that is free."""
    taken = {*stated.leaves, *stated.equations, *stated.letters}
    return next(name for name in ("u", "r", "d", "direction") if name not in taken)


def _direction(stated: Graph, times: Times, target: str) -> Expr:
    """y as a name, of the shape of the variable."""
    wanted = stated.shape(target)
    if isinstance(times, str):
        if times not in stated.leaves and times not in stated.equations:
            raise _unknown(stated, times)
        leaf = stated.leaf(times)
        shape = leaf.shape
    else:
        shape = (times.shape[0], times.shape[1])
        leaf = tree.name(direction_name(stated), wanted)
        if 1 in wanted and 1 in shape and shape[0] * shape[1] == wanted[0] * wanted[1]:
            shape = wanted  # a flat list has no orientation
    if shape != wanted:
        raise InputError(
            Problem(
                "E722",
                f"{times if isinstance(times, str) else 'the vector'} is {shape[0]}×{shape[1]}, but "
                f"{target} is {wanted[0]}×{wanted[1]}",
                help=f"the Hessian by {target} is multiplied by something of the shape of {target}",
            )
        )
    return leaf


def _unknown(stated: Graph, name: str) -> InputError:
    from difflib import get_close_matches

    known = [*stated.leaves, *stated.equations]
    near = get_close_matches(name, known, n=1)
    help = f"did you mean {near[0]}?" if near else "name a quantity of the spec, or give numbers: [1, 0]"
    return InputError(Problem("E301", f"{name} is not a quantity of this network", help=help))


def in_numbers(network: Network, made: Twice, one: Product, times: Times, values: Values) -> Product:
    """H y by one forward pass in the direction y, over the network and its gradient."""
    stated, pair = made.found.graph, (adjoint(made.found.of or "", one.wrt), one.wrt)
    given = values.names.get(times) if isinstance(times, str) else times
    if given is None:
        return one
    direction: Array = given.reshape(stated.shape(one.wrt))
    sums = tuple(each for each in made.forward.sums if each.target == one.wrt)
    only = made.forward._replace(targets=(one.wrt,), sums=sums)
    moved = accumulate(only, made.widened.graph, values, {one.wrt: direction[None]}).stacks.get(pair)
    step, estimate = _estimated(network, made, one.wrt, direction, values)
    return one._replace(
        direction=direction,
        value=numpy.zeros(direction.shape, dtype=object) if moved is None else moved[0],
        step=step,
        estimate=estimate,
    )


def _estimated(
    network: Network, made: Twice, wrt: str, direction: Array, values: Values
) -> tuple[float | None, Array | None]:
    """(∇E(x + h y) − ∇E(x − h y)) / 2h, where x can be moved and both gradients exist."""
    found = made.found
    point, along = arrays.as_float(values.names[wrt]), arrays.as_float(direction)
    length = float(numpy.abs(along).max(initial=0))
    if wrt not in found.graph.leaves or not length:
        return None, None
    widest = max(1.0, float(numpy.abs(point).max(initial=0)))
    step = float(10.0 ** round(numpy.log10(RELATIVE * widest / length)))
    given = {name: values.names[name] for name in found.graph.leaves if name in values.names}
    gradients: list[Array] = []
    for h in (step, -step):
        moved = forward(network, found.graph, {**given, wrt: point + h * along})
        if moved.problem is not None:
            return None, None
        stack = accumulate(made.backward, found.graph, moved).stacks.get((found.of or "", wrt))
        gradients.append(numpy.zeros(point.shape) if stack is None else arrays.as_float(stack[0]))
    return step, (gradients[0] - gradients[1]) / (2 * step)
