"""Formulas as float64 operations on many worlds at once.

`value` walks a tree anew for every input, exactly; a step is compiled once and run for every
sheet. Arrays have shape (b, k, r, c), or 1 for b or k; these axes meet as NumPy broadcasts them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from operator import itemgetter, methodcaller
from typing import Any

import numpy

from bpcalc.language import tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.derivative import expansion
from bpcalc.language.kernels import NoValueError, first_product
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import operation, value
from bpcalc.records import NamedTuple

Operation = tuple[int, Callable[..., Array], tuple[int, ...]]
"""Where the result goes, what is done, and with what."""


class Step(NamedTuple):
    """Some formulas of the same names. `needs`: these names, as they are given to `run`."""

    needs: tuple[Any, ...]
    start: tuple[Array | None, ...]
    operations: tuple[Operation, ...]
    results: tuple[int, ...]

    def run(self, given: Sequence[Array]) -> list[Array]:
        """The value of every formula; what is no number is inf or NaN, with NumPy's warning
        unless its `errstate` ignores them."""
        memory: list[Any] = [*given, *self.start]
        for target, function, slots in self.operations:
            if len(slots) == 2:
                memory[target] = function(memory[slots[0]], memory[slots[1]])
            else:
                memory[target] = function(*[memory[slot] for slot in slots])
        return [memory[slot] for slot in self.results]


def compiled(formulas: Sequence[Expr], letters: Mapping[str, int]) -> Step:
    """The step of some formulas. Raises NoValueError for what has no value."""
    made = _Compiler(formulas, letters)
    results = [made.of(formula) for formula in formulas]
    return Step(tuple(made.needs), tuple(made.start), tuple(made.operations), tuple(results))


class _Compiler:
    """Appends operations; every distinct node is computed once."""

    def __init__(self, formulas: Sequence[Expr], letters: Mapping[str, int]) -> None:
        named = dict.fromkeys(leaf for formula in formulas for leaf in _leaves(formula))
        self.letters = letters
        self.needs: list[Hashable] = [leaf.data for leaf in named]
        self.known: dict[Expr, int] = {leaf: slot for slot, leaf in enumerate(named)}
        self.start: list[Array | None] = []
        self.operations: list[Operation] = []

    def slot(self, content: Array | None = None) -> int:
        self.start.append(content)
        return len(self.needs) + len(self.start) - 1

    def do(self, function: Callable[..., Array], *slots: int) -> int:
        target = self.slot()
        self.operations.append((target, function, slots))
        return target

    def of(self, expr: Expr) -> int:
        """The slot that will hold the value of an expression."""
        if expr not in self.known:
            if not tree.leaves(expr):
                self.known[expr] = self.slot(as_float(value(expr, self.letters))[None, None])
            else:
                special = getattr(self, f"_{expr.op}", self._general)
                self.known[expr] = special(expr)
        return self.known[expr]

    def _general(self, expr: Expr) -> int:
        return self.do(operation(expr), *map(self.of, expr.args))

    def _add(self, expr: Expr) -> int:
        """A + B − C; NumPy itself repeats a row or a column where a whole matrix stands first."""
        terms = sorted(expr.args, key=lambda term: term.op == "broadcast")
        found = self.of(terms[0])
        for term in terms[1:]:
            minus = term.op == "neg"
            inner = term.args[0] if minus else term
            inner = inner.args[0] if inner.op == "broadcast" != terms[0].op else inner
            found = self.do(numpy.subtract if minus else numpy.add, found, self.of(inner))
        return found

    def _mul(self, expr: Expr) -> int:
        found = self.of(expr.args[0])
        for factor in expr.args[1:]:
            found = self.do(numpy.multiply, found, self.of(factor))
        return found

    def _matmul(self, expr: Expr) -> int:
        chain = [(self.of(factor), factor.shape) for factor in expr.args]
        while len(chain) > 1:
            k = first_product([shape for _, shape in chain])
            (left, a), (right, b) = chain[k], chain[k + 1]
            function = numpy.multiply if SCALAR in (a, b) else numpy.matmul
            chain[k : k + 2] = [(self.do(function, left, right), (a[0], b[1]))]
        return chain[0][0]

    def _neg(self, expr: Expr) -> int:
        return self.do(numpy.negative, self.of(expr.args[0]))

    def _div(self, expr: Expr) -> int:
        return self.do(numpy.divide, *map(self.of, expr.args))

    def _pow(self, expr: Expr) -> int:
        return self.do(numpy.power, *map(self.of, expr.args))

    def _T(self, expr: Expr) -> int:  # noqa: N802
        return self.do(methodcaller("swapaxes", -1, -2), self.of(expr.args[0]))

    def _slice(self, expr: Expr) -> int:
        (r0, r1), (c0, c1) = expr.data
        if not all(isinstance(end, int) for end in (r0, r1, c0, c1)):
            raise NoValueError("a part between letters has no value")
        return self.do(itemgetter((..., slice(r0, r1), slice(c0, c1))), self.of(expr.args[0]))

    def _sum(self, expr: Expr) -> int:
        axis = (-2, -1) if expr.data is None else expr.data - 2
        return self.do(methodcaller("sum", axis=axis, keepdims=True), self.of(expr.args[0]))

    def _call(self, expr: Expr) -> int:
        """A function of the table: by its float value, else by its formula."""
        row, settings = expr.data
        floats = [float(setting) if isinstance(setting, Fraction) else setting for setting in settings]
        if row.numeric is not None:
            function = partial(_with_settings, row.numeric, floats) if floats else row.numeric
            return self.do(function, *map(self.of, expr.args))
        written = expansion(expr)
        if written is None:
            raise NoValueError(f"{row.name} is abstract")
        return self.of(written)


def _with_settings(function: Callable[..., Any], settings: Sequence[Any], *given: Array) -> Any:
    return function(*given, *settings)


def _leaves(formula: Expr) -> Sequence[Expr]:
    return sorted(tree.leaves(formula), key=lambda leaf: (leaf.op, str(leaf.data)))
