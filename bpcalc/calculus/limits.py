"""What a solution would take: refused, or done in floating point, before it is begun."""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.calculus.derivation import Derivation
from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays, tree
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import Graph

STACK = 50_000_000
"""Numbers that ∂of/∂q of all quantities q may have together."""
JACOBIANS = 20_000_000
"""Numbers that all local Jacobians may have together, those too large to be built apart."""


LOCAL = 2_000
"""Local Jacobians that a network may have."""
EXACT = 500_000
"""Operations on exact numbers that one forward pass may take: a second or so."""


def exact_work(graph: Graph) -> int:
    """Operations that a forward pass would do on exact numbers, entry by entry."""
    return sum(_exact_work(expr) for expr in graph.equations.values())


def _exact_work(expr: Expr) -> int:
    if "exact work" not in expr.memo:
        expr.memo["exact work"] = sum(map(_operations, tree.nodes(expr)))
    found: int = expr.memo["exact work"]
    return found


def _operations(part: Expr) -> int:
    size = _entries(part.shape)
    if max([size, *(_entries(arg.shape) for arg in part.args)]) > arrays.SMALL:
        return 0  # whole numbers in 64 bits, or floats
    if part.op == "matmul":
        return size * sum(_entries((1, arg.shape[1])) for arg in part.args[:-1])
    return size * max(1, len(part.args) - 1)


def require_affordable(found: Derivation, built: int, forward: bool = False) -> None:
    """Raises InputError E608 where the chain rule would carry, or show, too many numbers.

    `built`: entries up to which a local Jacobian is built. `forward`: whether forward
    accumulation was asked for, which carries the columns of each target.
    """
    graph = found.graph
    if found.of is not None:
        rows = _entries(graph.shape(found.of))
        carried = rows * _together(graph, found.targets, found.between(*found.targets))
        if carried > STACK:
            remedy = "of: a 1×1 quantity" if rows > 1 else "smaller matrices"
            raise _refused(f"the derivatives of {found.of}", carried, STACK, remedy)
    if forward:
        for target in found.targets:
            carried = _entries(graph.shape(target)) * _together(graph, found.between(target))
            if carried > STACK:
                raise _refused(f"forward mode by {target}", carried, STACK, "the reverse mode")
    if len(found.local) > LOCAL:
        raise _refused(
            "the equations", len(found.local), LOCAL, "fewer names in each equation", "local Jacobians"
        )
    sizes = [_entries(graph.shape(of)) * _entries(graph.shape(wrt)) for of, wrt in found.local]
    shown = sum(size for size in sizes if size <= built)
    if shown > JACOBIANS:
        raise _refused("the Jacobians of all equations", shown, JACOBIANS, "fewer names in each equation")


def _together(graph: Graph, *groups: Iterable[str]) -> int:
    """The entries of all these quantities."""
    return sum(_entries(graph.shape(name)) for name in {name for group in groups for name in group})


def _entries(shape: Shape) -> int:
    rows, columns = shape
    return rows * columns if isinstance(rows, int) and isinstance(columns, int) else 0


def _refused(what: str, count: int, limit: int, remedy: str, unit: str = "numbers") -> InputError:
    message = f"{what} would have {count:,} {unit}"
    return InputError(Problem("E608", message, help=f"take {remedy}; the limit is {limit:,}"))
