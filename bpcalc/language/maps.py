"""Linear maps between matrices, under one roof: data and algebra, and what a map does."""

from __future__ import annotations

from bpcalc.language.actions import matrix, pull, push, structure
from bpcalc.language.linear import (
    Atom,
    Chain,
    Col,
    Dense,
    Diag,
    Gather,
    Kron,
    Map,
    Reshape,
    Row,
    Swap,
    atom,
    compose,
    identity,
    scaled,
    substituted,
    sum_of,
    zero,
)

__all__ = [
    "Atom", "Chain", "Col", "Dense", "Diag", "Gather", "Kron", "Map", "Reshape", "Row", "Swap", "atom",
    "compose", "identity", "matrix", "pull", "push", "scaled", "structure", "substituted", "sum_of", "zero",
]  # fmt: skip
