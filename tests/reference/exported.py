"""Specs to export beside the shipped networks, and how a script is run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bpcalc.calculus.solve import solve
from bpcalc.formats.script import Export, export_of
from bpcalc.spec.reader import load, loads
from tests.calculus.random_networks import TRIALS

FOLDER = Path(__file__).parents[2] / "networks"
SYMBOLIC = ("abstract-composition",)
"""Networks without numbers."""
CASES = [
    (path.stem, case.name)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem not in SYMBOLIC
    for case in load(path).cases
]
"""Every case of every shipped network with values."""

FIRST = {trial.entry.typed or trial.entry.name: number for number, trial in reversed([*enumerate(TRIALS)])}
"""A random network for each function and operation, by what is typed."""

KINKS = """
inputs: {x: [1, 0, -1]}
conventions: {relu_at_zero: %s}
loss: >-
  l = sum(relu(x)) + 2 * sum(max(x, 0)) + 3 * sum(max(0, x)) + 5 * sum(leaky_relu(x, 0.1))
  + sum(abs(x)) + sum(elu(x, 2)) + sum(max(x, 1)) + sum(min(x, 0))
"""
SPECS = {
    "names that Python or the script takes": """
        title: "a \\" quote, \\\\ and \\"\\"\\" three"
        inputs: {x: [1, 2], lambda: 3, "y'": [1, 1], np: 2, torch: 1, check: 1, d_x: 2, print: 1}
        layers:
          - z1 = lambda * x + y' * np + torch * check * print
        loss: l = sum(z1 * x) * d_x
        """,
    "relu'(0) = 0": KINKS % "0",
    "relu'(0) = 1/2": KINKS % "1/2",
    "relu'(0) = 1": KINKS % "1",
    "conditions as factors": """
        inputs: {X: [[1, 2], [2, -1], [-1, 0]], v: [1, 3, 3]}
        parameters: {w: [1/2, -1/2]}
        target: {y: [1, -1, 1]}
        layers:
          - s = X @ w
          - m = max(1 - y * s, 0)
          - g = -(s > 0) * y
          - h = (s > 0) - (y > 0) * (s < 1) - indicator(s >= 0) / 2 + (s > 0)^2
          - q = -max(v) + max(-v) - min(v * y)
        loss: J = -sum(m) + sum(g * s) + sum(h * s) - sum(step(s) * s) + q - sum(sort(-v) * v)
        """,
    "images of any stride": """
        inputs: {X: [[1, 1, 5, 5, 2], [0, 1, 6, 6, 1], [1, 1, 7, 2, 3], [3, 3, 3, 7, 1], [2, 0, 1, 4, 6]]}
        parameters: {K: [[1, -1], [2, 1]], H: [[1, 2, 3]]}
        layers:
          - C = conv2d(X, K) + conv2d(X, K, pad=1)[1:5, 0:4]
          - P = maxpool(relu(C), 2)
          - Q = -maxpool(X, 2)
          - R = conv2d(turned(X), H, stride=2, pad=1)
        loss: s = sum(P * P) + sum(Q * P) + norm(R)^2
        """,
    "ties in images and maxima": """
        inputs: {X: [[1, 1, 5, 5], [0, 1, 6, 6], [1, 1, 7, 2], [3, 3, 3, 7]], v: [1, 3, 3]}
        parameters: {K: [[1, -1], [2, 1]]}
        layers:
          - E = conv2d(X, K, stride=2, pad=1)
          - P = maxpool(X, 2)
          - M = max(X, axis=0)
        loss: s = sum(E^2) + sum(P * P) + sum(M) + max(v)^2 + min(v) + sum(sort(v) * v)
        """,
    "labels of examples in rows": """
        inputs: {X: [[1, 2], [0, -1], [3, 1]]}
        target: {t: [0, 1, 1]}
        batch: rows
        layers:
          - linear: {weights: [[1, -1, 2], [0, 1, 1]], bias: [1, 0, -1]}
          - tanh
          - linear: {weights: [[1, 0], [2, -1], [0, 1]]}
        loss: softmax_cross_entropy
        """,
    "labels of examples in columns": """
        inputs: {X: [[1, 2, 3], [0, -1, 2]]}
        target: {t: [[0, 1, 1]]}
        batch: columns
        layers:
          - linear: {weights: [[1, -1], [0, 1]], bias: [1, 0]}
          - softmax
        loss: cross_entropy
        """,
    "a pipeline of examples in columns": """
        inputs: {X: [[1, 2, 3], [0, -1, 2]]}
        target: {t: [[0, 1, 1], [1, 1, 1]]}
        batch: columns
        layers:
          - linear: {weights: [[1, -1], [0, 1]], bias: [1, 0]}
          - softmax
          - leaky_relu: 0.2
        loss: mse
        """,
    "a label that picks an entry": """
        inputs: {p: [[1, 2, 3]], q: [1, 2]}
        target: {y: 1}
        loss: l = p[y]^2 * q[y] + cross_entropy(softmax(q), y)
        """,
    "labels that pick rows and columns": """
        inputs: {i: 1, c: [0, 2, 2]}
        parameters: {E: [[1, 2], [3, 4], [5, 6]], U: [[1, 0, 1], [0, 1, -1]]}
        target: {t: 2}
        layers:
          - e = E[i, :]
          - V = tanh(E[c, :] / 4)
          - u = U[:, t]
          - W = U[:, c]
          - s = (e + mean(V, axis=0)) @ u + sum(W * W)
        loss: L = s^2 + E[t, 0]
        """,
    "functions of the spec, conditions and stacks": """
        functions:
          phi(z): indicator(-1 <= z <= 1)
          square(z): z^2
          mix(u, v): square(u) * exp(-v) + 1
          scatter(z): z + 1
          kept(np): exp(np) - np
        inputs: {x: [1, -2]}
        layers:
          - a = phi(x) + 2 * square(x)
          - b = mix(a, x)
          - c = not (x > 0) or x == -2
          - d = scatter(x) * c
          - e = vstack(b, d)
          - f = hstack(e[0], e[1], 3)
          - g = f @ f.T
          - h = sum(outer(x, x) * kron(x, x.T)) + sum(diag(x)) + derivative(tanh, g / 100)
        loss: l = g + h + sqrt(2) * x[0] + step(x[1]) + pi + sigmoid(0.5) * sum(x) + kept(1/2)
        """,
    "functions of whole rows and columns": """
        inputs: {A: [[1, 2], [3, 4]]}
        layers:
          - B = layer_norm(A, axis=0)
          - C = gelu(A) + silu(A) + softplus(A, 2)
          - D = softmax(A, beta=2, axis=1) + log_softmax(A, axis=0)
          - E = logsumexp(A, axis=1)
        loss: l = norm(B) + norm(C)^2 + sum(D * A) + sum(E) + sum(mean(A, axis=1)) + any(A > 2) + huber(A, D)
        """,
    "a Jacobian, also by a result": """
        inputs: {x: [1, -2]}
        parameters: {W: [[1, 2], [3, 4]], V: [[1, 1]]}
        layers:
          - h = W @ x
          - g = h * x
          - y = g.T + V
        of: y
        wrt: [x, h, W]
        """,
    "gradients by results, and a second name for one": """
        inputs: {x: [1, -2]}
        parameters: {W: [[1, 2], [3, 4]], V: [[1, 1]]}
        layers:
          - h = W @ x
          - a = h
          - g = V @ a + V @ h
        loss: l = g^2
        wrt: [h, V, l]
        """,
    "nothing is differentiated": "inputs: {x: [1, -2]}\nlayers:\n  - h = x * 2\n",
    "nothing gets through": """
        inputs: {x: [1, -2], u: 3}
        layers:
          - h = x * 2
          - k = step(x) * u
        loss: l = sum(step(h)) + sum(k)
        """,
    "sizes as letters": """
        shapes: {X: [n, m], lambda: n}
        inputs: {X: [[1, 2, 3], [4, 5, 6]], lambda: [1, 2]}
        loss: l = 1/n * sum(X.T @ lambda) + m^2 * sum(ones(n, m) * X) / (n * m)
        """,
    "large whole numbers": """
        inputs: {x: 100000000000000000000, y: 1/3}
        loss: l = x * 12345678901234567890 + y / 7
        """,
}


@cache
def shipped(name: str, case: str | None) -> Export:
    """A case of a shipped network."""
    return export_of(solve(load(FOLDER / f"{name}.yaml"), case=case))


@cache
def export(text: str) -> Export:
    """The first case of a spec."""
    return export_of(solve(loads(text)))


def run(script: str) -> dict[str, Any]:
    """The names that a script leaves behind; it raises AssertionError where a number is off."""
    names: dict[str, Any] = {}
    exec(compile(script, "the script", "exec"), names)
    return names
