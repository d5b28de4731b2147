r"""Words as LaTeX text: every character is printed as it is, none of them is a command."""

from __future__ import annotations

import re

from bpcalc.errors import visible
from bpcalc.formats.tex_tree import LETTERS

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\(<\)", ">": r"\(>\)", "|": r"\(|\)", "`": r"\textasciigrave{}",
}  # fmt: skip
_SIGNS = {
    "×": r"\times", "·": r"\cdot", "⊙": r"\odot", "⊗": r"\otimes", "−": "-", "±": r"\pm",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "→": r"\to", "←": r"\leftarrow",
    "⇒": r"\Rightarrow", "↦": r"\mapsto", "∈": r"\in", "√": r"\surd", "∑": r"\sum", "‖": r"\Vert",
    "ᵀ": r"^{\top}", "ⁿ": "^n", "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}",
    "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "′": r"^{\prime}", "φ": r"\varphi", "ε": r"\varepsilon",
    "✗": r"\times", "÷": r"\div", "∧": r"\wedge", "∨": r"\vee", "¬": r"\neg", "∀": r"\forall",
    **{sign: f"_{digit}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{sign: f"^{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{letter: command for command, letter in LETTERS.items() if command != r"\omicron"},
}  # fmt: skip
_WORDS = {
    "…": r"\dots{}", "–": r"\textendash{}", "—": r"\textemdash{}", "‘": "`", "’": "'", "“": "``",
    "”": "''", "\u00a0": "~", "ο": "o", "✓": r"\(\surd\)", "⊤": r"\(\top\)",
}  # fmt: skip
_DRAWN = str.maketrans(
    {**_WORDS, **{sign: rf"\({command}\)" for sign, command in _SIGNS.items()}, **_SPECIAL}
)
_NEGATIVE = re.compile(r"(?<![\w)\]])-(?=\.?[0-9])")
_LIGATURE = re.compile(r"-(?=-)|,(?=,)")  # two of them would be drawn as another sign
_OPENING = re.compile(r'(?<![^\s(\[])"(?=\S)')
_GAP = re.compile(r" {3,}")


def escaped(text: str) -> str:
    """The text, on one line."""
    text = _OPENING.sub("“", _NEGATIVE.sub("−", visible(text))).replace('"', "”")
    tex = text.translate(_DRAWN).replace(r"\)\(", "")
    return _LIGATURE.sub(r"\g<0>{}", tex)


def prose(text: str) -> str:
    """The text; a line feed ends a line, wide gaps stay wide."""
    lines = [escaped(line.replace("\t", " ")) for line in text.split("\n")]
    return _GAP.sub(r" \\quad ", "\\\\{}\n".join(lines))
