"""Names and operators: syntax to expressions, every shape checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from bpcalc.language import syntax, tree
from bpcalc.language.fitting import brief, matrix_product, mismatch, spreads
from bpcalc.language.numbers import BITS, bits, simplest
from bpcalc.language.scope import BUILT_IN, Scope
from bpcalc.language.sizes import LARGEST, letter, shape_text
from bpcalc.language.syntax import Syntax, fail
from bpcalc.language.tree import SCALAR, Expr


class Operators(ABC):
    """Names, operators and comparisons; indices and calls are for who knows what they mean."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @abstractmethod
    def index(self, t: syntax.Index) -> Expr:
        """An entry or a cut of a value."""

    @abstractmethod
    def call(self, t: syntax.Call) -> Expr:
        """A function or a built-in operation applied."""

    # -- leaves and operators ----------------------------------------------------

    def expr(self, t: Syntax) -> Expr:
        found = self._meant(t)
        if any(isinstance(size, int) and size > LARGEST for size in found.shape):
            fail(
                "E316",
                f"this would be {shape_text(found.shape)}",
                t.span,
                f"a matrix has at most {LARGEST} rows and columns",
            )
        return found

    def _meant(self, t: Syntax) -> Expr:
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
        if t.name in scope.functions or t.name in BUILT_IN:
            fail(
                "E302",
                f"{t.name} is a function; it needs its argument",
                t.span,
                f"write {t.name}(x)",
            )
        from bpcalc.language.unknown import no_name  # what is right needs no such help

        no_name(t, scope)
        return None

    def partial(self, t: syntax.Partial) -> Expr:
        if (t.of, t.wrt) in self.scope.derivatives:
            return self.scope.derivatives[t.of, t.wrt]
        quantities = self.scope.quantities
        for part in (t.of, *t.wrt):
            if part not in quantities:
                self.name(syntax.Name(part, t.span))
        rows, *between, columns = (quantities[part].shape for part in (t.of, *t.wrt))
        entries = rows[0] * rows[1]
        for shape in between:  # a second derivative has a row for each entry of the first
            entries = entries * shape[0] * shape[1]
        return tree.partial(t.of, t.wrt, (entries, columns[0] * columns[1]))

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
                mismatch(t, left, right)
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
            and not t.left.settings
            and isinstance(t.right, syntax.Number)
            and t.right.value == 2
        ):
            return tree.call(
                self.scope.functions["squared_norm"], (self.expr(t.left.arguments[0]),), (), SCALAR
            )
        base, exponent = self.expr(t.left), self.expr(t.right)
        up = exponent.data.value if exponent.op == "number" else None
        if isinstance(up, int) and up < 0 and 1 not in base.shape:
            fail(
                "E210",
                f"^{up} is no matrix inverse: ^ raises every entry to a power",
                t.span,
                "there is no matrix inverse: give it as a value, under inputs:; "
                f"1/{brief(t.left) or '(…)'} has the reciprocal of each entry",
            )
        if exponent.op == "number" and abs(exponent.data.value) > 1000:
            fail(
                "E316",
                "this power is too large to work with",
                t.right.span,
                "use an exponent up to 1000",
            )
        if base.op == exponent.op == "number" and base.data.value:
            up = exponent.data.value
            if isinstance(up, int) and abs(up) * bits(base.data.value) <= BITS:
                return tree.number(simplest(Fraction(base.data.value) ** up), base.data.decimal)
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

    def spread(
        self, t: Syntax, left: Expr, right: Expr, sides: tuple[Syntax, Syntax] | None = None
    ) -> tuple[Expr, Expr]:
        """Both in one shape: a 1×1, a row or a column is repeated."""
        if left.shape == right.shape:
            return left, right
        for small, large, swapped in ((left, right, False), (right, left, True)):
            if spreads(small.shape, large.shape):
                self.two_ways(t, small, large)
                wide = tree.broadcast(small, large.shape)
                return (large, wide) if swapped else (wide, large)
        mismatch(t, left, right, sides)
        return None

    def together(self, t: Syntax, parts: tuple[Syntax, ...]) -> tuple[Expr, ...]:
        found = [self.expr(part) for part in parts]
        largest, at = found[0], parts[0]
        for part, typed in zip(found, parts, strict=True):
            wide = self.spread(t, largest, part, (at, typed))[0]
            largest, at = wide, at if wide.shape == largest.shape else typed
        return tuple(self.spread(t, part, largest)[0] for part in found)

    def two_ways(self, t: Syntax, small: Expr, large: Expr) -> None:
        rows, columns = large.shape
        if small.op == "name" and small.data in self.scope.flat and rows == columns and rows != 1:
            help = f"write {small.data}.T for a row, or give {small.data} as a column [[…], […]]"
            done = "added to"
            if isinstance(t, syntax.Binary) and t.operator == "*":
                done = "multiplied with"
                if isinstance(t.right, syntax.Name) and t.right.name == small.data:
                    help = f"{matrix_product(t.left, t.right)}, {small.data}.T to scale every row by it"
            fail(
                "E311",
                f"{small.data} is a flat list and could be {done} every row or every column "
                f"of a {shape_text(large.shape)} matrix",
                t.span,
                help,
            )


def _open(t: Syntax) -> bool:
    """Whether a chain may go on here: the author's own brackets close it."""
    return not isinstance(t, syntax.Binary) or not t.bracketed
