"""The one walk over the tree: precedence, brackets and order of what a notation spells.

Every node becomes a `Piece`, its text with how tightly it holds together. A repeated 1×1, row
or column is not shown where the operation around it repeats it anyway, so a piece also knows
the shape that its text has by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bpcalc.language import tree
from bpcalc.language.functions import CONVENTION, Function
from bpcalc.language.images import Windows
from bpcalc.language.notation.names import signed_text
from bpcalc.language.notation.pieces import AND, COMPARE, LOOSE, NOT, QUOTIENT, SIGN, SUM, Piece
from bpcalc.language.notation.repetition import (
    SPREADING,
    is_entrywise_call,
    is_repeated_one,
    joint,
    operands,
    written_out,
)
from bpcalc.language.notation.spelling import Settings, Spelling
from bpcalc.language.notation.style import Style
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.tree import SCALAR, Constant, Expr, Range

_ENTRY = {"ones": Constant(1), "zeros": Constant(0)}


class Layout(Spelling):
    """The walk. A notation is a subclass with its spellings.

    `ones_in_sums`: where a derivation adds a row to a matrix, it is written 1 r.
    """

    ones_in_sums = True

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.pieces: dict[Expr, Piece] = {}

    # -- the walk ----------------------------------------------------------------

    def text(self, expr: Expr) -> str:
        """The expression on one line."""
        return self.full(expr).text

    def piece(self, expr: Expr) -> Piece:
        """The expression, in its own shape or in the smaller one it is repeated from."""
        found = self.pieces.get(expr)
        if found is None:
            found = getattr(self, f"_{expr.op.lower()}")(expr)
            if found.shape == SCALAR != expr.shape and expr.op not in ("broadcast", *SPREADING, "call"):
                found = found._replace(shape=expr.shape)
            self.pieces[expr] = found
        return found

    def full(self, expr: Expr) -> Piece:
        """The expression in its own shape: a repetition that nothing implies is written out."""
        found = self.piece(expr)
        return found if found.shape == expr.shape else self.piece(written_out(expr))

    def together(self, args: Sequence[Expr], whole: Sequence[Expr] = ()) -> tuple[list[Piece], Shape]:
        """Operands that meet entry by entry, and the shape of the result as written.

        Ones are 1 where the others tell the size. Where `args` do not fit without their
        repetitions, those (of `whole`) are written out.
        """
        size = next((arg.shape for arg in (*whole, *args) if arg.shape != SCALAR), SCALAR)
        pieces = [self.number(_ENTRY[arg.op]) if arg.op in _ENTRY else self.piece(arg) for arg in args]
        shape = joint([piece.shape for piece in pieces])
        if shape != size and any(arg.op in _ENTRY for arg in args):
            pieces = [self.piece(arg) for arg in args]
            shape = joint([piece.shape for piece in pieces])
        if shape is None:
            pieces, shape = [self.full(arg) for arg in whole or args], size
        return pieces, shape

    # -- leaves ------------------------------------------------------------------

    def _name(self, expr: Expr) -> Piece:
        return self.name(expr.data)

    def _constant(self, expr: Expr) -> Piece:
        return self.name(expr.data)

    def _partial(self, expr: Expr) -> Piece:
        return self.derivative(expr.data)

    def _number(self, expr: Expr) -> Piece:
        return self.number(expr.data)

    def _size(self, expr: Expr) -> Piece:
        return self.size(expr.data)

    def _ones(self, expr: Expr) -> Piece:
        return self.filled(expr)

    _zeros = _eye = _select = _commutation = _ones

    # -- operations --------------------------------------------------------------

    def _add(self, expr: Expr) -> Piece:
        pieces, shape = self.together(operands(expr), expr.args)
        text = self.fit(pieces[0], QUOTIENT, first=True)
        for piece in pieces[1:]:
            term = self.fit(piece, QUOTIENT, first=True)
            minus = piece.signed and term.startswith(self.minus)
            text += f" {self.minus} {term.removeprefix(self.minus)}" if minus else f" + {term}"
        return Piece(text, SUM, shape)

    def _neg(self, expr: Expr) -> Piece:
        piece = self.piece(expr.args[0])
        inside = self.fit(piece, QUOTIENT)
        level = min(piece.level, SIGN) if inside == piece.text else SIGN
        return Piece(self.minus + inside, level, piece.shape, signed=True, fraction=piece.fraction)

    def _mul(self, expr: Expr) -> Piece:
        args = [arg for arg in operands(expr) if not is_repeated_one(arg)] or expr.args[:1]
        pieces, shape = self.together(args, expr.args)
        if len(pieces) == 1:
            return pieces[0]
        return self.product(pieces)._replace(shape=shape, op="mul")

    def _matmul(self, expr: Expr) -> Piece:
        return self.chain([self.full(arg) for arg in expr.args])._replace(op="matmul")

    def _div(self, expr: Expr) -> Piece:
        (top, bottom), shape = self.together(expr.args)
        return self.quotient(top, bottom)._replace(shape=shape)

    def _pow(self, expr: Expr) -> Piece:
        (base, exponent), shape = self.together(expr.args)
        value = expr.args[1].data.value if expr.args[1].op == "number" else None
        written = self.power if 1 in shape else self.power_of_entries
        return written(base, exponent, value if isinstance(value, int) else None)._replace(shape=shape)

    def _t(self, expr: Expr) -> Piece:
        return self.transpose(self.full(expr.args[0]))

    def _kron(self, expr: Expr) -> Piece:
        return self.kron(self.full(expr.args[0]), self.full(expr.args[1]))

    def _broadcast(self, expr: Expr) -> Piece:
        if expr.data is not None and self.ones_in_sums:
            return self.piece(written_out(expr))
        return self.full(expr.args[0])

    def _slice(self, expr: Expr) -> Piece:
        base = expr.args[0]
        rows, columns = (self.range(kept, n) for kept, n in zip(expr.data, base.shape, strict=True))
        if base.shape[1] == 1:
            return self.part(self.full(base), rows, "", vector=True)
        if base.shape[0] == 1:
            return self.part(self.full(base), columns, "", vector=True)
        return self.part(self.full(base), rows, columns, vector=False)

    def range(self, kept: Range, n: Size) -> str:
        """`2`, `0:4`, or `:` for all of n."""
        start, stop = kept
        if kept == (0, n):
            return ":"
        first, end = self.extent(start), self.extent(stop)
        return first if stop - start == 1 else f"{first}:{end}"

    def _stack(self, expr: Expr) -> Piece:
        cells = tree.cells(expr)
        if len(cells) > 1 and len(cells[0]) > 1:
            return self.grid([[self.full(cell) for cell in row] for row in cells])
        return self.stack(expr.data, [self.full(arg) for arg in expr.args])

    def grid(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        """A matrix of 1×1 formulas."""
        return self.stack(0, [self.stack(1, row) for row in rows])

    def _reshape(self, expr: Expr) -> Piece:
        inner = self.full(expr.args[0]).text
        if expr.shape[1] == 1:
            return self.operation("vec", [inner])
        return self.operation("reshape", [inner, *map(self.extent, expr.shape)])

    def _diag(self, expr: Expr) -> Piece:
        arg = expr.args[0]
        inner = self.full(arg).text
        return self.operation("diag", [inner if 1 in arg.shape else self.operation("vec", [inner]).text])

    def _sum(self, expr: Expr) -> Piece:
        axis = [] if expr.data is None else [("axis", str(expr.data))]
        return self.operation("sum", [self.full(expr.args[0]).text], axis)

    def _gather(self, expr: Expr) -> Piece:
        return self._places(expr, "windows", "gather")

    def _scatter(self, expr: Expr) -> Piece:
        if expr.args[0].op == "ones":
            return self.picking(expr)
        return self._places(expr, "from_windows", "scatter")

    def _places(self, expr: Expr, of_windows: str, otherwise: str) -> Piece:
        """Entries at their places; the windows of an image with their size, stride and pad."""
        inner = self.full(expr.args[0]).text
        if not isinstance(expr.data, Windows):
            return self.operation(otherwise, [inner])
        settings = [(name, str(value)) for name, value in expr.data.settings]
        return self.operation(of_windows, [inner, *map(str, expr.data.window)], settings)

    def picking(self, expr: Expr) -> Piece:
        """A 0/1 matrix that picks entries."""
        return self.operation("scatter", [self.full(expr.args[0]).text])

    def _pick(self, expr: Expr) -> Piece:
        base, hot = expr.args
        label = tree.label_of(hot)
        if label is None or label.op != "name":
            return self.piece(tree.picked_out(expr))
        place = self.full(label).text
        if expr.data is None:
            return self.part(self.full(base), place, "", vector=True)
        rows, columns = (place, ":") if expr.data == 0 else (":", place)
        return self.part(self.full(base), rows, columns, vector=False)

    def _cases(self, expr: Expr) -> Piece:
        *choices, otherwise = (self.piece(arg).text for arg in expr.args)
        return self.cases(list(zip(choices[::2], choices[1::2], strict=True)), otherwise)

    # -- conditions --------------------------------------------------------------

    def _compare(self, expr: Expr) -> Piece:
        return self.comparison((expr.data,), expr.args)

    def comparison(self, operators: Sequence[str], compared: Sequence[Expr]) -> Piece:
        """a <= b < c."""
        pieces, shape = self.together(compared)
        text = self.fit(pieces[0], SUM, first=True)
        for operator, piece in zip(operators, pieces[1:], strict=True):
            text += f" {self.relations[operator]} {self.fit(piece, SUM, first=True)}"
        return Piece(text, COMPARE, shape)

    def _logic(self, expr: Expr) -> Piece:
        if expr.data == "not":
            piece = self.piece(expr.args[0])
            return Piece(self.words["not"] + self.fit(piece, NOT, first=True), NOT, piece.shape)
        if expr.data == "and" and _is_chained(expr.args):
            compared = (expr.args[0].args[0], *(pair.args[1] for pair in expr.args))
            return self.comparison([pair.data for pair in expr.args], compared)
        pieces, shape = self.together(expr.args)
        level = AND if expr.data == "and" else LOOSE
        texts = [self.fit(pieces[0], level, first=True)]
        texts += [self.fit(piece, level + 1, first=True) for piece in pieces[1:]]
        return Piece(self.words[expr.data].join(texts), level, shape)

    # -- functions ---------------------------------------------------------------

    def _call(self, expr: Expr) -> Piece:
        row, settings = expr.data
        args: tuple[Expr, ...] = expr.args
        while row.name in ("maximum", "minimum") and args[0].op == "call" and args[0].data[0] is row:
            args = (*args[0].args, *args[1:])
        if is_entrywise_call(expr):
            pieces, shape = self.together(args)
        else:
            pieces, shape = [self.full(arg) for arg in args], expr.shape
        return self.function(row, pieces, self.shown(row, settings))._replace(shape=shape)

    def shown(self, row: Function, settings: Sequence[Any]) -> Settings:
        """The settings that differ from the row's defaults, or from the convention that decides."""
        usual = [self.style.relu_at_zero if default is CONVENTION else default for _, default in row.settings]
        return [
            (name, signed_text(value))
            for (name, _), value, own in zip(row.settings, settings, usual, strict=True)
            if not (value is None or own is None or value == own or name == "tie")
        ]


def _is_chained(pairs: Sequence[Expr]) -> bool:
    """Whether each comparison begins with what the one before it ends with."""
    return all(pair.op == "compare" for pair in pairs) and all(
        left.args[1] is right.args[0] for left, right in pairwise(pairs)
    )
