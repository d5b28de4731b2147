"""The elementary functions and the functions over entries, written a second time."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy
from autograd import numpy as np
from autograd.extend import defvjp, primitive
from autograd.tracer import getval

from tests.reference.entries import AXES, EXAMPLES, PAIRS, reference

A = {"axis": None}


def itself(z: Any, **_: Any) -> Any:
    """A kink where an entry is 0."""
    return z


def difference(u: Any, v: Any, **_: Any) -> Any:
    """A kink where two entries meet."""
    return u - v


def gaps(z: Any, *_: Any, **__: Any) -> Any:
    """A kink where any two entries of the matrix meet."""
    flat = numpy.ravel(z)
    return numpy.array([flat[i] - flat[j] for i in range(flat.size) for j in range(i)])


# -- entry by entry ------------------------------------------------------------------

reference("exp", "real")(np.exp)
reference("log", "positive")(np.log)
reference("sqrt", "positive")(np.sqrt)
reference("sin", "real")(np.sin)
reference("cos", "real")(np.cos)
reference("abs", "real", kinks=itself, rational=True)(np.abs)


def _erf(z: Any) -> Any:
    """2/√π ∫₀ᶻ exp(−t²) dt, which autograd has only for those who have SciPy."""
    return numpy.vectorize(math.erf, otypes=[float])(z)


erf: Any = primitive(_erf)
defvjp(erf, lambda _, z: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-(z**2)))
reference("erf", "real")(erf)


@reference("sign", "real", smooth=False, kinks=itself, rational=True)
def sign(z: Any) -> Any:
    return (z > 0) * 1 - (z < 0) * 1


reference("maximum", "real", "real", shapes=PAIRS, kinks=difference, rational=True)(np.maximum)
reference("minimum", "real", "real", shapes=PAIRS, kinks=difference, rational=True)(np.minimum)


@reference("step", "real", smooth=False, kinks=itself, rational=True,
           settings=({}, {"at_zero": 0}), defaults={"at_zero": 1})  # fmt: skip
@reference("relu'", "real", smooth=False, kinks=itself, rational=True,
           settings=({}, {"at_zero": Fraction(1, 2)}), defaults={"at_zero": 0})  # fmt: skip
def step(z: Any, at_zero: Any) -> Any:
    return (z > 0) * 1 + (z == 0) * at_zero


@reference("indicator", "real", smooth=False, kinks=itself, typed="indicator(a > 0)", rational=True)
def indicator(z: Any) -> Any:
    return (z > 0) * 1


@reference("xlogy", "positive", "positive", shapes=PAIRS)
def xlogy(y: Any, p: Any) -> Any:
    return y * np.log(p)


# -- over entries --------------------------------------------------------------------


@reference("mean", "real", trials=AXES, defaults=A, rational=True)
def mean(z: Any, axis: int | None) -> Any:
    count = z.size if axis is None else z.shape[axis]
    return np.sum(z, axis=axis, keepdims=True) / (Fraction(count) if z.dtype == object else count)


@reference("norm", "real")
def norm(z: Any) -> Any:
    return np.sqrt(np.sum(z**2, keepdims=True))


@reference("squared_norm", "real", rational=True)
@reference("squared_norm", "real", rational=True, typed="norm(a)^2")
def squared_norm(z: Any) -> Any:
    return np.sum(z**2, keepdims=True)


@reference("max", "real", trials=AXES, kinks=gaps, defaults=A, rational=True)
def largest(z: Any, axis: int | None) -> Any:
    return np.max(z, axis=axis, keepdims=True)


@reference("min", "real", trials=AXES, kinks=gaps, defaults=A, rational=True)
def smallest(z: Any, axis: int | None) -> Any:
    return np.min(z, axis=axis, keepdims=True)


@reference("max'", "real", trials=AXES, kinks=gaps, defaults=A, smooth=False, rational=True)
def place_of_largest(z: Any, axis: int | None) -> Any:
    return (z == largest(z, axis)) * 1


@reference("min'", "real", trials=AXES, kinks=gaps, defaults=A, smooth=False, rational=True)
def place_of_smallest(z: Any, axis: int | None) -> Any:
    return (z == smallest(z, axis)) * 1


@reference("any", "real", trials=AXES, defaults=A, smooth=False, rational=True, typed="any(a > 1)",
           kinks=lambda z, **_: z - 1)  # fmt: skip
def some(z: Any, axis: int | None) -> Any:
    return np.max((z > 1) * 1, axis=axis, keepdims=True)


@reference("all", "real", trials=AXES, defaults=A, smooth=False, rational=True, typed="all(a > -1)",
           kinks=lambda z, **_: z + 1)  # fmt: skip
def every(z: Any, axis: int | None) -> Any:
    return np.min((z > -1) * 1, axis=axis, keepdims=True)


@reference("sort", "real", shapes=(((4, 1),), ((1, 3),), ((1, 1),)), kinks=gaps, rational=True)
def ordered(z: Any) -> Any:
    order = sorted(range(z.size), key=lambda i: getval(z).ravel()[i])
    return np.reshape(np.reshape(z, (-1,))[order], z.shape)


@reference("sort'", "real", shapes=(((4, 1),), ((1, 3),)), kinks=gaps, smooth=False, rational=True)
def ordering(z: Any) -> Any:
    order = sorted(range(z.size), key=lambda i: z.ravel()[i])
    return numpy.array([[1 if j == i else 0 for j in range(z.size)] for i in order])


@reference("logsumexp", "real", trials=EXAMPLES, defaults=A)
def logsumexp(z: Any, axis: int | None) -> Any:
    return np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


@reference("onehot", "label", "real", smooth=False, rational=True, labels=(0,),
           shapes=(((1, 1), (3, 1)), ((1, 1), (1, 4)), ((2, 1), (2, 3)), ((1, 2), (3, 2))))  # fmt: skip
def onehot(t: Any, p: Any) -> Any:
    if t.shape == p.shape:
        return t
    t = numpy.asarray(getval(t))
    if t.shape == (1, 1):
        return (numpy.arange(p.size).reshape(p.shape) == t) * 1
    axis = 1 if t.shape[1] == 1 else 0
    return (numpy.indices(p.shape)[axis] == t) * 1
