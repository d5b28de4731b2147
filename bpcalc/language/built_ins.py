"""The operations that are called like functions, and the settings of all calls."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from bpcalc.language import simplify, syntax, tree
from bpcalc.language.fitting import mismatch
from bpcalc.language.functions import ALL, CONVENTION, Function, out_of_range
from bpcalc.language.indexing import Indexing, size
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.other_names import setting_meant
from bpcalc.language.sizes import LARGEST, Shape, shape_text
from bpcalc.language.syntax import Syntax, fail
from bpcalc.language.tree import Expr

SPREAD = 1_000_000
"""Entries that the result of diag and kron may have."""
_SUM = Function("sum", ("z",), (("axis", ALL),))


def is_extreme(t: syntax.Call) -> bool:
    """`max(u, v, …)` or `minimum(u, v)`, entry by entry; not `max(z)` of all entries."""
    if t.function in ("max", "min"):
        return len(t.arguments) > 1
    return t.function in ("maximum", "minimum") and len(t.arguments) == 2 and not t.settings


class BuiltIns(Indexing):
    """Sums, stacks, fillings and the like; max and min of several arguments."""

    def settings(self, row: Function, t: syntax.Call, extra: tuple[Syntax, ...]) -> dict[str, Any]:
        open_names = [name for name, default in row.settings if default is not CONVENTION]
        if len(extra) > len(open_names):
            count = len(row.arguments) + len(open_names)
            fail(
                "E303",
                f"{t.function} takes at most {count} argument{'s' * (count > 1)}, {len(t.arguments)} given",
                t.span,
                f"write {t.function}({', '.join((*row.arguments, *open_names))})",
            )
        given: dict[str, Any] = {
            name: self.setting(row, name, part) for name, part in zip(open_names, extra, strict=False)
        }
        for name, part, span in t.settings:
            if name not in dict(row.settings):
                shown = ", ".join(open_names)
                meant = setting_meant(name, open_names)
                otherwise = f"its settings: {shown}" if shown else "remove it"
                fail(
                    "E305",
                    f"{t.function} has no setting {name}",
                    span,
                    f"did you mean {meant}?" if meant else otherwise,
                )
            if name in given:
                fail("E305", f"{t.function} is given {name} twice", span, "give it once")
            given[name] = self.setting(row, name, part)
        return given

    def setting(self, row: Function, name: str, part: Syntax) -> Any:
        if isinstance(part, syntax.Name) and part.name in self.scope.settings:
            return self.scope.settings[part.name]
        value = self.expr(part)
        while value.op == "neg" and value.args[0].op == "number":
            value = tree.number(-value.args[0].data.value)
        if value.op != "number":
            value = simplify.plus(value, simplify.ZERO)
        if value.op != "number":
            examples = f"{name}=0 or {name}=1" if name == "axis" else f"{name}=1, {name}=0.1"
            fail("E306", f"the setting {name} must be a number", part.span, f"write {examples}")
        refused = out_of_range(row, name, value.data.value)
        if refused is not None:
            message, allowed = refused
            examples = "axis=0 or axis=1" if name == "axis" else f"{name}={allowed}"
            fail("E306", message, part.span, f"write {examples}")
        return value.data.value

    def extreme(self, t: syntax.Call) -> Expr:
        """max(u, v, …) entry by entry."""
        row = self.scope.functions["maximum" if t.function.startswith("max") else "minimum"]
        parts = self.together(t, t.arguments)
        result = parts[0]
        for part in parts[1:]:
            tie: Rational = Fraction(1, 2)
            if row.name == "maximum" and _is_zero(part):
                tie = self.scope.relu_at_zero
            elif row.name == "maximum" and _is_zero(result):
                tie = simplest(1 - Fraction(self.scope.relu_at_zero))
            result = tree.call(row, (result, part), (tie,), part.shape)
        return result

    # -- built-in operations -----------------------------------------------------

    def _arguments(self, t: syntax.Call, least: int, most: int, shape: str) -> tuple[Expr, ...]:
        if t.settings or not least <= len(t.arguments) <= most:
            fail(
                "E303",
                f"{t.function} does not take these arguments",
                t.span,
                f"write {t.function}({shape})",
            )
        return tuple(self.expr(part) for part in t.arguments)

    def _sum(self, t: syntax.Call) -> Expr:
        if not t.arguments:
            fail("E303", "sum needs an argument", t.span, "write sum(x), sum(A, axis=0)")
        given = self.settings(_SUM, t, t.arguments[1:])
        base = self.expr(t.arguments[0])
        axis = given.get("axis")
        if axis is not None and axis is not ALL and base.shape[axis] == 1:
            return base
        return tree.total(base, None if axis in (None, ALL) else axis)

    def _count(self, t: syntax.Call) -> Expr:
        base = self._arguments(t._replace(arguments=t.arguments[:1]), 1, 1, "A")[0]
        axis = self.setting(_SUM, "axis", t.arguments[1]) if len(t.arguments) > 1 else None
        rows, columns = base.shape
        return tree.size(rows * columns if axis in (None, ALL) else rows if axis == 0 else columns)

    def _stacked(self, t: syntax.Call, axis: int) -> Expr:
        parts = self._arguments(t, 1, 64, "A, B")
        other = 1 - axis
        for part, typed in zip(parts, t.arguments, strict=True):
            if part.shape[other] != parts[0].shape[other]:
                mismatch(t, parts[0], part, (t.arguments[0], typed))
        return tree.stack(axis, *parts)

    def _hstack(self, t: syntax.Call) -> Expr:
        return self._stacked(t, 1)

    def _vstack(self, t: syntax.Call) -> Expr:
        return self._stacked(t, 0)

    def _reshape(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 3:
            fail(
                "E303",
                "reshape takes a matrix and two sizes",
                t.span,
                "write reshape(X, rows, columns)",
            )
        base = self.expr(t.arguments[0])
        shape = (size(t.arguments[1], self.scope.letters), size(t.arguments[2], self.scope.letters))
        if any(isinstance(one, int) and one < 1 for one in shape):
            fail("E316", f"{shape_text(shape)} is no shape", t.span, "use sizes from 1 on")
        if shape[0] * shape[1] != base.shape[0] * base.shape[1]:
            fail(
                "E310",
                f"a {shape_text(base.shape)} matrix cannot become {shape_text(shape)}",
                t.span,
                "rows times columns must stay the same",
            )
        return tree.reshape(base, shape)

    def _vec(self, t: syntax.Call) -> Expr:
        (base,) = self._arguments(t, 1, 1, "A")
        return tree.reshape(base, (base.shape[0] * base.shape[1], 1))

    def _diag(self, t: syntax.Call) -> Expr:
        return _spread(t, tree.diag(*self._arguments(t, 1, 1, "v")))

    def _outer(self, t: syntax.Call) -> Expr:
        left, right = self._arguments(t, 2, 2, "u, v")
        if left.shape[1] != 1 or right.shape[1] != 1:
            fail("E310", "outer takes two columns", t.span, "write outer(u, v) for u @ v.T")
        return tree.matmul(left, tree.transpose(right))

    def _kron(self, t: syntax.Call) -> Expr:
        return _spread(t, tree.kron(*self._arguments(t, 2, 2, "A, B")))

    def _filled(self, t: syntax.Call, make: Callable[[Shape], Expr]) -> Expr:
        if not 1 <= len(t.arguments) <= 2:
            fail(
                "E303",
                f"{t.function} takes one or two sizes",
                t.span,
                f"write {t.function}(rows, columns)",
            )
        sizes = [size(part, self.scope.letters) for part in t.arguments]
        for one, part in zip(sizes, t.arguments, strict=True):
            if isinstance(one, int) and not 1 <= one <= LARGEST:
                fail(
                    "E316",
                    f"a size of {one} is out of range",
                    part.span,
                    f"use sizes from 1 to {LARGEST}",
                )
        return make((sizes[0], sizes[1] if len(sizes) == 2 else 1))

    def _ones(self, t: syntax.Call) -> Expr:
        return self._filled(t, tree.ones)

    def _zeros(self, t: syntax.Call) -> Expr:
        return self._filled(t, tree.zeros)

    def _eye(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 1:
            fail("E303", "eye takes one size", t.span, "write eye(n)")
        return self._filled(t, lambda shape: tree.eye(shape[0]))

    def _commutation(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 2:
            fail("E303", "commutation takes two sizes", t.span, "write commutation(rows, columns)")
        return tree.commutation(
            (size(t.arguments[0], self.scope.letters), size(t.arguments[1], self.scope.letters))
        )

    def _derivative(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 2 or not isinstance(t.arguments[0], syntax.Name):
            fail(
                "E303",
                "derivative takes a function and its argument",
                t.span,
                "write derivative(tanh, x)",
            )
        f = t.arguments[0]
        return self.call(t._replace(function=f.name + "'", arguments=t.arguments[1:], at=f.span))


def _spread(t: syntax.Call, made: Expr) -> Expr:
    """A result whose derivative lists its entries one by one."""
    rows, columns = made.shape
    if isinstance(rows, int) and isinstance(columns, int) and rows * columns > SPREAD:
        fail(
            "E316",
            f"this would be {shape_text(made.shape)}: {rows * columns:,} entries",
            t.span,
            f"the result of {t.function} has at most {SPREAD:,} entries",
        )
    return made


def _is_zero(part: Expr) -> bool:
    return part is simplify.ZERO or (part.op == "broadcast" and part.args[0] is simplify.ZERO)
