"""The loss of a training: a short list, or a curve."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus.updates import Training
from bpcalc.language import tree
from bpcalc.language.tree import SCALAR
from bpcalc.report.blocks import Axis, Block, Curve, Plot, Table, Text
from bpcalc.report.floats import short

LINES = 60
"""Lines of a table of losses; with more updates some are left out."""
POINTS = 60
"""Points of a curve in characters."""
ALL = 2000
"""Points of a curve in a picture."""
FEW = 6
"""Updates whose losses are a list rather than a curve."""


def losses(training: Training, compact: bool, precision: int) -> tuple[Block, ...]:
    """The losses of one case. `compact`: as a list, one line for each update."""
    made, found = training.recipe, training.losses
    steps = len(found) - 1
    if compact or steps <= FEW:
        return _table(training, precision)
    first, last = (short(float(loss), precision) for loss in (found[0], found[-1]))
    words = "falls" if found[-1] < found[0] else "rises"
    moved = f"{words} from {first} to {last}" if found[-1] != found[0] else f"is {first} before and after"
    said = Text((tree.name(made.of, SCALAR), f" {moved}, in {steps:,} updates."))
    return (said, curve((training,)))


def _table(training: Training, precision: int) -> tuple[Block, ...]:
    made = training.recipe
    lines = _round_numbers(len(training.losses) - 1)
    rows = tuple((k, (short(float(training.losses[k]), precision),)) for k in lines)
    table = Table((("updates",), (tree.name(made.of, SCALAR),)), rows)
    if len(lines) == len(training.losses):
        return (table,)
    gone = len(training.losses) - len(lines)
    left_out = f"{gone:,} of {len(training.losses):,} lines are left out; --json has all losses."
    return (table, Text((left_out,), "quiet"))


def _spread(training: Training, many: int) -> list[int]:
    """At most so many numbers of updates, evenly spread, the first and the last among them."""
    last = len(training.losses) - 1
    if last < many:
        return list(range(last + 1))
    return sorted({round(k * last / (many - 1)) for k in range(many)})


def curve(trainings: Sequence[Training], points: int = POINTS) -> Plot:
    """The loss against the number of updates; by powers of ten where it spans several."""
    name = trainings[0].recipe.of
    losses = [float(loss) for training in trainings for loss in training.losses]
    wide = min(losses, default=0) > 0 and max(losses) > 100 * min(losses)
    curves = tuple(Curve(training.case or name, _points(training, points)) for training in trainings)
    return Plot(curves, Axis("updates"), Axis(name, wide))


def _points(training: Training, many: int) -> tuple[tuple[float, float], ...]:
    return tuple((float(k), float(training.losses[k])) for k in _spread(training, many))


def _round_numbers(last: int) -> list[int]:
    """0 to `last` in steps of 1, 2, 5, 10 … so that few lines are enough, and `last` itself."""
    steps = (digit * 10**power for power in range(7) for digit in (1, 2, 5))
    every = next(step for step in steps if last // step < LINES)
    return [*range(0, last, every), last]
