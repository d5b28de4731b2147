"""What others call the losses, functions and settings: for "did you mean" only."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bpcalc.language.near import letters, slip

_WHOLE = r"…|[^\W\d][\w']*(?:\.T|\([^()]*\)|\[[^\[\]]*\])*|[0-9.]+|\([^()]*\)"
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
    # operations
    "transpose": "<0>.T",
    "dot": "<0> @ <1>", "matmul": "<0> @ <1>", "mm": "<0> @ <1>", "mv": "<0> @ <1>", "bmm": "<0> @ <1>",
    "inner": "<0>.T @ <1>", "vdot": "<0>.T @ <1>", "outerproduct": "outer({0}, {1})",
    "multiply": "<0> * <1>", "mul": "<0> * <1>", "hadamard": "<0> * <1>",
    "add": "<0> + <1>", "subtract": "<0> - <1>", "sub": "<0> - <1>",
    "divide": "<0> / <1>", "div": "<0> / <1>",
    "neg": "-<0>", "negative": "-<0>", "reciprocal": "1 / <0>", "pow": "<0>^<1>", "power": "<0>^<1>",
    "square": "<0>^2", "sqr": "<0>^2", "cube": "<0>^3", "rsqrt": "1 / sqrt({0})",
    "flatten": "vec({0})", "ravel": "vec({0})", "view": "reshape({0}, {1}, {2})",
    "concatenate": "vstack({0}, {1})", "concat": "vstack({0}, {1})", "cat": "vstack({0}, {1})",
    "rowstack": "vstack({0}, {1})", "columnstack": "hstack({0}, {1})", "stack": "vstack({0}, {1})",
    "trace": "sum(eye(n) * <0>)", "tr": "sum(eye(n) * <0>)",
    "where": "indicator({0}) * <1> + (1 - indicator({0})) * <2>",
    "clip": "min(max({0}, {1}), {2})", "clamp": "min(max({0}, {1}), {2})",
    # over entries
    "average": "mean({0})", "avg": "mean({0})", "len": "count({0})", "numel": "count({0})",
    "length": "count({0})", "size": "count({0})",
    "var": "mean((<0> - mean({0}))^2)", "std": "sqrt(mean((<0> - mean({0}))^2))",
    "normalize": "<0> / norm({0})", "l2": "norm({0})", "l2norm": "norm({0})", "magnitude": "norm({0})",
    "l1": "sum(abs({0}))", "l1norm": "sum(abs({0}))",
    "batchnorm": "(<0> - mean({0}, axis=0)) / sqrt(mean((<0> - mean({0}, axis=0))^2, axis=0) + 1e-5)",
    # elementary functions
    "tan": "sin({0}) / cos({0})", "cot": "cos({0}) / sin({0})", "sec": "1 / cos({0})", "csc": "1 / sin({0})",
    "sinh": "(exp({0}) - exp(-<0>)) / 2", "cosh": "(exp({0}) + exp(-<0>)) / 2",
    "sech": "2 / (exp({0}) + exp(-<0>))", "coth": "1 / tanh({0})",
    "log2": "log({0}) / log(2)", "log10": "log({0}) / log(10)", "ld": "log({0}) / log(2)",
    "lg": "log({0}) / log(10), or log({0}) / log(2)",
    "log1p": "log(1 + <0>)", "expm1": "exp({0}) - 1", "exp2": "2^<0>",
    "sgn": "sign({0})", "signum": "sign({0})", "heaviside": "step({0})", "fabs": "abs({0})",
    "logit": "log(<0> / (1 - <0>))",
    # activations
    "sigma": "sigmoid({0})", "logistic": "sigmoid({0})", "expit": "sigmoid({0})", "sigm": "sigmoid({0})",
    "swish": "silu({0})", "lrelu": "leaky_relu({0})", "prelu": "max({0}, 0) + <1> * min({0}, 0)",
    "relu6": "min(max({0}, 0), 6)", "hardtanh": "min(max({0}, -1), 1)",
    "hardsigmoid": "min(max(<0> / 6 + 1/2, 0), 1)", "logsigmoid": "-softplus(-<0>)",
    "softsign": "<0> / (1 + abs({0}))", "tanhshrink": "<0> - tanh({0})", "softmin": "softmax(-<0>)",
    "mish": "<0> * tanh(softplus({0}))",
    "selu": "1.0507009873554805 * elu({0}, alpha=1.6732632423543772)", "id": "identity({0})",
    # losses
    "rmse": "sqrt(mse({0}, {1}))",
}  # fmt: skip
"""Functions of other languages by their letters. `{0}` is the first argument, `<0>` the same in
brackets where it has an operator."""

_VALUE = "give what it would be as a value, under inputs:"
_ABSENT = {
    **dict.fromkeys(("inv", "inverse", "pinv"), ("matrix inverse", _VALUE)),
    "det": ("determinant", _VALUE), "eig": ("eigenvalues", _VALUE),
    "svd": ("singular value decomposition", _VALUE), "solve": ("solver of equations", _VALUE),
    "argmax": ("argmax", _VALUE), "argmin": ("argmin", _VALUE), "median": ("median", _VALUE),
    **dict.fromkeys(("round", "floor", "ceil", "trunc"), ("rounding", _VALUE)),
    **dict.fromkeys(
        ("arctan", "atan", "arcsin", "asin", "arccos", "acos"), ("inverse of sin, cos or tan", _VALUE)
    ),
    "prod": ("product of entries", "write x[0] * x[1] * x[2]"),
    "cumsum": ("running sums", "write an equation for each"),
    "cumprod": ("running products", "write an equation for each"),
    "cross": ("cross product", "write it out entry by entry"),
    "einsum": ("sums by index", "write products with @"),
    "dropout": ("dropout", "leave it out"), "gamma": ("gamma function", _VALUE),
    **dict.fromkeys(
        ("random", "rand", "randn", "randint", "normal", "uniform"),
        ("random numbers in equations", "write {random: [2, 3], seed: 1} as a value, under inputs:"),
    ),
    **dict.fromkeys(
        ("linear", "dense", "fc", "affine", "fullyconnected"),
        ("function of this name", "write W @ x + b, or the layer - linear: {weights: [[1, 2]], bias: [0]}"),
    ),
    **dict.fromkeys(
        ("array", "tensor", "matrix"),
        ("matrices in equations", "give it a name under parameters:, as A: [[1, 2], [3, 4]]"),
    ),
}  # fmt: skip
"""What functions of other languages compute that is not computed here, and what to do instead."""

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
    word = letters(text)
    return _LOSSES.get(slip(word, _LOSSES) or "") or next(
        (name for name in known if letters(name) == word), None
    )


def call_meant(function: str, arguments: list[str]) -> str | None:
    """How a call of another language is written here, as `A @ B` for `dot(A, B)`."""
    word = letters(function)
    written = _CALLS.get(word)
    if written is None and word in _LOSSES:
        written = _LOSSES[word] + "({0}, {1})"
    if written is None:
        return None
    given = (*arguments, *["…"] * 3)
    return re.sub(
        r"\{(\d)\}|<(\d)>", lambda at: given[int(at[1])] if at[1] else _closed(given[int(at[2])]), written
    )


def has_other_name(function: str) -> bool:
    """Whether other languages have a function of this name, so that it is no slip of the keyboard."""
    word = letters(function)
    return word in _CALLS or word in _ABSENT or word in _LOSSES


def absent(function: str) -> str | None:
    """What to say of a function of other languages that is not computed here."""
    found = _ABSENT.get(letters(function))
    return f"bpcalc has no {found[0]}; {found[1]}" if found else None


def in_place(written: str, before: str, behind: str) -> str:
    """What stands for a call between two texts: in brackets where it becomes part of an operation."""
    if before.rstrip()[-1:] in ("", "=", "(", ",", "[") and behind.lstrip()[:1] in ("", ")", ",", "]"):
        return written
    parts = written.split(", or ")
    return ", or ".join(f"({part})" if _has_operator(part) else part for part in parts)


def _has_operator(written: str) -> bool:
    """Whether a text is more than a name, a number or a call."""
    deep = 1
    while deep:
        written, deep = re.subn(r"\([^()]*\)", "", written)
    return re.search(r"[-+*/@^]", written) is not None


def _closed(argument: str) -> str:
    """The argument in brackets, unless it is one name, one number, one call or in brackets."""
    return argument if re.fullmatch(_WHOLE, argument) else f"({argument})"


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
