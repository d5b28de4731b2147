"""Unicode to complete ASCII, for terminals and encodings that carry nothing else."""

from __future__ import annotations

import re
import unicodedata

_GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon",
    "phi", "chi", "psi", "omega",
]  # fmt: skip
_LOWER = {chr(ord("α") + place): name for place, name in enumerate(_GREEK)}
_UPPER = {lower.upper(): name.capitalize() for lower, name in _LOWER.items() if lower != "ς"}

_SIGNS = {
    "·": "*", "×": "x", "⊙": "*", "⊗": "(x)", "÷": "/", "−": "-", "±": "+-", "∂": "d", "∇": "grad ",
    "∑": "sum", "∏": "prod", "√": "sqrt", "∞": "inf", "∈": "in", "ℓ": "l", "ℝ": "R", "ϵ": "epsilon",
    "ϕ": "phi", "≈": "~", "≠": "!=", "≤": "<=", "≥": ">=", "≪": "<<", "≫": ">>", "←": "<-",
    "→": "->", "↦": "|->", "⇒": "=>", "↔": "<->", "…": "...", "⋯": "...", "⋮": ":", "⋱": "...",
    "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "′": "'", "″": "''", "‖": "||",
    "•": "*", "─": "-", "━": "-", "═": "=", "│": "|", "█": "#", "✓": "ok", "✗": "x", "ß": "ss", "⊤": "T",
    "ᵀ": ".T", "¬": "not ", "∧": "and", "∨": "or",
    "⎡": "[", "⎢": "|", "⎣": "[", "⎤": "]", "⎥": "|", "⎦": "]",
    "½": "1/2", "¼": "1/4", "¾": "3/4",
} | _LOWER | _UPPER  # fmt: skip

_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
# An accent on a letter that stands alone is mathematics (ŷ₁); within a word it is spelling (être).
_LETTER = r"[^\W\d_⁰¹²³⁴-⁹ⁿ₀-₉]"
_ACCENTED_LETTER = re.compile(rf"(?<!{_LETTER})({_LETTER})([\u0302\u0304\u0303])(?!{_LETTER})")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")


def ascii_text(text: str) -> str:
    """The same in ASCII: signs by their names, letters without accents, the rest as escapes."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text)
    text = _ACCENTED_LETTER.sub(lambda match: match[1] + _ACCENTS[match[2]], text)
    text = unicodedata.normalize("NFC", text)  # `≠` is one sign again
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0], text)
    text = "".join(_SIGNS.get(character, character) for character in text)
    text = unicodedata.normalize("NFKD", text)
    plain = (_SIGNS.get(letter, letter) for letter in text if not unicodedata.combining(letter))
    return "".join(plain).encode("ascii", "backslashreplace").decode("ascii")
