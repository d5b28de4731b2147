"""Where a calculation cannot go on: which operation, which entry, which numbers went in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy

from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, tree
from bpcalc.language.arrays import Array
from bpcalc.language.derivative import expansion
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.numbers import Rational
from bpcalc.language.syntax import Syntax, walk
from bpcalc.language.tree import Expr
from bpcalc.language.value import blame, infinite_parts
from bpcalc.spec.labels import labelled
from bpcalc.spec.network import Equation, Network

Nodes = Mapping[Expr, Array]
_SHOWN = 8
"""Entries up to which a note repeats a value."""
_LONGEST = 3


def failure(network: Network, name: str, expr: Expr, found: Array, nodes: Nodes) -> Problem | None:
    """What made a value, or a part of its formula, infinite or no number, or a label name no
    entry; None when all is well.

    `name` is that of the equation, or `dz/dx` for a derivative. `nodes`: the values of all
    parts of the expression.
    """
    if not infinite_parts(expr, nodes) and (expr in nodes or arrays.finite(found)):
        return _label(network, name, expr, nodes)
    equation = _equation(network, name)
    place = equation.place if equation else None
    culprit = blame(expr, nodes)
    if culprit is None:
        return Problem("E606", f"{name} has no finite value", place, help="check the values that go in")
    part, entry = culprit
    row, column = entry[-2:]
    fed = [_entry(nodes[arg], row, column) for arg in part.args if arg in nodes]
    code, what, help = _reason(part, fed)
    alone = part.shape == (1, 1) or part.op in ("matmul", "sum")
    where = "" if alone else f", at entry {_index(part, row, column)}"
    problem = Problem(code, f"{name} has no finite value: {what}{where}", place, help=help)
    if equation is None:
        return problem
    if name != equation.name:
        at_kink = "there is no derivative at these values; change them a little"
        problem = Problem("E609", f"{name} does not exist: {what}{where}", place, help=at_kink)
    span = _span(equation, network, part, nodes) if name == equation.name else None
    if span is not None and equation.scalar is not None:
        problem = problem._replace(place=equation.at(span))
    path = equation.scalar.path if equation.scalar is not None else ""
    return problem._replace(path=path, notes=_values_in(expr, nodes))


def overflow(network: Network, name: str, expr: Expr, rounded: Array, nodes: Nodes) -> Problem | None:
    """What made an exact value too large for float64; None when `rounded`, the same, is finite."""
    if arrays.finite(rounded):
        return None
    floats = {part: arrays.as_float(array) for part, array in nodes.items()}
    return failure(network, name, expr, rounded, {**floats, expr: rounded})


def _label(network: Network, name: str, expr: Expr, nodes: Nodes) -> Problem | None:
    """A label that was calculated and names no entry."""
    for labels, count in _labels(expr):
        value = nodes.get(labels)
        if value is None or not isinstance(count, int):
            continue
        bad = next((x for x in value.flat if x != numpy.floor(x) or not 0 <= x < count), None)
        if bad is not None:
            equation = _equation(network, name)
            return Problem(
                "E607",
                f"{name} takes {_shown(bad)} as a label, but there are {count} entries to choose from",
                equation.place if equation else None,
                help=f"labels are whole numbers from 0 to {count - 1}",
            )
    return None


def _labels(expr: Expr) -> tuple[tuple[Expr, object], ...]:
    if "labels" not in expr.memo:
        expr.memo["labels"] = tuple(labelled(expr))
    found: tuple[tuple[Expr, object], ...] = expr.memo["labels"]
    return found


def _equation(network: Network, name: str) -> Equation | None:
    """The equation of a name; for `dz/dx` that of z."""
    by_name = {equation.name: equation for equation in network.equations}
    return by_name.get(name) or by_name.get(name.split("/")[0].removeprefix("d"))


def _entry(array: Array, row: int, column: int) -> Rational | float:
    r, c = min(row, array.shape[-2] - 1), min(column, array.shape[-1] - 1)
    entry: Rational | float = array[..., r, c].flat[0]
    return entry


# -- the reason ------------------------------------------------------------------


def _reason(part: Expr, fed: list[Rational | float]) -> tuple[str, str, str]:
    """The code, what was calculated, and what to do."""
    kind = part.data[0].name if part.op == "call" else part.op
    if kind in ("log", "xlogy") and fed and fed[-1] <= 0:
        argument = "0" if fed[-1] == 0 else _shown(fed[-1])
        help = "a logarithm needs a positive number; check what goes into it"
        if kind == "xlogy":
            help = "a prediction of this loss must lie between 0 and 1; put a sigmoid or softmax before it"
        return "E603", f"log({argument})", help
    if kind == "sqrt" and fed and fed[0] < 0:
        help = "a square root needs 0 or a positive number; check what goes into it"
        return "E604", f"sqrt({_shown(fed[0])})", help
    if kind == "div" and fed and fed[-1] == 0:
        return "E605", f"{_shown(fed[0])} / 0", "check what is divided by; it must not be 0"
    if kind == "pow" and len(fed) == 2 and fed[0] == 0:
        return "E605", f"0 ^ {_shown(fed[1])}", "0 has no negative power; check what is raised"
    if kind == "pow" and len(fed) == 2 and fed[0] < 0 and not _is_whole(fed[1]):
        help = "a negative number has only whole powers; check what is raised"
        return "E604", f"{_bracketed(fed[0])} ^ {_bracketed(fed[1])}", help
    return (
        "E606",
        f"{_operation(part, kind, fed)} is too large",
        "use smaller values; 1e308 is the limit",
    )


def _index(part: Expr, row: int, column: int) -> str:
    """The index of an entry, as the language counts: from 0, one index for a row or column."""
    rows, columns = part.shape
    return f"[{row}]" if columns == 1 else f"[{column}]" if rows == 1 else f"[{row}, {column}]"


def _is_whole(x: Rational | float) -> bool:
    return float(x).is_integer()


def _operation(part: Expr, kind: str, fed: list[Rational | float]) -> str:
    sign = {"add": " + ", "mul": " * ", "div": " / ", "pow": " ^ "}.get(kind)
    if part.op == "matmul":
        return "a sum of products"
    if part.op == "sum":
        return "the sum"
    if sign:
        return sign.join(_bracketed(x) for x in fed[:_LONGEST]) + (" …" if len(fed) > _LONGEST else "")
    return f"{kind}({', '.join(map(_shown, fed))})"


def _shown(x: Rational | float) -> str:
    if isinstance(x, float):
        return f"{x:.6g}"
    text = str(x)
    return text if len(text) <= 24 else f"{(Decimal(x.numerator) / x.denominator).normalize():.6g}"


def _bracketed(x: Rational | float) -> str:
    text = _shown(x)
    return f"({text})" if text.startswith("-") or "/" in text else text


# -- the place -------------------------------------------------------------------


def _span(equation: Equation, network: Network, part: Expr, nodes: Nodes) -> tuple[int, int] | None:
    """The smallest stretch of the equation in which the operation is done."""
    known = {node.data: node for node in nodes if node.op == "name"}
    conventions = network.conventions
    scope = Scope(known, network.functions, {}, conventions.relu_slope_at_zero, network.batch)
    best: tuple[int, int] | None = None
    for typed in walk(equation.tree):
        made = _made(typed, scope)
        if made is None or part not in _parts(made):
            continue
        span = typed.span
        if best is None or span[1] - span[0] < best[1] - best[0]:
            best = span
    return best


def _made(typed: Syntax, scope: Scope) -> Expr | None:
    try:
        return elaborate(typed, scope)
    except InputError:
        return None


def _parts(expr: Expr) -> Iterator[Expr]:
    """The nodes of an expression and of the formulas of what it calls."""
    for part in tree.nodes(expr):
        yield part
        if part.op == "call":
            written = expansion(part)
            if written is not None and written is not part:
                yield from _parts(written)


def _values_in(expr: Expr, nodes: Nodes) -> tuple[str, ...]:
    """The names in an equation with their values, where they are small."""
    notes = []
    for leaf in sorted(tree.leaves(expr), key=lambda leaf: str(leaf.data)):
        value = nodes.get(leaf)
        if leaf.op == "name" and value is not None and value.ndim == 2 and value.size <= _SHOWN:
            notes.append(shown(leaf.data, value))
    return tuple(notes[:_LONGEST])


def shown(name: str, value: Array) -> str:
    """A value as notes repeat it: `x = [1, 2]`."""
    return f"{name} = {_matrix(value)}"


def _matrix(value: Array) -> str:
    if value.shape == (1, 1):
        return _shown(value[0, 0])
    if value.shape[1] == 1:
        return f"[{', '.join(_shown(x) for x in value[:, 0])}]"
    return f"[{', '.join('[' + ', '.join(map(_shown, row)) + ']' for row in value)}]"


def in_case(problem: Problem, case: str | None) -> Problem:
    """The same, with the case in which it happened."""
    if case is None:
        return problem
    return problem._replace(message=f"case {case}: {problem.message}")
