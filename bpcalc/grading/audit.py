"""Which mistakes an exercise cannot reveal: those that give the right value all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcalc.calculus.derivation import derivation
from bpcalc.calculus.forward import forward, kinks
from bpcalc.calculus.solution import Kink
from bpcalc.errors import InputError, Problem
from bpcalc.grading.diagnosis import Change, changed_value, single_changes, value_under
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key, Site
from bpcalc.grading.truth import Subject, same, subject
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.parser import parse
from bpcalc.language.tree import Derivative
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import INPUT, Case, Network

STEPS = (1, -1, 2, -2)
"""By how much an entry of an input is moved in the search for a better one."""
TRIES = 24
"""Inputs near by that are tried."""


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
    given = numbers_of(network, case)
    values = forward(network, made, given)
    keyed = [(key, about) for key in _keys(network, exercise, case) if (about := _about(exercise, case, key))]
    changes = {key: _changes(exercise, case, about) for key, about in keyed}
    answers = tuple(
        Audited(
            key,
            _hidden(exercise, case, about, changes[key], given),
            len(_told(changes[key])),
            frozenset(map(_step, changes[key])),
        )
        for key, about in keyed
    )
    found = () if values.problem is not None else kinks(made, values)
    here = sum(len(one.hidden) for one in answers)
    better = _better(network, exercise, case, keyed, changes, here) if here else None
    return Audit(case.name, answers, found, better)


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
        about = subject(parse(key, known), exercise.found[case.name]).whole
    except (InputError, ValueError):
        return None
    truth = exercise.truth(case.name, about)
    return about if truth is not None and arrays.finite(truth) else None


def _changes(exercise: Exercise, case: Case, about: Subject) -> tuple[Change, ...]:
    """The mistakes of formulas; a factor on the whole hides nowhere but in zeros."""
    method = exercise.method(case.name, exercise.of(case.name, about))
    made = single_changes(about, exercise.found[case.name], method, exercise.given(case.name))
    return tuple(change for change in made if change.formulas)


def _told(changes: tuple[Change, ...]) -> set[tuple[str, Site | None]]:
    return {(change.names[0], change.site) for change in changes}


def _hidden(
    exercise: Exercise,
    case: Case,
    about: Subject,
    changes: tuple[Change, ...],
    given: Mapping[str, Array],
) -> tuple[Hidden, ...]:
    """The mistakes that give the right value with these inputs."""
    found = exercise.found[case.name]
    method = exercise.method(case.name, exercise.of(case.name, about))
    stated: dict[Key, Array] = dict(given.items())
    truth = value_under(about, found, method, stated)
    if truth is None:
        return ()
    hidden: dict[Hidden, None] = {}
    for change in changes:
        value = changed_value(about, found, method, stated, change, truth)
        if value is None or value.shape != truth.shape or not same(value, truth):
            continue
        names: set[str] = set()
        for site, formula in change.formulas.items():
            before = {leaf.data for leaf in tree.leaves(method[site]) if leaf.op == "name"}
            names |= {leaf.data for leaf in tree.leaves(formula) if leaf.op == "name"} - before
        hidden[Hidden(change.names[0], _step(change), tuple(sorted(names)))] = None
    return tuple(hidden)


def _step(change: Change) -> str:
    if change.site is None:
        return ""
    key = change.site.key
    return f"d{key.of}/d{key.wrt[0]}" if isinstance(key, Derivative) else key


def _better(
    network: Network,
    exercise: Exercise,
    case: Case,
    keyed: list[tuple[str, Subject]],
    changes: Mapping[str, tuple[Change, ...]],
    here: int,
) -> Better | None:
    """The best of the inputs that differ in one entry."""
    given = numbers_of(network, case)
    best: Better | None = None
    tries = 0
    for name in network.names(INPUT) or tuple(case.values):
        if name not in given or network.declared[name].kind != INPUT:
            continue
        for place in range(given[name].size):
            for step in STEPS:
                tries += 1
                if tries > TRIES:
                    return best
                moved = given[name].copy()
                moved.reshape(-1)[place] += step
                other = {**given, name: moved}
                count = sum(len(_hidden(exercise, case, about, changes[key], other)) for key, about in keyed)
                if count < here and (best is None or count < best.hidden):
                    best = Better(name, moved, count)
    return best
