"""Random pipelines: the same network as layers, as equations, and as a function of NumPy."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import numpy

from tests.calculus.random_networks import FAR, written
from tests.reference.entries import ENTRIES

SUMMED = ("squared_error", "half_squared_error", "cross_entropy", "softmax_cross_entropy", "hinge", "huber")
"""Losses of which a batch takes the mean over its examples; the others average all entries."""
AVERAGED = ("mse", "mae", "binary_cross_entropy")
SETTINGS: dict[str, tuple[str, float]] = {
    "leaky_relu": ("slope", 0.1), "elu": ("alpha", 1.5), "softplus": ("beta", 2), "hinge": ("margin", 0.5),
    "huber": ("delta", 0.4),
}  # fmt: skip
EACH_ENTRY = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "identity", "sin")
EACH_EXAMPLE = ("softmax", "log_softmax", "layer_norm")
KINKED = ("relu", "leaky_relu", "elu")


class Pipeline(NamedTuple):
    """Both texts, the values of inputs and parameters, the loss as a function of them."""

    pipeline: str
    equations: str
    variables: dict[str, Any]
    loss: Callable[..., Any]


class _Kinked(Exception):  # noqa: N818  no error: the next attempt is drawn
    """The network came too near to a kink."""


def pipeline(number: int) -> Pipeline:
    """The pipeline of this number."""
    for attempt in range(100):
        try:
            return _drawn(Random(f"pipeline {number} {attempt}"), number)
        except _Kinked:
            continue
    raise AssertionError(f"no pipeline {number} away from its kinks")


def _drawn(random: Random, number: int) -> Pipeline:
    batch = (None, "rows", "columns")[number % 3]
    loss = (*SUMMED, *AVERAGED)[number // 3 % 9]
    examples = 1 if batch is None else random.choice((1, 2, 3))
    axis = {None: None, "rows": 1, "columns": 0}[batch]
    width = random.choice((2, 3))

    def matrix(*shape: int) -> Any:
        return numpy.array(
            [[round(random.uniform(-1.5, 1.5), 2) for _ in range(shape[1])] for _ in range(shape[0])]
        )

    def shape(count: int) -> tuple[int, int]:
        return (examples, count) if batch == "rows" else (count, examples)

    values: dict[str, Any] = {"x": matrix(*shape(width))}
    layers: list[str] = []
    equations: list[str] = []
    work: list[Callable[[Any, dict[str, Any]], Any]] = []
    linear = 0
    count = random.choice((2, 3, 4, 5))
    kinds = ["linear", *(random.choice(("linear", *EACH_ENTRY, *EACH_EXAMPLE)) for _ in range(count))]
    kinds.append({"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss, "linear"))
    before = "x"
    now = values["x"]
    for place, kind in enumerate(kinds, 1):
        last = place == len(kinds)
        name = "yhat" if last else random.choice((f"z{place}", f"a{place}"))
        own = "" if name in ("yhat", f"z{place}") else name
        if kind == "linear":
            linear += 1
            after = random.choice((2, 3, 4))
            weights, bias = f"W{linear}", f"b{linear}"
            values[weights] = matrix(width, after) if batch == "rows" else matrix(after, width)
            with_bias = random.random() < 0.7
            if with_bias:
                values[bias] = matrix(1, after) if batch == "rows" else matrix(after, 1)
            layers.append(_layer(own, _linear(values, weights, bias if with_bias else "")))
            product = f"{before} @ {weights}" if batch == "rows" else f"{weights} @ {before}"
            equations.append(f"{name} = {product}" + (f" + {bias}" if with_bias else ""))
            work.append(_linear_value(weights, bias if with_bias else "", batch == "rows"))
            width = after
        else:
            setting = SETTINGS.get(kind)
            if kind in EACH_EXAMPLE and width == 1:
                raise _Kinked
            layers.append(_layer(own, f"{kind}: {setting[1]}" if setting else kind))
            typed = f", {setting[0]}={setting[1]}" if setting else ""
            equations.append(f"{name} = {kind}({before}{typed})")
            work.append(_activation(kind, setting, axis))
            if kind in KINKED and numpy.abs(now).min() < FAR:
                raise _Kinked
        now = work[-1](now, values)
        before = name
    target = _target(random, loss, batch, shape(width))
    setting = SETTINGS.get(loss)
    ending = _loss(loss, setting, axis, target, examples if loss in SUMMED else 1)
    ending(now)

    def value(*arguments: Any) -> Any:
        known = dict(zip(values, arguments, strict=True))
        found = known["x"]
        for layer in work:
            found = layer(found, known)
        return ending(found)

    head = [f"target: {{t: {written(target)}}}"] + ([f"batch: {batch}"] if batch else [])
    inputs = ["inputs:", f"  x: {written(values['x'])}"]
    parameters = ["parameters:", *(f"  {n}: {written(v)}" for n, v in values.items() if n != "x")]
    named = f"loss: {{{loss}: {setting[1]}}}" if setting else f"loss: {loss}"
    typed = f", {setting[0]}={setting[1]}" if setting else ""
    as_layers = [*inputs, *head, "layers:", *(f"  - {layer}" for layer in layers), named]
    as_equations = [*inputs, *parameters, *head, "layers:", *(f"  - {equation}" for equation in equations)]
    as_equations.append(f"loss: l = {loss}(yhat, t{typed})")
    return Pipeline("\n".join(as_layers) + "\n", "\n".join(as_equations) + "\n", values, value)


def _layer(own: str, text: str) -> str:
    if not own:
        return text
    return f"{own}: {text}" if ":" not in text else f"{own}: {{{text}}}"


def _linear(values: dict[str, Any], weights: str, bias: str) -> str:
    parts = [f"weights: {written(values[weights])}"]
    if bias:
        parts.append(f"bias: {values[bias].ravel().tolist()}")
    return f"linear: {{{', '.join(parts)}}}"


def _linear_value(weights: str, bias: str, rows: bool) -> Callable[[Any, dict[str, Any]], Any]:
    def value(found: Any, known: dict[str, Any]) -> Any:
        product = found @ known[weights] if rows else known[weights] @ found
        return product + known[bias] if bias else product

    return value


def _activation(kind: str, setting: tuple[str, float] | None, axis: int | None) -> Callable[..., Any]:
    entry = ENTRIES[kind][0]
    given = dict(entry.defaults) | ({setting[0]: setting[1]} if setting else {})
    given |= {"axis": axis} if kind in EACH_EXAMPLE else {}
    given |= {"eps": 1e-5} if kind == "layer_norm" else {}
    return lambda found, _: entry.value(found, **given)


def _target(random: Random, loss: str, batch: str | None, shape: tuple[int, int]) -> Any:
    """Labels for the losses that take them, else numbers."""
    if loss not in ("cross_entropy", "softmax_cross_entropy", "hinge"):
        low, high = (0.1, 0.9) if loss == "binary_cross_entropy" else (-1, 1)
        return numpy.array(
            [[round(random.uniform(low, high), 2) for _ in range(shape[1])] for _ in range(shape[0])]
        )
    classes = shape[1] if batch == "rows" else shape[0]
    labels = [random.randrange(classes) for _ in range(shape[0] if batch == "rows" else shape[1])]
    return numpy.array([labels]) if batch == "columns" else numpy.array(labels).reshape(-1, 1)


def _loss(
    loss: str, setting: tuple[str, float] | None, axis: int | None, target: Any, examples: int
) -> Callable[[Any], Any]:
    """The loss of the table, with one-hot targets instead of labels."""
    entry = ENTRIES[loss][0]
    given: dict[str, Any] = {setting[0]: setting[1]} if setting else {}
    given |= {"axis": axis} if loss in ("softmax_cross_entropy", "hinge") else {}

    def value(found: Any) -> Any:
        wanted = target
        if loss in ("cross_entropy", "softmax_cross_entropy", "hinge"):
            along = 0 if axis is None else axis
            wanted = (numpy.indices(found.shape)[along] == target) * 1
        near = entry.kinks if isinstance(found, numpy.ndarray) else None  # not while it is traced
        if near is not None and min(abs(x) for x in numpy.ravel(near(found, wanted, **given))) < FAR:
            raise _Kinked
        return entry.value(found, wanted, **given) / examples

    return value
