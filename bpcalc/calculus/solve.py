"""A network to its worked solution."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bpcalc.calculus.accumulation import Accumulated, accumulate
from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.failures import failure, in_case
from bpcalc.calculus.forward import LONG, Values, forward, kinks
from bpcalc.calculus.limits import require_affordable
from bpcalc.calculus.plan import FORWARD, REVERSE, Plan, costs, plan
from bpcalc.calculus.solution import Jacobian, Pair, Solution, Solved, values_only
from bpcalc.calculus.verification import difference, terms, through_jacobians, work
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, maps, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import Cost, entries
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Expr
from bpcalc.language.value import quick_value, silent
from bpcalc.records import NamedTuple
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
    done: list[Solved] = []
    problems: list[Problem] = []
    for one in chosen_cases(network, case):
        try:
            found = graph(network, one)
            key = (*found.leaves.values(), *found.letters.values())
            if key not in made:
                local = derivation(network, found, of, wrt)
                require_affordable(local, limit, mode == FORWARD)
                made[key] = prepared(network, local, mode)
            done.append(solved(network, one, made[key], mode, limit))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    return Solution(network, mode, tuple(done))


class Prepared(NamedTuple):
    """All that cases of one shape share: every formula, and how many operations it takes.

    `matrices`: the local Jacobians; `plans`: what is accumulated, reverse always, forward where
    it was asked for; `verified`: whether the product of all Jacobians is affordable.
    """

    derivation: Derivation
    matrices: Mapping[Pair, Expr]
    structures: Mapping[Pair, str]
    plans: Mapping[str, Plan]
    counts: Mapping[str, Mapping[Pair, Cost]]
    verified: bool


def prepared(network: Network, found: Derivation, mode: str = REVERSE) -> Prepared:
    """The formulas of a network of one shape, for cases to be solved with."""
    matrices = {pair: maps.matrix(local) for pair, local in found.local.items()}
    structures = {pair: maps.structure(local) for pair, local in found.local.items()}
    if found.of is None:
        return Prepared(found, matrices, structures, {}, {}, False)
    amount = work(found)
    plans = {one: plan(found, one, network.conventions) for one in dict.fromkeys((REVERSE, mode))}
    return Prepared(
        found,
        matrices,
        structures,
        plans,
        {REVERSE: plans[REVERSE].costs(), FORWARD: costs(found, FORWARD, network.conventions)},
        isinstance(amount, int) and amount <= AFFORDABLE,
    )


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


@silent()
def solved(
    network: Network, case: Case, formulas: Prepared, mode: str = REVERSE, limit: int = SHOWN
) -> Solved:
    """A case solved with the formulas of its shape, as far as it can be."""
    found = formulas.derivation
    values = forward(network, found.graph, numbers_of(network, case))
    if values.problem is not None:
        problem = in_case(values.problem, case.name)
        return values_only(case.name, found.graph, values.quantities, values.rounded, problem)._replace(
            of=found.of
        )
    jacobians, trouble = _jacobians(network, formulas, values, limit)
    result = Solved(
        case.name, found.of, found.graph, values.quantities, jacobians, {}, {}, {}, (), {},
        kinks(found.graph, values), values.rounded, None, trouble and in_case(trouble, case.name),
    )  # fmt: skip
    if found.of is None or trouble is not None:
        return result
    done, too_large = _accumulated(formulas, values, mode, result)
    return done if too_large is None else result._replace(problem=_overflow(network, too_large, case.name))


def _overflow(network: Network, pair: Pair, case: str | None) -> Problem:
    """An accumulated derivative that leaves the numbers there are."""
    of, wrt = pair
    place = next((e.place for e in network.equations if e.name == of), None)
    help = "use smaller values; 1e308 is the limit"
    return in_case(
        Problem("E606", f"d{of}/d{wrt} has no finite value: it is too large", place, help=help), case
    )


def _jacobians(
    network: Network, formulas: Prepared, values: Values, limit: int
) -> tuple[Mapping[Pair, Jacobian], Problem | None]:
    """Every local Jacobian, and what is wrong with the first that has no finite value."""
    result: dict[Pair, Jacobian] = {}
    problem: Problem | None = None
    for pair, formula in formulas.matrices.items():
        of, wrt = pair
        value: Array | None = None
        if _entries(formula.shape) <= limit:
            value = quick_value(formula, values.names, values.nodes)
            problem = problem or failure(network, f"d{of}/d{wrt}", formula, value, values.nodes)
        local = formulas.derivation.local[pair]
        result[pair] = Jacobian(of, wrt, local, formula, formulas.structures[pair], value)
    return result, problem


def _accumulated(formulas: Prepared, values: Values, mode: str, result: Solved) -> tuple[Solved, Pair | None]:
    """The case with its derivatives, and the first of them that is not finite."""
    found = formulas.derivation
    of = found.of
    assert of is not None
    backward = accumulate(formulas.plans[REVERSE], found.graph, values)
    chosen = backward if mode == REVERSE else accumulate(formulas.plans[mode], found.graph, values)
    ways = (backward,) if chosen is backward else (backward, chosen)
    stacks = ((pair, stack) for one in ways for pair, stack in one.stacks.items())
    too_large = next((pair for pair, stack in stacks if not arrays.finite(stack)), None)
    if too_large is not None:
        return result, too_large
    scalar = found.graph.shape(of) == (1, 1)
    totals = {target: _total(backward, found, target) for target in found.targets}
    adjoints = {
        name: stack[0]
        for (_, name), stack in backward.stacks.items()
        if scalar and name in found.graph.equations and name != of
    }
    done = result._replace(
        adjoints=adjoints,
        gradients={t: total.reshape(found.graph.shape(t)) for t, total in totals.items()} if scalar else {},
        totals={} if scalar else {(of, t): total for t, total in totals.items()},
        steps=chosen.steps,
        rounded={**result.rounded, **{f"d{of}/d{name}": LONG for of, name in chosen.rounded}},
        counts=formulas.counts,
        checked=_checked(formulas, values, totals, chosen, result.jacobians),
    )
    return done, None


def _total(backward: Accumulated, found: Derivation, target: str) -> Array:
    """∂of/∂target as a matrix; 0 where `of` does not depend on the target."""
    of = found.of or ""
    if (of, target) in backward.stacks:
        return backward.jacobian((of, target))
    return quick_value(
        tree.zeros((entries(found.graph.shape(of)), entries(found.graph.shape(target)))), {}, {}
    )


def _checked(
    formulas: Prepared,
    values: Values,
    totals: Mapping[str, Array],
    chosen: Accumulated,
    jacobians: Mapping[Pair, Jacobian],
) -> float | None:
    """The largest difference between the totals and those of forward accumulation."""
    found = formulas.derivation

    def local(pair: Pair) -> Array:
        known = jacobians[pair].value
        return known if known is not None else quick_value(formulas.matrices[pair], values.names, {})

    sizes = partial(terms, found, local) if formulas.verified else None
    if chosen.mode == FORWARD:
        return difference(totals, chosen.jacobians(found.of or ""), sizes)
    return difference(totals, through_jacobians(found, local), sizes) if formulas.verified else None


def _entries(shape: Shape) -> int:
    rows, columns = shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows * columns
