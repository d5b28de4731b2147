"""Formulas as float64 operations on many worlds at once.

`value` walks a tree anew for every input, exactly; a step is compiled once and run for every
sheet. Arrays have shape (b, k, r, c), or 1 for b or k; these axes meet as NumPy broadcasts them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter, matmul, methodcaller
from typing import Any

import numpy

from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.compiler import Compiler, Holding, Operation, float_function
from bpcalc.language.kernels import NoValueError
from bpcalc.language.tree import Expr
from bpcalc.language.value import operation
from bpcalc.records import NamedTuple


class Step(NamedTuple):
    """Some formulas of the same names. `needs`: these names, as they are given to `run`."""

    needs: tuple[Any, ...]
    start: tuple[Any, ...]
    operations: tuple[Operation, ...]
    results: tuple[int, ...]

    def run(self, given: Sequence[Array]) -> list[Array]:
        """The value of every formula; what is no number is inf or NaN, with NumPy's warning
        unless its `errstate` ignores them."""
        memory: list[Any] = [*given, *self.start]
        for target, function, one, other in self.operations:
            memory[target] = function(memory[one]) if other < 0 else function(memory[one], memory[other])
        return [memory[slot] for slot in self.results]


def compiled(formulas: Sequence[Expr], letters: Mapping[str, int]) -> Step:
    """The step of some formulas. Raises NoValueError for what has no value."""
    needs = tuple(dict.fromkeys(leaf.data for formula in formulas for leaf in _leaves(formula)))
    made = Compiler(_MANY, needs, letters)
    results = [made.of(formula) for formula in formulas]
    return Step(needs, tuple(made.start[len(needs) :]), tuple(made.operations), tuple(results))


def _leaves(formula: Expr) -> Sequence[Expr]:
    return sorted(tree.leaves(formula), key=lambda leaf: (leaf.op, str(leaf.data)))


def _packed(array: Array) -> Array:
    return as_float(array)[None, None]


def _function(expr: Expr) -> Callable[..., Any] | None:
    return _QUICK[expr.op](expr) if expr.op in _QUICK else operation(expr)


def _part(expr: Expr) -> Callable[[Array], Any]:
    (r0, r1), (c0, c1) = expr.data
    if not all(isinstance(end, int) for end in (r0, r1, c0, c1)):
        raise NoValueError("a part between letters has no value")
    return itemgetter((..., slice(r0, r1), slice(c0, c1)))


def _summed(expr: Expr) -> Callable[[Array], Any]:
    axis = (-2, -1) if expr.data is None else expr.data - 2
    return methodcaller("sum", axis=axis, keepdims=True)


_QUICK: dict[str, Callable[[Expr], Callable[..., Any] | None]] = {
    "neg": lambda expr: numpy.negative,
    "pow": lambda expr: numpy.power,
    "T": lambda expr: methodcaller("swapaxes", -1, -2),
    "slice": _part,
    "sum": _summed,
    "call": float_function,
}
"""Operations that need not go through the kernel of `value`."""
_MANY = Holding(_packed, matmul, _function)
