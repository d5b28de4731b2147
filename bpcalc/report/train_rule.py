"""The rule of an optimizer on the page: in letters, with its numbers, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.calculus.optimizers import optimizer, rule
from bpcalc.calculus.recipe import Recipe
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.report.blocks import Block, Code, Inline, Text

STEPS = " Each update has five steps; beside its name stands the line of PyTorch that does it."


def rule_blocks(made: Recipe) -> tuple[Block, ...]:
    """The rule in letters, its numbers, and what it leaves alone."""
    update, found = made.update, optimizer(made.update)
    lines = tuple(part for left, right in rule(update) for part in ("\n   ", left, " ← ", right))
    gradient = tree.partial(made.of, ("w",), SCALAR)
    said = f"{found.title}, for every parameter w and its gradient g = "
    blocks: list[Block] = [Text((said, gradient, ":", *lines)), Text((*_numbers(made), STEPS), "quiet")]
    if update.frozen:
        names = listed(made.graph.leaf(name) for name in update.frozen)
        blocks.append(Text(("Frozen, so they keep their values: ", *names, ".")))
    if made.idle:
        names = listed(made.graph.leaf(name) for name in made.idle)
        blocks.append(Text((tree.name(made.of, SCALAR), " does not depend on ", *names, ".")))
    return tuple(blocks)


def _numbers(made: Recipe) -> Inline:
    """`α = 0.5, β = 0.9; v begins at 0.`"""
    update, begin = made.update, optimizer(made.update).kept
    alpha = tree.name("alpha", SCALAR)
    rates = dict.fromkeys(update.rates.values())
    words: list[str | Expr | Code] = []
    for place, literal in enumerate(rates):
        words += [", " if place else "", alpha, " = ", tree.number(*literal)]
        if len(rates) > 1:
            same = (name for name, rate in update.rates.items() if rate == literal)
            words += [" for ", *listed(made.graph.leaf(name) for name in same)]
    for name, literal in update.settings.items():
        words += [", ", tree.name(name, SCALAR), " = ", tree.number(*literal)]
    if begin:
        words.append(f"; {' and '.join(begin)} {'begin' if len(begin) > 1 else 'begins'} at 0")
    if update.optimizer == "adam":
        words.append("; t counts the updates")
    return (*words, ".")


def listed(parts: Iterable[Expr], between: str = ", ") -> Inline:
    """Formulas with commas, or other signs, between them."""
    found: list[str | Expr] = []
    for part in parts:
        found += [between, part] if found else [part]
    return tuple(found)
