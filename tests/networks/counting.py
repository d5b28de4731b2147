"""Operation counts from sizes alone, a second time: which product meets which.

A dense product (m×k)(k×n) takes mkn multiplications and m(k − 1)n additions; a sum over
paths takes one addition for each entry and each further path.
"""

from __future__ import annotations

from typing import NamedTuple


class Chain(NamedTuple):
    """What each equation uses, in order; how many entries each name has; the end; the targets."""

    uses: dict[str, str]
    entries: dict[str, int]
    of: str
    targets: str


CHAINS = {
    "relu-net": Chain(
        {"z1": "W1 x b1", "z2": "z1", "yhat": "W2 z2", "l": "yhat"},
        {"x": 2, "W1": 4, "b1": 2, "W2": 2, "z1": 2, "z2": 2, "yhat": 1, "l": 1},
        "l", "x W2 W1 b1",
    ),
    "relu-regression": Chain(
        {"s1": "W1 x b1", "a1": "s1", "s2": "W2 a1 b2", "ytilde": "s2", "C": "ytilde"},
        {"x": 2, "W1": 6, "b1": 3, "W2": 6, "b2": 2, "s1": 3, "a1": 3, "s2": 2, "ytilde": 2, "C": 1},
        "C", "x W2 b2 W1 b1",
    ),
    "three-inputs": Chain(
        {"a": "x y z", "b": "a x", "w": "a b"},
        dict.fromkeys("xyzabw", 1),
        "w", "x y z",
    ),
    "composition": Chain({"f": "x", "h": "f"}, {"x": 2, "f": 3, "h": 2}, "h", "x"),
    "sum-of-maps": Chain({"f": "x", "g": "x", "h": "f g"}, {"x": 2, "f": 3, "g": 3, "h": 3}, "h", "x"),
    "sum-of-maps-shared": Chain(
        {"f": "x W1", "g": "x W1", "h": "f g"}, {"x": 2, "W1": 6, "f": 3, "g": 3, "h": 3}, "h", "x W1"
    ),
    "composition-shared": Chain(
        {"f": "x W1", "h": "f W1"}, {"x": 2, "W1": 4, "f": 2, "h": 2}, "h", "x W1"
    ),
    "batch-mse": Chain(
        {"A": "X", "B": "A W1", "C": "B", "D": "C", "E": "D W2", "F": "E", "G": "F", "H": "G", "L": "H"},
        {"X": 9, "W1": 16, "W2": 5, "A": 12, "B": 12, "C": 12, "D": 15, "E": 3, "F": 3, "G": 3, "H": 1,
         "L": 1},
        "L", "X W2 W1",
    ),
    "gated-softmax": Chain(
        {"z1": "W1 x b1", "h": "z1", "z2": "W2 x", "g1": "z2", "g2": "h g1", "y": "W3 g2 W4 x", "p": "y",
         "J": "p"},
        {"x": 2, "W1": 4, "b1": 2, "W2": 4, "W3": 6, "W4": 6, "z1": 2, "h": 2, "z2": 2, "g1": 2, "g2": 2,
         "y": 3, "p": 3, "J": 1},
        "J", "x W3 W4 W2 W1 b1",
    ),
    "relu-chain": Chain(
        {"z1": "w1", "x1": "z1", "z2": "w2 x1", "x2": "z2", "z3": "w3 x2", "yhat": "z3", "E": "yhat"},
        dict.fromkeys(("w1", "w2", "w3", "z1", "x1", "z2", "x2", "z3", "yhat", "E"), 1),
        "E", "w1 w2 w3",
    ),
    "three-weight-matrices": Chain(
        {"H1": "W1", "X1": "H1", "H2": "W2 X1", "X2": "H2", "yhat": "W3 X2", "E": "yhat"},
        {"W1": 6, "W2": 6, "W3": 2, "H1": 3, "X1": 3, "H2": 2, "X2": 2, "yhat": 1, "E": 1},
        "E", "W1 W2 W3",
    ),
}  # fmt: skip

Counts = dict[str, list[int]]
"""Multiplications and additions by target."""


def product(m: int, k: int, n: int) -> list[int]:
    return [m * k * n, m * (k - 1) * n]


def reverse(chain: Chain) -> Counts:
    """From the end backward; what one target needs is stored for the next."""
    stored = {chain.of}
    size = chain.entries

    def cost(name: str) -> list[int]:
        if name in stored:
            return [0, 0]
        stored.add(name)
        total = [0, 0]
        users = [user for user, used in chain.uses.items() if name in used.split()]
        for user in users:
            parts = [cost(user)]
            if user != chain.of:
                parts.append(product(size[chain.of], size[user], size[name]))
            total = [sum(column) for column in zip(total, *parts, strict=True)]
        total[1] += (len(users) - 1) * size[chain.of] * size[name]
        return total

    return {target: cost(target) for target in chain.targets.split()}


def forward(chain: Chain) -> Counts:
    """From each target forward, every one with products of its own."""
    size = chain.entries
    found: Counts = {}
    for target in chain.targets.split():
        reached, total = {target}, [0, 0]
        for name, used in chain.uses.items():
            paths = [part for part in used.split() if part in reached]
            if not paths:
                continue
            reached.add(name)
            for part in paths:
                if part != target:
                    multiplied, added = product(size[name], size[part], size[target])
                    total = [total[0] + multiplied, total[1] + added]
            total[1] += (len(paths) - 1) * size[name] * size[target]
        found[target] = total
    return found
