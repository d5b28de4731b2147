"""Names: one quantity has one spelling, however its author typed it.

`ŷ` is `yhat`, `z₁` is `z1`, `ℓ` is `l`, `σ` is `sigma`: what a report prints can be typed
back. Other letters of any language are kept (NFC).
"""

from __future__ import annotations

import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "ϕ": "phi", "ϵ": "epsilon", "ς": "sigma",
}  # fmt: skip
ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0305": "bar"}
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_ONE_LETTER = {"ℓ": "l", "µ": "mu", "′": "'", "’": "'", "″": "''"}


def canonical(name: str) -> str:
    """The spelling in letters, digits, `_` and `'` that a name is known by."""
    if name.isascii():
        return name
    spelled: list[str] = []
    for letter in unicodedata.normalize("NFD", name):
        if letter in ACCENTS and spelled:
            spelled.append(ACCENTS[letter])
        else:
            table = GREEK.get(letter) or _ONE_LETTER.get(letter) or SUBSCRIPTS.get(letter)
            spelled.append(table or letter)
    return unicodedata.normalize("NFC", "".join(spelled))


def is_name_start(letter: str) -> bool:
    """Whether a name may begin with this character."""
    return letter == "_" or letter.isalpha()


def is_name_part(letter: str) -> bool:
    """Whether a name may go on with this character."""
    return (
        letter.isalpha()
        or letter in "0123456789_'"
        or unicodedata.combining(letter) > 0
        or letter in ACCENTS
        or letter in SUBSCRIPTS
        or letter in _ONE_LETTER
    )
