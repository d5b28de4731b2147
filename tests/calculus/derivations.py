"""Specs without numbers, and numbers at random for their sizes and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy

from bpcalc.calculus.symbolic import Derived, derived
from bpcalc.errors import InputError
from bpcalc.language import tree
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.notation import text
from bpcalc.language.sizes import Shape, size_at
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.spec.reader import load, loads

NETWORKS = {path.stem: path for path in sorted(Path(__file__).parents[2].glob("networks/*.yaml"))}
SIZES = {"n": 3, "m": 2, "k": 4, "h": 2, "d": 3, "K": 3, "a": 3, "b": 2, "c": 4}

TWO_LAYERS = """
shapes: {{x: n, y: K, W1: [h, n], b1: h, W2: [K, h], b2: K}}
inputs: [x]
parameters: [W1, b1, W2, b2]
target: [y]
layers:
  - s1 = W1 @ x + b1
  - a1 = {f}
  - s2 = W2 @ a1 + b2
  - yt = {g}
loss: C = {loss}
"""

SPECS = {
    "regression": TWO_LAYERS.format(f="3 * relu(s1)", g="identity(s2)", loss="norm(yt - y)^2"),
    "tanh and sigmoid": TWO_LAYERS.format(f="tanh(s1)", g="sigmoid(s2)", loss="norm(yt - y)^2"),
    "binary cross-entropy": TWO_LAYERS.format(
        f="tanh(s1)", g="sigmoid(s2)", loss="binary_cross_entropy(yt, y)"
    ),
    "one-hot target": """
        shapes: {z: K, y: K}
        target: [y]
        layers: ["p = softmax(z)"]
        loss: l = cross_entropy(p, y)
        """,
    "label": """
        shapes: {z: K, t: 1}
        target: [t]
        layers: ["p = softmax(z)"]
        loss: l = -log(p[t])
        """,
    "gated": """
        shapes: {x: n, t: 1, W1: [m, n], b1: m, W2: [m, n], W3: [k, m], W4: [k, n]}
        target: [t]
        layers:
          - z1 = W1 @ x + b1
          - h = relu(z1)
          - z2 = W2 @ x
          - g1 = sigmoid(z2)
          - g2 = h * g1
          - y = W3 @ g2 + W4 @ x
          - p = softmax(y)
          - S = log(p[t])
        loss: J = -S
        """,
    "bias column": """
        shapes: {X: [n, 3], y: n, W1: [4, 4], W2: [5, 1]}
        inputs: [X]
        target: [y]
        layers:
          - A = hstack(X, ones(n, 1))
          - B = A @ W1
          - C = relu(B)
          - D = hstack(C, ones(n, 1))
          - E = D @ W2
          - F = E - y
        loss: L = 1/n * norm(F)^2
        """,
    "batch of examples": """
        batch: rows
        shapes: {X: [n, d], W1: [d, m], b1: m, W2: [m, k], b2: k, T: [n, k]}
        inputs: [X]
        parameters: [W1, b1, W2, b2]
        target: [T]
        layers:
          - Z = X @ W1 + b1.T
          - H = relu(Z)
          - Y = H @ W2 + b2.T
          - P = softmax(Y)
        loss: l = cross_entropy(P, T)
        """,
    "attention": """
        shapes: {X: [3, 2], Wq: [2, 3], Wk: [2, 3], Wv: [2, 3], Y: [3, 3]}
        inputs: [X]
        target: [Y]
        layers:
          - Q = X @ Wq
          - R = X @ Wk
          - V = X @ Wv
          - S = Q @ R.T / sqrt(3)
          - A = softmax(S, axis=1)
          - O = A @ V
        loss: l = mse(O, Y)
        """,
    "recurrent": """
        shapes: {x1: n, x2: n, h0: m, Wx: [m, n], Wh: [m, m], b: m, V: [1, m], y: 1}
        inputs: [x1, x2, h0]
        target: [y]
        layers:
          - h1 = tanh(Wx @ x1 + Wh @ h0 + b)
          - h2 = tanh(Wx @ x2 + Wh @ h1 + b)
          - yhat = V @ h2
        loss: l = half_squared_error(yhat, y)
        """,
    "logistic regression": """
        shapes: {X: [n, d], w: d, b: 1, y: n}
        inputs: [X]
        target: [y]
        layers:
          - z = X @ w + b
          - p = sigmoid(z)
        loss: J = -1/n * sum(y * log(p) + (1 - y) * log(1 - p)) + 1/20 * norm(w)^2
        """,
    "batch norm": """
        shapes: {X: [4, 2], g: [1, 2], be: [1, 2], T: [4, 2]}
        inputs: [X]
        target: [T]
        layers:
          - mu = mean(X, axis=0)
          - c = X - mu
          - v = mean(c^2, axis=0)
          - H = c / sqrt(v + 1/100)
          - Y = H * g + be
        loss: L = sum(Y * T)
        """,
    "triplet": """
        shapes: {xa: 2, xp: 2, xn: 2, W: [2, 2]}
        inputs: [xa, xp, xn]
        layers:
          - a = W @ xa
          - p = W @ xp
          - n = W @ xn
          - d = norm(a - p)^2 - norm(a - n)^2 + 5
        loss: L = d^2
        """,
    "two words": """
        shapes: {E: [4, 2], U: [4, 2], t: 1}
        parameters: [E, U]
        target: [t]
        layers:
          - h = (E[0, :].T + E[2, :].T) / 2
          - z = U @ h
        loss: softmax_cross_entropy
        """,
    "layer norm": """
        shapes: {x: n, g: n, b: n, y: n}
        inputs: [x]
        target: [y]
        layers:
          - z = layer_norm(x)
          - o = g * z + b
        loss: l = half_squared_error(o, y)
        """,
    "normalised": """
        shapes: {x: n, w: n}
        layers: ["u = x / norm(x)", "c = w.T @ u", "l = log(1 + exp(-c))"]
        """,
    "logistic": """
        shapes: {x: n, w: n, b: 1, y: 1}
        target: [y]
        layers: ["z = w.T @ x + b", "p = sigmoid(z)"]
        loss: l = binary_cross_entropy(p, y)
        """,
    "many functions": """
        shapes: {x: n}
        layers:
          - a = gelu(x)
          - b = silu(a)
          - c = softplus(b)
          - d = elu(c)
          - e = leaky_relu(d, 0.1)
          - f = log_softmax(e)
          - l = logsumexp(f * f)
        """,
    "hinge with decay": """
        shapes: {x: n, W: [k, n], t: 1}
        target: [t]
        layers: ["s = W @ x"]
        loss: l = hinge(s, t) + 0.1 * sum(W^2)
        """,
    "components": """
        shapes: {x: 2}
        layers: ["f = vstack(x[0]^2 * x[1], 5 * x[0] + sin(x[1]))"]
        of: f
        """,
    "valley": """
        shapes: {x: 2}
        loss: f = (1 - x[0])^2 + 100 * (x[1] - x[0]^2)^2
        """,
    "rotation": """
        shapes: {r: 1, s: 1}
        layers: ["p = vstack(r * cos(s), r * sin(s))"]
        of: p
        """,
    "mixture": """
        shapes: {x: 2, G: [2, 2], A: [3, 2], B: [3, 2], y: 3}
        inputs: [x]
        target: [y]
        layers:
          - e = softmax(G @ x)
          - a = A @ x
          - b = B @ x
          - yhat = e[0] * a + e[1] * b
        loss: L = 1/2 * norm(yhat - y)^2
        """,
    "two heads": """
        shapes: {X: [3, 2], Q: [2, 4], V: [2, 4]}
        inputs: [X]
        layers:
          - q = X @ Q
          - v = X @ V
          - h0 = softmax(q[:, 0:2] @ q[:, 0:2].T, axis=1) @ v[:, 0:2]
          - h1 = softmax(q[:, 2:4] @ q[:, 2:4].T, axis=1) @ v[:, 2:4]
          - H = hstack(h0, h1)
        loss: L = 1/2 * norm(H)^2
        """,
    "gates": """
        shapes: {x: 2, W: [6, 2], c0: 2}
        inputs: [x, c0]
        layers:
          - a = W @ x
          - i = sigmoid(a[0:2])
          - f = sigmoid(a[2:4])
          - g = tanh(a[4:6])
          - c = f * c0 + i * g
        loss: L = 1/2 * norm(c)^2
        """,
    "windows by hand": """
        shapes: {x: 4, w: 2}
        inputs: [x]
        layers: ["c = w[0] * x[0:3] + w[1] * x[1:4]"]
        loss: L = 1/2 * norm(c)^2
        """,
    "entries by hand": """
        shapes: {x: 4, w: 2}
        inputs: [x]
        layers: ["c = vstack(w[0]*x[0] + w[1]*x[1], w[0]*x[1] + w[1]*x[2], w[0]*x[2] + w[1]*x[3])"]
        loss: L = 1/2 * norm(c)^2
        """,
    "scores": """
        shapes: {h1: 2, h2: 2, s: 2, v: 2, W: [2, 2], U: [2, 2]}
        inputs: [h1, h2, s]
        layers:
          - e = vstack(v.T @ tanh(W @ s + U @ h1), v.T @ tanh(W @ s + U @ h2))
          - q = softmax(e)
          - c = q[0] * h1 + q[1] * h2
        loss: L = 1/2 * norm(c)^2
        """,
    "embedding": """
        shapes: {E: [4, 2], U: [2, 3], V: [3, 2], t: 1}
        parameters: [E, U, V]
        inputs: [t]
        layers:
          - h = E[t, :].T
          - u = U[:, t]
          - z = V @ (h * u)
        loss: L = -log(softmax(z)[t]) + V[t, 0]^2 + norm(E[t])^2
        """,
    "scalars": """
        shapes: {x: 1, y: 1, z: 1}
        layers: ["a = x * y + z", "b = a * (x + x)", "w = a * b + b"]
        """,
    "quadratic form": """
        shapes: {x: n, v: n}
        parameters: [v]
        layers: ["L = x.T @ v @ v.T @ x"]
        """,
    "sum of maps": """
        shapes: {x: a, W1: [b, a], W2: [b, a]}
        layers: ["h = W1 @ x + W2 @ x"]
        of: h
        """,
    "composition": """
        shapes: {x: a, W1: [b, a], W2: [c, b]}
        layers: ["f = W1 @ x", "h = W2 @ f"]
        of: h
        """,
    "four matrices": """
        shapes: {v: n, y1: n, y2: m}
        layers: ["Z = v @ v.T @ y1 @ y2.T"]
        of: Z
        """,
}


def derivation_of(name: str) -> Derived:
    """The derivation of a spec of this file or of a shipped network."""
    return derived(loads(SPECS[name])) if name in SPECS else derived(load(NETWORKS[name]))


def shape_at(shape: Shape) -> tuple[int, int]:
    """A shape with numbers for its letters."""
    rows, columns = (size_at(n, SIZES) for n in shape)
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows, columns


def leaf_values(done: Derived, seed: int = 0) -> dict[str, Any]:
    """Numbers for inputs and parameters, between 0.1 and 0.9; for labels 1; given targets stay."""
    random = Random(seed)
    found: dict[str, Any] = {}
    for name, leaf in done.graph.leaves.items():
        rows, columns = shape_at(leaf.shape)
        declared = done.network.declared[name]
        given = declared.given or done.network.cases[0].values.get(name)
        if declared.kind == "target" and given is not None:
            found[name] = numpy.array(given.array, dtype=float)
        elif name == "t":
            found[name] = numpy.array([[1]], dtype=object)
        else:
            found[name] = numpy.array(
                [[random.uniform(0.1, 0.9) for _ in range(columns)] for _ in range(rows)]
            )
            if declared.kind == "parameter":
                found[name] = found[name] - 0.4
    return found


def scope_of(done: Derived) -> Scope:
    """Every quantity by name, with numbers for the letters."""
    graph = done.graph
    names = {name: tree.name(name, shape_at(graph.shape(name))) for name in (*graph.leaves, *graph.equations)}
    slope = done.network.conventions.relu_slope_at_zero
    return Scope(names, done.network.functions, letters_of(done), slope)


def letters_of(done: Derived) -> dict[str, int]:
    """A number for each letter."""
    return {
        name: SIZES.get(name, 2) if not isinstance(n, int) else n for name, n in done.graph.letters.items()
    }


def parsed(done: Derived, formula: Expr) -> Expr:
    """The formula as it is printed, read again with numbers for its letters.

    What is too long to be typed back is taken as it is.
    """
    try:
        return expression(text.ascii(formula), scope_of(done))
    except InputError as error:
        if error.problems[0].code != "E209":
            raise
        return formula


def is_numeric(name: str) -> bool:
    """Whether a spec has numbers for all sizes."""
    graph = derivation_of(name).graph
    return all(isinstance(n, int) for q in (*graph.leaves, *graph.equations) for n in graph.shape(q))


def quantities_at(done: Derived, leaves: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every quantity, from the equations as they are printed."""
    values: dict[str, Any] = {**letters_of(done), **leaves}
    for name, expr in done.graph.equations.items():
        values[name] = numpy.asarray(value(parsed(done, expr), values), dtype=float)
    return values


def function_of(done: Derived, expr: Expr, names: list[str], values: Mapping[str, Any]) -> Callable[..., Any]:
    """The expression as a function of some of its names, the others held."""
    read = parsed(done, expr)

    def f(*arguments: Any) -> Any:
        found = value(read, {**values, **dict(zip(names, arguments, strict=True))})
        return numpy.asarray(found, dtype=float)

    return f


def short(formula: Expr | None) -> Expr:
    """A formula that is not too long to be written."""
    assert formula is not None
    return formula
