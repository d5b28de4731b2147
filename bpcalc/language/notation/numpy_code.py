"""Formulas as NumPy source, those of a backward pass included."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

from bpcalc.language.notation.code import Code
from bpcalc.language.notation.names import signed_text
from bpcalc.language.notation.operations import axis_of
from bpcalc.language.notation.pieces import POSTFIX, Piece
from bpcalc.language.tree import SCALAR, Expr

_OWN = {
    "sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))",
    "softplus": "def softplus(z, beta=1):\n    return np.logaddexp(0, beta * z) / beta",
    "elu": (
        "def elu(z, alpha=1):\n"
        "    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))"
    ),
    "softmax": (
        "def softmax(z, beta=1, axis=None):\n"
        "    powers = np.exp(beta * (z - np.max(z, axis=axis, keepdims=True)))  # no power is too large\n"
        "    return powers / np.sum(powers, axis=axis, keepdims=True)"
    ),
    "logsumexp": (
        "def logsumexp(z, axis=None):\n"
        "    top = np.max(z, axis=axis, keepdims=True)\n"
        "    return top + np.log(np.sum(np.exp(z - top), axis=axis, keepdims=True))"
    ),
    "log_softmax": "def log_softmax(z, axis=None):\n    return z - logsumexp(z, axis=axis)",
    "xlogy": (
        "def xlogy(y, p):\n"
        "    return np.where(y == 0, 0, y * np.log(np.where(y == 0, 1, p)))  # 0 log 0 is 0"
    ),
    "erf": "erf = np.vectorize(math.erf)",
    "pool_shares": (
        "def pool_shares(z, n):\n"
        "    rows, columns = z.shape[0] // n * n, z.shape[1] // n * n\n"
        "    windows = z[:rows, :columns].reshape(rows // n, n, columns // n, n)\n"
        "    hits = windows == windows.max(axis=(1, 3), keepdims=True)\n"
        "    shares = np.zeros(z.shape)  # equal largest entries share 1\n"
        "    shares[:rows, :columns] = (hits / hits.sum(axis=(1, 3), keepdims=True)).reshape(rows, columns)\n"
        "    return shares"
    ),
    "scatter": (
        "def scatter(values, places, shape):\n"
        "    total = np.zeros(shape[0] * shape[1] + 1)  # one more: what place -1 gets is dropped\n"
        "    np.add.at(total, np.ravel(places), np.ravel(values))\n"
        "    return np.reshape(total[:-1], shape)"
    ),
}  # fmt: skip


class NumPy(Code):
    """`np` is NumPy. `places` holds, by name, the index arrays that images need."""

    module = "np"
    plain: ClassVar = {
        **{name: name for name in ("exp", "log", "sqrt", "sin", "cos", "abs", "sign", "tanh")},
        **{name: name for name in ("maximum", "minimum")},
        "norm": "linalg.norm",
    }  # fmt: skip
    own: ClassVar = _OWN
    reserved = frozenset(("np", "math", "check", "backward", "rows", "row", "jacobian"))

    def __init__(self, names: Mapping[Hashable, str]) -> None:
        super().__init__(names)
        self.places: dict[str, tuple[tuple[int, ...], int]] = {}

    def reduced(self, function: str, inner: str, axis: int | None) -> Piece:
        along = () if axis is None else (f"axis={axis}", "keepdims=True")
        return self.imported(function, inner, *along)

    def stepped(self, z: Piece, at_zero: Any) -> Piece:
        if at_zero in (0, 1):
            return super().stepped(z, at_zero)
        return self.imported("heaviside", z.text, signed_text(at_zero))

    def label(self, expr: Expr) -> str:
        text = super().label(expr)
        return self.full(expr).text if expr.op == "name" else text

    def which(self, labels: Expr) -> str:
        flat = self.imported("ravel", self.full(labels).text).text
        if labels.op == "name":
            self.labels.add(labels.data)
            return flat
        return f"{flat}.astype(int)"

    # -- entries by their places --------------------------------------------------

    def _gather(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0]).text
        flat = self.imported("append", inner, "0") if -1 in expr.data else self.imported("ravel", inner)
        return Piece(f"{flat.text}[{self.place(expr.data, expr.shape[1])}]", POSTFIX)

    def _scatter(self, expr: Expr) -> Piece:
        arg = expr.args[0]
        self.define("scatter")
        rows, columns = expr.shape
        inside = f"{self.full(arg).text}, {self.place(expr.data, arg.shape[1])}, ({rows}, {columns})"
        return Piece(f"scatter({inside})", POSTFIX)

    def place(self, places: tuple[int, ...], columns: Any) -> str:
        """The name of an index array."""
        for name, known in self.places.items():
            if known == (places, columns):
                return name
        name = f"places{len(self.places) + 1}"
        self.places[name] = (places, columns)
        return name

    # -- functions ---------------------------------------------------------------

    def call_relu(self, expr: Expr) -> Piece:
        return self.imported("maximum", self.full(expr.args[0]).text, "0")

    def call_softargmax(self, expr: Expr) -> Piece:
        return self.called("softmax", expr)

    def call_max(self, expr: Expr) -> Piece:
        return self.reduced("max", self.full(expr.args[0]).text, axis_of(expr))

    def call_min(self, expr: Expr) -> Piece:
        return self.reduced("min", self.full(expr.args[0]).text, axis_of(expr))

    def call_max_prime(self, expr: Expr) -> Piece:
        return self.shared("max", expr)

    def call_min_prime(self, expr: Expr) -> Piece:
        return self.shared("min", expr)

    def shared(self, function: str, expr: Expr) -> Piece:
        """1 at the largest entry; equal largest entries share it."""
        z, axis = self.full(expr.args[0]), axis_of(expr)
        hits = f"({z.text} == {self.reduced(function, z.text, axis).text})"
        return self.product([self.reciprocal(hits, axis), Piece(hits, POSTFIX)])  # a sign goes first

    def reciprocal(self, hits: str, axis: int | None) -> Piece:
        """1 / how many there are."""
        return Piece(f"(1 / {self.reduced('sum', hits, axis).text})", POSTFIX)

    def call_maxpool_prime(self, expr: Expr) -> Piece:
        self.define("pool_shares")
        return Piece(f"pool_shares({self.full(expr.args[0]).text}, {expr.data[1][0]})", POSTFIX)

    def call_turned(self, expr: Expr) -> Piece:
        return Piece(f"{self.fit(self.full(expr.args[0]), POSTFIX)}[::-1, ::-1]", POSTFIX)

    def call_sort(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0])
        return inner if expr.shape == SCALAR else self.imported("sort", inner.text, "axis=0")

    def call_sort_prime(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0]).text
        order = self.imported("argsort", self.imported("ravel", inner).text, 'kind="stable"').text
        return Piece(f"np.eye({expr.shape[0]})[{order}]", POSTFIX)
