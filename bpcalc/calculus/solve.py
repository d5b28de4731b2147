"""A network to its worked solution."""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from bpcalc.calculus import accumulation
from bpcalc.calculus.accumulation import FORWARD, REVERSE, Accumulation
from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.forward import Values, failure, forward, kinks
from bpcalc.calculus.solution import Jacobian, Pair, Solution, Solved
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, maps
from bpcalc.language.arrays import Array
from bpcalc.language.cost import FREE, Cost, dense_product, entries
from bpcalc.language.value import value as value_of
from bpcalc.spec.graph import Graph, graph, numbers_of
from bpcalc.spec.network import Case, Network

SHOWN = 10_000
"""Jacobians with more entries have no value unless asked for."""
AFFORDABLE = 1_000_000
"""Multiplications up to which the other mode checks the result."""
CLOSE = 1e-9


def solve(
    network: Network,
    *,
    mode: str = REVERSE,
    of: str | None = None,
    wrt: tuple[str, ...] | None = None,
    case: str | None = None,
    limit: int = SHOWN,
) -> Solution:
    """Every case solved: forward pass, local Jacobians, accumulation, gradients, counts.

    `limit`: entries up to which a Jacobian is built. Raises InputError for a network whose
    shapes do not fit and for names it does not have; a case that has no finite value says
    so in its `problem`, and the others are solved.
    """
    made: dict[tuple[object, ...], Derivation] = {}
    solved: list[Solved] = []
    problems: list[Problem] = []
    for one in _chosen(network, case):
        try:
            found = graph(network, one)
            key = (*found.leaves.values(), *found.letters.values())
            if key not in made:
                made[key] = derivation(network, found, of, wrt)
            solved.append(_solved(network, one, made[key], mode, limit))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return Solution(network, mode, tuple(solved))


def _chosen(network: Network, case: str | None) -> tuple[Case, ...]:
    if case is None:
        return network.cases
    found = tuple(one for one in network.cases if one.name == case)
    if not found:
        names = ", ".join(one.name or "" for one in network.cases)
        raise InputError(
            Problem(
                "E517",
                f"there is no case {case}",
                help=f"the cases: {names}" if names else "this spec has no cases",
            )
        )
    return found


def _solved(network: Network, case: Case, found: Derivation, mode: str, limit: int) -> Solved:
    given = numbers_of(network, case)
    values = forward(network, found.graph, given)
    empty = Solved(
        case.name,
        found.of,
        found.graph,
        values.quantities,
        {},
        {},
        {},
        {},
        (),
        {},
        (),
        values.rounded,
        None,
        values.problem,
    )
    if values.problem is not None:
        return empty
    jacobians, problem = _jacobians(network, found, values, limit)
    result = empty._replace(jacobians=jacobians, kinks=kinks(found.graph, values), problem=problem)
    if found.of is None or problem is not None:
        return result
    return _accumulated(network, found, values, mode, result)


def _jacobians(
    network: Network, found: Derivation, values: Values, limit: int
) -> tuple[Mapping[Pair, Jacobian], Problem | None]:
    result: dict[Pair, Jacobian] = {}
    problem: Problem | None = None
    for (of, wrt), local in found.local.items():
        size = entries(found.graph.shape(of)) * entries(found.graph.shape(wrt))
        formula = maps.matrix(local)
        value: Array | None = None
        if isinstance(size, int) and size <= limit:
            nodes = dict(values.nodes)
            value = value_of(formula, values.names, nodes)
            trouble = failure(network, f"d{of}/d{wrt}", formula, value, nodes)
            problem = problem or trouble
        result[of, wrt] = Jacobian(of, wrt, local, formula, maps.structure(local), value)
    return result, problem


def _accumulated(network: Network, found: Derivation, values: Values, mode: str, result: Solved) -> Solved:
    of = found.of
    assert of is not None
    backward = Accumulation(found, values, network.conventions)
    backward.reverse()
    scalar = found.graph.shape(of) == (1, 1)
    adjoints: dict[str, Array] = {}
    gradients: dict[str, Array] = {}
    totals: dict[Pair, Array] = {}
    for (_, name), stack in backward.results.items():
        if name == of:
            continue
        if not scalar:
            if name in found.targets:
                totals[of, name] = accumulation.rows_of(backward, (of, name))
        elif name in found.graph.leaves or name in found.targets:
            gradients[name] = stack[0]
        if scalar and name in found.graph.equations:
            adjoints[name] = stack[0]
    for target in found.targets:
        shape = found.graph.shape(target)
        if (of, target) not in backward.results and isinstance(shape[0], int) and isinstance(shape[1], int):
            _independent(found, target, gradients if scalar else {}, totals)
    forwards = Accumulation(found, values, network.conventions)
    checked = None
    affordable = _forward_work(found) <= AFFORDABLE
    if affordable or mode == FORWARD:
        forwards.forward()
        checked = _difference(backward, forwards, found)
    chosen = forwards if mode == FORWARD else backward
    steps = tuple(step for target in found.targets for step in chosen.steps.get((of, target), ()))
    counts = {REVERSE: _counts(backward, found)}
    counts[FORWARD] = _counts(forwards, found) if forwards.steps else _forward_counts(found)
    return result._replace(
        adjoints=adjoints,
        gradients=gradients,
        totals=totals,
        steps=steps,
        counts=counts,
        checked=checked,
    )


def _independent(
    found: Derivation, target: str, gradients: dict[str, Array], totals: dict[Pair, Array]
) -> None:
    """A target that `of` does not depend on: its derivative is 0."""
    of = found.of
    assert of is not None
    (r, c), n = found.graph.shape(target), entries(found.graph.shape(of))
    assert isinstance(r, int)
    assert isinstance(c, int)
    assert isinstance(n, int)
    zero = numpy.zeros((n, r * c), dtype=object)
    if n == 1:
        gradients[target] = zero.reshape(r, c)
    else:
        totals[of, target] = zero


def _counts(done: Accumulation, found: Derivation) -> Mapping[Pair, Cost]:
    """What each target adds to what is stored already."""
    of = found.of or ""
    result: dict[Pair, Cost] = {}
    for target in found.targets:
        cost = FREE
        for step in done.steps.get((of, target), ()):
            cost = cost.plus(step.cost)
        result[of, target] = cost
    return result


def _forward_counts(found: Derivation) -> Mapping[Pair, Cost]:
    """The same for forward accumulation, from shapes alone."""
    of = found.of or ""
    result: dict[Pair, Cost] = {}
    for target in found.targets:
        result[of, target] = _forward_cost(found.graph, found, target)
    return result


def _forward_cost(g: Graph, found: Derivation, target: str) -> Cost:
    cost = FREE
    columns = entries(g.shape(target))
    reached = {target}
    for name in found.between(target):
        used = [u for u in reached if (name, u) in found.local]
        for u in used:
            if u != target:
                cost = cost.plus(dense_product(entries(g.shape(name)), entries(g.shape(u)), columns))
        cost = cost.plus(Cost(0, entries(g.shape(name)) * columns * max(0, len(used) - 1)))
        reached.add(name)
    return cost


def _forward_work(found: Derivation) -> int:
    work = 0
    for target in found.targets:
        count = _forward_cost(found.graph, found, target).multiplications
        size = entries(found.graph.shape(target)) * entries(found.graph.shape(target))
        if not (isinstance(count, int) and isinstance(size, int)):
            return AFFORDABLE + 1
        work += count + size
    return work


def _difference(backward: Accumulation, forwards: Accumulation, found: Derivation) -> float:
    """The largest difference between the two modes, relative to the largest entry; exact: 0."""
    worst = 0.0
    for target in found.targets:
        pair = (found.of or "", target)
        if pair not in backward.results or pair not in forwards.results:
            continue
        one, other = accumulation.rows_of(backward, pair), accumulation.columns_of(forwards, pair)
        if arrays.is_exact(one) and arrays.is_exact(other):
            worst = max(worst, 0.0 if (one == other).all() else numpy.inf)
            continue
        a, b = arrays.as_float(one), arrays.as_float(other)
        scale = max(numpy.abs(a).max(), numpy.abs(b).max(), 1e-300)
        worst = max(worst, float(numpy.abs(a - b).max() / scale))
    return worst
