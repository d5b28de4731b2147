"""The signs of a page that not every course has, said once: K(m, n), I[0], 1ₙ, windows(X, 2, 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bpcalc.language import tree
from bpcalc.language.images import Windows
from bpcalc.language.sizes import shape_text
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Display, Equation, Inline, Matrix, Section, Table, Text


def legend(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A line for the commutation matrices, selections and columns of ones in the formulas."""
    found: dict[str, dict[object, Expr]] = {}
    parts = [*tree.nodes(*formulas(blocks))]
    unseen = {part.args[0] for part in parts if _sign(part) == "picking"}
    for part in parts:
        if part not in unseen:
            found.setdefault(_sign(part), {}).setdefault(_kind(part), part)
    said = [_SAID[sign](part) for sign in _SAID for part in found.get(sign, {}).values()]
    return tuple(Text(("Signs: ", *line), "quiet") for line in said)


def _sign(part: Expr) -> str:
    """What a reader sees of a node: a function by its name, entries at places by how they are taken."""
    if part.op == "call":
        return str(part.data[0].name)
    if part.op == "scatter" and part.args[0].op == "ones":
        return "picking"
    if part.op in ("gather", "scatter") and isinstance(part.data, Windows):
        return "windows" if part.op == "gather" else "from windows"
    if part.op == "kron" and part.args[1].op == "ones" and 1 not in part.args[1].shape:
        return "fill"
    return part.op


def _kind(part: Expr) -> object:
    """What a line of the legend is true of: all signs of a name, or those with these sizes."""
    match _sign(part):
        case "windows" | "from windows":
            return part.data.window, part.data.settings
        case "picking":
            return part
        case "maxpool'":
            return part.data[1]
        case "fill":
            return part.args[1].shape
    return None


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


def _windows(part: Expr) -> Inline:
    said = f" as its rows{_rim(part.data, ', on a rim of zeros')}."
    return (part, f" has the {shape_text(part.data.window)} windows of ", part.args[0], said)


def _from_windows(part: Expr) -> Inline:
    said = f" there{_rim(part.data, ', without what lies on the rim of zeros')}."
    return (part, " puts rows back to where their windows are, and adds what overlaps" + said)


def _rim(found: Windows, said: str) -> str:
    return said if found.pad else ""


def _gather(part: Expr) -> Inline:
    return (part, f" picks entries and puts them into a {shape_text(part.shape)} matrix.")


def _scatter(part: Expr) -> Inline:
    return (part, " adds each entry to the place that it was picked from.")


def _picking(part: Expr) -> Inline:
    start = f" is the {shape_text(part.shape)} matrix of zeros and ones "
    windows = part.data.windows
    if windows is None:
        return (part, start + "that picks entries: one in each row" + ", or none" * (-1 in part.data) + ".")
    rows, columns = part.shape
    image = tree.name("A", windows.image)
    width = windows.window[0] * windows.window[1]
    picked = tree.gather(image, windows, (len(windows) // width, width))
    product = tree.matmul(part, tree.reshape(image, (columns, 1)))
    said = f" for every {shape_text(windows.image)} matrix A."
    return (part, start + "with ", product, " = ", tree.reshape(picked, (rows, 1)), said)


def _turned(part: Expr) -> Inline:
    return (
        part,
        " is the kernel after half a turn: conv2d with it is the convolution with the kernel itself.",
    )


def _pooled(part: Expr) -> Inline:
    n = part.data[1][0]
    return (part, f" is 1 at the largest entry of each {n}×{n} window and 0 at the others, so the derivative "
            "goes to that entry alone; equal largest entries share it.")  # fmt: skip


def _fill(part: Expr) -> Inline:
    return (part, f" fills a {shape_text(part.args[1].shape)} window with each entry.")


_SAID: dict[str, Callable[[Expr], Inline]] = {
    "commutation": _commutation, "select": _select, "ones": _ones, "windows": _windows,
    "from windows": _from_windows, "picking": _picking, "gather": _gather, "scatter": _scatter,
    "turned": _turned, "maxpool'": _pooled, "fill": _fill,
}  # fmt: skip
