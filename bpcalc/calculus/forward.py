"""The forward pass: every quantity of a case, and where it cannot go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy

from bpcalc.calculus.solution import Kink, Quantity
from bpcalc.errors import Problem
from bpcalc.language import arrays, elaborate, tree
from bpcalc.language.arrays import Array
from bpcalc.language.derivative import expansion
from bpcalc.language.numbers import Rational
from bpcalc.language.tree import Expr
from bpcalc.language.value import NoValueError, blame, value
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Network

DIGITS = 40
"""Exact numbers longer than this go on in float64."""


class Values(NamedTuple):
    """The values of a case by name, and those of all nodes for what comes after."""

    names: dict[Any, Any]
    nodes: dict[Expr, Array]
    quantities: dict[str, Quantity]
    rounded: dict[str, str]
    problem: Problem | None


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
    for name, expr in graph.equations.items():
        unknown = sorted(leaf.data for leaf in tree.leaves(expr) if leaf.data not in names)
        try:
            if unknown:
                raise NoValueError(f"{unknown[0]} has a size, but no value")
            found = value(expr, names, nodes)
        except NoValueError as error:
            missing = Problem(
                "E601", f"{name} has no value: {error}", help="bpcalc derive works without values"
            )
            return Values(names, nodes, quantities, rounded, missing)
        problem = failure(network, name, expr, found, nodes)
        if problem is not None:
            return Values(names, nodes, quantities, rounded, problem)
        if arrays.is_exact(found):
            if arrays.digits(found) > DIGITS:
                found = nodes[expr] = arrays.as_float(found)
                rounded[name] = f"exact numbers would need more than {DIGITS} digits"
        elif all(arrays.is_exact(nodes.get(leaf, numpy.zeros(1))) for leaf in tree.leaves(expr)):
            rounded[name] = "it has no exact value"
        names[name] = found
        quantities[name] = Quantity(name, "result", expr, found)
    return Values(names, nodes, quantities, rounded, None)


def failure(
    network: Network, name: str, expr: Expr, found: Array, nodes: Mapping[Expr, Array]
) -> Problem | None:
    """What made a value infinite or no number: the operation, its entry and what went in."""
    if arrays.finite(found):
        return None
    place = next((e.place for e in network.equations if e.name == name), None)
    culprit = blame(expr, nodes)
    if culprit is None:
        return Problem("E602", f"{name} is not finite", place, help="check the values that go in")
    part, entry = culprit
    row, column = entry[-2:]
    fed = [_entry(nodes[arg], row, column) for arg in part.args if arg in nodes]
    code, what, help = _reason(part, fed)
    where = f" at entry [{row}, {column}]" if found.shape[-2:] != (1, 1) else ""
    return Problem(code, f"{name} has no finite value{where}: {what}", place, help=help)


def _entry(array: Array, row: int, column: int) -> Rational | float:
    r, c = min(row, array.shape[-2] - 1), min(column, array.shape[-1] - 1)
    entry: Rational | float = array[..., r, c].flat[0]
    return entry


def _reason(part: Expr, fed: list[Rational | float]) -> tuple[str, str, str]:
    kind = part.data[0].name if part.op == "call" else part.op
    shown = ", ".join(_shown(x) for x in fed)
    if kind == "log" and fed and fed[0] <= 0:
        return (
            "E603",
            f"log({shown}); a logarithm needs a positive number",
            "check what goes into the log",
        )
    if kind == "xlogy":
        return (
            "E603",
            f"log({_shown(fed[-1])}); a logarithm needs a positive number",
            "a probability must lie between 0 and 1",
        )
    if kind == "sqrt":
        return (
            "E604",
            f"sqrt({shown}); a square root needs a number that is not negative",
            "check what goes into the root",
        )
    if kind == "div" and fed and fed[-1] == 0:
        return "E605", f"{_shown(fed[0])} / 0", "check the denominator"
    if kind == "pow" and fed and fed[0] == 0:
        return "E605", f"0 ^ {_shown(fed[-1])} divides by 0", "check the base of the power"
    if kind == "pow" and fed and fed[0] < 0:
        return (
            "E604",
            f"{_shown(fed[0])} ^ {_shown(fed[-1])}; a root of a negative number",
            "check the base of the power",
        )
    return "E606", f"{kind}({shown}) is too large for a number of 64 bits", "use smaller values"


def _shown(x: Rational | float) -> str:
    return f"{x:.6g}" if isinstance(x, float) else str(x)


def kinks(graph: Graph, values: Values) -> tuple[Kink, ...]:
    """Every entry that sits exactly where a function of its equation has no derivative."""
    found: list[Kink] = []
    for name, expr in graph.equations.items():
        for part in _written_out(expr):
            row, settings = part.data
            argument = elaborate.kink(part)
            entries = _zeros(argument, values)
            if entries:
                slope = dict(zip((s for s, _ in row.settings), settings, strict=True))
                shown = slope.get("at_zero", slope.get("tie"))
                found.append(Kink(name, row.symbol or row.name, entries, "" if shown is None else str(shown)))
    return tuple(found)


def _written_out(expr: Expr) -> list[Expr]:
    """The calls with a kink in an expression; functions of the spec are looked into."""
    found: list[Expr] = []
    for part in tree.nodes(expr):
        if part.op != "call":
            continue
        if part.data[0].kink is not None:
            found.append(part)
        elif part.data[0].differential is None and not part.data[0].flat:
            written = expansion(part)
            found.extend(_written_out(written) if written is not None else [])
    return found


def _zeros(argument: Expr, values: Values) -> tuple[tuple[int, int], ...]:
    array = value(argument, values.names, values.nodes)
    return tuple((int(i), int(j)) for i, j in numpy.argwhere(array == 0))
