"""The entries of a matrix in another arrangement: a column, another shape, a diagonal, copies in blocks."""

from __future__ import annotations

from bpcalc.language import images, tree
from bpcalc.language.images import Windows
from bpcalc.language.simplify.chains import transposed
from bpcalc.language.simplify.entrywise import scaled, times
from bpcalc.language.simplify.factors import ONE
from bpcalc.language.simplify.products import kronecker, product, summed
from bpcalc.language.simplify.terms import split
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr, eye, ones, zeros


def vec(a: Expr) -> Expr:
    """The entries of A, row by row, as a column."""
    rows, columns = a.shape
    if columns == 1:
        return a
    return transposed(a) if rows == 1 else reshaped(a, (rows * columns, 1))


def reshaped(a: Expr, shape: Shape) -> Expr:
    """The entries of A, row by row, in another shape."""
    if a.shape == shape:
        return a
    if a.op == "reshape" or (a.op == "T" and 1 in a.shape):
        return reshaped(a.args[0], shape)
    if a.op in ("ones", "zeros"):
        return (ones if a.op == "ones" else zeros)(shape)
    if 1 in a.shape and shape == (a.shape[1], a.shape[0]):
        return transposed(a)
    parts = split(a)
    if parts.rest is not a and parts.rest is not ONE:
        return scaled(parts, reshaped(parts.rest, shape))
    found = images.correlation(a.args, shape) if a.op == "matmul" else None
    if found is not None:
        kernel = reshaped(found.kernel, found.shape)
        return tree.call(TABLE["conv2d"], (found.image, kernel), found.settings, shape)
    return tree.reshape(a, shape)


def taken(a: Expr, places: tuple[int, ...], shape: Shape) -> Expr:
    """The entries of A from their places, 0 from −1; on a diagonal, diag(A)."""
    n = a.shape[0] * a.shape[1]
    return diagonal(a) if shape == (n, n) and _are_diagonal(places, n) else tree.gather(a, places, shape)


def _are_diagonal(places: tuple[int, ...], n: Size) -> bool:
    """Whether n entries stand on the diagonal of an n×n matrix, and 0 elsewhere."""
    if not isinstance(n, int) or len(places) != n * n or places.count(-1) != n * n - n:
        return False
    return places[:: n + 1] == tuple(range(n))


def scattered(a: Expr, places: tuple[int, ...], shape: Shape) -> Expr:
    """The entries of A added at their places: the transpose of a gather; of a diagonal, its entries.

    Windows of δ kᵀ, stride 1, are the full convolution of δ with the kernel; in windows that cover
    an image once, factors stay factors.
    """
    if not isinstance(places, Windows):
        n = shape[0] * shape[1]
        if _are_diagonal(places, n):
            return reshaped(summed(times(eye(n), a), 1), shape)
        return tree.scatter(a, places, shape)
    parts, (n, m) = split(a), places.window
    rest, pad = parts.rest, n - 1 - places.pad
    if rest.op == "matmul" and rest.args[-1].shape[0] == 1 and n == m and pad >= 0 and places.stride == 1:
        delta = reshaped(product(*rest.args[:-1]), places.result)
        kernel = tree.call(TABLE["turned"], (reshaped(rest.args[-1], (n, m)),), (), (n, m))
        return scaled(parts, tree.call(TABLE["conv2d"], (delta, kernel), (1, pad), shape))
    if places.tile:
        factors = rest.args if rest.op == "mul" else (rest,)
        return scaled(parts, times(*(_tiled(factor, places, shape) for factor in factors)))
    return tree.scatter(a, places, shape)


def _tiled(factor: Expr, places: Windows, shape: Shape) -> Expr:
    """Rows that are windows, as an image."""
    if factor.op == "call" and factor.data == (TABLE["max'"], (1,)):
        inner = factor.args[0]
        if inner.op == "gather" and inner.data == places:
            return tree.call(TABLE["maxpool'"], (inner.args[0],), (places.stride,), shape)
    if factor.op == "broadcast" and factor.args[0].shape[1] == 1:
        return kronecker(reshaped(factor.args[0], places.result), ones(places.window))
    if factor.op == "gather" and factor.data == places:
        return factor.args[0]
    return ones(shape) if factor.op == "ones" else tree.scatter(factor, places, shape)


def diagonal(a: Expr) -> Expr:
    """The square matrix with the entries of A, row by row, on its diagonal."""
    if a.shape == SCALAR:
        return a
    parts = split(a)
    if parts.rest.op == "ones":
        return scaled(parts, eye(a.shape[0] * a.shape[1]))
    if parts.rest.op == "broadcast":  # v for every row: I ⊗ diag(v)
        inner, (rows, columns) = parts.rest.args[0], a.shape
        made = (eye(rows), diagonal(inner)) if inner.shape[0] == 1 else (diagonal(inner), eye(columns))
        return scaled(parts, kronecker(*made))
    return scaled(parts, tree.diag(parts.rest))
