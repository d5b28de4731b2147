"""Formulas as a straight line of float64 operations: made once, run many times.

`value` walks the tree anew for every input, exactly; a program is for loops of many steps.
A 1×1 value is a Python float, every other one a 2-d array, and Python's operators serve
both. What depends on no input is computed beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from functools import partial
from operator import add as plus
from operator import attrgetter, itemgetter, matmul, methodcaller, mul, sub, truediv
from operator import pow as to_the_power
from typing import Any

import numpy

from bpcalc.language import single, tree
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.derivative import expansion
from bpcalc.language.kernels import NoValueError, first_product
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import Values, operation, value
from bpcalc.records import NamedTuple

Slot = int
Operation = tuple[Slot, Callable[..., Any], Slot, Slot]
"""Where the result goes, what is done, and with what; a second argument of −1 is none."""


class Program(NamedTuple):
    """`start`: what the slots hold before a run; `slots`: where each name has its value."""

    start: tuple[Any, ...]
    operations: tuple[Operation, ...]
    slots: Mapping[Hashable, Slot]

    def memory(self, inputs: Mapping[Any, Array]) -> list[Any]:
        """The slots of a run, with the inputs that it uses in place."""
        memory = list(self.start)
        for name, array in inputs.items():
            if name in self.slots:
                memory[self.slots[name]] = _packed(array)
        return memory

    def run(self, memory: list[Any]) -> None:
        """Computes every formula, in place. Division by zero and the like give inf or NaN, and
        a warning of NumPy's unless its `errstate` ignores them."""
        rest = iter(self.operations)
        while True:
            try:
                for target, function, one, other in rest:
                    memory[target] = (
                        function(memory[one]) if other < 0 else function(memory[one], memory[other])
                    )
            except (ArithmeticError, ValueError):  # what Python refuses, NumPy calls inf or NaN
                given = [memory[slot] for slot in (one, other) if slot >= 0]
                memory[target] = single.in_numpy(function, given)
            else:
                return

    def read(self, memory: list[Any], name: Hashable) -> Array:
        """The value of a name after a run, shape (r, c)."""
        return _unpacked(memory[self.slots[name]])


def program(
    formulas: Iterable[tuple[Hashable, Expr]], inputs: Iterable[Hashable], constants: Values
) -> Program:
    """The program of named formulas, in order; each may use the names of those before it.

    `inputs`: the names that change from run to run; `constants`: all others, as for `value`.
    """
    made = _Compiler(constants)
    for name in inputs:
        made.slots[name] = made.slot()
    for name, formula in formulas:
        made.slots[name] = made.of(formula)
    return Program(tuple(made.start), tuple(made.operations), made.slots)


def _packed(array: Array) -> Any:
    return float(array[0, 0]) if array.shape == SCALAR else as_float(array)


def _unpacked(content: Any) -> Array:
    return content if isinstance(content, numpy.ndarray) else numpy.array([[content]])


class _Compiler:
    """Appends operations; every distinct node is computed once."""

    def __init__(self, constants: Values) -> None:
        self.constants = constants
        self.start: list[Any] = []
        self.operations: list[Operation] = []
        self.slots: dict[Hashable, Slot] = {}
        self.known: dict[Expr, Slot] = {}
        self.memo: dict[Expr, Array] = {}

    def slot(self, content: Any = None) -> Slot:
        self.start.append(content)
        return len(self.start) - 1

    def do(self, function: Callable[..., Any], one: Slot, other: Slot = -1) -> Slot:
        target = self.slot()
        self.operations.append((target, function, one, other))
        return target

    def of(self, expr: Expr) -> Slot:
        """The slot that will hold the value of an expression."""
        if expr.op in ("name", "partial") and expr.data in self.slots:
            return self.slots[expr.data]
        if expr not in self.known:
            changes = any(leaf.data in self.slots for leaf in tree.leaves(expr))
            self.known[expr] = self.changing(expr) if changes else self.constant(expr)
        return self.known[expr]

    def constant(self, expr: Expr) -> Slot:
        return self.slot(_packed(value(expr, self.constants, self.memo)))

    def changing(self, expr: Expr) -> Slot:
        if expr.op == "call":
            return self.called(expr)
        special = getattr(self, f"_{expr.op}", None)
        return special(expr) if special is not None else self.general(operation(expr), expr)

    # -- operations in the fewest steps ------------------------------------------

    def _add(self, expr: Expr) -> Slot:
        """A + B − C; NumPy itself repeats a row or a column where a whole matrix stands first."""
        terms = sorted(expr.args, key=lambda term: term.op == "broadcast")
        found = self.of(terms[0])
        for term in terms[1:]:
            minus = term.op == "neg"
            inner = term.args[0] if minus else term
            inner = inner.args[0] if inner.op == "broadcast" != terms[0].op else inner
            found = self.do(sub if minus else plus, found, self.of(inner))
        return found

    def _mul(self, expr: Expr) -> Slot:
        found = self.of(expr.args[0])
        for factor in expr.args[1:]:
            found = self.do(mul, found, self.of(factor))
        return found

    def _matmul(self, expr: Expr) -> Slot:
        chain = [(self.of(factor), factor.shape) for factor in expr.args]
        while len(chain) > 1:
            k = first_product([shape for _, shape in chain])
            (left, a), (right, b) = chain[k], chain[k + 1]
            shape = (a[0], b[1])
            function = mul if SCALAR in (a, b) else _inner if shape == SCALAR else matmul
            chain[k : k + 2] = [(self.do(function, left, right), shape)]
        return chain[0][0]

    def _neg(self, expr: Expr) -> Slot:
        return self.do(partial(sub, 0.0), self.of(expr.args[0]))  # no negative zeros

    def _div(self, expr: Expr) -> Slot:
        return self.do(truediv, *map(self.of, expr.args))

    def _pow(self, expr: Expr) -> Slot:
        return self.do(single.power if expr.shape == SCALAR else to_the_power, *map(self.of, expr.args))

    def _T(self, expr: Expr) -> Slot:  # noqa: N802
        turned = self.of(expr.args[0])
        return turned if expr.shape == SCALAR else self.do(attrgetter("T"), turned)

    def _broadcast(self, expr: Expr) -> Slot:
        return self.do(mul, self.slot(numpy.ones(expr.shape)), self.of(expr.args[0]))

    def _slice(self, expr: Expr) -> Slot:
        (r0, r1), (c0, c1) = expr.data
        if expr.args[0].shape == SCALAR:
            return self.of(expr.args[0])
        one_entry = methodcaller("item", r0, c0)
        picked = one_entry if expr.shape == SCALAR else itemgetter((slice(r0, r1), slice(c0, c1)))
        return self.do(picked, self.of(expr.args[0]))

    def _reshape(self, expr: Expr) -> Slot:
        return self.do(methodcaller("reshape", expr.shape), self.of(expr.args[0]))

    def _sum(self, expr: Expr) -> Slot:
        if expr.args[0].shape == SCALAR:
            return self.of(expr.args[0])
        summed = _total if expr.shape == SCALAR else methodcaller("sum", axis=expr.data, keepdims=True)
        return self.do(summed, self.of(expr.args[0]))

    # -- all others --------------------------------------------------------------

    def called(self, expr: Expr) -> Slot:
        """A function of the table: by its float value, else by its formula."""
        row, settings = expr.data
        floats = [float(setting) if isinstance(setting, Fraction) else setting for setting in settings]
        function = single.function(row, floats) if expr.shape == SCALAR else None
        if function is not None:
            return self.do(function, *map(self.of, expr.args))
        if row.numeric is not None:
            return self.general(lambda *arrays: row.numeric(*arrays, *floats), expr)
        written = expansion(expr)
        if written is None:
            raise NoValueError(f"{row.name} is abstract")
        return self.of(written)

    def general(self, function: Callable[..., Array], expr: Expr) -> Slot:
        """Any function of arrays; more than two of them are collected in a tuple first."""
        slots = [self.of(arg) for arg in expr.args]
        if len(slots) <= 2:
            return self.do(partial(_on_arrays, function), *slots)
        together = self.slot(())
        for slot in slots:
            together = self.do(_with, together, slot)
        return self.do(partial(_on_collected, function), together)


def _inner(row: Array, column: Array) -> float:
    return (row @ column).item()  # type: ignore[no-any-return]


def _total(array: Array) -> float:
    return float(array.sum())


def _on_arrays(function: Callable[..., Array], *given: Any) -> Any:
    return _packed(numpy.asarray(function(*map(_unpacked, given))))


def _with(collected: tuple[Any, ...], content: Any) -> tuple[Any, ...]:
    return (*collected, content)


def _on_collected(function: Callable[..., Array], collected: tuple[Any, ...]) -> Any:
    return _on_arrays(function, *collected)
