"""The forward pass: every quantity of a case, and where it cannot go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy

from bpcalc.calculus.failures import failure, overflow
from bpcalc.calculus.limits import EXACT, exact_work
from bpcalc.calculus.sides import around
from bpcalc.calculus.solution import Kink, Quantity
from bpcalc.errors import Problem
from bpcalc.language import arrays, elaborate, tree
from bpcalc.language.arrays import Array
from bpcalc.language.derivative import expansion
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.language.value import NoValueError, quick_value, silent, value
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Network

EXTREMES = ("max", "min")
"""Functions whose kink is a tie between entries."""
SHARED = "shared"
"""The slope at a tie: equal entries share it."""
DIGITS = 40
"""Exact numbers longer than this go on in float64."""
LONG = f"exact numbers would need more than {DIGITS} digits"


class Values(NamedTuple):
    """The values of a case by name, and those of all nodes for what comes after."""

    names: dict[Any, Any]
    nodes: dict[Expr, Array]
    quantities: dict[str, Quantity]
    rounded: dict[str, str]
    problem: Problem | None


@silent()
def forward(network: Network, graph: Graph, given: Mapping[str, Array]) -> Values:
    """Every quantity in order, up to the first that has no finite value."""
    names: dict[Any, Any] = dict(given)
    names |= {name: size for name, size in graph.letters.items() if isinstance(size, int)}
    nodes: dict[Expr, Array] = {}
    quantities = {
        name: Quantity(name, network.declared[name].kind, None, given[name])
        for name in graph.leaves
        if name in given
    }
    rounded: dict[str, str] = {}
    exact = [name for name, array in given.items() if array.dtype == object]
    if exact and exact_work(graph) > EXACT:
        names |= {name: arrays.as_float(given[name]) for name in exact}
        rounded[next(iter(graph.equations))] = "exact numbers would take too long"
    for name, expr in graph.equations.items():
        leaves = tree.leaves(expr)
        unknown = sorted(leaf.data for leaf in leaves if leaf.data not in names)
        try:
            if unknown:
                raise NoValueError(f"{unknown[0]} has a size, but no value")
            found = quick_value(expr, names, nodes)
        except NoValueError as error:
            place = next((e.place for e in network.equations if e.name == name), None)
            help = "give it a value, or work in symbols: bpcalc derive"
            missing = Problem("E601", f"{name} has no value: {error}", place, help=help)
            return Values(names, nodes, quantities, rounded, missing)
        problem = failure(network, name, expr, found, nodes)
        if problem is not None:
            return Values(names, nodes, quantities, rounded, problem)
        if arrays.is_exact(found):
            found = nodes[expr] = arrays.settled(found)
            if (short := shortened(found)) is not found:
                problem = overflow(network, name, expr, short, nodes)
                if problem is not None:
                    return Values(names, nodes, quantities, rounded, problem)
                found = nodes[expr] = short
                rounded[name] = LONG
        elif all(leaf in nodes and arrays.is_exact(nodes[leaf]) for leaf in leaves):
            rounded[name] = "it has no exact value"
        names[name] = found
        quantities[name] = Quantity(name, "result", expr, found)
    return Values(names, nodes, quantities, rounded, None)


def shortened(exact: Array) -> Array:
    """The same array, in float64 where its numbers have become too long."""
    return arrays.as_float(exact) if arrays.digits(exact) > DIGITS else exact


def kinks(graph: Graph, values: Values, order: int = 1) -> tuple[Kink, ...]:
    """Every entry that sits exactly where a function of its equation, or one of its derivatives up to
    this order, jumps."""
    found: list[Kink] = []
    for name, expr in graph.equations.items():
        for part, argument in _sites(expr):
            row = part.data[0]
            if argument is None:
                if _has_ties(part, values):
                    found.append(Kink(name, row.name, (), (SHARED,), 1))
            elif (entries := _zeros(argument, values)) and any(map(tree.leaves, part.args)):
                first = [value(arg, values.names, values.nodes).item(*entries[0]) for arg in part.args]
                slopes, jumps = around(part, first)
                if jumps <= order:
                    found.append(Kink(name, row.symbol or row.name, entries, tuple(map(str, slopes)), jumps))
    return tuple(found)


def _sites(expr: Expr) -> tuple[tuple[Expr, Expr | None], ...]:
    """The calls with a kink in an expression, each with what is 0 there; None: it is at ties."""
    if "kinks" not in expr.memo:
        parts = _written_out(expr)
        expr.memo["kinks"] = tuple(
            (part, None if part.data[0].name in EXTREMES else elaborate.kink(part)) for part in parts
        )
    found: tuple[tuple[Expr, Expr | None], ...] = expr.memo["kinks"]
    return found


def _written_out(expr: Expr) -> list[Expr]:
    """The calls with a kink in an expression; functions of the spec are looked into."""
    found: list[Expr] = []
    for part in tree.nodes(expr):
        if part.op != "call":
            continue
        if part.data[0].kink is not None or part.data[0].name in EXTREMES:
            found.append(part)
        elif part.data[0].differential is None and not part.data[0].flat:
            written = expansion(part)
            found.extend(_written_out(written) if written is not None else [])
    return found


def _has_ties(part: Expr, values: Values) -> bool:
    """Whether several entries are the largest (or smallest) together."""
    row, settings = part.data
    share = tree.call(TABLE[row.name + "'"], part.args, settings, part.args[0].shape)
    found = value(share, values.names, values.nodes)
    return bool(((found > 0) & (found < 1)).any())


def _zeros(argument: Expr, values: Values) -> tuple[tuple[int, int], ...]:
    array = value(argument, values.names, values.nodes)
    if arrays.as_float(array).all():
        return ()
    return tuple((int(i), int(j)) for i, j in numpy.argwhere(array == 0))
