"""A network to its worked solution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bpcalc.calculus.accumulation import Accumulated, accumulate
from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.failures import failure, in_case
from bpcalc.calculus.forward import LONG, Values, forward, kinks
from bpcalc.calculus.limits import require_affordable
from bpcalc.calculus.plan import FORWARD, REVERSE, Plan, plan
from bpcalc.calculus.solution import Jacobian, Pair, Solution, Solved
from bpcalc.calculus.verification import difference
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.tree import Expr
from bpcalc.language.value import value as value_of
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Case, Network
from bpcalc.spec.report import did_you_mean

SHOWN = 10_000
"""Jacobians with more entries have no value unless asked for."""
AFFORDABLE = 1_000_000
"""Multiplications up to which the other mode checks the result."""


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
    made: dict[tuple[object, ...], Prepared] = {}
    solved: list[Solved] = []
    problems: list[Problem] = []
    for one in chosen_cases(network, case):
        try:
            found = graph(network, one)
            key = (*found.leaves.values(), *found.letters.values())
            if key not in made:
                local = derivation(network, found, of, wrt)
                require_affordable(local, limit, mode == FORWARD)
                made[key] = _prepared(network, local)
            solved.append(_solved(network, one, made[key], mode, limit))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return Solution(network, mode, tuple(solved))


class Prepared(NamedTuple):
    """All that cases of one shape share: local maps, their matrices, the plans of both modes."""

    derivation: Derivation
    matrices: Mapping[Pair, Expr]
    plans: Mapping[str, Plan]


def _prepared(network: Network, found: Derivation) -> Prepared:
    matrices = {pair: maps.matrix(local) for pair, local in found.local.items()}
    modes = (REVERSE, FORWARD) if found.of is not None else ()
    return Prepared(found, matrices, {mode: plan(found, mode, network.conventions) for mode in modes})


def chosen_cases(network: Network, case: str | None) -> tuple[Case, ...]:
    """All cases, or the one of this name. Raises InputError for a name that no case has."""
    if case is None:
        return network.cases
    found = tuple(one for one in network.cases if one.name == case)
    if not found:
        names = [one.name for one in network.cases if one.name is not None]
        raise InputError(
            Problem(
                "E517",
                f"there is no case {case}",
                help=did_you_mean(case, names, f"the cases: {', '.join(names)}")
                if names
                else "this spec has no cases",
            )
        )
    return found


def _solved(network: Network, case: Case, prepared: Prepared, mode: str, limit: int) -> Solved:
    found = prepared.derivation
    values = forward(network, found.graph, numbers_of(network, case))
    if values.problem is not None:
        values = values._replace(problem=in_case(values.problem, case.name))
    empty = Solved(case.name, found.of, found.graph, values.quantities, {}, {}, {}, {}, (), {}, (),
                   values.rounded, None, values.problem)  # fmt: skip
    if values.problem is not None:
        return empty
    jacobians, problem = _jacobians(network, prepared, values, limit)
    problem = in_case(problem, case.name) if problem is not None else None
    result = empty._replace(jacobians=jacobians, kinks=kinks(found.graph, values), problem=problem)
    if found.of is None or problem is not None:
        return result
    return _accumulated(prepared, values, mode, result)


def _jacobians(
    network: Network, prepared: Prepared, values: Values, limit: int
) -> tuple[Mapping[Pair, Jacobian], Problem | None]:
    """Every local Jacobian, and what is wrong with the first that has no finite value."""
    result: dict[Pair, Jacobian] = {}
    problem: Problem | None = None
    for (of, wrt), formula in prepared.matrices.items():
        local = prepared.derivation.local[of, wrt]
        size = entries(formula.shape)
        value: Array | None = None
        if isinstance(size, int) and size <= limit:
            nodes = dict(values.nodes)
            value = value_of(formula, values.names, nodes)
            problem = problem or failure(network, f"d{of}/d{wrt}", formula, value, nodes)
        result[of, wrt] = Jacobian(of, wrt, local, formula, maps.structure(local), value)
    return result, problem


def _accumulated(prepared: Prepared, values: Values, mode: str, result: Solved) -> Solved:
    found = prepared.derivation
    of = found.of
    assert of is not None
    backward = accumulate(prepared.plans[REVERSE], found.graph, values)
    forwards = None
    if mode == FORWARD or _work(prepared.plans[FORWARD], found) <= AFFORDABLE:
        forwards = accumulate(prepared.plans[FORWARD], found.graph, values)
    scalar = found.graph.shape(of) == (1, 1)
    gradients: dict[str, Array] = {}
    totals: dict[Pair, Array] = {}
    for target in found.targets:
        total = _total(backward, found, target)
        if scalar:
            gradients[target] = total.reshape(found.graph.shape(target))
        else:
            totals[of, target] = total
    adjoints = {
        name: stack[0]
        for (_, name), stack in backward.stacks.items()
        if scalar and name in found.graph.equations and name != of
    }
    chosen = forwards if forwards is not None and mode == FORWARD else backward
    return result._replace(
        adjoints=adjoints,
        gradients=gradients,
        totals=totals,
        steps=chosen.steps,
        rounded={**result.rounded, **{f"d{of}/d{name}": LONG for of, name in chosen.rounded}},
        counts={one: planned.counts() for one, planned in prepared.plans.items()},
        checked=None if forwards is None else difference(backward, forwards, found, result.jacobians),
    )


def _total(backward: Accumulated, found: Derivation, target: str) -> Array:
    """∂of/∂target as a matrix; 0 where `of` does not depend on the target."""
    of = found.of or ""
    if (of, target) in backward.stacks:
        return backward.jacobian((of, target))
    shape = (entries(found.graph.shape(of)), entries(found.graph.shape(target)))
    return value_of(tree.zeros(shape), {}).reshape(shape)


def _work(planned: Plan, found: Derivation) -> int:
    """Multiplications that a plan takes, and entries that its seeds have."""
    work = 0
    for (_, target), cost in planned.counts().items():
        size = entries(found.graph.shape(target))
        if not (isinstance(size, int) and isinstance(cost.multiplications, int)):
            return AFFORDABLE + 1
        work += cost.multiplications + size * size
    return work
