"""What Unicode and LaTeX share: products by juxtaposition, which holds tighter than · ⊙ and /."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise

from bpcalc.language.functions import Function
from bpcalc.language.names import canonical
from bpcalc.language.notation.layout import Layout
from bpcalc.language.notation.pieces import (
    CHAIN,
    FRACTION,
    POSTFIX,
    POWER,
    PREFIX,
    PRODUCT,
    SCALE,
    SIGN,
    Piece,
)
from bpcalc.language.notation.spelling import Settings
from bpcalc.language.sizes import Shape, Size, size_text
from bpcalc.language.tree import SCALAR, Derivative, Expr


class Human(Layout):
    """Formulas to read."""

    entrywise: str
    tensor: str

    @abstractmethod
    def scaled(self, left: Piece, right: Piece) -> str:
        """The sign between a 1×1 factor and its neighbour."""

    @abstractmethod
    def joined(self, factors: Sequence[Piece]) -> str:
        """The factors of a matrix product side by side."""

    @abstractmethod
    def norm(self, inner: str) -> Piece:
        """‖v‖."""

    @abstractmethod
    def absolute(self, inner: str) -> Piece:
        """|z|."""

    @abstractmethod
    def root(self, arg: Piece) -> Piece:
        """√z."""

    @abstractmethod
    def log(self, inner: str, bare: bool) -> Piece:
        """log(z), or `log z` where its end is clear."""

    @abstractmethod
    def function_name(self, name: str) -> str:
        """The name or the symbol of a function."""

    def product(self, pieces: Sequence[Piece]) -> Piece:
        """`2·A ⊙ B`: · at a 1×1 factor, ⊙ between matrices."""
        last = len(pieces) - 1
        factors = []
        for k, piece in enumerate(pieces):
            enclosed = piece.op == "mul" or (piece.level == PREFIX and k < last)
            factors.append(self.factor(piece, POWER if enclosed else FRACTION, first=k == 0))
        text, level = factors[0].text, SCALE
        scalar = factors[0].shape == SCALAR
        for left, right in pairwise(factors):
            if scalar or right.shape == SCALAR:
                text += self.scaled(left, right) + right.text
            else:
                text, level = text + self.entrywise + right.text, PRODUCT
            scalar = scalar and right.shape == SCALAR
        return Piece(text, level, signed=factors[0].signed)

    def chain(self, pieces: Sequence[Piece]) -> Piece:
        """`W x`, `2·v vᵀ`: numbers in front of the first factor need no brackets."""
        last = len(pieces) - 1
        factors = []
        for k, piece in enumerate(pieces):
            scaled = k == 0 and piece.level == SCALE
            least = SCALE if scaled else PREFIX if k == last else SIGN if k == 0 else POWER
            factors.append(self.factor(piece, POWER if piece.op == "matmul" else least, first=k == 0))
        return Piece(self.joined(factors), CHAIN, signed=factors[0].signed)

    def factor(self, piece: Piece, level: int, first: bool) -> Piece:
        """The piece, in brackets where it needs them."""
        text = self.fit(piece, level, first)
        return piece if text == piece.text else Piece(text, POSTFIX, piece.shape)

    def kron(self, left: Piece, right: Piece) -> Piece:
        return Piece(self.fit(left, FRACTION) + self.tensor + self.fit(right, FRACTION), PRODUCT)

    def function(self, row: Function, args: Sequence[Piece], settings: Settings) -> Piece:
        first = args[0]
        match row.name:
            case "norm":
                return self.norm(first.text)
            case "squared_norm":
                return self.power(self.norm(first.text), Piece("2", POSTFIX), 2)
            case "abs":
                return self.absolute(first.text)
            case "sqrt":
                return self.root(first)
            case "onehot" if args[1].text == "0":  # zeros say no more than how many entries there are
                args = args[:1]
            case "log":
                return self.log(first.text, first.bare)
            case "xlogy":
                log = self.log(args[1].text, args[1].bare)
                return self.product([first, log._replace(shape=args[1].shape)])
        base, primes = row, len(row.name) - len(row.name.rstrip("'"))
        while base.derivative_of is not None:
            base = base.derivative_of
        name = self.function_name(base.symbol or base.name.rstrip("'")) + "'" * primes
        return self.applied(name, [arg.text for arg in args], settings)

    def operation(self, name: str, args: Sequence[str], settings: Settings = ()) -> Piece:
        return self.applied(self.function_name(name), args, settings)

    def applied(self, name: str, args: Sequence[str], settings: Settings = ()) -> Piece:
        """f(x, axis=0), the function's name as it is drawn."""
        named = (self.setting(*setting) for setting in settings)
        inner = ", ".join((*args, *named))
        return Piece(name + self.brackets(inner), POSTFIX)

    def setting(self, name: str, value: str) -> str:
        """`axis=0`."""
        return f"{name}={value}"

    def index_letters(self, rows: str, columns: str) -> str:
        """`ij` for places given by letters alone, to be written below a name; else nothing."""
        if not set(rows + columns) <= set("ijkr"):
            return ""
        return rows + ("," if len(rows + columns) > 2 and rows and columns else "") + columns

    @property
    def identity(self) -> str:
        """The letter of an identity matrix."""
        return self._free("I", "E", "Id")

    @property
    def commutation(self) -> str:
        """The letter of a commutation matrix, K(m, n) vec(X) = vec(Xᵀ)."""
        return self._free("K", "T", "P", "Pi")

    def picking(self, expr: Expr) -> Piece:
        letter = self.name(self._free("P", "G", "R", "Pi")).text
        return Piece(self.sized(letter, expr.shape), POSTFIX)

    @abstractmethod
    def sized(self, name: str, shape: Shape) -> str:
        """The name of a matrix with its size below it."""

    def _free(self, *letters: str) -> str:
        """The first letter that is no quantity."""
        return next((one for one in letters if canonical(one) not in self.style.taken), letters[-1])

    def extent(self, size: Size) -> str:
        return size_text(size) if isinstance(size, int) else self.size(size).text

    def form(self, of: Derivative) -> str:
        """How the style writes this derivative: "partial", "bar", "delta" or "nabla"."""
        if of.negative:
            return "delta"
        return self.style.derivatives if of.of == self.style.of and len(of.wrt) == 1 else "partial"
