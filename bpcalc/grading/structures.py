"""Jacobians written without their zeros: `2 * F` for diag(2 * F), `1` for the identity, `W` for W ⊗ I."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy

from bpcalc.grading.truth import same
from bpcalc.language.arrays import Array, as_float


def structure(values: Iterable[tuple[Array, Array]]) -> str:
    """How a formula has to be written out: `diag(…)`, where … is what stands on the sheet; nothing where
    it is no part of the Jacobian. `values`: its own and the right one, at several points."""
    found: set[str] | None = None
    for own, right in values:
        here = {words for words, whole in _written_out(own, right.shape) if same(whole, right)}
        found = here if found is None else found & here
    return min(found, key=len) if found else ""


def _written_out(own: Array, shape: tuple[int, ...]) -> Iterator[tuple[str, Array]]:
    """Matrices of a shape that an array may stand for."""
    own, (rows, columns) = as_float(own), shape
    if own.shape == (1, 1) and rows == columns:
        yield f"… * eye({rows})", own[0, 0] * numpy.eye(rows)
    elif own.size == rows == columns:
        yield ("diag(…)" if 1 in own.shape else "diag(vec(…))"), numpy.diag(own.reshape(-1))
        yield "diag(vec((…).T))", numpy.diag(own.T.reshape(-1))
    for words, block in (("…", own), ("(…).T", own.T)):
        many, rest = divmod(rows, block.shape[0])
        if not rest and many > 1 and many * block.shape[1] == columns:
            yield f"kron(eye({many}), {words})", numpy.kron(numpy.eye(many), block)
            yield f"kron({words}, eye({many}))", numpy.kron(block, numpy.eye(many))
