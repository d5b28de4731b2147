"""Convolution and pooling as gathers, sums and products, so that they need no rules.

A window of the image becomes a row: conv2d is `windows @ vec(K)`, maxpool the largest
entry of each row. Backward these become convolutions and a mask again, see `products`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.errors import InputError, Problem
from bpcalc.language import tree
from bpcalc.language.sizes import LARGEST, Shape, Size, shape_text
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

WINDOWS = 1_000_000
"""Entries that the windows of an image may have together."""


class Windows(tuple[int, ...]):
    """For each result entry and each window entry its place in the image, −1 outside of it."""

    image: tuple[int, int]
    window: tuple[int, int]
    result: tuple[int, int]
    stride: int
    pad: int

    @property
    def settings(self) -> tuple[tuple[str, int], ...]:
        """Stride and pad, where they are not 1 and 0."""
        return (*[("stride", self.stride)] * (self.stride != 1), *[("pad", self.pad)] * (self.pad != 0))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Windows) and self._kind() == other._kind()

    def __hash__(self) -> int:
        return hash(self._kind())

    def _kind(self) -> tuple[object, ...]:
        """What decides all places; one window may have the places of another, but not its settings."""
        return self.image, self.window, self.result, self.stride, self.pad

    @property
    def tile(self) -> bool:
        """Whether the windows cover the image, each entry once."""
        n, m = self.window
        rows, columns = self.result
        return n == m == self.stride and not self.pad and self.image == (rows * n, columns * m)


class Picks(tuple[int, ...]):
    """Places of the ones in the matrix that picks entries, row by row; those of `windows`, or of others."""

    windows: Windows | None


def picks(places: tuple[int, ...], shape: tuple[int, int]) -> Picks:
    """The ones of the matrix that takes the entries of an image to these places."""
    n = shape[0] * shape[1]
    found = Picks(k * n + place if place >= 0 else -1 for k, place in enumerate(places))
    found.windows = places if isinstance(places, Windows) else None
    return found


class Correlation(NamedTuple):
    """conv2d(image, kernel) with the kernel as a column: its shape, stride and pad."""

    image: Expr
    kernel: Expr
    shape: tuple[int, int]
    settings: tuple[int, int]


def correlation(chain: Sequence[Expr], shape: Shape) -> Correlation | None:
    """What windows(X) k is, and windows(X)ᵀ δ: X correlated with the kernel, or with δ."""
    if len(chain) != 2 or chain[1].shape[1] != 1:
        return None
    first, column = chain
    patches = first.args[0] if first.op == "T" else first
    if patches.op != "gather" or not isinstance(patches.data, Windows):
        return None
    found = patches.data
    if patches is first and shape == found.result:
        return Correlation(patches.args[0], column, found.window, (found.stride, found.pad))
    if patches is not first and shape == found.window and found.stride == 1:
        return Correlation(patches.args[0], column, found.result, (1, found.pad))
    return None


def turned(kernel: Expr) -> Expr:
    """The kernel turned by 180°: its entries in the opposite order."""
    rows, columns = _whole(kernel)
    return tree.gather(kernel, tuple(reversed(range(rows * columns))), kernel.shape)


def conv2d(image: Expr, kernel: Expr, stride: int, pad: int) -> Expr:
    """Y[i, j] = Σ K[k, m] · X[i·stride + k − pad, j·stride + m − pad]; X is 0 outside.

    (r×c), (k×m) → ((r + 2·pad − k)/stride + 1) × ((c + 2·pad − m)/stride + 1), rounded down.
    """
    height, width = _whole(image)
    window = _whole(kernel)
    _check("stride", stride, 1)
    _check("pad", pad, 0)
    rows = (height + 2 * pad - window[0]) // stride + 1
    columns = (width + 2 * pad - window[1]) // stride + 1
    if rows < 1 or columns < 1:
        raise _error(f"a {shape_text(kernel.shape)} kernel does not fit on {shape_text(image.shape)}",
                     "use a smaller kernel or pad=1")  # fmt: skip
    index = _windows((height, width), window, (rows, columns), stride, pad)
    patches = tree.gather(image, index, (rows * columns, window[0] * window[1]))
    weights = tree.reshape(kernel, (window[0] * window[1], 1))
    return tree.reshape(tree.matmul(patches, weights), (rows, columns))


def maxpool(image: Expr, n: int) -> Expr:
    """Y[i, j] = max of X[i·n : (i+1)·n, j·n : (j+1)·n]; what is left over at the rim is dropped."""
    from bpcalc.language.functions import Function
    from bpcalc.language.table import TABLE

    height, width = _whole(image)
    _check("n", n, 1)
    rows, columns = height // n, width // n
    if rows < 1 or columns < 1:
        raise _error(f"a {n}×{n} window does not fit on {shape_text(image.shape)}", "use a smaller n")
    index = _windows((height, width), (n, n), (rows, columns), n, 0)
    patches = tree.gather(image, index, (rows * columns, n * n))
    largest: Function = TABLE["max"]
    return tree.reshape(tree.call(largest, (patches,), (1,), (rows * columns, 1)), (rows, columns))


def _windows(
    image: tuple[int, int], window: tuple[int, int], result: tuple[int, int], stride: int, pad: int
) -> Windows:
    height, width = image
    entries = result[0] * result[1] * window[0] * window[1]
    if entries > WINDOWS:
        raise _error(f"the windows would have {entries:,} entries, the limit is {WINDOWS:,}",
                     "use a smaller image or a larger stride")  # fmt: skip
    found = Windows(
        row * width + column if 0 <= row < height and 0 <= column < width else -1
        for i in range(result[0])
        for j in range(result[1])
        for k in range(window[0])
        for m in range(window[1])
        for row, column in [(i * stride + k - pad, j * stride + m - pad)]
    )
    found.image, found.window, found.result, found.stride, found.pad = image, window, result, stride, pad
    return found


def _check(name: str, setting: object, least: int) -> None:
    if not isinstance(setting, int) or not least <= setting <= LARGEST:
        large = isinstance(setting, int) and setting > LARGEST
        message = f"{name} is {setting}, " + (
            "which is too large" if large else f"not a whole number from {least} on"
        )
        raise _error(message, f"use at most {LARGEST}" if large else f"write {name}={max(least, 1)}")


def _whole(image: Expr) -> tuple[int, int]:
    rows, columns = image.shape
    return _number(rows), _number(columns)


def _number(size: Size) -> int:
    if not isinstance(size, int):
        raise _error(f"an image needs a size in numbers, not {size}", "give the image a value")
    return size


def _error(message: str, help: str) -> InputError:
    return InputError(Problem("E315", message, help=help))
