"""Formulas as PyTorch source, such that its gradients are those of the spec, at kinks too."""

from __future__ import annotations

from typing import ClassVar

from bpcalc.language import tree
from bpcalc.language.notation.code import Code, NoSourceError
from bpcalc.language.notation.names import signed_text
from bpcalc.language.notation.operations import axis_of
from bpcalc.language.notation.pieces import POSTFIX, POWER, SUM, Piece
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr

RELU = "relu'(0) is {} here; torch.relu takes 0, so another function stands in its place"
TIES = "Equal largest entries share the derivative; nn.MaxPool2d would choose the first"


class Torch(Code):
    """`torch` is PyTorch, `nn` its torch.nn. There is no backward pass to write."""

    module = "torch"
    plain: ClassVar = {
        **{name: name for name in ("exp", "log", "sqrt", "sin", "cos", "erf", "abs", "sign", "tanh")},
        "sigmoid": "sigmoid", "xlogy": "xlogy", "norm": "linalg.norm",
        "silu": "nn.functional.silu", "gelu": "nn.functional.gelu",
    }  # fmt: skip
    reserved = frozenset(("torch", "nn", "math", "check", "jacobian", "model", "entry", "result"))

    def imported(self, function: str, *arguments: str) -> Piece:
        short = function if function.startswith("nn.") else f"torch.{function}"
        return Piece(f"{short}({', '.join(arguments)})", POSTFIX)

    def reduced(self, function: str, inner: str, axis: int | None) -> Piece:
        along = () if axis is None else (f"dim={axis}", "keepdim=True")
        return self.imported(function, inner, *along)

    def inner(self, expr: Expr) -> str:
        return _tensor(expr, super().inner(expr))

    def arguments(self, expr: Expr) -> tuple[list[str], Shape]:
        """Functions of PyTorch take tensors only, so numbers become tensors."""
        texts, shape = super().arguments(expr)
        return [_tensor(arg, text) for arg, text in zip(expr.args, texts, strict=True)], shape

    def which(self, labels: Expr) -> str:
        if labels.op == "name":
            self.labels.add(labels.data)
            return f"{self.full(labels).text}.flatten()"
        return f"{self.fit(self.full(labels), POSTFIX)}.flatten().long()"

    def _gather(self, expr: Expr) -> Piece:
        raise NoSourceError(expr.op)

    _scatter = _gather

    # -- kinks and ties as the spec has them ---------------------------------------

    def call_indicator(self, expr: Expr) -> Piece:
        piece = self.full(expr.args[0])
        return piece if expr.args[0].op in ("compare", "logic") else Piece(
            f"{self.fit(piece, POSTFIX)}.detach()", POSTFIX
        )  # fmt: skip

    def call_relu(self, expr: Expr) -> Piece:
        return self.above_zero(self.arguments(expr)[0][0], self.full(expr.args[0]), expr.data[1][0])

    def above_zero(self, text: str, z: Piece, slope: Rational) -> Piece:
        """max(z, 0) with this derivative at 0."""
        if slope == 0:
            return self.imported("relu", text)
        self.remarks[RELU.format(signed_text(slope) if slope == 1 else "1/2")] = None
        if slope == 1:
            return self.imported("where", f"{self.fit(z, SUM, True)} >= 0", text, "0.0")
        return self.imported("maximum", text, "torch.tensor(0.0)")

    def call_leaky_relu(self, expr: Expr) -> Piece:
        (text,), (slope, at_zero) = self.arguments(expr)[0], expr.data[1]
        if at_zero == 0:
            return self.imported("nn.functional.leaky_relu", text, signed_text(slope))
        z = self.full(expr.args[0])
        rest = f"{signed_text(slope)} * torch.minimum({text}, torch.tensor(0.0))"
        if at_zero == 1:
            self.remarks[RELU.format(1)] = None
            return self.imported(
                "where",
                f"{self.fit(z, SUM, True)} >= 0",
                text,
                f"{signed_text(slope)} * {self.fit(z, POWER)}",
            )
        return Piece(f"({self.above_zero(text, z, at_zero).text} + {rest})", POSTFIX)

    def call_maximum(self, expr: Expr) -> Piece:
        (left, right), (tie,) = self.arguments(expr)[0], expr.data[1]
        if tie not in (0, 1):
            return self.imported("maximum", left, right)
        z, other, slope = (expr.args[0], right, tie) if tie == 0 else (expr.args[1], left, 1 - tie)
        if tie in (0, 1) and other == "torch.tensor(0.0)" and tree.leaves(z):
            return self.above_zero(left if tie == 0 else right, self.piece(z), slope)
        self.remarks[RELU.format(1)] = None
        sign = ">=" if tie == 1 else ">"
        return self.imported("where", f"{left} {sign} {right}", left, right)

    def call_minimum(self, expr: Expr) -> Piece:
        return self.imported("minimum", *self.arguments(expr)[0])

    def call_max(self, expr: Expr) -> Piece:
        return self.reduced("amax", self.arguments(expr)[0][0], axis_of(expr))

    def call_min(self, expr: Expr) -> Piece:
        return self.reduced("amin", self.arguments(expr)[0][0], axis_of(expr))

    def call_sort(self, expr: Expr) -> Piece:
        inner = self.inner(expr.args[0])
        return Piece(f"torch.sort({inner}, dim=0, stable=True).values", POSTFIX)

    def call_maxpool(self, expr: Expr) -> Piece:
        image, (n,) = self.full(expr.args[0]), expr.data[1]
        self.remarks[TIES] = None
        return Piece(
            f"{self.fit(image, POSTFIX)}.unfold(0, {n}, {n}).unfold(1, {n}, {n}).amax((2, 3))", POSTFIX
        )

    # -- functions with another signature ------------------------------------------

    def call_conv2d(self, expr: Expr) -> Piece:
        image, kernel = (f"{self.image(arg)}" for arg in expr.args)
        stride, pad = expr.data[1]
        settings = ([f"stride={stride}"] if stride != 1 else []) + ([f"padding={pad}"] if pad else [])
        made = self.imported("nn.functional.conv2d", image, kernel, *settings)
        return Piece(f"{made.text}[0, 0]", POSTFIX)

    def call_turned(self, expr: Expr) -> Piece:
        return self.imported("flip", self.inner(expr.args[0]), "(0, 1)")

    def image(self, expr: Expr) -> str:
        """One image, one channel."""
        return self.imported("reshape", self.inner(expr), f"(1, 1, {expr.shape[0]}, {expr.shape[1]})").text

    def call_softmax(self, expr: Expr) -> Piece:
        beta = expr.data[1][0]
        (text,) = self.arguments(expr)[0]
        if beta != 1:
            text = f"{signed_text(beta)} * {self.fit(self.full(expr.args[0]), POWER)}"
        return self.imported("softmax", text, f"dim={_along(expr)}")

    call_softargmax = call_softmax

    def call_log_softmax(self, expr: Expr) -> Piece:
        return self.imported("log_softmax", self.arguments(expr)[0][0], f"dim={_along(expr)}")

    def call_logsumexp(self, expr: Expr) -> Piece:
        return self.imported("logsumexp", self.arguments(expr)[0][0], f"dim={_along(expr)}", "keepdim=True")

    def call_softplus(self, expr: Expr) -> Piece:
        (beta,) = expr.data[1]
        settings = (f"beta={signed_text(beta)}",) if beta != 1 else ()
        return self.imported("nn.functional.softplus", *self.arguments(expr)[0], *settings)

    def call_elu(self, expr: Expr) -> Piece:
        (alpha,) = expr.data[1]
        settings = (f"alpha={signed_text(alpha)}",) if alpha != 1 else ()
        return self.imported("nn.functional.elu", *self.arguments(expr)[0], *settings)


def _tensor(arg: Expr, text: str) -> str:
    """The text of an argument; a 1×1 without a quantity in it would be a Python number."""
    inner = arg.args[0] if arg.op == "broadcast" else arg
    if tree.leaves(arg) or inner.shape != SCALAR or "torch.tensor(" in text or text.startswith("torch.ones"):
        return text
    if text.replace(".", "", 1).isdecimal():
        return f"torch.tensor({text if '.' in text else text + '.0'})"
    return f"torch.tensor(1.0 * ({text}))"


def _along(expr: Expr) -> int:
    """The axis of a call; of a vector that is taken as a whole, the longer one."""
    axis, shape = axis_of(expr), expr.args[0].shape
    if axis is not None:
        return axis
    return 1 if shape[0] == 1 != shape[1] else 0
