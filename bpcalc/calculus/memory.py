"""Memory in numbers: every array used, the most that live at once, and what reverse mode keeps.

"Every array used" adds up inputs, intermediate results and outputs. "Peak" lets go of an
intermediate array after its last use; what is given, and results, stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bpcalc.calculus.bracketing import Span, Tree, products
from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.orders import Line
from bpcalc.language import tree
from bpcalc.language.comparison import Extreme, extreme
from bpcalc.language.cost import entries
from bpcalc.language.evaluation import computed
from bpcalc.language.maps import Map
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

VIEWS = ("T", "slice", "reshape", "broadcast", "neg", "pick")
"""Operations that need no array of their own."""
IN_PLACE = ("mul", "add", "div", "pow", "call")
"""Operations entry by entry: the result may take the place of an argument."""


class Memory(NamedTuple):
    """`every` array used, and the `peak` of those alive at once."""

    every: Size
    peak: Extreme


class Making(NamedTuple):
    """One array being computed: its size, and the places of the arrays it is made of."""

    size: Size
    uses: tuple[int, ...]


def lifetimes(given: Size, makings: Sequence[Making], results: Iterable[int]) -> Memory:
    """Memory of computing arrays one after the other, beside those that are given."""
    last = {used: k for k, making in enumerate(makings) for used in making.uses}
    last.update((k, len(makings)) for k in results)
    every = given
    live: Size = given
    peaks: list[Size] = [given]
    for k, making in enumerate(makings):
        every = every + making.size
        live = live + making.size
        peaks.append(live)
        for used in {*making.uses, k}:
            if last.get(used, k) == k:
                live = live - makings[used].size
    return Memory(every, extreme(peaks, largest=True))


def of_lines(lines: Sequence[Line]) -> Memory:
    """Memory of an accumulation: the local Jacobians are given, the last line is the result."""
    local = {
        factor: shape
        for line in lines
        for factor, source, shape in zip(line.factors, line.sources, line.shapes, strict=True)
        if not isinstance(source, int)
    }
    given: Size = 0
    for shape in local.values():
        given = given + entries(shape)
    makings = [Making(line.memory, tuple(s for s in line.sources if isinstance(s, int))) for line in lines]
    return lifetimes(given, makings, (len(lines) - 1,))


def of_bracketing(bracketing: Tree, dims: Sequence[Size], given: Size) -> Memory:
    """Memory of a product of several matrices, whose factors take `given` numbers."""
    place: dict[Span, int] = {}
    makings: list[Making] = []
    for product in products(bracketing, dims):
        m, _, n = product.sizes
        uses = tuple(place[span] for span in (product.left, product.right) if span in place)
        place[product.left[0], product.right[1]] = len(makings)
        makings.append(Making(m * n, uses))
    return lifetimes(given, makings, (len(makings) - 1,))


def of_formula(expr: Expr) -> tuple[Memory, Size]:
    """Memory of evaluating a formula; also with steps in place, where an argument is not needed again.

    Names are given once each; transposes and slices are views.
    """
    names = tree.leaves(expr)
    given: Size = 0
    for leaf in names:
        given = given + entries(leaf.shape)
    parts = [part for part in computed(expr) if part.op not in VIEWS]
    place = {part: k for k, part in enumerate(parts)}
    makings = [Making(entries(part.shape), tuple(_arrays(part, place))) for part in parts]
    last = {used: k for k, making in enumerate(makings) for used in making.uses}
    saved: Size = 0
    for k, (part, making) in enumerate(zip(parts, makings, strict=True)):
        if part.op in IN_PLACE and any(last[u] == k and parts[u].shape == part.shape for u in making.uses):
            saved = saved + making.size
    found = lifetimes(given, makings, (len(makings) - 1,))
    return found, found.every - saved


def _arrays(part: Expr, place: Mapping[Expr, int]) -> Iterable[int]:
    """The computed arrays that a part is made of, seen through views and formulas."""
    from bpcalc.language.derivative import expansion

    for arg in part.args:
        while arg not in place and (arg.op in VIEWS or arg.op == "call"):
            written = expansion(arg) if arg.op == "call" else arg.args[0]
            if written is None:
                break
            arg = written
        if arg in place:
            yield place[arg]


def tape(found: Derivation, lines: Sequence[Line]) -> dict[str, Size]:
    """The results of the forward pass that local Jacobians of an accumulation are made of."""
    needed: set[str] = set()
    for line in lines:
        for factor, source in zip(line.factors, line.sources, strict=True):
            if not isinstance(source, int) and factor in found.local:
                needed |= names_in(found.local[factor])
    return {name: entries(found.graph.shape(name)) for name in found.graph.equations if name in needed}


def names_in(local: Map) -> set[str]:
    """The quantities in the entries of a Jacobian."""
    parts = [f for f, _ in local.terms]
    parts += [x for _, chain in local.terms for atom in chain for x in atom if isinstance(x, Expr)]
    return {leaf.data for part in parts for leaf in tree.leaves(part) if leaf.op == "name"}
