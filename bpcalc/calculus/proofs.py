"""Proofs by trying: a claim evaluated for every input of a domain, many at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy

from bpcalc.calculus.domains import Inputs, Sample, Space, inputs
from bpcalc.calculus.failures import failure, shown
from bpcalc.calculus.forward import Values, forward
from bpcalc.calculus.trial import Trial, UndefinedError, needed
from bpcalc.calculus.truths import condition
from bpcalc.errors import InputError, Problem
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple
from bpcalc.spec.claims import Claim, Statement
from bpcalc.spec.domain import Domain
from bpcalc.spec.graph import Graph, graph, numbers_of, values_of
from bpcalc.spec.network import Case, Given, Network


class Proof(NamedTuple):
    """What came out: the claim holds for all `covered` inputs, or fails for `failed` of them.

    `tried`: inputs that were looked at, `covered`: those that fulfil the condition. `inexact`:
    a quantity that was computed in floating point. `counterexample`: the first input that
    fails, with its forward pass.
    """

    claim: Claim
    formula: Expr
    condition: Expr | None
    graph: Graph
    space: Space
    sample: Sample | None
    tried: int
    covered: int
    failed: int
    inexact: str | None
    counterexample: Values | None

    @property
    def verdict(self) -> str:
        """`proved`, `refuted`, or `not refuted` by a sample."""
        return "refuted" if self.failed else "proved" if self.sample is None else "not refuted"


def prove(network: Network, claim: Claim, case: Case | None = None, sample: Sample | None = None) -> Proof:
    """The claim tried for every input, or for a sample. `case`: where other values come from.

    Raises InputError for a domain that is too large, a claim that is neither true nor false,
    a value that is missing, and a condition that no input fulfils.
    """
    based = case or network.cases[0]
    shapes = {domain.name: _shape(network, based, domain) for domain in claim.domains}
    chosen = _with(based, {domain.name: _first(domain, shapes) for domain in claim.domains})
    found = graph(network, chosen)
    formula = condition(network, found, chosen, claim.claim, "claim")
    where = condition(network, found, chosen, claim.where, "where") if claim.where else None
    _require_values(network, claim, found, (formula, *((where,) if where else ())), case)
    given = {name: array for name, array in numbers_of(network, chosen).items() if name not in shapes}
    sizes = {name: size for name, size in found.letters.items() if isinstance(size, int)}
    trial = Trial(found, {**given, **sizes}, formula, where)
    trying = inputs(claim, shapes, sample)
    try:
        for block in trying.blocks(trial.width):
            trial.take_in(trying, block)
    except UndefinedError as undefined:
        assert where is not None
        assert claim.where is not None
        said = _undefined(network, found, "the condition", where, claim.where, {**given, **undefined.args[0]})
        raise InputError(said) from None
    if not trial.covered:
        raise InputError(_never(claim, trying))
    example = None
    if trial.example is not None:
        example = forward(network, found, {**given, **trial.example})
        if example.problem is None:
            own = _without_value(network, "the claim", formula, example)
            example = example._replace(problem=own)
    return Proof(
        claim, formula, where, found, trying.space, trying.sample, trying.many,
        trial.covered, trial.failed, trial.inexact, example,
    )  # fmt: skip


def _shape(network: Network, case: Case, domain: Domain) -> tuple[int, int]:
    """The shape of a domain: its own, or that of the quantity in the spec, or 1×1."""
    if domain.shape is not None:
        return domain.shape
    known = values_of(network, case).get(domain.name)
    if known is not None:
        return known.array.shape[0], known.array.shape[1]
    rows, columns = network.declared[domain.name].shape or (1, 1)
    if isinstance(rows, int) and isinstance(columns, int):
        return rows, columns
    said = f"how many entries {domain.name} has is not said"
    raise InputError(Problem("E543", said, domain.place, help="write {each: [0, 1], length: 2}"))


def _first(domain: Domain, shapes: Mapping[str, tuple[int, int]]) -> Given:
    """Any value of a domain, for its shape."""
    array = numpy.full(shapes[domain.name], domain.values[0], dtype=object)
    return Given(array, array.shape[1] == 1, domain.decimal, domain.place)


def _with(case: Case, values: Mapping[str, Given]) -> Case:
    return case._replace(values={**case.values, **values})


def _require_values(
    network: Network, claim: Claim, found: Graph, formulas: tuple[Expr, ...], case: Case | None
) -> None:
    """Refuses names that differ from case to case while no case is chosen."""
    settled = {name for name, declared in network.declared.items() if declared.given is not None}
    settled |= {domain.name for domain in claim.domains}
    if case is not None or len(network.cases) == 1:
        settled |= set(values_of(network, case or network.cases[0]))
    used = needed(found, formulas)
    problems = []
    for name in found.leaves:
        if name in used and name not in settled:
            said = f"{name} has no value that goes for all inputs"
            help = f"give it a domain, for: {{{name}: {{each: [0, 1]}}}}, or choose a case with --case"
            problems.append(Problem("E546", said, claim.claim.scalar.place, help=help))
    if problems:
        raise InputError(*problems)


def _without_value(network: Network, what: str, formula: Expr, values: Values) -> Problem | None:
    """Why a statement has no finite value, where that is so."""
    nodes = dict(values.nodes)
    return failure(network, what, formula, value(formula, values.names, nodes), nodes)


def _undefined(
    network: Network, found: Graph, what: str, formula: Expr, said: Statement, given: Mapping[str, Array]
) -> Problem:
    """What is wrong with a statement that has no value for an input."""
    values = forward(network, found, given)
    problem = values.problem or _without_value(network, what, formula, values)
    assert problem is not None
    leaves = sorted(leaf.data for leaf in tree.leaves(formula) if leaf.op == "name")
    notes = tuple(shown(name, values.names[name]) for name in leaves if name in values.names)
    return problem._replace(place=said.scalar.place, path=said.scalar.path, notes=problem.notes or notes)


def _never(claim: Claim, trying: Inputs) -> Problem:
    said = f"none of {trying.many:,} inputs fulfils this condition, so nothing is shown"
    assert claim.where is not None
    return Problem("E548", said, claim.where.scalar.place, help="check the condition, or widen the domain")
