"""Formulas as Python source: functions of the table, and those of a spec as definitions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.functions import Function
from bpcalc.language.notation.identifiers import identifier
from bpcalc.language.notation.names import signed_text
from bpcalc.language.notation.operations import Operations, axis_of
from bpcalc.language.notation.pieces import COMPARE, POSTFIX, SUM, Piece
from bpcalc.language.notation.repetition import is_entrywise_call
from bpcalc.language.sizes import Shape
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr


class NoSourceError(Exception):
    """A function that cannot be written in this library."""

    def __init__(self, function: str) -> None:
        super().__init__(function)
        self.function = function


class Code(Operations):
    """A function is looked up as a method `call_…`, in `plain`, in `own`, and then by its formula."""

    def _call(self, expr: Expr) -> Piece:
        row: Function = expr.data[0]
        special = None
        if TABLE.get(row.name) is row:
            name = row.name.replace("'", "_prime")
            special = getattr(self, f"call_{name}", None)
        if special is not None:
            piece: Piece = special(expr)
        elif TABLE.get(row.name) is row and row.name in self.plain:
            piece = self.imported(self.plain[row.name], *self.arguments(expr)[0])
        elif TABLE.get(row.name) is row and row.name in self.own:
            piece = self.called(row.name, expr)
        else:
            piece = self.from_formula(expr)
        return piece._replace(shape=self.arguments(expr)[1])

    def arguments(self, expr: Expr) -> tuple[list[str], Shape]:
        """The arguments as text, and the shape of the result as written."""
        if is_entrywise_call(expr):
            pieces, shape = self.together(expr.args)
        else:
            pieces, shape = [self.full(arg) for arg in expr.args], expr.shape
        return [piece.text for piece in pieces], shape

    def called(self, name: str, expr: Expr) -> Piece:
        """A call of a function that the script defines, with settings other than its defaults."""
        self.define(name)
        row, settings = expr.data
        named = [
            f"{setting}={value if isinstance(value, int) else signed_text(value)}"
            for (setting, default), value in zip(row.settings, settings, strict=True)
            if isinstance(value, int | Fraction) and value != default
            if setting != "axis" or axis_of(expr) is not None
        ]
        return Piece(f"{name}({', '.join((*self.arguments(expr)[0], *named))})", POSTFIX)

    def define(self, name: str) -> None:
        """Puts a definition of ours into the script, with what it uses itself."""
        if name not in self.helpers:
            text = self.own[name]
            for other in self.own:
                if other != name and f"{other}(" in text.partition("\n")[2]:
                    self.define(other)
            if "math." in text:
                self.imports.add("math")
            self.helpers[name] = text

    def from_formula(self, expr: Expr) -> Piece:
        """A function by its formula: as a definition, or in place where it has no name of its own."""
        row, settings = expr.data
        written = expansion(expr)
        if written is None:
            raise NoSourceError(row.name)
        if row.group in ("", "losses"):
            inside = self.full(written)
            return inside._replace(shape=expr.shape)
        arguments = tuple(
            tree.name(text, arg.shape) for text, arg in zip(row.arguments, expr.args, strict=True)
        )
        general = expansion(tree.call(row, arguments, settings, expr.shape))
        assert general is not None
        body = self.text(general)
        taken = (*self.own, *self.reserved)
        name = self.defined(identifier(row.name, taken), list(map(self.local, row.arguments)), body)
        return Piece(f"{name}({', '.join(map(self.inner, expr.args))})", POSTFIX)

    def defined(self, name: str, arguments: Sequence[str], body: str) -> str:
        """The name under which a definition with this body stands in the script."""
        number, free = 1, name
        while True:
            text = f"def {free}({', '.join(arguments)}):\n    return {body}"
            if self.helpers.setdefault(free, text) == text:
                return free
            number += 1
            free = f"{name}_{number}"

    # -- functions that every library spells from the same parts ------------------

    def call_identity(self, expr: Expr) -> Piece:
        return self.full(expr.args[0])

    def call_indicator(self, expr: Expr) -> Piece:
        return self.full(expr.args[0])

    def call_mean(self, expr: Expr) -> Piece:
        return self.reduced("mean", self.inner(expr.args[0]), axis_of(expr))

    def call_squared_norm(self, expr: Expr) -> Piece:
        return self.reduced("sum", self.power(self.full(expr.args[0]), Piece("2", POSTFIX), 2).text, None)

    def call_any(self, expr: Expr) -> Piece:
        return self.truth(self.condition(expr))

    call_all = call_any

    def call_step(self, expr: Expr) -> Piece:
        (at_zero,) = expr.data[1]
        return self.stepped(self.full(expr.args[0]), at_zero)

    def call_relu_prime(self, expr: Expr) -> Piece:
        return self.call_step(expr)

    def stepped(self, z: Piece, at_zero: Any) -> Piece:
        """1 above 0, 0 below, `at_zero` at 0."""
        if at_zero in (0, 1):
            sign = ">=" if at_zero else ">"
            return self.truth(Piece(f"{self.fit(z, SUM, True)} {sign} 0", COMPARE, z.shape))
        value = signed_text(at_zero)
        rest = self.imported("where", f"{self.fit(z, SUM, True)} == 0", value, "0.0")
        return self.imported("where", f"{self.fit(z, SUM, True)} > 0", "1.0", rest.text)

    def call_onehot(self, expr: Expr) -> Piece:
        labels, values = expr.args
        rows, columns = values.shape
        if labels.shape == SCALAR:
            label = self.label(labels)
            if columns == 1:
                return Piece(f"{self.module}.eye({rows})[:, [{label}]]", POSTFIX)
            if rows == 1:
                return Piece(f"{self.module}.eye({columns})[[{label}]]", POSTFIX)
            row = f"{self.module}.eye({rows * columns})[{label}]"
            return Piece(self.reshaped(row, values.shape), POSTFIX)
        which = self.which(labels)
        if labels.shape[0] == rows:
            return Piece(f"{self.module}.eye({columns})[{which}]", POSTFIX)
        return Piece(f"{self.module}.eye({rows})[:, {which}]", POSTFIX)
