"""What a notation has to spell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from bpcalc.language.functions import Function
from bpcalc.language.notation.pieces import LOOSE, Piece
from bpcalc.language.notation.style import Style
from bpcalc.language.sizes import Size, size_text
from bpcalc.language.tree import Constant, Derivative, Expr

Settings = Sequence[tuple[str, str]]
"""Settings of a call by name, as text."""


class Spelling(ABC):
    """The signs of a notation and what they bind; the layout decides what comes where."""

    minus = "-"
    relations: ClassVar[Mapping[str, str]] = {sign: sign for sign in ("==", "!=", "<", "<=", ">", ">=")}
    words: ClassVar[Mapping[str, str]] = {"and": " and ", "or": " or ", "not": "not "}

    def __init__(self, style: Style) -> None:
        self.style = style

    @abstractmethod
    def name(self, text: str) -> Piece:
        """A quantity."""

    @abstractmethod
    def derivative(self, of: Derivative) -> Piece:
        """`dl/dx` as a name."""

    @abstractmethod
    def number(self, number: Constant) -> Piece:
        """A constant."""

    @abstractmethod
    def size(self, size: Size) -> Piece:
        """A size with letters."""

    @abstractmethod
    def function(self, row: Function, args: Sequence[Piece], settings: Settings) -> Piece:
        """A function of the table, called with settings other than its defaults."""

    @abstractmethod
    def operation(self, name: str, args: Sequence[str], settings: Settings = ()) -> Piece:
        """An operation that is written as a call, `reshape(X, 2, 3)`."""

    @abstractmethod
    def filled(self, expr: Expr) -> Piece:
        """`ones`, `zeros`, `eye`, `select` or `commutation`."""

    @abstractmethod
    def product(self, pieces: Sequence[Piece]) -> Piece:
        """A * b * C; factors of shape 1×1 scale."""

    @abstractmethod
    def chain(self, pieces: Sequence[Piece]) -> Piece:
        """The matrix product A B C."""

    @abstractmethod
    def quotient(self, top: Piece, bottom: Piece) -> Piece:
        """A / B."""

    @abstractmethod
    def kron(self, left: Piece, right: Piece) -> Piece:
        """A ⊗ B."""

    @abstractmethod
    def power(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        """A ^ B; `whole` is the exponent where it is a whole number."""

    @abstractmethod
    def power_of_entries(self, base: Piece, exponent: Piece, whole: int | None) -> Piece:
        """The same for a matrix, each of whose entries is raised: not to be read as A A."""

    @abstractmethod
    def transpose(self, base: Piece) -> Piece:
        """Aᵀ."""

    @abstractmethod
    def part(self, base: Piece, rows: str, columns: str, vector: bool) -> Piece:
        """A[rows, columns]; of a row or column (`vector`) only the entries are counted."""

    @abstractmethod
    def stack(self, axis: int, args: Sequence[Piece]) -> Piece:
        """Matrices below each other (axis 0) or side by side (axis 1)."""

    def cases(self, choices: Sequence[tuple[str, str]], otherwise: str) -> Piece:
        """`3 if i = j, else 0`."""
        text = ", ".join(f"{value} if {condition}" for value, condition in choices)
        return Piece(f"{text}, else {otherwise}", LOOSE)

    def extent(self, size: Size) -> str:
        """A size within an index or a call."""
        return size_text(size)

    def brackets(self, text: str) -> str:
        """(text)."""
        return f"({text})"

    def fit(self, piece: Piece, level: int, first: bool = False) -> str:
        """The text, in brackets where it holds together less tightly than `level`.

        A leading minus is free only in the `first` place.
        """
        if piece.level >= level and (first or not piece.signed):
            return piece.text
        return piece.enclosed or self.brackets(piece.text)
