"""Training: the same formulas evaluated update after update.

Exact numbers are used until one would need more digits than the limit; from then on the
formulas run as a float64 program.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from typing import Any

import numpy

from bpcalc.calculus.failures import failure
from bpcalc.calculus.forward import DIGITS, forward
from bpcalc.calculus.optimizers import CLOCK, kept, optimizer
from bpcalc.calculus.recipe import Recipe, recipe
from bpcalc.errors import Problem
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import Rational
from bpcalc.language.program import program
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import numbers_of
from bpcalc.spec.network import Case, Network
from bpcalc.spec.update import Update

EXACT = 100
"""Updates after which numbers go on in float64 in any case: each costs as much as a solution."""
Values = dict[Any, Any]


class Moment(NamedTuple):
    """One update: everything by its key, as it was (`"W1"`), its gradient (`Derivative`), as it
    is afterwards (`new("w", "W1")`)."""

    number: int
    values: Mapping[Any, Array]


class Rounding(NamedTuple):
    """The update in which exact numbers ended, at which quantity (None: at all), and why."""

    number: int
    key: Any
    reason: str


class Training(NamedTuple):
    """One case, trained as far as it can be.

    `losses[k]` is the loss after k updates, all of them finite. `moments`: the updates that
    were asked for; `parameters`: the values at the end. `problem`: what stopped it early.
    """

    case: str | None
    recipe: Recipe
    losses: tuple[Rational | float, ...]
    moments: tuple[Moment, ...]
    start: Mapping[str, Array]
    parameters: Mapping[str, Array]
    rounding: Rounding | None
    problem: Problem | None


def train(network: Network, update: Update, case: Case, keep: Container[int] = ()) -> Training:
    """The training of one case; `keep`: the updates, counted from 1, that are kept as moments.

    Raises InputError where there is no 1×1 loss, or nothing to train.
    """
    made = recipe(network, update, case)
    given = numbers_of(network, case)
    at_first = forward(network, made.graph, given)
    running = _Run(network, made, given, keep)
    problem = running.updates() if made.of in at_first.names else at_first.problem
    return Training(
        case.name,
        made,
        tuple(running.losses),
        tuple(running.moments),
        {name: given[name] for name in made.trained if name in given},
        {name: running.values[name] for name in made.trained if name in running.values},
        running.rounding,
        problem,
    )


class _Run:
    """A training on its way: `values` holds what the next update begins with."""

    def __init__(
        self, network: Network, made: Recipe, given: Mapping[str, Array], keep: Container[int]
    ) -> None:
        self.network, self.recipe, self.keep = network, made, keep
        sizes = {name: size for name, size in made.graph.letters.items() if isinstance(size, int)}
        self.values: Values = {**given, **sizes}
        for name in (name for name in made.trained if name in given):
            nothing = value(tree.zeros(made.graph.shape(name)), {})
            self.values |= {kept(state, name): nothing for state in optimizer(made.update).kept}
        self.losses: list[Rational | float] = []
        self.moments: list[Moment] = []
        self.rounding: Rounding | None = None

    def updates(self) -> Problem | None:
        """All updates and the loss after the last one; what stopped them, if anything did."""
        exact = min(self.recipe.update.steps + 1, EXACT)
        for number in range(1, exact + 1):
            problem = self.exact_update(number)
            if problem is not None or number > self.recipe.update.steps:
                return problem
            if self.rounding is not None:
                return self.float_updates(number + 1)
        self.round(exact + 1, None, f"exact numbers are kept for {EXACT} updates")
        return self.float_updates(exact + 1)

    # -- exactly -----------------------------------------------------------------

    def exact_update(self, number: int) -> Problem | None:
        values, nodes = self.evaluated(number)
        loss = values[self.recipe.of][0, 0]
        if not math.isfinite(loss):
            return self.diverged(number, loss)
        for key, formula in self.recipe.formulas:
            if isinstance(key, Derivative) and not arrays.finite(values[key]):
                return self.no_gradient(number, key, formula, values, nodes)
        self.losses.append(loss)
        if number > self.recipe.update.steps:
            return None
        if number in self.keep:
            self.moments.append(Moment(number, values))
        for old, fresh in self.recipe.carried():
            self.values[old] = values[fresh] if self.rounding is None else arrays.as_float(values[fresh])
        return None

    def evaluated(self, number: int) -> tuple[Values, dict[Expr, Array]]:
        """The value of every formula in an update, exact as far as the digits allow."""
        values: Values = {**self.values, CLOCK: arrays.exact_array([[number]])}
        nodes: dict[Expr, Array] = {}
        for key, formula in self.recipe.formulas:
            found = value(formula, values, nodes)
            if not arrays.is_exact(found):
                self.round(number, key, "it has no exact value")
            elif arrays.digits(found) > DIGITS:
                found = nodes[formula] = arrays.as_float(found)
                self.round(number, key, f"exact numbers would need more than {DIGITS} digits")
            values[key] = found
        return values, nodes

    def round(self, number: int, key: Any, reason: str) -> None:
        self.rounding = self.rounding or Rounding(number, key, reason)

    # -- as a program ------------------------------------------------------------

    def float_updates(self, first: int) -> Problem | None:
        """The updates from `first` on."""
        steps, carried = self.recipe.update.steps, self.recipe.carried()
        made = program(self.recipe.formulas, [CLOCK, *(old for old, _ in carried)], self.values)
        memory = made.memory(self.values)
        loss, clock = made.slots[self.recipe.of], made.slots[CLOCK]
        moves = [(made.slots[old], made.slots[fresh]) for old, fresh in carried]
        before = [memory[old] for old, _ in moves]
        problem = None
        with numpy.errstate(all="ignore"):
            for number in range(first, steps + 2):
                memory[clock] = float(number)
                made.run(memory)
                if not math.isfinite(memory[loss]):
                    problem = number, memory[loss]
                    for (old, _), content in zip(moves, before, strict=True):
                        memory[old] = content
                    break
                self.losses.append(memory[loss])
                if number in self.keep and number <= steps:
                    everything = {key: made.read(memory, key) for key in made.slots}
                    self.moments.append(Moment(number, {**self.values, **everything}))
                if number > steps:
                    break
                before = [memory[old] for old, _ in moves]
                for old, fresh in moves:
                    memory[old] = memory[fresh]
        self.values |= {old: made.read(memory, old) for old, _ in carried}
        return None if problem is None else self.explained(*problem)

    # -- what can go wrong -------------------------------------------------------

    def explained(self, number: int, loss: float) -> Problem:
        """Why there is no finite loss in an update; `values` are those of the update before."""
        values, nodes = self.evaluated(number - 1)
        for key, formula in self.recipe.formulas:
            if isinstance(key, Derivative) and not arrays.finite(values[key]):
                return self.no_gradient(number - 1, key, formula, values, nodes)
        return self.diverged(number, loss)

    def diverged(self, number: int, loss: float) -> Problem:
        update = self.recipe.update
        rate = float(max(literal.value for literal in update.rates.values()))
        said = f"after {_updates(number - 1)} {self.recipe.of} is {loss}: the steps are too large"
        help = f"try a smaller rate than {rate:g}, as {rate / 10:g}"
        return Problem("E610", said, update.place, help=help)

    def no_gradient(self, number: int, key: Derivative, formula: Expr, values: Values, nodes: Any) -> Problem:
        found = failure(self.network, spoken(key), formula, values[key], nodes)
        assert found is not None
        said = f"update {number} cannot be made: {found.message}"
        return found._replace(message=said, place=found.place or self.recipe.update.place)


def _updates(number: int) -> str:
    return "1 update" if number == 1 else f"{number:,} updates"


def spoken(key: Any) -> str:
    """A key as a person types it: `W1`, `dl/dW1`."""
    if isinstance(key, Derivative):
        return f"d{key.of}/d{key.wrt[0]}"
    return str(key[-1] if isinstance(key, tuple) else key)
