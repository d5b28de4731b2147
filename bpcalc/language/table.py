"""The function table: one row is all it takes to add a function.

Value, formula, Jacobian, higher derivatives, operation count, notation and the line in
`bpcalc ops` follow from it. A row is written in the expression language: `formula` is the
value, `d` the differential, linear in the change `dz` of the argument z, with `a` the value.
"""

from __future__ import annotations

from typing import Any

import numpy

from bpcalc.language import images, numerics
from bpcalc.language.arrays import root_of
from bpcalc.language.functions import ALL, CONVENTION, EACH, Function
from bpcalc.language.numbers import Rational

TABLE: dict[str, Function] = {}


def function(name: str, arguments: str, formula: str | None = None, **row: Any) -> None:
    """A function of one or more matrices."""
    d = row.pop("d", None)
    TABLE[name] = Function(name, tuple(arguments.split()), formula=formula, differential=d, **row)


def elementwise(name: str, formula: str | None = None, **row: Any) -> None:
    """A function of every single entry."""
    function(name, row.pop("arguments", "z"), formula, elementwise=True, **row)


def at(place: Rational, value: Rational) -> Any:
    """Exact at one place only."""
    return lambda x: value if x == place else None


_AXIS = (("axis", ALL),)
_EACH = (("axis", EACH),)
_HALF = (("tie", numerics.HALF),)

# -- primitives: their cost is one evaluation per entry ------------------------------

_basic: dict[str, Any] = {"group": "elementary functions"}
elementwise("exp", numeric=numpy.exp, exact=at(0, 1), d="a * dz", code="exp", **_basic)
elementwise("log", numeric=numpy.log, exact=at(1, 0), d="dz / z", code="log", **_basic)
elementwise("sqrt", numeric=numpy.sqrt, exact=root_of, d="dz / (2 * a)", code="sqrt", **_basic)
elementwise("sin", numeric=numpy.sin, exact=at(0, 0), d="cos(z) * dz", code="sin", **_basic)
elementwise("cos", numeric=numpy.cos, exact=at(0, 1), d="-sin(z) * dz", code="cos", **_basic)
elementwise("erf", numeric=numerics.erf, exact=at(0, 0), d="2 / sqrt(pi) * exp(-z^2) * dz",
            code="erf", **_basic)  # fmt: skip
elementwise("abs", numeric=numpy.abs, exact=True, d="sign(z) * dz", kink="z", code="abs",
            evaluation="comparison", remark="the derivative at 0 is taken as 0", **_basic)  # fmt: skip
elementwise("sign", numeric=numerics.sign, exact=True, flat=True, code="sign",
            evaluation="comparison", **_basic)  # fmt: skip
elementwise("maximum", arguments="u v", settings=_HALF, numeric=lambda u, v, tie: numpy.maximum(u, v),
            exact=True, d="relu'(u - v, at_zero=tie) * du + relu'(v - u, at_zero=1 - tie) * dv", kink="u - v",
            symbol="max", code="maximum", evaluation="comparison",
            remark="max(u, v); a tie shares its derivative, max(z, 0) is as relu", **_basic)  # fmt: skip
elementwise("minimum", arguments="u v", settings=_HALF, numeric=lambda u, v, tie: numpy.minimum(u, v),
            exact=True, d="relu'(v - u, at_zero=tie) * du + relu'(u - v, at_zero=1 - tie) * dv", kink="u - v",
            symbol="min", code="minimum", evaluation="comparison",
            remark="min(u, v); the derivative of a tie is shared", **_basic)  # fmt: skip
elementwise("step", settings=(("at_zero", 1),), numeric=numerics.heaviside, exact=True,
            flat=True, kink="z", evaluation="comparison",
            remark="1 for z ≥ 0, else 0; another value at 0: step(z, at_zero=0)", **_basic)  # fmt: skip
elementwise("indicator", "z", flat=True, numeric=numerics.holds, exact=True,
            remark="1 where the condition holds, else 0: indicator(-1 <= z <= 1)", **_basic)  # fmt: skip
elementwise("xlogy", arguments="y p", numeric=numerics.xlogy, d="dy * log(p) + y / p * dp",
            evaluation="log", remark="y * log(p), and 0 where y = 0", **_basic)  # fmt: skip

# -- over entries --------------------------------------------------------------------

_over: dict[str, Any] = {"group": "over entries"}
function("mean", "z", "sum(z, axis) / count(z, axis)", settings=_AXIS,
         d="sum(dz, axis) / count(z, axis)", code="mean", **_over)  # fmt: skip
function("norm", "z", "sqrt(sum(z^2))", d="sum(z * dz) / a", code="linalg.norm",
         remark="the length of all entries; norm(v)^2 is exact and smooth at 0", **_over)  # fmt: skip
function("squared_norm", "z", "sum(z^2)", d="2 * sum(z * dz)", remark="norm(z)^2", **_over)
function("max", "z", settings=_AXIS, numeric=numerics.largest, exact=True, shape="reduced",
         d="sum(max'(z, axis) * dz, axis)", evaluation="comparison",
         remark="the derivative of equal largest entries is shared", **_over)  # fmt: skip
function("min", "z", settings=_AXIS, numeric=numerics.smallest, exact=True, shape="reduced",
         d="sum(min'(z, axis) * dz, axis)", evaluation="comparison",
         remark="the derivative of equal smallest entries is shared", **_over)  # fmt: skip
function("any", "z", settings=_AXIS, numeric=numerics.some, exact=True, shape="reduced",
         flat=True, evaluation="comparison", **_over)  # fmt: skip
function("all", "z", settings=_AXIS, numeric=numerics.every, exact=True, shape="reduced",
         flat=True, evaluation="comparison", **_over)  # fmt: skip
function("sort", "z", numeric=numerics.ordered, exact=True, shape="z", d="sort'(z) @ dz",
         evaluation="comparison", remark="of a row or column, smallest first", **_over)  # fmt: skip
function("logsumexp", "z", "log(sum(exp(z), axis))", settings=_EACH, numeric=numerics.logsumexp,
         d="sum(softmax(z, axis=axis) * dz, axis)", **_over)  # fmt: skip

# -- activations ---------------------------------------------------------------------

_act: dict[str, Any] = {"group": "activations"}
elementwise("identity", "z", d="dz", code="Identity", **_act)
elementwise("relu", "max(z, 0)", settings=(("at_zero", CONVENTION),), d="relu'(z, at_zero=at_zero) * dz",
            numeric=lambda z, at_zero: numpy.maximum(z, 0), exact=True, kink="z", code="ReLU",
            evaluation="comparison", **_act)  # fmt: skip
elementwise("leaky_relu", "max(z, 0) + slope * min(z, 0)",
            settings=(("slope", numerics.HUNDREDTH), ("at_zero", CONVENTION)),
            d="(slope + (1 - slope) * relu'(z, at_zero=at_zero)) * dz", kink="z", code="LeakyReLU",
            **_act)  # fmt: skip
elementwise("elu", "max(z, 0) + alpha * (exp(min(z, 0)) - 1)", settings=(("alpha", 1),),
            numeric=numerics.elu, d="(relu'(z, at_zero=0) + relu'(-z, at_zero=1) * (a + alpha)) * dz",
            kink="z", code="ELU", remark="the derivative at 0 is alpha", **_act)  # fmt: skip
elementwise("gelu", "z * (1 + erf(z / sqrt(2))) / 2",
            d="((1 + erf(z / sqrt(2))) / 2 + z * exp(-z^2 / 2) / sqrt(2 * pi)) * dz",
            code="GELU", **_act)  # fmt: skip
elementwise("silu", "z * sigmoid(z)", d="(a + sigmoid(z) * (1 - a)) * dz", code="SiLU", **_act)
elementwise("softplus", "log(1 + exp(beta * z)) / beta", settings=(("beta", 1),), positive=("beta",),
            numeric=numerics.softplus, d="sigmoid(beta * z) * dz", code="Softplus", **_act)  # fmt: skip
elementwise("sigmoid", "1 / (1 + exp(-z))", numeric=numerics.sigmoid, d="a * (1 - a) * dz",
            symbol="σ", code="Sigmoid", **_act)  # fmt: skip
elementwise("tanh", numeric=numpy.tanh, exact=at(0, 0), d="(1 - a^2) * dz", code="Tanh", **_act)
for _name in ("softmax", "softargmax"):
    function(_name, "z", "exp(beta * z) / sum(exp(beta * z), axis)", settings=(("beta", 1), *_EACH),
             numeric=numerics.softmax, d="beta * (a * dz - a * sum(a * dz, axis))",
             shape="z", code="Softmax", **_act)  # fmt: skip
function("log_softmax", "z", "z - log(sum(exp(z), axis))", settings=_EACH, numeric=numerics.log_softmax,
         d="dz - sum(softmax(z, axis=axis) * dz, axis)", shape="z", code="LogSoftmax", **_act)  # fmt: skip
function("layer_norm", "z", "(z - mean(z, axis)) / sqrt(mean((z - mean(z, axis))^2, axis) + eps)",
         settings=(("eps", numerics.TINY), *_EACH), shape="z",
         d="(dz - mean(dz, axis) - a * mean(a * dz, axis)) / sqrt(mean((z - mean(z, axis))^2, axis) + eps)",
         code="LayerNorm", **_act)  # fmt: skip

# -- derivatives of the above that have no shorter name ------------------------------

_prime: dict[str, Any] = {"group": ""}
elementwise("relu'", settings=(("at_zero", CONVENTION),), numeric=numerics.heaviside, exact=True,
            flat=True, evaluation="comparison", **_prime)  # fmt: skip
function("max'", "z", settings=_AXIS, numeric=numerics.share_of_largest, exact=True, shape="z",
         flat=True, evaluation="comparison", **_prime)  # fmt: skip
function("min'", "z", settings=_AXIS, numeric=numerics.share_of_smallest, exact=True, shape="z",
         flat=True, evaluation="comparison", **_prime)  # fmt: skip
function("sort'", "z", numeric=numerics.ordering, exact=True, shape="square", flat=True,
         evaluation="comparison", **_prime)  # fmt: skip
function("onehot", "t p", numeric=numerics.one_hot, exact=True, shape="p", flat=True,
         evaluation="comparison", **_prime)  # fmt: skip

# -- losses: p the prediction, y the target; per example, a batch takes the mean -----

_loss: dict[str, Any] = {"group": "losses", "loss": True}
function("squared_error", "p y", "norm(p - y)^2", inline=True, **_loss)
function("half_squared_error", "p y", "1/2 * norm(p - y)^2", inline=True, **_loss)
function("mse", "p y", "mean((p - y)^2)", inline=True, code="MSELoss", group="losses")
function("mae", "p y", "mean(abs(p - y))", inline=True, code="L1Loss", group="losses")
function("binary_cross_entropy", "p y", "-mean(xlogy(y, p) + xlogy(1 - y, 1 - p))", inline=True,
         code="BCELoss", group="losses")  # fmt: skip
function("cross_entropy", "p y", "-sum(xlogy(onehot(y, p), p))", labelled="-log(p[y])", inline=True,
         remark="y one-hot, or a label counted from 0: −log p[y]", **_loss)  # fmt: skip
function("softmax_cross_entropy", "z y", "-sum(onehot(y, z) * log_softmax(z, axis=axis))",
         settings=_EACH, code="CrossEntropyLoss",
         remark="of logits; y one-hot, or labels counted from 0",
         d="sum((softmax(z, axis=axis) * sum(onehot(y, z), axis) - onehot(y, z)) * dz "
           "- onehot(dy, z) * log_softmax(z, axis=axis))", **_loss)  # fmt: skip
function("hinge", "p y", "sum((1 - onehot(y, p)) * max(p - sum(onehot(y, p) * p, axis) + margin, 0))",
         settings=(("margin", 1), *_EACH), inline=True,
         remark="of several classes; y one-hot, or labels counted from 0", **_loss)  # fmt: skip
function("huber", "p y", "sum(min(abs(p - y), delta) * (abs(p - y) - min(abs(p - y), delta) / 2))",
         settings=(("delta", 1),), positive=("delta",), d="sum(max(min(p - y, delta), -delta) * (dp - dy))",
         code="HuberLoss", **_loss)  # fmt: skip

# -- images, one channel -------------------------------------------------------------

_image: dict[str, Any] = {"group": "images"}
function("conv2d", "X K", settings=(("stride", 1), ("pad", 0)), body=images.conv2d,
         code="functional.conv2d", **_image,
         remark="cross-correlation, as in PyTorch; backward, δ = ∂ℓ/∂Y and stride 1: ∂ℓ/∂K = conv2d(X, δ), "
                "∂ℓ/∂X = conv2d(δ, turned(K), pad=k-1), the full convolution")  # fmt: skip
function("maxpool", "X", settings=(("n", 2),), body=images.maxpool, code="functional.max_pool2d", **_image,
         remark="the largest of each n×n window, stride n; backward, δ of a window goes to its largest "
                "entry, and equal largest entries share it")  # fmt: skip
function("turned", "K", body=images.turned, remark="K after half a turn, entries backwards", **_image)
function("maxpool'", "X", settings=(("n", 2),), numeric=numerics.share_in_windows, exact=True, shape="X",
         flat=True, evaluation="comparison", group="")  # fmt: skip
