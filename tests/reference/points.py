"""Where functions are tried: entries drawn from a domain, away from every kink."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import numpy

from tests.reference.differences import REACH

Shape = tuple[int, int]
_LEAST = 3 * REACH


def points(
    domains: tuple[str, ...],
    shapes: tuple[Shape, ...],
    kinks: Callable[..., Any] | None,
    random: Random,
    exact: bool = False,
) -> list[Any]:
    """One matrix for each argument, of floats or of fractions."""
    for _ in range(1000):
        drawn = [
            _matrix(domain, shape, max(max(shape) for shape in shapes), random, exact)
            for domain, shape in zip(domains, shapes, strict=True)
        ]
        near: Any = [] if kinks is None else numpy.ravel(kinks(*drawn))
        if all(abs(x) > _LEAST for x in near):
            return drawn
    raise AssertionError(f"no place for {domains} {shapes} away from the kinks")


def _matrix(domain: str, shape: Shape, labels: int, random: Random, exact: bool) -> Any:
    rows, columns = shape
    kind, _, order = domain.partition(" by ")
    if kind == "label":
        return _array([[random.randrange(labels) for _ in range(columns)] for _ in range(rows)], exact)
    if kind in ("simplex", "one-hot"):
        return _array(_examples(kind, shape, order, random), exact)
    low, high = {"real": (-2, 2), "positive": (0.3, 2.5), "unit": (0.1, 0.9)}[kind]
    return _array([[random.uniform(low, high) for _ in range(columns)] for _ in range(rows)], exact)


def _examples(kind: str, shape: Shape, order: str, random: Random) -> list[list[float]]:
    """Entries that sum to 1: all of them, or those of each row or column."""
    rows, columns = shape
    groups = {"": 1, "rows": rows, "columns": columns}[order]
    members = rows * columns // groups
    found = []
    for _ in range(groups):
        if kind == "one-hot":
            chosen = random.randrange(members)
            found.append([1.0 if i == chosen else 0.0 for i in range(members)])
        else:
            weights = [random.uniform(0.2, 1) for _ in range(members)]
            found.append([w / sum(weights) for w in weights])
    if order == "columns":
        return [list(row) for row in zip(*found, strict=True)]
    flat = [x for group in found for x in group]
    return [flat[i * columns : (i + 1) * columns] for i in range(rows)]


def _array(rows: list[list[Any]], exact: bool) -> Any:
    if not exact:
        return numpy.array(rows, dtype=float)
    result = numpy.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        result[i] = [Fraction(round(8 * x), 8) for x in row]
    return result
