"""Texts that know how tightly they hold together."""

from __future__ import annotations

from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR
from bpcalc.records import NamedTuple

(
    LOOSE,  # a or b
    AND,
    NOT,
    COMPARE,
    SUM,
    QUOTIENT,  # A B / n: the loosest term of a sum
    PRODUCT,  # A ⊙ B, A ⊗ B; in the language every product and quotient
    SCALE,  # 2·A
    FRACTION,  # 2/n
    CHAIN,  # A B
    PREFIX,  # log p: its end is open
    SIGN,  # −a
    POWER,
    TRANSPOSED,
    ATOM,  # 2: a number before .T or [ ] needs brackets
    POSTFIX,
) = range(16)
"""How tightly a text holds together, from or to names, calls and brackets."""


class Piece(NamedTuple):
    """A text, how tightly it holds together, and its shape.

    `signed`: begins with a minus. `fraction`: is a/b on the line, so products around it need
    room. `plain`: a name or a number. `bare`: so short that `log` before it needs no brackets.
    `letter`: a name of one letter. `op`: "mul" or "matmul" where it is such a product; one
    within another had brackets. `enclosed`: what it becomes instead of (text).
    """

    text: str
    level: int
    shape: Shape = SCALAR
    signed: bool = False
    fraction: bool = False
    plain: bool = False
    bare: bool = False
    letter: bool = False
    op: str = ""
    enclosed: str = ""
