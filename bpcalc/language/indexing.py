"""Sizes and stretches of indices in an expression: `ones(n, 1)`, `x[0:2]`, `W[1, :]`."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.language import syntax
from bpcalc.language.scope import fail
from bpcalc.language.sizes import Size, size_text
from bpcalc.language.syntax import Syntax
from bpcalc.language.tree import Range


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
