"""Which mistakes an exercise cannot reveal: those that give the right value all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy

from bpcalc.calculus.derivation import derivation
from bpcalc.calculus.forward import forward, kinks
from bpcalc.calculus.solution import Kink
from bpcalc.errors import InputError, Problem
from bpcalc.grading.diagnosis import Change, changes_at, sites, value_in
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key, Method, Site, Worked, users_of
from bpcalc.grading.plan import key_of
from bpcalc.grading.screened import screened
from bpcalc.grading.truth import Subject, same, subject
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.cost import entries
from bpcalc.language.parser import parse
from bpcalc.language.tree import Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph, numbers_of
from bpcalc.spec.network import INPUT, Case, Network

STEPS = (1, -1, 2, -2)
"""By how much an entry of an input is moved in the search for a better one."""
TRIES, WORK = 24, 100_000
"""Inputs near by that are tried, and mistakes in answers that are tried at all of them together."""
LARGEST = 200_000
"""Numbers that an exercise and its derivatives may have: all of them again for every mistake."""


class Hidden(NamedTuple):
    """A mistake that does not show. `at`: the step in which it is made; `instead`: names that
    stand in its formula and not in the right one."""

    name: str
    at: str
    instead: tuple[str, ...]


class Audited(NamedTuple):
    """One answer: the mistakes that give the right value, of how many that are tried, and the
    steps in which they are made."""

    key: str
    hidden: tuple[Hidden, ...]
    tried: int
    steps: frozenset[str]


class Better(NamedTuple):
    """An input near by at which fewer mistakes are hidden."""

    name: str
    value: Array
    hidden: int


class Audit(NamedTuple):
    """One case. `hidden`: mistakes that do not show in any derivative, by the answers together."""

    case: str | None
    answers: tuple[Audited, ...]
    kinks: tuple[Kink, ...]
    better: Better | None

    @property
    def hidden(self) -> int:
        """How many mistakes do not show, over all answers."""
        return sum(len(one.hidden) for one in self.answers)


def audit(network: Network, exercise: Exercise, only: str | None = None) -> tuple[Audit, ...]:
    """Every case, or one."""
    return tuple(
        _audit(network, exercise, case) for case in network.cases if only is None or case.name == only
    )


def _audit(network: Network, exercise: Exercise, case: Case) -> Audit:
    if not exercise.has_values(case.name):
        message = "the exercise has no numbers, so its formulas are all that can go wrong"
        raise InputError(Problem("E712", message, case.place, help="give every name a value"))
    made = graph(network, case)
    _require_affordable(made)
    given = numbers_of(network, case)
    values = forward(network, made, given)
    trials = _trials(exercise, case, _keys(network, exercise, case))
    hidden = _hidden(exercise, case, trials, given)
    answers = tuple(
        Audited(
            one.key,
            hidden[one.key],
            len({(change.names[0], change.site) for change in one.changes}),
            frozenset(map(_step, one.changes)),
        )
        for one in trials
    )
    found = () if values.problem is not None else kinks(made, values)
    here = sum(len(one.hidden) for one in answers)
    better = _better(network, exercise, case, trials, here) if here else None
    return Audit(case.name, answers, found, better)


def _require_affordable(made: Graph) -> None:
    """Raises InputError E608 for an exercise with very many numbers."""
    sizes = [entries(made.shape(name)) for name in (*made.leaves, *made.equations)]
    many = 2 * sum(size for size in sizes if isinstance(size, int))
    if many > LARGEST:
        message = f"an audit would work out {many:,} numbers for every mistake"
        help = f"audit a smaller exercise of the same kind; the limit is {LARGEST:,}"
        raise InputError(Problem("E608", message, help=help))


def _keys(network: Network, exercise: Exercise, case: Case) -> Iterator[str]:
    """The answers that are asked for, or all quantities and gradients."""
    wanted = [one.key for one in exercise.marks.listed if one.case == case.name and one.kind == "value"]
    if wanted:
        yield from wanted
        return
    found = derivation(network, graph(network, case))
    yield from found.graph.equations
    if found.of is not None:
        yield from (f"d{found.of}/d{name}" for name in found.targets)


def _about(exercise: Exercise, case: Case, key: str) -> Subject | None:
    network = exercise.network
    known = {*network.declared, *(equation.name for equation in network.equations)}
    try:
        about = subject(parse(key, known), exercise.found[case.name], exercise.network.conventions).whole
    except (InputError, ValueError):
        return None
    truth = exercise.truth(case.name, about)
    return about if truth is not None and arrays.finite(truth) else None


class _Trial(NamedTuple):
    """An answer, what its derivatives are of, and the mistakes of formulas that are tried in it; a
    factor on the whole hides nowhere but in zeros."""

    key: str
    about: Subject
    of: str
    changes: tuple[Change, ...]


def _trials(exercise: Exercise, case: Case, keys: Iterable[str]) -> tuple[_Trial, ...]:
    found, given = exercise.found[case.name], exercise.given(case.name)
    made: dict[tuple[str, Site], tuple[Change, ...]] = {}
    trials: list[_Trial] = []
    for key in keys:
        about = _about(exercise, case, key)
        if about is None:
            continue
        of = exercise.of(case.name, about)
        method = exercise.method(case.name, of)
        changes: list[Change] = []
        for site in sites(about, found, method, given):
            if (of, site) not in made:
                made[of, site] = tuple(one for one in changes_at(found, method, site) if one.formulas)
            changes += made[of, site]
        trials.append(_Trial(key, about, of, tuple(changes)))
    return tuple(trials)


def _hidden(
    exercise: Exercise, case: Case, trials: Sequence[_Trial], given: Mapping[str, Array]
) -> dict[str, tuple[Hidden, ...]]:
    """The mistakes that give the right value with these inputs, by answer."""
    stated: dict[Key, Array] = dict(given.items())
    asked = {key_of(one.about): one.changes for one in trials}
    told = screened(exercise.plan(case.name), asked, stated)
    found: dict[str, tuple[Hidden, ...]] = {}
    for of in dict.fromkeys(one.of for one in trials):
        right = Worked(exercise.found[case.name], of, exercise.method(case.name, of), stated)
        some = [one for one in trials if one.of == of]
        exactly = _exactly(right, [(one, told[key_of(one.about)].open) for one in some])
        for one, also in zip(some, exactly, strict=True):
            hidden = told[key_of(one.about)].same | also
            found[one.key] = tuple(
                dict.fromkeys(
                    Hidden(change.names[0], _step(change), _instead(right.method, change))
                    for change, is_hidden in zip(one.changes, hidden, strict=True)
                    if is_hidden
                )
            )
    return found


def _exactly(right: Worked, tried: Sequence[tuple[_Trial, Array]]) -> list[Array]:
    """Which of some mistakes in each answer give the right value exactly; the others are not tried."""
    users = users_of(right.method)
    truths = [value_in(one.about, right) for one, _ in tried]
    found = [numpy.zeros(len(which), dtype=bool) for _, which in tried]
    places: dict[int, list[tuple[int, int]]] = {}
    for answer, (one, which) in enumerate(tried):
        for place in numpy.flatnonzero(which).tolist():
            places.setdefault(id(one.changes[place].formulas), []).append((answer, place))
    for where in places.values():
        answer, place = where[0]
        wrong = right.with_mistake(tried[answer][0].changes[place].formulas, users)
        for answer, place in where:
            found[answer][place] = _is_same(value_in(tried[answer][0].about, wrong), truths[answer])
    return found


def _is_same(value: Array | None, truth: Array | None) -> bool:
    if value is None or truth is None or value.shape != truth.shape:
        return False
    return arrays.finite(value) and same(value, truth)


def _instead(method: Method, change: Change) -> tuple[str, ...]:
    """The names that stand in mistaken formulas and not in the right ones."""
    names: set[str] = set()
    for site, formula in change.formulas.items():
        names |= _names(formula) - _names(method[site])
    return tuple(sorted(names))


def _names(formula: Expr) -> set[str]:
    return {leaf.data for leaf in tree.leaves(formula) if leaf.op == "name"}


def _step(change: Change) -> str:
    if change.site is None:
        return ""
    key = change.site.key
    return f"d{key.of}/d{key.wrt[0]}" if isinstance(key, Derivative) else key


def _better(
    network: Network, exercise: Exercise, case: Case, trials: tuple[_Trial, ...], here: int
) -> Better | None:
    """The best of the inputs that differ in one entry."""
    given = numbers_of(network, case)
    best: Better | None = None
    most = min(TRIES, WORK // sum(len(one.changes) for one in trials))
    tries = 0
    for name in network.names(INPUT) or tuple(case.values):
        if name not in given or network.declared[name].kind != INPUT:
            continue
        for place in range(given[name].size):
            for step in STEPS:
                tries += 1
                if tries > most:
                    return best
                moved = given[name].copy()
                moved.reshape(-1)[place] += step
                hidden = _hidden(exercise, case, trials, {**given, name: moved})
                count = sum(map(len, hidden.values()))
                if count < here and (best is None or count < best.hidden):
                    best = Better(name, moved, count)
    return best
