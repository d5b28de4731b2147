"""What others call the losses, functions and settings: for "did you mean" only."""

from __future__ import annotations

import re
from collections.abc import Iterable

_JOINED = r"[^\W\d][\w']*(?:[-.][\w']+)+"

_LOSSES = {
    "meansquarederror": "mse",
    "meansquareerror": "mse",
    "mseloss": "mse",
    "l2loss": "mse",
    "meanabsoluteerror": "mae",
    "l1loss": "mae",
    "bce": "binary_cross_entropy",
    "bceloss": "binary_cross_entropy",
    "binarycrossentropyloss": "binary_cross_entropy",
    "logloss": "binary_cross_entropy",
    "categoricalcrossentropy": "cross_entropy",
    "ce": "cross_entropy",
    "crossentropyloss": "softmax_cross_entropy",
    "se": "squared_error",
    "hse": "half_squared_error",
    "sse": "squared_error",
    "sumofsquarederrors": "squared_error",
    "halfmse": "half_squared_error",
    "hingeloss": "hinge",
    "huberloss": "huber",
    "smoothl1loss": "huber",
}

_CALLS = {
    "transpose": "{0}.T",
    "dot": "{0} @ {1}",
    "matmul": "{0} @ {1}",
    "mm": "{0} @ {1}",
    "multiply": "{0} * {1}",
    "power": "{0}^{1}",
    "pow": "{0}^{1}",
    "flatten": "vec({0})",
    "sigma": "sigmoid({0})",
    "logistic": "sigmoid({0})",
    "concatenate": "vstack({0}, {1})",
    "concat": "vstack({0}, {1})",
    "trace": "sum(eye(n) * {0})",
}
_ABSENT = {
    "inv": "matrix inverse", "inverse": "matrix inverse", "pinv": "matrix inverse",
    "det": "determinant", "eig": "eigenvalues", "svd": "singular value decomposition",
    "solve": "solver of equations", "argmax": "argmax", "argmin": "argmin",
    "einsum": "sums by index", "dropout": "random numbers", "random": "random numbers",
}  # fmt: skip

_SETTINGS = {
    "alpha": "slope",
    "negative_slope": "slope",
    "strides": "stride",
    "padding": "pad",
    "dim": "axis",
    "beta": "delta",
}


def loss_meant(text: str, known: list[str]) -> str | None:
    """The loss with this name elsewhere, or in another spelling, as `Cross Entropy`."""
    letters = _letters(text)
    return _LOSSES.get(letters) or next((name for name in known if _letters(name) == letters), None)


def call_meant(function: str, arguments: list[str]) -> str | None:
    """How a call of another language is written here, as `A @ B` for `dot(A, B)`."""
    written = _CALLS.get(function.lower())
    if written is None:
        return None
    if written.startswith("{0}"):  # an operator needs its sides in brackets
        arguments = [f"({part})" if " " in part and part[-1:] != ")" else part for part in arguments]
    return written.format(*arguments, "…", "…")


def absent(function: str) -> str | None:
    """What a function of other languages computes that is not computed here."""
    return _ABSENT.get(function.lower())


def name_meant(text: str, known: Iterable[str]) -> str | None:
    """What an unknown name stands for: `W'`, `Wx` and the e of powers."""
    names = set(known)
    if text.endswith("'") and text[:-1] in names:
        return f"{text[:-1]}.T"
    for end in range(1, len(text)):
        if text[:end] in names and text[end:] in names:
            return f"{text[:end]} @ {text[end:]}"
    return "exp(…)" if text == "e" else None


def joined(text: str) -> str | None:
    """`z-1` and `h.out` as the names z1 and h_out."""
    if not re.fullmatch(_JOINED, text):
        return None
    return re.sub(r"[-.]", "_", re.sub(r"[-.](?=\d)", "", text))


def setting_meant(text: str, known: list[str]) -> str | None:
    """The setting with this name elsewhere, if the function has it."""
    meant = _SETTINGS.get(text.lower())
    return meant if meant in known else None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
