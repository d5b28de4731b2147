"""Indices of an expression, `x[0:2]`, `W[1, :]`, `p[t]`, and the sizes that stand in them."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.language import syntax, tree
from bpcalc.language.fitting import described
from bpcalc.language.operators import Operators
from bpcalc.language.sizes import Size, shape_text, size_text
from bpcalc.language.syntax import Syntax, fail
from bpcalc.language.tree import SCALAR, Expr, Range


class Indexing(Operators):
    """Entries and cuts of a value, and what the value of a quantity picks from it."""

    def index(self, t: syntax.Index) -> Expr:
        base = self.expr(t.base)
        rows, columns = base.shape
        items: tuple[Syntax | syntax.Slice, ...] = t.items
        if len(items) == 1 and columns != 1 != rows and self.labels(items[0]) is None:
            fail(
                "E313",
                f"{described(t.base, base)} takes two indices",
                t.span,
                "write A[i, j], A[i, :] or A[:, j]",
            )
        if len(items) > 2:
            fail(
                "E313",
                f"there are {len(items)} indices, but a matrix has two",
                t.span,
                "write A[i, j]",
            )
        sides = (1,) if len(items) == 1 and rows == 1 != columns else (0, 1)
        cut: list[Range] = [(0, rows), (0, columns)]
        for axis, item in zip(sides, items, strict=False):
            labels = self.labels(item)
            if labels is None:
                cut[axis] = kept(item, base.shape[axis], self.scope.letters)
            else:
                base = self.picked(base, labels, axis)
                cut[axis] = (0, base.shape[axis])
        whole = cut == [(0, n) for n in base.shape]
        return base if base.shape == SCALAR or (whole and base.op == "pick") else tree.part(base, *cut)

    def labels(self, item: Syntax | syntax.Slice) -> Expr | None:
        """A quantity as an index, a label or a column of labels: `t` of `p[t]`, of `E[t, :]`."""
        scope = self.scope
        if not isinstance(item, syntax.Name) or item.name not in scope.quantities.keys() - scope.letters:
            return None
        found = scope.quantities[item.name]
        if found.shape[1] != 1:
            said = f"{item.name} is {shape_text(found.shape)}; an index is one label or a column of labels"
            fail("E314", said, item.span, "give the labels as a flat list: [0, 2, 1]")
        return found

    def picked(self, base: Expr, labels: Expr, axis: int) -> Expr:
        """`p[t]`, `E[t, :]` or `E[:, t]`, where the value of t says which."""
        onehot = self.scope.functions["onehot"]
        if labels.shape == SCALAR and base.shape[1 - axis] == 1:
            return tree.pick(base, tree.call(onehot, (labels, base), (), base.shape))
        choices, many = base.shape[axis], labels.shape[0]
        shape = (choices, 1) if labels.shape == SCALAR else (many, choices)
        hot = tree.call(onehot, (labels, tree.zeros(shape)), (), shape)
        turned = (labels.shape == SCALAR) == (axis == 0)  # E[t, :] is a row of ones and zeros times E
        return tree.pick(base, tree.transpose(hot) if turned else hot, axis)


def kept(item: Syntax | syntax.Slice, n: Size, letters: Mapping[str, Size]) -> Range:
    """The entries, counted from 0, that an index or a slice keeps of n."""
    if isinstance(item, syntax.Slice):
        start: Size = 0 if item.start is None else size(item.start, letters)
        stop = n if item.stop is None else size(item.stop, letters)
    else:
        start = size(item, letters)
        stop = start + 1
    if (isinstance(start, int) and start < 0) or (isinstance(stop, int) and stop < 0):
        fail(
            "E313",
            "an index counts from 0 and is never negative",
            item.span,
            "write the position from the start",
        )
    empty = isinstance(start, int) and isinstance(stop, int) and stop <= start
    if empty or (isinstance(n, int) and isinstance(stop, int) and stop > n):
        what = (
            f"from {size_text(start)} up to {size_text(stop)}"
            if isinstance(item, syntax.Slice)
            else size_text(start)
        )
        fail(
            "E313",
            f"there is no entry {what}: there are {size_text(n)}, counted from 0",
            item.span,
            f"indices run from 0 to {size_text(n - 1)}; the end of a slice is not included",
        )
    return start, stop


def size(t: Syntax, letters: Mapping[str, Size]) -> Size:
    """A size in an index, in `ones(n, 1)`, in `reshape(x, 2, n)`."""
    match t:
        case syntax.Number(value=int() as value):
            return value
        case syntax.Name(name=name) if name in letters:
            return letters[name]
        case syntax.Unary(operator="-", operand=operand):
            return -size(operand, letters)
        case syntax.Binary(operator="+"):
            return size(t.left, letters) + size(t.right, letters)
        case syntax.Binary(operator="-"):
            return size(t.left, letters) - size(t.right, letters)
        case syntax.Binary(operator="*"):
            return size(t.left, letters) * size(t.right, letters)
    fail("E314", "a size is a whole number or a size letter", t.span, "write 3, n or n - 1")
    return None
