"""Expression text to tokens with their places.

Understood besides ASCII: `−` (minus), `⊙` (`*`), `∂`, `**` (`^`), `.^` and `^⊙` (`^` as it is
printed for each entry of a matrix), and names in other letters. Other look-alikes are refused
with the spelling to use.
"""

from __future__ import annotations

import re
import unicodedata

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical, is_name_part, is_name_start
from bpcalc.language.numbers import UNSIGNED
from bpcalc.records import NamedTuple

LENGTH = 4096
WORDS = ("and", "or", "not")
_NUMBER = re.compile(UNSIGNED)
_SYMBOLS = ("**", ".^", "^⊙", "==", "!=", "<=", ">=", *"+-*/@^()[],:<>.=")
_MEANT = {"−": "-", "⊙": "*", "**": "^", ".^": "^", "^⊙": "^", "≤": "<=", "≥": ">=", "≠": "!="}
_LOOK_ALIKES = {
    "×": "* for entry by entry, @ for the matrix product",
    "·": "* for entry by entry, @ for the matrix product",
    "∙": "* for entry by entry, @ for the matrix product",
    "•": "* for entry by entry, @ for the matrix product", "∛": "x^(1/3)",
    "⋅": "* for entry by entry, @ for the matrix product",
    "∗": "*", "÷": "/", "⁄": "/", "∕": "/", "–": "-", "—": "-", "‐": "-",
    "⁻": "1/x for a reciprocal, as there is no matrix inverse",
    "²": "^2", "³": "^3", "½": "1/2", "¼": "1/4", "√": "sqrt( ) around its argument", "ᵀ": ".T", "⊤": ".T",
    "⊗": "kron(A, B)",
    "∑": "sum( ) around its argument", "‖": "norm( ) around its argument", "|": "abs( ) or norm( )",
    "∘": "* for entry by entry, or f(g(x))", "“": "no quotes", "”": "no quotes",
    "{": "( )", "}": "( )", ";": ", between arguments", "&": "and", "!": "not",
    "%": "a fraction such as 5/100", "$": "no dollar signs",
    "\\": "there is no LaTeX here: it is sqrt(x), 1/2, x^2, z1",
    "∇": "dl/dx for a gradient", "∞": "a finite number",
}  # fmt: skip
_ALPHABETS = {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i",
              "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
              "С": "C", "Т": "T", "Х": "X", "ο": "o", "Ο": "O", "Α": "A", "Β": "B", "Ε": "E",
              "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ρ": "P", "Τ": "T", "Υ": "Y",
              "Χ": "X", "Ζ": "Z"}  # fmt: skip


class Token(NamedTuple):
    """`kind` is number, name, partial (`∂`), symbol or end; a name's text is canonical."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.start, self.end


def is_end_of_operand(token: Token) -> bool:
    """Whether a value may end with this token."""
    if token.text in WORDS:
        return False
    return token.kind in ("number", "name") or token.text in (")", "]")


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of an expression, an "end" last. Raises InputError with a span (E2xx)."""
    if len(text) > LENGTH:
        raise _error("E209", f"this expression has {len(text)} characters", 0, len(text),
                     f"use at most {LENGTH}; split it into several equations")  # fmt: skip
    found: list[Token] = []
    position = 0
    while position < len(text):
        letter = text[position]
        if letter.isspace():
            position += 1
            continue
        token = _token(text, position, letter)
        found.append(token)
        position = token.end
    found.append(Token("end", "", len(text), len(text)))
    return tuple(found)


def is_name(text: str) -> bool:
    """Whether a text is one name, as expressions know them."""
    try:
        first, *rest = tokens(text)
    except InputError:
        return False
    return first.kind == "name" and [token.kind for token in rest] == ["end"] and first.end == len(text)


def _token(text: str, start: int, letter: str) -> Token:
    number = _NUMBER.match(text, start)
    if number:
        return Token("number", number[0], start, number.end())
    if letter == "∂":
        return Token("partial", "∂", start, start + 1)
    if is_name_start(letter) and letter not in _LOOK_ALIKES:
        return _name(text, start)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, start):
            return Token("symbol", _MEANT.get(symbol, symbol), start, start + len(symbol))
    if letter in _MEANT:
        return Token("symbol", _MEANT[letter], start, start + 1)
    if letter in "'\"`":
        raise _error("E211", "text in quotes has no place in an expression", start, start + 1,
                     "write names without quotes")  # fmt: skip
    if letter in _LOOK_ALIKES:
        meant = _meant_by(letter, text[:start], text[start + 1 :])
        help = meant if meant.startswith("there") else f"write {meant}"
        command = re.match(r"\\[a-zA-Z]*", text[start:])
        end = start + (command.end() if command else 1)
        raise _error("E202", f"{text[start:end]} is not understood here", start, end, help)
    shown = letter if letter.isprintable() else f"U+{ord(letter):04X}"
    raise _error("E201", f"{shown} has no meaning in an expression", start, start + 1,
                 "use names, numbers, + - * / @ ^, comparisons, ( ) and [ ]")  # fmt: skip


def _meant_by(letter: str, before: str, behind: str) -> str:
    """What to write for a look-alike between two texts."""
    if letter == "²" and before[-1:] in ("d", "∂"):
        return "d2l/dx/dx for a second derivative"
    if letter == "\\" and re.match(r"(?:cdot|times)\b", behind):
        return _LOOK_ALIKES["·"]
    if letter == "!" and not re.match(r"\s*[\w(]", behind):
        return "there is no factorial; multiply"
    return _LOOK_ALIKES[letter]


def _name(text: str, start: int) -> Token:
    end = start + 1
    while end < len(text) and is_name_part(text[end]) and text[end] not in _LOOK_ALIKES:
        end += 1
    for place in range(start, end):
        twin = _ALPHABETS.get(text[place]) or _dressed(text[place])
        if twin:
            raise _error("E202", f"the {twin} in {text[start:end]} is a letter of another alphabet "
                         f"(U+{ord(text[place]):04X}) that only looks like it", place, place + 1,
                         f"type the Latin {twin}")  # fmt: skip
    return Token("name", canonical(text[start:end]), start, end)


def _dressed(letter: str) -> str | None:
    """The plain letters that a bold, wide, raised or joined one stands for, as `𝑥` for x."""
    if letter.isascii() or canonical(letter).isascii():
        return None
    plain = unicodedata.normalize("NFKC", letter)
    return plain if plain.isascii() else None


def _error(code: str, message: str, start: int, end: int, help: str) -> InputError:
    return InputError(Problem(code, message, span=(start, end), help=help))
