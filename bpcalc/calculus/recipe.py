"""One update of a training as a list of formulas: forward pass, adjoints, new values.

All gradients stand before the first new value: no parameter changes before all are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpcalc.calculus.derivation import Derivation, adjoint_leaf, derivation
from bpcalc.calculus.optimizers import Change, changes, kept, new, optimizer
from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify
from bpcalc.language.tree import SCALAR, Derivative, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph
from bpcalc.spec.network import Case, Network
from bpcalc.spec.update import Update

Named = tuple[Any, Expr]
"""A quantity by its name, a gradient by its `Derivative` or a new value by `new(…)`, with its formula."""


class Recipe(NamedTuple):
    """What every update of a case does.

    `trained`: the parameters that change; `idle`: those that might, but the loss does not
    depend on them. `formulas` in order, each from what stands before it.
    """

    graph: Graph
    of: str
    update: Update
    trained: tuple[str, ...]
    idle: tuple[str, ...]
    changes: Mapping[str, tuple[Change, ...]]
    formulas: tuple[Named, ...]

    def carried(self) -> tuple[tuple[Any, Any], ...]:
        """(a key, the key of its new value) for all that goes on to the next update."""
        states = ((kept(s, p), new(s, p)) for p in self.trained for s in optimizer(self.update).kept)
        return (*((p, new("w", p)) for p in self.trained), *states)

    def gradient(self, name: str) -> Derivative:
        """The key of ∂loss/∂name."""
        return Derivative(self.of, (name,))


def recipe(network: Network, update: Update, case: Case) -> Recipe:
    """The formulas of an update, with the shapes of a case.

    Raises InputError where there is no 1×1 loss, or nothing to train.
    """
    found = derivation(network, graph(network, case), wrt=tuple(update.rates))
    of = found.of
    if of is None or found.graph.shape(of) != SCALAR:
        said = "there is no loss to train with" if of is None else f"{of} is a matrix; a loss is one number"
        help = "write loss: squared_error, or an equation"
        raise InputError(Problem("E537", said, update.place, help=help))
    trained = tuple(name for name in update.rates if name in found.leading)
    if not trained:
        said = f"{of} depends on no parameter that may change"
        raise InputError(Problem("E536", said, update.place, help="take a name out of freeze"))
    rules = {name: changes(update, found.graph.leaf(name), _adjoint(found, name)) for name in trained}
    formulas = (
        *((name, expr) for name, expr in found.graph.equations.items() if name in found.leading),
        *_adjoints(found, trained),
        *((new(one.name, one.parameter), one.formula) for rule in rules.values() for one in rule),
    )
    idle = tuple(name for name in update.rates if name not in trained)
    return Recipe(found.graph, of, update, trained, idle, rules, formulas)


def _adjoint(found: Derivation, name: str) -> Expr:
    return adjoint_leaf(found.graph, found.of or "", name)


def _adjoints(found: Derivation, trained: tuple[str, ...]) -> list[Named]:
    """∂of/∂q of every q between the parameters and the loss, from the adjoints of its users."""
    of = found.of or ""
    needed = {name for target in trained for name in found.between(target)} | set(trained)
    result: list[Named] = []
    for name in (*reversed(tuple(found.graph.equations)), *trained):
        if name in needed and name != of:
            users = [user for user in reversed(found.uses[name]) if user in found.leading]
            seeds = [simplify.ONE if user == of else _adjoint(found, user) for user in users]
            paths = [maps.pull(found.local[user, name], s) for user, s in zip(users, seeds, strict=True)]
            result.append((Derivative(of, (name,)), simplify.plus(*paths)))
    return result
