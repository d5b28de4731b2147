"""Labels that name an entry: whole numbers from 0 to one less than the number of entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpcalc.errors import Problem
from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import Graph
from bpcalc.spec.network import Given


def label_problems(
    graph: Graph, given: Mapping[str, Given], batch: str | None = None, loss: str | None = None
) -> list[Problem]:
    """The given labels of a case that name no entry, or that the loss takes against the batch."""
    found: list[Problem] = []
    for name, expr in graph.equations.items():
        for labels, count in labelled(expr):
            value = given.get(str(labels.data)) if labels.op == "name" else None
            if value is None or not isinstance(count, int):
                continue
            if (
                name == loss
                and batch is not None
                and labels.shape[batch == "columns"] == 1 != value.array.size
            ):
                found.append(_across(str(labels.data), value, batch))
                continue
            bad = next((i for i, x in enumerate(value.array.flat) if x != int(x) or not 0 <= x < count), None)
            if bad is not None:
                found.append(_problem(str(labels.data), bad, count, name, value))
    return found


def _across(name: str, value: Given, batch: str) -> Problem:
    """Labels that belong to the columns of a batch of rows, or the other way round."""
    each, examples, shape = (
        ("column", "rows", "[0, …]") if batch == "rows" else ("row", "columns", "[[0, …]]")
    )
    what = f"{name} has one label for each {each}, but the examples are {examples}"
    return Problem("E310", what, value.place, help=f"write one label for each example: {shape}")


def labelled(expr: Expr) -> Iterator[tuple[Expr, Size]]:
    """The label arguments in an expression, each with the number of entries it chooses from."""
    for part in tree.nodes(expr):
        if part.op != "call":
            continue
        if part.data[0].name == "onehot":
            yield part.args[0], _choices(part.args[0], part.args[1])
        elif part.data[0].loss:
            written = expansion(part)
            if written is not None:
                yield from labelled(written)


def _choices(labels: Expr, values: Expr) -> Size:
    rows, columns = values.shape
    if labels.shape == (1, 1):
        return rows * columns
    return columns if labels.shape[0] == rows else rows


def _problem(label: str, index: int, count: int, equation: str, value: Given) -> Problem:
    bad: Rational | float = value.array.flat[index]
    name = f"entry {index} of {label}" if value.array.size > 1 else label
    shown = f"{float(bad):.6g}" if value.decimal else str(bad)
    if bad != int(bad):
        what = f"{name} is {shown}, and a label is a whole number"
    elif bad < 0:
        what = f"{name} is {shown}, and labels count from 0"
    else:
        last = ", ".join(map(str, range(count))) if count <= 4 else f"0 to {count - 1}"
        classes = "1 class the only label is" if count == 1 else f"{count} classes labels are"
        what = f"{name} is {shown}; with {classes} {last}"
    help = "write 0" if count == 1 else f"write a whole number from 0 to {count - 1}"
    help += "" if value.array.size > 1 else ", or one target for each entry"
    if all(entry in (-1, 1) for entry in value.array.flat):
        help = f"for labels -1 and 1 write the loss as an equation: l = max(0, 1 - {label} * yhat)"
    return Problem(
        "E521",
        what,
        value.place,
        notes=(f"{equation} uses {label} as a label, and labels count from 0",),
        help=help,
        expected=f"0 to {count - 1}" if count > 1 else "0",
        got=shown,
    )
