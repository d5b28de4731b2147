"""How solving grows: `python -m tests.benchmarks.growth` prints tables and plots.

Beside the time stands what there is to calculate: multiplications, additions and function
evaluations of the forward pass, of reverse accumulation by structure, and of the verification.
An exponent says by which power of the size something grows; a time may not grow faster than
the calculations, and at first it grows slower, for each formula is derived at any size.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from math import log, log2
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.large import WIDE
from tests.benchmarks.solving import in_floats

if TYPE_CHECKING:
    from bpcalc.spec.network import Network

LAYERS = "inputs: {a0: [1, -1]}\nparameters:\nPARAMETERS\nlayers:\nEQUATIONS\nloss: l = norm(aLAST)^2\n"
REPEATED = 3


class Series(NamedTuple):
    """Networks that differ in one size."""

    name: str
    sizes: tuple[int, ...]
    text: Callable[[int], str]


class Point(NamedTuple):
    """What one size took."""

    size: int
    seconds: float
    operations: int


def layers(many: int) -> str:
    """A chain of so many equations, each with weights of its own."""
    parameters = [f"  W{k}: [[{k % 3}, 1], [1, -1]]" for k in range(1, many)]
    equations = [f"  - a{k} = tanh(W{k} @ a{k - 1})" for k in range(1, many)]
    text = LAYERS.replace("PARAMETERS", "\n".join(parameters)).replace("EQUATIONS", "\n".join(equations))
    return text.replace("LAST", str(many - 1))


def wide(width: int) -> str:
    """Two layers of so many units."""
    return WIDE.replace("WIDTH", str(width))


SERIES = (
    Series("number of equations", (10, 20, 50, 100, 200), layers),
    Series("width", (2, 4, 16, 64, 256, 1024, 2048, 4096), wide),
)


def measured(series: Series) -> Iterator[Point]:
    """The quickest of several solutions at each size, derivation included."""
    from bpcalc.calculus.solve import solve
    from bpcalc.spec.reader import loads

    for size in series.sizes:
        network = in_floats(loads(series.text(size)))
        solve(network)
        seconds = []
        for _ in range(REPEATED):
            start = process_time()
            solve(network)
            seconds.append(process_time() - start)
        yield Point(size, min(seconds), operations(network))


def operations(network: Network) -> int:
    """Everything that solving has to calculate."""
    from bpcalc.calculus import verification
    from bpcalc.calculus.derivation import derivation
    from bpcalc.calculus.plan import REVERSE, costs
    from bpcalc.calculus.solve import AFFORDABLE
    from bpcalc.language.evaluation import work
    from bpcalc.spec.graph import graph

    found = derivation(network, graph(network, network.cases[0]))
    forward = work(*found.graph.equations.values())
    backward = costs(found, REVERSE, network.conventions._replace(products="structured")).values()
    products = verification.work(found)
    parts = [
        forward.arithmetic.total,
        *(many for _, many in forward.evaluations),
        *(cost.total for cost in backward),
        *([2 * products] if isinstance(products, int) and products <= AFFORDABLE else []),
    ]
    return sum(part for part in parts if isinstance(part, int))


def exponent(values: Sequence[tuple[float, float]]) -> float:
    """The power of x by which y grows: the slope of the straight line through the logarithms."""
    xs, ys = [log2(x) for x, _ in values], [log2(y) for _, y in values]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    rise = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return rise / sum((x - middle_x) * (x - middle_x) for x in xs)


def table(series: Series, points: Sequence[Point]) -> Iterator[str]:
    """The figures of a series as Markdown; exponents from each size to the next, then of all."""
    yield f"| {series.name} | time in ms | operations | exponent of the time | of the operations |"
    yield "|---|---|---|---|---|"
    last = None
    for one in points:
        steps = ["", ""]
        if last is not None:
            times = log(one.size / last.size)
            steps = [f"{log(one.seconds / last.seconds) / times:.2f}",
                     f"{log(one.operations / last.operations) / times:.2f}"]  # fmt: skip
        yield f"| {one.size} | {1000 * one.seconds:.1f} | {one.operations:,} | {steps[0]} | {steps[1]} |"
        last = one
    time = exponent([(one.size, one.seconds) for one in points])
    work = exponent([(one.size, one.operations) for one in points])
    yield f"| all | | | {time:.2f} | {work:.2f} |"


def plot(series: Series, points: Sequence[Point]) -> str:
    """The time and the operations, on logarithmic axes, with one scale for both."""
    from bpcalc.formats.character_plot import plot_lines
    from bpcalc.formats.lines import plain_text
    from bpcalc.formats.options import Options
    from bpcalc.report.blocks import Axis, Curve, Plot

    curves = (
        Curve("time in ms", tuple((float(one.size), 1000 * one.seconds) for one in points)),
        Curve("operations, in thousands", tuple((float(one.size), one.operations / 1000) for one in points)),
    )
    drawn = Plot(curves, Axis(series.name, log=True), Axis("ms, thousands", log=True))
    return plain_text(plot_lines(drawn, Options(), 80))


def main(every: Sequence[Series] = SERIES) -> None:
    """Measures and prints all series."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is imported
    for series in every:
        points = list(measured(series))
        print(*table(series, points), "", plot(series, points), sep="\n", flush=True)


if __name__ == "__main__":
    main()
