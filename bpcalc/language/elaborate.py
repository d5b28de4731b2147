"""Syntax to expressions: every name gets its shape, every operation is checked.

What was typed keeps its structure. Shapes that do not fit are refused with the stretch of
text that is wrong (E3xx). Functions of the table are written in the language themselves, so
applying one elaborates its formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax, tree
from bpcalc.language.built_ins import BuiltIns, is_extreme
from bpcalc.language.fitting import MisfitError, described
from bpcalc.language.functions import ALL, CONVENTION, EACH, Function
from bpcalc.language.parser import parse
from bpcalc.language.scope import BUILT_IN, Scope
from bpcalc.language.sizes import Shape, shape_text
from bpcalc.language.syntax import Syntax, fail
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr

__all__ = ["Scope", "apply", "derived", "differential", "elaborate", "expression", "formula", "kink"]


def elaborate(parsed: Syntax, scope: Scope) -> Expr:
    """The expression that the syntax means in a scope. Raises InputError (E3xx)."""
    return _Elaborator(scope).expr(parsed)


def expression(text: str, scope: Scope) -> Expr:
    """`elaborate` of a text of the language."""
    return elaborate(_formula(text), scope)


@lru_cache(maxsize=1024)
def _formula(text: str) -> Syntax:
    return parse(text)


class _Elaborator(BuiltIns):
    """Calls of functions, by their rows in the table."""

    def call(self, t: syntax.Call) -> Expr:
        built_in = getattr(self, f"_{t.function}", None) if t.function in BUILT_IN else None
        if built_in is not None and t.function not in self.scope.functions:
            return built_in(t)  # type: ignore[no-any-return]
        if is_extreme(t):
            return self.extreme(t)
        if t.function in ("ln", "power"):
            t = t._replace(function={"ln": "log"}.get(t.function, t.function))
        row = self.scope.functions.get(t.function) or self.primed(t)
        if row is None:
            from bpcalc.language.unknown import no_function  # what is right needs no such help

            no_function(t, self.scope.quantities, self.scope.functions)
        return self.applied(row, t)

    def primed(self, t: syntax.Call) -> Function | None:
        """`f'`, the derivative of an elementwise function."""
        row = self.scope.functions.get(t.function[:-1]) if t.function.endswith("'") else None
        if row is None and t.function.endswith("''"):
            row = self.primed(t._replace(function=t.function[:-1]))
        if row is None:
            return None
        own = row.elementwise and len(row.arguments) == 1
        if not own and row.abstract is None and f"{row.name}'" not in TABLE:
            fail("E302", f"{row.name} has no {row.name}': its derivative is a matrix", t.at,
                 f"write an equation q = {row.name}(…) and use dq/dx")  # fmt: skip
        return derived(row)

    def applied(self, row: Function, t: syntax.Call) -> Expr:
        n = len(row.arguments)
        for name, _, span in t.settings:
            if name in self.scope.quantities and name not in dict(row.settings):
                fail("E205", "= is not a comparison", span, "write == to compare")
        if len(t.arguments) < n:
            shown = f"{t.function}({', '.join(row.arguments)})"
            fail(
                "E303",
                f"{t.function} takes {n} argument{'s' * (n > 1)}, {len(t.arguments)} given",
                t.span,
                f"write {shown}",
            )
        settings = self.settings(row, t, t.arguments[n:])
        parts = t.arguments[:n]
        if row.elementwise and n > 1:
            args = self.together(t, parts)
        else:
            args = tuple(self.expr(part) for part in parts)
        try:
            return apply(row, args, settings, self.scope, t)
        except MisfitError as error:
            raise error.seen_from(dict(zip(row.arguments, parts, strict=True)), t.span) from None
        except InputError as error:  # its span belongs to the formula of the function
            raise InputError(*(problem._replace(span=t.span) for problem in error.problems)) from None


def has_function(name: str, functions: Mapping[str, Function]) -> bool:
    """Whether a call of this name means something; `f'` does where f does."""
    plain = name.rstrip("'")
    return name in functions or plain in functions or plain in (*BUILT_IN, "ln", "power")


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
    if row.name == "onehot":
        if args[0].shape == args[1].shape != SCALAR:
            return args[0]
        _require_labels(args[0].shape, args[1].shape)
    if row.name == "sort" and 1 not in args[0].shape:
        what = f"sort takes a row or a column, and this is {shape_text(args[0].shape)}"
        _refuse(what, "sort one row: A[0, :]")
    if row.name == "sort" and args[0].shape[0] == 1 and args[0].shape[1] != 1:
        return tree.transpose(apply(row, (tree.transpose(args[0]),), given, scope, t))
    if row.group == "losses" and "onehot" not in (row.formula or "") and args[0].shape != args[1].shape:
        sides = t.arguments[:2] if t is not None else (None, None)
        said = " and ".join(
            described(side, arg) if side is not None else shape_text(arg.shape)
            for side, arg in zip(sides, args, strict=False)
        )
        _refuse(f"{row.name} compares values of one shape, not {said}", "give one target for each entry")
    if row.inline:
        label = row.labelled if args[-1].shape == SCALAR != args[0].shape else None
        if label:
            _require_labels(SCALAR, args[0].shape)
        result = _inside(row, label or row.formula or "", args, settings, scope)
    else:
        shape = _shape(row, args, settings, scope)
        result = tree.call(row, args, settings, shape)
    if row.loss and scope.batch is not None:
        examples = args[0].shape[0 if scope.batch == "rows" else 1]
        return tree.div(result, tree.size(examples))
    return result


def _require_labels(labels: Shape, values: Shape) -> None:
    """One label, or one for each row or for each column of the values."""
    one = labels == SCALAR and 1 in values
    if not one and labels not in ((values[0], 1), (1, values[1])):
        _refuse(
            f"{shape_text(labels)} targets do not fit {shape_text(values)} values",
            "give one label, one for each example, or targets in the shape of the values",
        )


def _refuse(message: str, help: str) -> NoReturn:
    """Refuses a call whose place its caller knows."""
    raise InputError(Problem("E310", message, help=help))


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
    quantities = {**dict(zip(row.arguments, args, strict=True)), **names}
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
    fail(
        "E312",
        f"{row.name} of a {shape_text(arg.shape)} matrix needs an axis",
        t.span if t else (0, 0),
        f"write {row.name}(…, axis=1) for examples in rows, axis=0 for examples in columns",
    )
    return None
