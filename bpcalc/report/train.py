"""The page of a training: the rule, its first updates and the last one, the loss."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.updates import Training
from bpcalc.report import train_loss, train_update
from bpcalc.report.blocks import Block, Display, Section, Text
from bpcalc.report.deltas import said
from bpcalc.report.legend import legend
from bpcalc.report.opening import notes
from bpcalc.report.style import Page, style_of
from bpcalc.report.train_rule import rule_blocks
from bpcalc.report.view import matrix
from bpcalc.spec.network import Network

WORKED = 2
"""Updates that are worked out at the beginning; the last one is, too."""


def worked(steps: int) -> frozenset[int]:
    """The updates that a page works out."""
    return frozenset((*range(1, min(steps, WORKED) + 1), steps))


def page(
    network: Network, trainings: Sequence[Training], *, compact: bool = False, precision: int = 6
) -> tuple[Block, ...]:
    """The training of every case. `compact`: one line for each update."""
    signs = (Text((f"Conventions: {words}.",), "quiet") for words in said(network.conventions))
    top = (*notes(network), *signs, *rule_blocks(trainings[0].recipe))
    blocks: list[Block] = []
    several = len(trainings) > 1
    if several:
        blocks.append(Text(("Each case is a training of its own, from the values of the spec.",), "note"))
    for training in trainings:
        body = _training(network, training, compact, precision)
        blocks.extend((Section((f"Case {training.case}",), body),) if several else body)
    return (Section((network.title or "Training",), (*top, *legend(blocks), *blocks)),)


def style(network: Network, trainings: Sequence[Training], precision: int = 6) -> Page:
    """How this page is written."""
    update = trainings[0].recipe.update
    literals = (*update.rates.values(), *update.settings.values())
    decimals = network.decimals or any(literal.decimal for literal in literals)
    return style_of(network, trainings[0].recipe.of, precision)._replace(decimals=decimals)


def _training(network: Network, training: Training, compact: bool, precision: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    steps = len(training.losses) - 1
    for place, moment in enumerate(training.moments if not compact else ()):
        title = f"Update {moment.number:,}" + (f" of {training.recipe.update.steps:,}" if steps > 1 else "")
        body = (
            train_update.first(network, training, moment)
            if not place
            else train_update.later(network, training, moment)
        )
        blocks.append(Section((title,), body))
    if training.losses:
        blocks.append(Section(("Loss",), train_loss.losses(training, compact, precision)))
    if training.losses[1:]:
        many = "1 update" if steps == 1 else f"{steps:,} updates"
        blocks.append(Section((f"Parameters after {many}",), (_parameters(training),)))
    if training.problem is not None:
        blocks.append(Text((f"{training.problem.message}. The training ends here.",), "warning"))
    return tuple(blocks)


def _parameters(training: Training) -> Block:
    graph = training.recipe.graph
    return Display(tuple(matrix(a, a.shape, graph.leaf(name)) for name, a in training.parameters.items()))
