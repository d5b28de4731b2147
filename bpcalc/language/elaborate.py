"""Syntax to expressions: every name gets its shape, every operation is checked.

What was typed keeps its structure. Shapes that do not fit are refused with the stretch of
text that is wrong (E3xx).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language import simplify, syntax, tree
from bpcalc.language.functions import ALL, CONVENTION, EACH, Function
from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.parser import parse
from bpcalc.language.sizes import Shape, Size, letter, shape_text, size_text
from bpcalc.language.syntax import Syntax
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr, Range


class Scope(NamedTuple):
    """What the names of an expression mean.

    `letters`: sizes by letter. `flat`: columns written as flat lists, whose orientation
    nobody stated. `batch`: "rows" or "columns" where examples are. `settings`: values of
    settings, inside the formula of a function.
    """

    quantities: Mapping[str, Expr]
    functions: Mapping[str, Function] = TABLE
    letters: Mapping[str, Size] = {}
    relu_at_zero: Rational = 0
    batch: str | None = None
    flat: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = {}


def elaborate(parsed: Syntax, scope: Scope) -> Expr:
    """The expression that the syntax means in a scope. Raises InputError (E3xx)."""
    return _Elaborator(scope).expr(parsed)


def expression(text: str, scope: Scope) -> Expr:
    """`elaborate` of a text of the language."""
    return elaborate(_formula(text), scope)


@lru_cache(maxsize=1024)
def _formula(text: str) -> Syntax:
    return parse(text)


_BUILT_IN = (
    "sum",
    "hstack",
    "vstack",
    "reshape",
    "diag",
    "outer",
    "kron",
    "ones",
    "zeros",
    "eye",
    "count",
    "vec",
    "commutation",
    "derivative",
)


class _Elaborator:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    # -- leaves and operators ----------------------------------------------------

    def expr(self, t: Syntax) -> Expr:
        match t:
            case syntax.Number():
                return tree.number(t.value, t.decimal)
            case syntax.Name():
                return self.name(t)
            case syntax.Partial():
                return self.partial(t)
            case syntax.Unary():
                return self.unary(t)
            case syntax.Binary():
                return self.binary(t)
            case syntax.Compare():
                return self.comparison(t)
            case syntax.Call():
                return self.call(t)
            case syntax.Index():
                return self.index(t)

    def name(self, t: syntax.Name) -> Expr:
        scope = self.scope
        if t.name in scope.quantities:
            return scope.quantities[t.name]
        if t.name in scope.settings:
            value = scope.settings[t.name]
            return value if isinstance(value, Expr) else tree.number(value)
        if t.name in scope.letters:
            return tree.node("size", (), letter(t.name))
        if t.name == "pi":
            return tree.constant("pi")
        if t.name in scope.functions or t.name in _BUILT_IN:
            _fail(
                "E302",
                f"{t.name} is a function; it needs its argument",
                t.span,
                f"write {t.name}(x)",
            )
        near = get_close_matches(t.name, [*scope.quantities, *scope.letters], n=1)
        known = ", ".join([*scope.quantities][:12])
        _fail(
            "E301",
            f"{t.name} is not defined",
            t.span,
            f"did you mean {near[0]}?" if near else f"define it above; known here: {known or 'nothing yet'}",
        )
        return None

    def partial(self, t: syntax.Partial) -> Expr:
        quantities = self.scope.quantities
        for part in (t.of, *t.wrt):
            if part not in quantities:
                self.name(syntax.Name(part, t.span))
        of, wrt = quantities[t.of].shape, quantities[t.wrt[0]].shape
        return tree.partial(t.of, t.wrt, (of[0] * of[1], wrt[0] * wrt[1]))

    def unary(self, t: syntax.Unary) -> Expr:
        operand = self.expr(t.operand)
        if t.operator == "T":
            return tree.transpose(operand)
        if t.operator == "not":
            return tree.logic("not", operand)
        if operand.op == "number":
            return tree.number(-operand.data.value, operand.data.decimal)
        return tree.neg(operand)

    def binary(self, t: syntax.Binary) -> Expr:
        if t.operator == "^":
            return self.power(t)
        if t.operator in ("and", "or"):
            return tree.logic(t.operator, *self.together(t, (t.left, t.right)))
        left, right = self.expr(t.left), self.expr(t.right)
        if t.operator == "@":
            if left.shape[1] != right.shape[0]:
                self.mismatch(t, left, right)
            chain = left.args if left.op == "matmul" and _open(t.left) else (left,)
            return tree.matmul(*chain, right)
        if t.operator in ("+", "-"):
            left, right = self.spread(t, left, right)
            terms = left.args if left.op == "add" and _open(t.left) else (left,)
            return tree.add(*terms, tree.neg(right) if t.operator == "-" else right)
        if t.operator == "*":
            if SCALAR not in (left.shape, right.shape):
                left, right = self.spread(t, left, right)
            factors = left.args if left.op == "mul" and _open(t.left) else (left,)
            return tree.mul(*factors, right)
        if left.op == right.op == "number" and right.data.value != 0:
            return tree.number(
                Fraction(left.data.value) / right.data.value,
                left.data.decimal or right.data.decimal,
            )
        if right.shape != SCALAR:
            left, right = self.spread(t, left, right)
        return tree.div(left, right)

    def power(self, t: syntax.Binary) -> Expr:
        if (
            isinstance(t.left, syntax.Call)
            and t.left.function == "norm"
            and len(t.left.arguments) == 1
            and isinstance(t.right, syntax.Number)
            and t.right.value == 2
        ):
            return tree.call(
                self.scope.functions["squared_norm"], (self.expr(t.left.arguments[0]),), (), SCALAR
            )
        base, exponent = self.expr(t.left), self.expr(t.right)
        if exponent.op == "number" and abs(exponent.data.value) > 1000:
            _fail(
                "E316",
                "this power is too large to work with",
                t.right.span,
                "use an exponent up to 1000",
            )
        if base.op == exponent.op == "number" and exponent.data.value.denominator == 1 and base.data.value:
            if abs(exponent.data.value) <= 100:
                value = simplest(Fraction(base.data.value) ** exponent.data.value)
                return tree.number(value, base.data.decimal)
        if exponent.shape != SCALAR:
            base, exponent = self.spread(t, base, exponent)
        return tree.power(base, exponent)

    def comparison(self, t: syntax.Compare) -> Expr:
        operands = self.together(t, t.operands)
        pairs = [
            tree.compare(operator, operands[i], operands[i + 1]) for i, operator in enumerate(t.operators)
        ]
        return pairs[0] if len(pairs) == 1 else tree.logic("and", *pairs)

    # -- broadcasting ------------------------------------------------------------

    def spread(self, t: Syntax, left: Expr, right: Expr) -> tuple[Expr, Expr]:
        """Both in one shape: a 1×1, a row or a column is repeated."""
        if left.shape == right.shape:
            return left, right
        for small, large, swapped in ((left, right, False), (right, left, True)):
            if _spreads(small.shape, large.shape):
                self.two_ways(t, small, large)
                wide = tree.broadcast(small, large.shape)
                return (large, wide) if swapped else (wide, large)
        self.mismatch(t, left, right)
        return None

    def together(self, t: Syntax, parts: tuple[Syntax, ...]) -> tuple[Expr, ...]:
        found = [self.expr(part) for part in parts]
        largest = found[0]
        for part in found:
            largest = self.spread(t, largest, part)[0] if largest.shape != part.shape else largest
        return tuple(self.spread(t, part, largest)[0] for part in found)

    def two_ways(self, t: Syntax, small: Expr, large: Expr) -> None:
        rows, columns = large.shape
        if small.op == "name" and small.data in self.scope.flat and rows == columns and rows != 1:
            _fail(
                "E311",
                f"{small.data} is a flat list and could be added to every row or to every column "
                f"of a {shape_text(large.shape)} matrix",
                t.span,
                f"write {small.data}.T for a row, or give {small.data} as a column [[…], […]]",
            )

    def mismatch(self, t: Syntax, left: Expr, right: Expr) -> NoReturn:
        assert isinstance(t, (syntax.Binary, syntax.Compare, syntax.Call))
        if isinstance(t, syntax.Binary):
            first, second, span = t.left, t.right, t.at
        else:
            parts = t.operands if isinstance(t, syntax.Compare) else t.arguments
            first, second, span = parts[0], parts[-1], t.span
        a, b = _described(first, left), _described(second, right)
        if isinstance(t, syntax.Binary) and t.operator == "@":
            message = f"{a} cannot be multiplied by {b}: {size_text(left.shape[1])} columns meet {size_text(right.shape[0])} rows"
            help = _product_help(first, second, left.shape, right.shape)
        else:
            message = f"{a} and {b} do not have one shape"
            help = "give both one shape; only a 1×1, a row or a column is repeated"
            if left.shape == (right.shape[1], right.shape[0]):
                help = f"transpose one of them: {_text_of(second)}.T"
        raise InputError(
            Problem(
                "E310",
                message,
                span=span,
                help=help,
                expected=shape_text(left.shape),
                got=shape_text(right.shape),
            )
        )

    # -- indexing ----------------------------------------------------------------

    def index(self, t: syntax.Index) -> Expr:
        base = self.expr(t.base)
        rows, columns = base.shape
        if len(t.items) == 1:
            picked = self.picked(t, base)
            if picked is not None:
                return picked
            if columns == 1:
                return self.part(base, self.range(t.items[0], rows), (0, 1))
            if rows == 1:
                return self.part(base, (0, 1), self.range(t.items[0], columns))
            _fail(
                "E313",
                f"{_described(t.base, base)} takes two indices",
                t.span,
                "write A[i, j], A[i, :] or A[:, j]",
            )
        if len(t.items) != 2:
            _fail(
                "E313",
                f"there are {len(t.items)} indices, but a matrix has two",
                t.span,
                "write A[i, j]",
            )
        return self.part(base, self.range(t.items[0], rows), self.range(t.items[1], columns))

    def part(self, base: Expr, rows: Range, columns: Range) -> Expr:
        return base if base.shape == SCALAR else tree.part(base, rows, columns)

    def picked(self, t: syntax.Index, base: Expr) -> Expr | None:
        """`p[t]`, where the value of t says which entry."""
        item = t.items[0]
        if not isinstance(item, syntax.Name) or item.name not in self.scope.quantities:
            return None
        label = self.scope.quantities[item.name]
        if label.shape != SCALAR or 1 not in base.shape:
            return None
        hot = tree.call(self.scope.functions["onehot"], (label, base), (), base.shape)
        return tree.node("pick", (base, hot), None, SCALAR)

    def range(self, item: Syntax | syntax.Slice, n: Size) -> Range:
        if isinstance(item, syntax.Slice):
            start: Size = 0 if item.start is None else self.size(item.start)
            stop = n if item.stop is None else self.size(item.stop)
        else:
            start = self.size(item)
            stop = start + 1
        if (isinstance(start, int) and start < 0) or (isinstance(stop, int) and stop < 0):
            _fail(
                "E313",
                "an index counts from 0 and is never negative",
                item.span,
                "write the position from the start",
            )
        empty = isinstance(start, int) and isinstance(stop, int) and stop <= start
        if empty or (isinstance(n, int) and isinstance(stop, int) and stop > n):
            what = (
                f"from {size_text(start)} up to {size_text(stop)}"
                if isinstance(item, syntax.Slice)
                else size_text(start)
            )
            _fail(
                "E313",
                f"there is no entry {what} among {size_text(n)}",
                item.span,
                f"indices run from 0 to {size_text(n - 1)}; the end of a slice is not included",
            )
        return start, stop

    def size(self, t: Syntax) -> Size:
        """A size in an index, in `ones(n, 1)`, in `reshape(x, 2, n)`."""
        match t:
            case syntax.Number(value=int() as value):
                return value
            case syntax.Name(name=name) if name in self.scope.letters:
                return self.scope.letters[name]
            case syntax.Unary(operator="-", operand=operand):
                return -self.size(operand)
            case syntax.Binary(operator="+"):
                return self.size(t.left) + self.size(t.right)
            case syntax.Binary(operator="-"):
                return self.size(t.left) - self.size(t.right)
            case syntax.Binary(operator="*"):
                return self.size(t.left) * self.size(t.right)
        _fail("E314", "a size is a whole number or a size letter", t.span, "write 3, n or n - 1")
        return None

    # -- calls -------------------------------------------------------------------

    def call(self, t: syntax.Call) -> Expr:
        built_in = getattr(self, f"_{t.function}", None) if t.function in _BUILT_IN else None
        if built_in is not None and t.function not in self.scope.functions:
            return built_in(t)  # type: ignore[no-any-return]
        if t.function in ("max", "min") and len(t.arguments) > 1:
            return self.extreme(t)
        if t.function in ("ln", "power"):
            t = t._replace(function={"ln": "log"}.get(t.function, t.function))
        row = self.scope.functions.get(t.function) or self.primed(t)
        if row is None:
            self.unknown(t)
        return self.applied(row, t)

    def unknown(self, t: syntax.Call) -> NoReturn:
        if t.function in self.scope.quantities:
            _fail(
                "E304",
                f"{t.function} is a quantity, not a function",
                t.span,
                f"write {t.function} * (…) or {t.function} @ (…)",
            )
        known = [name for name, row in self.scope.functions.items() if row.group] + [*_BUILT_IN]
        near = get_close_matches(t.function, known, n=1, cutoff=0.5)
        _fail(
            "E302",
            f"there is no function {t.function}",
            t.at,
            f"did you mean {near[0]}?"
            if near
            else "bpcalc ops lists the functions; a spec adds its own under functions:",
        )

    def primed(self, t: syntax.Call) -> Function | None:
        """`f'`, the derivative of an elementwise function."""
        row = self.scope.functions.get(t.function[:-1]) if t.function.endswith("'") else None
        if row is None and t.function.endswith("''"):
            row = self.primed(t._replace(function=t.function[:-1]))
        return derived(row) if row is not None else None

    def applied(self, row: Function, t: syntax.Call) -> Expr:
        n = len(row.arguments)
        if len(t.arguments) < n:
            shown = f"{t.function}({', '.join(row.arguments)})"
            _fail(
                "E303",
                f"{t.function} takes {n} argument{'s' * (n > 1)}, {len(t.arguments)} given",
                t.span,
                f"write {shown}",
            )
        settings = self.settings(row, t, t.arguments[n:])
        parts = t.arguments[:n]
        if (row.elementwise and n > 1) or row.name in ("mse", "mae", "binary_cross_entropy"):
            args = self.together(t, parts)
        else:
            args = tuple(self.expr(part) for part in parts)
        return apply(row, args, settings, self.scope, t)

    def settings(self, row: Function, t: syntax.Call, extra: tuple[Syntax, ...]) -> dict[str, Any]:
        open_names = [name for name, default in row.settings if default is not CONVENTION]
        if len(extra) > len(open_names) and len(extra) > len(row.settings):
            count = len(row.arguments) + len(open_names)
            _fail(
                "E303",
                f"{t.function} takes at most {count} arguments, {len(t.arguments)} given",
                t.span,
                f"write {t.function}({', '.join((*row.arguments, *open_names))})",
            )
        names = open_names if len(extra) <= len(open_names) else [name for name, _ in row.settings]
        given: dict[str, Any] = {
            name: self.setting(name, part) for name, part in zip(names, extra, strict=False)
        }
        for name, part, span in t.settings:
            if name not in dict(row.settings):
                near = ", ".join(open_names)
                _fail(
                    "E305",
                    f"{t.function} has no setting {name}",
                    span,
                    f"its settings: {near}" if near else "remove it",
                )
            given[name] = self.setting(name, part)
        return given

    def setting(self, name: str, part: Syntax) -> Any:
        if isinstance(part, syntax.Name) and part.name in self.scope.settings:
            return self.scope.settings[part.name]
        value = self.expr(part)
        while value.op == "neg" and value.args[0].op == "number":
            value = tree.number(-value.args[0].data.value)
        if value.op != "number":
            value = simplify.plus(value, simplify.ZERO)
        if value.op != "number":
            _fail(
                "E306",
                f"the setting {name} must be a number",
                part.span,
                f"write {name}=1, {name}=0.1",
            )
        if name == "axis" and value.data.value not in (0, 1):
            _fail(
                "E306",
                "an axis is 0 (down the columns) or 1 (along the rows)",
                part.span,
                "write axis=0 or axis=1",
            )
        return value.data.value

    def extreme(self, t: syntax.Call) -> Expr:
        """max(u, v, …) entry by entry."""
        row = self.scope.functions["maximum" if t.function == "max" else "minimum"]
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
            _fail(
                "E303",
                f"{t.function} does not take these arguments",
                t.span,
                f"write {t.function}({shape})",
            )
        return tuple(self.expr(part) for part in t.arguments)

    def _sum(self, t: syntax.Call) -> Expr:
        row = Function("sum", ("z",), (("axis", ALL),))
        if not t.arguments:
            _fail("E303", "sum needs an argument", t.span, "write sum(x), sum(A, axis=0)")
        given = self.settings(row, t, t.arguments[1:])
        base = self.expr(t.arguments[0])
        axis = given.get("axis")
        if axis is not None and axis is not ALL and base.shape[axis] == 1:
            return base
        return tree.total(base, None if axis in (None, ALL) else axis)

    def _count(self, t: syntax.Call) -> Expr:
        base = self.expr(t.arguments[0])
        axis = self.setting("axis", t.arguments[1]) if len(t.arguments) > 1 else None
        rows, columns = base.shape
        return tree.size(rows * columns if axis in (None, ALL) else rows if axis == 0 else columns)

    def _stacked(self, t: syntax.Call, axis: int) -> Expr:
        parts = self._arguments(t, 1, 64, "A, B")
        other = 1 - axis
        for part in parts[1:]:
            if part.shape[other] != parts[0].shape[other]:
                self.mismatch(t, parts[0], part)
        return tree.stack(axis, *parts)

    def _hstack(self, t: syntax.Call) -> Expr:
        return self._stacked(t, 1)

    def _vstack(self, t: syntax.Call) -> Expr:
        return self._stacked(t, 0)

    def _reshape(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 3:
            _fail(
                "E303",
                "reshape takes a matrix and two sizes",
                t.span,
                "write reshape(X, rows, columns)",
            )
        base = self.expr(t.arguments[0])
        shape = (self.size(t.arguments[1]), self.size(t.arguments[2]))
        if shape[0] * shape[1] != base.shape[0] * base.shape[1]:
            _fail(
                "E310",
                f"a {shape_text(base.shape)} matrix has no room for {shape_text(shape)}",
                t.span,
                "rows times columns must stay the same",
            )
        return tree.reshape(base, shape)

    def _vec(self, t: syntax.Call) -> Expr:
        (base,) = self._arguments(t, 1, 1, "A")
        return tree.reshape(base, (base.shape[0] * base.shape[1], 1))

    def _diag(self, t: syntax.Call) -> Expr:
        return tree.diag(*self._arguments(t, 1, 1, "v"))

    def _outer(self, t: syntax.Call) -> Expr:
        left, right = self._arguments(t, 2, 2, "u, v")
        if left.shape[1] != 1 or right.shape[1] != 1:
            _fail("E310", "outer takes two columns", t.span, "write outer(u, v) for u @ v.T")
        return tree.matmul(left, tree.transpose(right))

    def _kron(self, t: syntax.Call) -> Expr:
        return tree.kron(*self._arguments(t, 2, 2, "A, B"))

    def _filled(self, t: syntax.Call, make: Callable[[Shape], Expr]) -> Expr:
        if not 1 <= len(t.arguments) <= 2:
            _fail(
                "E303",
                f"{t.function} takes one or two sizes",
                t.span,
                f"write {t.function}(rows, columns)",
            )
        sizes = [self.size(part) for part in t.arguments]
        for size, part in zip(sizes, t.arguments, strict=True):
            if isinstance(size, int) and not 1 <= size <= LARGEST:
                _fail(
                    "E316",
                    f"a size of {size} is out of range",
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
            _fail("E303", "eye takes one size", t.span, "write eye(n)")
        return self._filled(t, lambda shape: tree.eye(shape[0]))

    def _commutation(self, t: syntax.Call) -> Expr:
        return tree.commutation((self.size(t.arguments[0]), self.size(t.arguments[1])))

    def _derivative(self, t: syntax.Call) -> Expr:
        if len(t.arguments) != 2 or not isinstance(t.arguments[0], syntax.Name):
            _fail(
                "E303",
                "derivative takes a function and its argument",
                t.span,
                "write derivative(tanh, x)",
            )
        f = t.arguments[0]
        return self.call(t._replace(function=f.name + "'", arguments=t.arguments[1:], at=f.span))


LARGEST = 4096


@lru_cache(maxsize=256)
def derived(row: Function) -> Function:
    """The derivative of an elementwise function, as a function."""
    if row.name + "'" in TABLE and TABLE.get(row.name) is row:
        return TABLE[row.name + "'"]
    if row.abstract is not None and not row.elementwise:
        return Function(row.name + "'", row.arguments, abstract=row.abstract, shape="jacobian", group="")
    return Function(
        row.name + "'",
        row.arguments,
        row.settings,
        elementwise=row.elementwise,
        group="",
        flat=row.flat,
        abstract=row.abstract,
        derivative_of=row,
    )


def apply(
    row: Function,
    args: tuple[Expr, ...],
    given: Mapping[str, Any],
    scope: Scope,
    t: syntax.Call | None = None,
) -> Expr:
    """A function of the table applied to expressions, with settings by name."""
    values: list[Any] = []
    for name, default in row.settings:
        value = given.get(name, default)
        if value is CONVENTION:
            value = scope.relu_at_zero
        elif value is EACH:
            value = _axis_of_examples(row, args[0], scope, t)
        elif value is ALL:
            value = None
        values.append(value)
    settings = tuple(values)
    if row.name == "onehot" and args[0].shape == args[1].shape != SCALAR:
        return args[0]
    if row.name == "sort" and args[0].shape[0] == 1 and args[0].shape[1] != 1:
        return tree.transpose(apply(row, (tree.transpose(args[0]),), given, scope, t))
    if row.inline:
        label = row.labelled if args[-1].shape == SCALAR != args[0].shape else None
        result = _inside(row, label or row.formula or "", args, settings, scope)
    else:
        shape = _shape(row, args, settings, scope)
        result = tree.call(row, args, settings, shape)
    if row.loss and scope.batch is not None:
        examples = args[0].shape[0 if scope.batch == "rows" else 1]
        return tree.div(result, tree.size(examples))
    return result


def formula(node: Expr) -> Expr | None:
    """The value of a call written out in its arguments, where its row says how."""
    row, settings = node.data
    if row.body is not None:
        return row.body(*node.args, *settings)  # type: ignore[no-any-return]
    if row.formula is None:
        return None
    return _inside(row, row.formula, node.args, settings, Scope({}))


def differential(node: Expr, changes: tuple[Expr, ...]) -> Expr:
    """The differential of a call, for changes of its arguments."""
    row, settings = node.data
    names = {"a": node} | {f"d{name}": dz for name, dz in zip(row.arguments, changes, strict=True)}
    return _inside(row, row.differential, node.args, settings, Scope({}), names)


def kink(node: Expr) -> Expr:
    """What is 0 where the function of a call has no derivative."""
    row, settings = node.data
    return _inside(row, row.kink, node.args, settings, Scope({}))


def _inside(
    row: Function,
    text: str,
    args: tuple[Expr, ...],
    settings: tuple[Any, ...],
    scope: Scope,
    names: Mapping[str, Expr] = {},
) -> Expr:
    """Text of a row of the table, with its arguments and settings in place."""
    quantities = dict(zip(row.arguments, args, strict=True)) | names
    values = dict(zip((name for name, _ in row.settings), settings, strict=True))
    if "axis" in values and values["axis"] is None:
        values["axis"] = ALL
    return expression(
        text,
        Scope(quantities, row.among or TABLE, scope.letters, scope.relu_at_zero, settings=values),
    )


def _shape(row: Function, args: tuple[Expr, ...], settings: tuple[Any, ...], scope: Scope) -> Shape:
    first = args[0].shape
    if row.abstract is not None and not row.elementwise:
        return (row.abstract, first[0] * first[1]) if row.shape == "jacobian" else (row.abstract, 1)
    if row.elementwise or row.shape in row.arguments:
        return args[row.arguments.index(row.shape)].shape if row.shape else first
    if row.shape == "square":
        return (first[0] * first[1],) * 2
    if row.shape == "reduced":
        return tree.total(args[0], settings[0]).shape
    made = row.body(*args, *settings) if row.body else _inside(row, row.formula or "", args, settings, scope)
    return made.shape


def _axis_of_examples(row: Function, arg: Expr, scope: Scope, t: syntax.Call | None) -> int | None:
    if 1 in arg.shape and scope.batch is None:
        return None
    if scope.batch is not None:
        return 1 if scope.batch == "rows" else 0
    _fail(
        "E312",
        f"{row.name} of a {shape_text(arg.shape)} matrix needs an axis",
        t.span if t else (0, 0),
        f"write {row.name}(…, axis=1) for examples in rows, axis=0 for examples in columns",
    )
    return None


def _is_zero(part: Expr) -> bool:
    return part is simplify.ZERO or (part.op == "broadcast" and part.args[0] is simplify.ZERO)


def _spreads(small: Shape, large: Shape) -> bool:
    return small == SCALAR or (
        large != SCALAR and 1 in small and all(a in (1, b) for a, b in zip(small, large, strict=True))
    )


def _open(t: Syntax) -> bool:
    """Whether a chain may go on here: the author's own brackets close it."""
    return not isinstance(t, syntax.Binary) or not t.bracketed


def _text_of(t: Syntax) -> str:
    match t:
        case syntax.Name(name=name):
            return name
        case syntax.Unary(operator="T", operand=operand):
            return f"{_text_of(operand)}.T"
    return "the expression"


def _described(t: Syntax, value: Expr) -> str:
    match t:
        case syntax.Name(name=name):
            return f"{name} ({shape_text(value.shape)})"
        case syntax.Unary(operator="T", operand=syntax.Name(name=name)):
            return f"{name}.T ({shape_text(value.shape)})"
    return f"a {shape_text(value.shape)} value"


def _product_help(first: Syntax, second: Syntax, left: Shape, right: Shape) -> str:
    if left[1] == right[1] and right[1] != right[0]:
        return f"perhaps {_text_of(second)}.T is meant"
    if left[0] == right[0] and left[0] != left[1]:
        return f"perhaps {_text_of(first)}.T is meant"
    if left == right:
        return "write * to multiply entry by entry"
    return "the columns of the left factor must be as many as the rows of the right one"


def _fail(code: str, message: str, span: tuple[int, int], help: str) -> NoReturn:
    raise InputError(Problem(code, message, span=span, help=help))
