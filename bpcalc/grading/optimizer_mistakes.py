"""Optimizers as they are misread: the same rule with one thing done wrong in every update."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from bpcalc.calculus.optimizers import optimizer
from bpcalc.grading import mistakes
from bpcalc.grading.mistakes import Mistake
from bpcalc.language.numbers import Literal, simplest
from bpcalc.spec.update import FORMS, Update

_DIVISOR = r" / \(1 - beta\d\^t\)"
IN_EQUATIONS: tuple[tuple[Mistake, str, str], ...] = (
    (mistakes.ASCENT, r"- alpha", "+ alpha"),
    (mistakes.DESCENT, r"\+ alpha", "- alpha"),
    (mistakes.RATE, r"alpha \* ", ""),
    (mistakes.CORRECTION, _DIVISOR, ""),
    (mistakes.CORRECTION, _DIVISOR.replace(r"\d", "1"), ""),
    (mistakes.CORRECTION, _DIVISOR.replace(r"\d", "2"), ""),
    (mistakes.CORRECTION, r"\^t\)", "^(t + 1))"),
    (mistakes.MOMENTUM_SIGN, r"= beta \*", "= -beta *"),
    (mistakes.NAMED["root-left-out"], r"sqrt\((\w+)\)", r"\1"),
    (mistakes.NAMED["square-left-out"], r"g\^2", "g"),
)
"""What is found in the equations of a rule, and what stands there by mistake."""


def mistaken(update: Update) -> Iterator[tuple[Mistake, Update]]:
    """The updates that a mistake makes of some."""
    equations = optimizer(update).equations
    for mistake, right, wrong in IN_EQUATIONS:
        changed = tuple(re.sub(right, wrong, text) for text in equations)
        if changed != equations:
            yield mistake, update._replace(equations=changed)
    for mistake, change in IN_SETTINGS.get(update.optimizer, ()):
        yield mistake, change(update)


def _with(update: Update, **settings: Literal) -> Update:
    return update._replace(settings={**update.settings, **settings})


def _one_less(beta: Literal) -> Literal:
    return Literal(simplest(1 - Fraction(beta.value)), beta.decimal)


def _plain(update: Update) -> Update:
    return update._replace(optimizer="sgd", form="", settings={})


def _other_form(update: Update) -> Update:
    return update._replace(form=next(form for form in FORMS if form != update.form))


IN_SETTINGS: dict[str, tuple[tuple[Mistake, Callable[[Update], Update]], ...]] = {
    "momentum": (
        (mistakes.MOMENTUM, _plain),
        (mistakes.MOMENTUM_FORM, _other_form),
        (mistakes.BETAS, lambda update: _with(update, beta=_one_less(update.settings["beta"]))),
    ),
    "adam": (
        (mistakes.PLAIN, _plain),
        (mistakes.MOMENTUM, lambda update: _with(update, beta1=Literal(0, False))),
        (
            mistakes.BETAS,
            lambda update: _with(update, beta1=update.settings["beta2"], beta2=update.settings["beta1"]),
        ),
    ),
}
"""What is done wrong with the numbers and the form of an optimizer."""
