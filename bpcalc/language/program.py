"""Formulas as a straight line of float64 operations: made once, run many times.

`value` walks the tree anew for every input, exactly; a program is for loops of many steps.
A 1×1 value is a Python float, every other one a 2-d array.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from operator import attrgetter, itemgetter, methodcaller, mul, sub
from operator import pow as to_the_power
from typing import Any

import numpy

from bpcalc.language import single
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.compiler import Compiler, Holding, Operation, Slot, float_function, float_settings
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import Values, operation
from bpcalc.records import NamedTuple


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
    made = Compiler(_SINGLE, inputs, constants)
    for name, formula in formulas:
        made.slots[name] = made.of(formula)
    return Program(tuple(made.start), tuple(made.operations), made.slots)


def _packed(array: Array) -> Any:
    return float(array[0, 0]) if array.shape == SCALAR else as_float(array)


def _unpacked(content: Any) -> Array:
    return content if isinstance(content, numpy.ndarray) else numpy.array([[content]])


def _inner(row: Array, column: Array) -> float:
    return (row @ column).item()  # type: ignore[no-any-return]


def _function(expr: Expr) -> Callable[..., Any] | None:
    if expr.op in _QUICK:
        return _QUICK[expr.op](expr)
    return partial(_on_arrays, operation(expr))


def _on_arrays(function: Callable[..., Array], *given: Any) -> Any:
    return _packed(numpy.asarray(function(*map(_unpacked, given))))


def _called(expr: Expr) -> Callable[..., Any] | None:
    if expr.shape == SCALAR:
        quick = single.function(expr.data[0], float_settings(expr))
        if quick is not None:
            return quick
    function = float_function(expr)
    return None if function is None else partial(_on_arrays, function)


def _part(expr: Expr) -> Callable[[Array], Any]:
    (r0, r1), (c0, c1) = expr.data
    one_entry = methodcaller("item", r0, c0)
    return one_entry if expr.shape == SCALAR else itemgetter((slice(r0, r1), slice(c0, c1)))


def _summed(expr: Expr) -> Callable[[Array], Any]:
    return _total if expr.shape == SCALAR else methodcaller("sum", axis=expr.data, keepdims=True)


def _total(array: Array) -> float:
    return float(array.sum())


_QUICK: dict[str, Callable[[Expr], Callable[..., Any] | None]] = {
    "neg": lambda expr: partial(sub, 0.0),  # no negative zeros
    "pow": lambda expr: single.power if expr.shape == SCALAR else to_the_power,
    "T": lambda expr: attrgetter("T"),
    "broadcast": lambda expr: partial(mul, numpy.ones(expr.shape)),
    "slice": _part,
    "reshape": lambda expr: methodcaller("reshape", expr.shape),
    "sum": _summed,
    "call": _called,
}
"""Operations that need not go through arrays or the kernel of `value`."""
_SINGLE = Holding(_packed, _inner, _function)
