"""Formulas as Python source: names, operators and conditions, as NumPy and PyTorch share them.

A column is an n×1 array and stays one; a 1×1 value may be a plain number, so no operation asks
for its axes. Comparisons are 1.0 and 0.0, except as a factor, `(z > 0) * d_a`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

from bpcalc.language import tree
from bpcalc.language.notation.ascii import Ascii
from bpcalc.language.notation.identifiers import identifier
from bpcalc.language.notation.names import WORD
from bpcalc.language.notation.pieces import ATOM, COMPARE, NOT, POSTFIX, POWER, PRODUCT, QUOTIENT, SUM, Piece
from bpcalc.language.notation.style import PLAIN
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Constant, Derivative, Expr, Range

TRUTH = "truth"
"""The `op` of a piece that may be spelled as a condition: `enclosed` is that spelling."""
_WHOLE = 2**53


class Operations(Ascii):
    """`names`: the Python name of every quantity, and of every `Derivative` that occurs.

    While it writes it collects what a script needs besides: `helpers`, definitions by name;
    `imports`; `labels`, the names of quantities that count entries; `remarks` for the reader.
    """

    ones_in_sums = False
    module: ClassVar[str]
    plain: ClassVar[Mapping[str, str]]
    """Functions of the table that the library has, taking the same arguments."""
    own: ClassVar[Mapping[str, str]] = {}
    """Definitions of functions that the library lacks."""
    reserved: ClassVar[frozenset[str]]
    """Names that a script needs for itself."""

    def __init__(self, names: Mapping[Hashable, str]) -> None:
        super().__init__(PLAIN)
        self.names = names
        self.helpers: dict[str, str] = {}
        self.imports: set[str] = set()
        self.labels: set[str] = set()
        self.remarks: dict[str, None] = {}

    # -- what the libraries spell differently -------------------------------------

    @abstractmethod
    def reduced(self, function: str, inner: str, axis: int | None) -> Piece:
        """A sum, mean … of all entries, or along an axis that stays with size 1."""

    @abstractmethod
    def which(self, labels: Expr) -> str:
        """The labels of several examples as a flat array of whole numbers."""

    # -- leaves ------------------------------------------------------------------

    def name(self, text: str) -> Piece:
        return Piece(self.local(text), POSTFIX, plain=True)

    def local(self, text: str) -> str:
        """The Python name of a quantity, or of an argument of a function."""
        return self.names.get(text) or identifier(text, self.reserved)

    def derivative(self, of: Derivative) -> Piece:
        return Piece(self.names[of], POSTFIX, plain=True)

    def number(self, number: Constant) -> Piece:
        if isinstance(number.value, int) and abs(number.value) >= _WHOLE:
            return Piece(repr(float(number.value)), ATOM, signed=number.value < 0)
        return super().number(number)

    def size(self, size: Size) -> Piece:
        piece = super().size(size)
        text = WORD.sub(lambda word: self.names.get(word[0]) or word[0], piece.text.replace("^", "**"))
        return piece._replace(text=text)

    def _constant(self, expr: Expr) -> Piece:
        return Piece(f"{self.module}.{expr.data}", POSTFIX)

    def filled(self, expr: Expr) -> Piece:
        match expr.op:
            case "eye":
                return self.imported("eye", str(expr.shape[0]))
            case "select":
                start, stop = expr.data
                return Piece(f"{self.module}.eye({expr.shape[1]})[{start}:{stop}]", POSTFIX)
            case "commutation":
                rows, columns = expr.data
                order = f"{self.module}.arange({rows * columns}).reshape({rows}, {columns}).T.ravel()"
                return Piece(f"{self.module}.eye({rows * columns})[{order}]", POSTFIX)
        return self.imported(expr.op, shape_source(expr.shape))

    # -- operations --------------------------------------------------------------

    def term(self, expr: Expr) -> str:
        """A term of a sum, behind a plus."""
        return self.fit(self.full(expr), QUOTIENT)

    def inner(self, expr: Expr) -> str:
        """An argument of a function of the library."""
        return self.full(expr).text

    def imported(self, function: str, *arguments: str) -> Piece:
        """A call of the library."""
        return Piece(f"{self.module}.{function}({', '.join(arguments)})", POSTFIX)

    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        up = str(whole) if whole is not None else self.fit(exponent, POWER, first=True)
        return Piece(f"{self.fit(base, ATOM)}**{up}", POWER)

    power_of_entries = power

    def _neg(self, expr: Expr) -> Piece:
        """No sign stands before a condition: the libraries do not negate truth values."""
        inner = expr.args[0]
        if inner.op == "mul" and self.piece(inner.args[0]).op == TRUTH:
            expr = tree.neg(tree.mul(*sorted(inner.args, key=lambda arg: self.piece(arg).op == TRUTH)))
        return super()._neg(expr)

    def product(self, pieces: Sequence[Piece]) -> Piece:
        """Conditions stay conditions beside a factor that is a number."""
        if any(piece.op != TRUTH for piece in pieces):
            pieces = [
                Piece(piece.enclosed, POSTFIX, piece.shape) if piece.op == TRUTH else piece
                for piece in pieces
            ]
        return super().product(pieces)

    def _matmul(self, expr: Expr) -> Piece:
        pieces = [self.full(arg) for arg in expr.args]
        nested = pieces[0].op == "matmul"
        text = self.fit(pieces[0], POWER if nested else PRODUCT, first=True)
        left = expr.args[0].shape
        for arg, piece in zip(expr.args[1:], pieces[1:], strict=True):
            sign = "*" if SCALAR in (left, arg.shape) else "@"
            text += f" {sign} {self.fit(piece, POWER)}"
            left = (left[0], arg.shape[1])
        return Piece(text, PRODUCT, signed=text.startswith("-"), op="matmul")

    def _t(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0])
        return inner if expr.shape == SCALAR else self.transpose(inner)

    def _slice(self, expr: Expr) -> Piece:
        base = self.full(expr.args[0])
        (rows, columns), shape = expr.data, expr.args[0].shape
        if shape == SCALAR:
            return base
        if expr.shape == SCALAR:
            inside = f"{rows[0]}, {columns[0]}"
        elif columns == (0, shape[1]):
            inside = _range(rows, shape[0])
        else:
            inside = f"{_range(rows, shape[0])}, {_range(columns, shape[1])}"
        return Piece(f"{self.fit(base, POSTFIX)}[{inside}]", POSTFIX)

    def _stack(self, expr: Expr) -> Piece:
        parts = [
            self.reshaped(self.inner(arg), SCALAR) if arg.shape == SCALAR else self.inner(arg)
            for arg in expr.args
        ]
        return self.imported("hstack" if expr.data else "vstack", f"[{', '.join(parts)}]")

    def _reshape(self, expr: Expr) -> Piece:
        return Piece(self.reshaped(self.inner(expr.args[0]), expr.shape), POSTFIX)

    def reshaped(self, inner: str, shape: Shape) -> str:
        """The entries, row by row, in another shape."""
        return self.imported("reshape", inner, shape_source(shape)).text

    def _diag(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0])
        return inner if expr.shape == SCALAR else self.imported("diagflat", inner.text)

    def _kron(self, expr: Expr) -> Piece:
        left, right = (self.full(arg) for arg in expr.args)
        if SCALAR in (expr.args[0].shape, expr.args[1].shape):
            return self.product([left, right])
        return self.imported("kron", left.text, right.text)

    def _sum(self, expr: Expr) -> Piece:
        return self.reduced("sum", self.inner(expr.args[0]), expr.data)

    def _pick(self, expr: Expr) -> Piece:
        base, hot = expr.args
        label = tree.label_of(hot)
        if label is None or label.op != "name":
            return self.piece(tree.picked_out(expr))
        if expr.data is not None:
            which = f"[{self.label(label)}]" if label.shape == SCALAR else self.which(label)
            inside = which if expr.data == 0 else f":, {which}"
        elif base.shape[1] == 1:
            inside = f"{self.label(label)}, 0"
        else:
            inside = f"0, {self.label(label)}"
        return Piece(f"{self.fit(self.full(base), POSTFIX)}[{inside}]", POSTFIX)

    def label(self, expr: Expr) -> str:
        """A 1×1 quantity as the number of an entry."""
        if expr.op == "name":
            self.labels.add(expr.data)
        return f"int({self.full(expr).text})"

    # -- conditions --------------------------------------------------------------

    def condition(self, expr: Expr) -> Piece:
        """What is true or false, as the library compares it."""
        if expr.op == "compare":
            (left, right), shape = self.together(expr.args)
            text = f"{self.fit(left, SUM, True)} {expr.data} {self.fit(right, SUM, True)}"
            return Piece(text, COMPARE, shape)
        if expr.op == "logic":
            parts = [self.condition(arg) for arg in expr.args]
            if expr.data == "not":
                return self.imported("logical_not", parts[0].text)._replace(shape=parts[0].shape)
            sign = " & " if expr.data == "and" else " | "
            shape = next((part.shape for part in parts if part.shape != SCALAR), SCALAR)
            return Piece(sign.join(self.fit(part, POWER) for part in parts), NOT, shape)
        if expr.op == "call" and expr.data[0] in (TABLE["any"], TABLE["all"]):
            return self.reduced(expr.data[0].name, self.condition(expr.args[0]).text, axis_of(expr))
        if expr.op == "broadcast":
            return self.condition(expr.args[0])
        piece = self.piece(expr)
        return Piece(f"{self.fit(piece, SUM, True)} != 0", COMPARE, piece.shape)

    def truth(self, condition: Piece) -> Piece:
        """1.0 where it holds, else 0.0."""
        number = self.imported("where", condition.text, "1.0", "0.0")
        return number._replace(shape=condition.shape, op=TRUTH, enclosed=f"({condition.text})")

    def _compare(self, expr: Expr) -> Piece:
        return self.truth(self.condition(expr))

    _logic = _compare


def axis_of(expr: Expr) -> int | None:
    """The axis along which a call takes its argument; a number has none."""
    row, settings = expr.data
    axis: int | None = settings[[name for name, _ in row.settings].index("axis")]
    return None if expr.args[0].shape == SCALAR else axis


def shape_source(shape: Shape) -> str:
    """`(2, 3)`."""
    return f"({shape[0]}, {shape[1]})"


def _range(kept: Range, n: Size) -> str:
    return ":" if kept == (0, n) else f"{kept[0]}:{kept[1]}"
