"""The update rules of the optimizers, written in the language.

In them w is a parameter, g its gradient, alpha the rate, t the number of the update (from 1);
v and m, where a rule has them, begin at 0. An equation may use what those above it computed.
"""

from __future__ import annotations

from collections.abc import Hashable

from bpcalc.language import tree
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.parser import parse_assignment
from bpcalc.language.sizes import Shape
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.update import Update

CLOCK = ("updates",)
"""What the number of the update is known by in formulas and values; every name is the author's."""


class Optimizer(NamedTuple):
    """A rule: what it is called, what it keeps from update to update, its equations."""

    title: str
    kept: tuple[str, ...]
    equations: tuple[str, ...]


RULES: dict[tuple[str, str], Optimizer] = {
    ("sgd", ""): Optimizer("Gradient descent", (), ("w = w - alpha * g",)),
    ("ascent", ""): Optimizer("Gradient ascent", (), ("w = w + alpha * g",)),
    ("momentum", "heavy_ball"): Optimizer(
        "Momentum (a heavy ball)", ("v",), ("v = beta * v - alpha * g", "w = w + v")
    ),
    ("momentum", "average"): Optimizer(
        "Momentum (an average of gradients)",
        ("v",),
        ("v = beta * v + (1 - beta) * g", "w = w - alpha * v"),
    ),
    ("adam", ""): Optimizer(
        "Adam",
        ("m", "v"),
        (
            "m = beta1 * m + (1 - beta1) * g",
            "v = beta2 * v + (1 - beta2) * g^2",
            "mhat = m / (1 - beta1^t)",
            "vhat = v / (1 - beta2^t)",
            "w = w - alpha * mhat / (sqrt(vhat) + epsilon)",
        ),
    ),
}


class Change(NamedTuple):
    """One equation of a rule for one parameter: `name` is w, v, m, …; the formula is that of
    the new value; it has the new values of the equations above it under ("new", name, …)."""

    parameter: str
    name: str
    formula: Expr


def optimizer(update: Update) -> Optimizer:
    """The rule of an update."""
    found = RULES[update.optimizer, update.form]
    return found._replace(equations=update.equations) if update.equations else found


def rule(update: Update) -> tuple[tuple[Expr, Expr], ...]:
    """The rule in its own letters, as (left, right)."""
    letters = ("w", "g", "v", "m", "mhat", "vhat", "alpha", "beta", "beta1", "beta2", "epsilon", "t")
    scope = Scope({letter: tree.name(letter, SCALAR) for letter in letters}, TABLE)
    found = (parse_assignment(text) for text in optimizer(update).equations)
    return tuple((tree.name(one.name, SCALAR), elaborate(one.value, scope)) for one in found)


def kept(name: str, parameter: str) -> tuple[str, str]:
    """What v or m of a parameter is known by in formulas and values."""
    return name, parameter


def new(name: str, parameter: str) -> tuple[str, str, str]:
    """What the new value of w, v, m, … is known by."""
    return "new", name, parameter


def placeholder(key: Hashable, shape: Shape) -> Expr:
    """A value that is no quantity of the network, under its key."""
    return tree.node("name", (), key, shape)


def changes(update: Update, leaf: Expr, gradient: Expr) -> tuple[Change, ...]:
    """The rule for one parameter, `leaf`, with its numbers in place."""
    made = optimizer(update)
    parameter = leaf.data
    names = {"w": leaf, "g": gradient, "t": placeholder(CLOCK, SCALAR)}
    names |= {name: placeholder(kept(name, parameter), leaf.shape) for name in made.kept}
    literals = {"alpha": update.rates[parameter], **update.settings}
    numbers = {letter: tree.number(*literal) for letter, literal in literals.items()}
    found: list[Change] = []
    for text in made.equations:
        one = parse_assignment(text)
        formula = elaborate(one.value, Scope({**names, **numbers}, TABLE))
        found.append(Change(parameter, one.name, formula))
        names[one.name] = placeholder(new(one.name, parameter), leaf.shape)
    return tuple(found)
