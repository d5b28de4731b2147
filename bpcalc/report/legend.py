"""The signs of a page that no course shares with all others, said once: K(m, n), I[0], 1ₙ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.language import tree
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Inline, Matrix, Section, Table, Text


def legend(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A line for the commutation matrices, selections and columns of ones in the formulas."""
    found: dict[str, Expr] = {}
    for part in tree.nodes(*formulas(blocks)):
        found.setdefault(part.op, part)
    said = [_SAID[op](found[op]) for op in _SAID if op in found]
    return tuple(Text(("Signs: ", *line), "quiet") for line in said)


def formulas(blocks: Sequence[Block]) -> Iterator[Expr]:
    """Every formula on a page."""
    for block in blocks:
        match block:
            case Section(title, inner, _):
                yield from (part for part in title if isinstance(part, Expr))
                yield from formulas(inner)
            case Equation(left, right, remark):
                yield from (left, *right, *(part for part in remark if isinstance(part, Expr)))
            case Text(content, _):
                yield from (part for part in content if isinstance(part, Expr))
            case Display(parts, _):
                labels = (part.label for part in parts if isinstance(part, Matrix))
                yield from (label for label in labels if label is not None)
            case Table(_, rows, _):
                for cells in rows:
                    for cell in cells:
                        if not isinstance(cell, int):
                            yield from (part for part in cell if isinstance(part, Expr))


def _commutation(part: Expr) -> Inline:
    x = tree.name("X", part.data)
    vec = tree.reshape(x, (part.shape[0], 1))
    turned = tree.reshape(tree.transpose(x), (part.shape[0], 1))
    size = shape_text(part.data)
    return (part, " is the commutation matrix, the permutation with ", tree.matmul(part, vec), " = ", turned,
            f" for every {size} matrix.")  # fmt: skip


def _select(part: Expr) -> Inline:
    start, stop = part.data
    one = stop - start == 1
    rows, many = (f"row {start}", "this row") if one else (f"rows {start} to {stop - 1}", "these rows")
    said = f" is {rows} of the identity, counted from 0; on the left of a matrix it picks {many}, and "
    return (part, said, tree.transpose(part), f" puts {'it' if one else 'them'} back among zeros.")


def _ones(part: Expr) -> Inline:
    rows, columns = part.shape
    what = "column" if columns == 1 else "row" if rows == 1 else "matrix"
    return (part, f" is a {what} of ones, {shape_text(part.shape)}.")


_SAID = {"commutation": _commutation, "select": _select, "ones": _ones}
