"""Repeated 1×1, rows and columns: shown only where nothing around them implies them."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.language import tree
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr

SPREADING = ("add", "mul", "div", "pow", "compare", "logic", "neg")
"""Operations entry by entry, which repeat what is smaller."""


def operands(expr: Expr) -> tuple[Expr, ...]:
    """The operands of a sum or product as they are typed: `s + r + A` repeats s + r as a whole."""
    args = expr.args
    while args[0].op == "broadcast" and args[0].data is None and args[0].args[0].op == expr.op:
        args = (*args[0].args[0].args, *args[1:])
    return args


def joint(shapes: Sequence[Shape]) -> Shape | None:
    """The shape of a sum of matrices, from the left, or None where they do not fit."""
    found = SCALAR
    for shape in shapes:
        if _repeats(found, shape):
            found = shape
        elif not _repeats(shape, found):
            return None
    return found


def _repeats(small: Shape, large: Shape) -> bool:
    """Whether a 1×1, row or column of the small shape can be repeated to the large one."""
    if small in (large, SCALAR):
        return True
    return large != SCALAR and 1 in small and all(n in (1, m) for n, m in zip(small, large, strict=True))


def written_out(expr: Expr) -> Expr:
    """The expression with its repetitions as products with ones."""
    if expr.op == "broadcast":
        inner, (rows, columns) = expr.args[0], expr.shape
        if inner.shape == SCALAR:
            ones = tree.ones(expr.shape)
            return ones if inner.op == "number" and inner.data.value == 1 else tree.mul(inner, ones)
        links = inner.args if inner.op == "matmul" else (inner,)
        if inner.shape[0] == 1:
            return tree.matmul(tree.ones((rows, 1)), *links)
        return tree.matmul(*links, tree.ones((1, columns)))
    if expr.op not in SPREADING and not is_entrywise_call(expr):
        return expr
    return tree.node(expr.op, tuple(map(written_out, expr.args)), expr.data, expr.shape)


def is_entrywise_call(expr: Expr) -> bool:
    """Whether the arguments meet entry by entry, repeated where needed."""
    return expr.op == "call" and expr.data[0].elementwise and len(expr.args) > 1


def is_repeated_one(arg: Expr) -> bool:
    """A factor that changes nothing."""
    return arg.op == "broadcast" and arg.args[0].op == "number" and arg.args[0].data.value == 1
