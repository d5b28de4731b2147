"""From formulas to a straight line of float64 operations, for any way of holding numbers.

What depends on no input is computed beforehand, and every distinct node once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from fractions import Fraction
from operator import add as plus
from operator import attrgetter, matmul, mul, sub, truediv
from typing import Any

from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.kernels import first_product
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import Values, value, written_out
from bpcalc.records import NamedTuple

Slot = int
Operation = tuple[Slot, Callable[..., Any], Slot, Slot]
"""Where the result goes, what is done, and with what; a second argument of −1 is none."""
_SAME = frozenset(("T", "slice", "reshape", "sum"))
"""What leaves a 1×1 value as it is."""
_NAME = attrgetter("data")


class Holding(NamedTuple):
    """How a slot holds a value; Python's operators + − · / and @ must serve it.

    `packed`: from an array of shape (r, c) to what a slot holds. `inner`: a row times a column.
    `function`: what computes a node from what the slots of its arguments hold; None for a call
    that has a formula only. It is not asked for sums, products and quotients.
    """

    packed: Callable[[Array], Any]
    inner: Callable[[Any, Any], Any]
    function: Callable[[Expr], Callable[..., Any] | None]


class Compiler:
    """Appends operations. `start`: what the slots hold before a run; `slots`: those of the names."""

    def __init__(self, holding: Holding, inputs: Iterable[Hashable], constants: Values) -> None:
        self.holding, self.constants = holding, constants
        self.slots: dict[Hashable, Slot] = {name: slot for slot, name in enumerate(dict.fromkeys(inputs))}
        self.start: list[Any] = [None] * len(self.slots)
        self.operations: list[Operation] = []
        self.known: dict[Expr, Slot] = {}
        self.memo: dict[Expr, Array] = {}

    def slot(self, content: Any = None) -> Slot:
        self.start.append(content)
        return len(self.start) - 1

    def of(self, expr: Expr) -> Slot:
        """The slot that will hold the value of an expression. Raises NoValueError without one."""
        if expr.op in ("name", "partial") and expr.data in self.slots:
            return self.slots[expr.data]
        found = self.known.get(expr)
        if found is None:
            if self.slots.keys().isdisjoint(map(_NAME, tree.leaves(expr))):
                found = self.slot(self.holding.packed(value(expr, self.constants, self.memo)))
            elif expr.op in _SAME and expr.args[0].shape == SCALAR:
                found = self.of(expr.args[0])
            else:
                found = getattr(self, f"_{expr.op}", self._general)(expr)
            self.known[expr] = found
        return found

    def do(self, function: Callable[..., Any], one: Slot, other: Slot = -1) -> Slot:
        target = self.slot()
        self.operations.append((target, function, one, other))
        return target

    def _general(self, expr: Expr) -> Slot:
        """Any function; more than two arguments are collected in a tuple first."""
        function = self.holding.function(expr)
        if function is None:
            return self.of(written_out(expr))
        slots = [*map(self.of, expr.args)]
        if len(slots) <= 2:
            return self.do(function, *slots)
        together = self.slot(())
        for slot in slots:
            together = self.do(_with, together, slot)
        return self.do(lambda collected: function(*collected), together)

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
            function = mul if SCALAR in (a, b) else self.holding.inner if shape == SCALAR else matmul
            chain[k : k + 2] = [(self.do(function, left, right), shape)]
        return chain[0][0]

    def _div(self, expr: Expr) -> Slot:
        return self.do(truediv, *map(self.of, expr.args))


def float_settings(expr: Expr) -> list[Any]:
    """The settings of a call, with floats for fractions."""
    return [float(setting) if isinstance(setting, Fraction) else setting for setting in expr.data[1]]


def float_function(expr: Expr) -> Callable[..., Any] | None:
    """The function of a call on arrays of floats, None where it has a formula only."""
    numeric, settings = expr.data[0].numeric, float_settings(expr)
    return (lambda *given: numeric(*given, *settings)) if numeric and settings else numeric


def _with(collected: tuple[Any, ...], content: Any) -> tuple[Any, ...]:
    return (*collected, content)
