"""Random expressions written twice, side by side: in the language and in Python.

The text has only the brackets that the precedence of the language asks for, and every
spelling it allows; the Python has all brackets. Neither is made from the other.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

Shape = tuple[int, int]
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
"""How tightly a text binds, from loose to tight."""


class Made(NamedTuple):
    """One expression: its text, how tightly that binds, and the Python for it."""

    text: str
    level: int
    python: str


class Tree(NamedTuple):
    """A whole expression, its shape, and the shapes of the names in it."""

    text: str
    python: str
    shape: Shape
    names: dict[str, Shape]


def random_tree(seed: int, rational: bool = False, scalar: bool = False) -> Tree:
    """The expression that belongs to a seed."""
    random = Random(seed)
    maker = Maker(random, rational)
    shape = (1, 1) if scalar else (random.choice((1, 1, 2, 3)), random.choice((1, 1, 2, 3)))
    made = maker.make(shape, random.choice((2, 3, 3, 4)))
    return Tree(made.text, made.python, shape, maker.names)


def closed(made: Made, least: int) -> str:
    """The text, in brackets where it binds too loosely."""
    return made.text if made.level >= least else f"({made.text})"


def call(name: str, *arguments: Made, settings: str = "", python: str = "") -> Made:
    """f(a, b, setting=1) in both."""
    given = ", ".join([part.text for part in arguments] + ([settings] if settings else []))
    written = ", ".join([part.python for part in arguments] + ([settings] if settings else []))
    return Made(f"{name}({given})", ATOM, f"{python or name}({written})")


SMOOTH = ("tanh", "sigmoid", "gelu", "silu", "softplus", "sin", "cos", "erf", "exp", "elu")
RATIONAL = ("relu", "leaky_relu", "abs", "identity")
LETTERS = ("x", "W1", "b", "yhat", "z_2", "A'", "d", "lam")


class Maker:
    """Makes expressions of a given shape; names come into being when one is needed."""

    def __init__(self, random: Random, rational: bool) -> None:
        self.random = random
        self.rational = rational
        self.names: dict[str, Shape] = {}

    # -- leaves ------------------------------------------------------------------

    def leaf(self, shape: Shape) -> Made:
        fitting = [name for name, known in self.names.items() if known == shape]
        turned = [name for name, known in self.names.items() if known == shape[::-1]]
        if fitting and (len(self.names) == len(LETTERS) or self.random.random() < 0.6):
            name = self.random.choice(fitting)
        elif turned and self.random.random() < 0.5:
            name = self.random.choice(turned)
            return Made(f"{name}.T", ATOM, f"{ident(name)}.T")
        elif shape == (1, 1) and self.random.random() < 0.4:
            return self.number()
        elif len(self.names) < min(4, len(LETTERS)):
            name = LETTERS[len(self.names)]
            self.names[name] = shape
        elif fitting:
            name = self.random.choice(fitting)
        else:
            return self.random.choice((self.filled, self.cut))(shape)
        return Made(name, ATOM, ident(name))

    def number(self) -> Made:
        top, bottom = self.random.randint(1, 7), self.random.choice((1, 2, 3, 5, 10))
        if bottom == 10:
            text = self.random.choice((f"0.{top}", f".{top}", f"{top}e-1", f"0.{top}0"))
            return Made(text, ATOM, f"N({top}, 10)")
        if bottom == 1:
            return Made(f"{top}", ATOM, f"N({top}, 1)")
        return Made(f"{top}/{bottom}", PRODUCT, f"N({top}, {bottom})")

    def filled(self, shape: Shape) -> Made:
        rows, columns = shape
        if rows == columns and self.random.random() < 0.3:
            return Made(f"eye({rows})", ATOM, f"eye({rows})")
        size = f"{rows}" if columns == 1 else f"{rows}, {columns}"
        number = self.number()
        text = f"{closed(number, PRODUCT)} * ones({size})"
        return Made(text, PRODUCT, f"({number.python} * ones({rows}, {columns}))")

    def cut(self, shape: Shape) -> Made:
        """A part of a known matrix, where one is large enough."""
        for name, (rows, columns) in self.names.items():
            if rows >= shape[0] and columns >= shape[1]:
                return self.part(Made(name, ATOM, ident(name)), (rows, columns), shape)
        return self.filled(shape)

    # -- expressions of a shape ----------------------------------------------------

    def make(self, shape: Shape, depth: int) -> Made:
        if depth <= 0:
            return self.leaf(shape)
        options: list[Callable[[Shape, int], Made]] = [
            self.sum, self.sum, self.product, self.product, self.quotient, self.matmul, self.matmul,
            self.sign, self.power, self.turned, self.entrywise, self.entrywise, self.larger,
            self.stacked, self.reshaped, self.kron, self.extreme, self.image, self.masked,
        ]  # fmt: skip
        if 1 in shape:
            options += [self.reduced, self.reduced, self.sorted]
        if shape == (1, 1):
            options += [self.scalar, self.scalar, self.scalar]
        if not self.rational:
            options += [self.normalised, self.normalised, self.primed]
        return self.random.choice(options)(shape, depth - 1)

    def positive(self, shape: Shape, depth: int) -> Made:
        inner = self.make(shape, depth)
        forms = ["square"] if self.rational else ["square", "sigmoid", "softplus", "exp"]
        match self.random.choice(forms):
            case "square":
                return Made(f"1 + {closed(inner, ATOM)}^2", SUM, f"(1 + ({inner.python})**2)")
            case "exp":
                return call("exp", call("tanh", inner))
            case name:
                base = call(name, inner)
                return Made(f"{base.text} + 0.1", SUM, f"({base.python} + N(1, 10))")

    def narrow(self, shape: Shape) -> Shape:
        """A shape that is repeated to this one."""
        rows, columns = shape
        return self.random.choice((shape, shape, (1, 1), (rows, 1), (1, columns)))

    def pair(self, shape: Shape, depth: int) -> tuple[Made, Made]:
        """Two that are combined entry by entry to this shape."""
        left, right = self.make(shape, depth), self.make(self.narrow(shape), depth - 1)
        return (left, right) if self.random.random() < 0.5 else (right, left)

    def sum(self, shape: Shape, depth: int) -> Made:
        left, right = self.pair(shape, depth)
        sign = self.random.choice("+-")
        typed = self.random.choice((f" {sign} ", sign, " − " if sign == "-" else " + "))
        text = closed(left, SUM) + typed + closed(right, PRODUCT)
        return Made(text, SUM, f"({left.python} {sign} {right.python})")

    def product(self, shape: Shape, depth: int) -> Made:
        left, right = self.pair(shape, depth)
        text = closed(left, PRODUCT) + self.random.choice((" * ", "*", " ⊙ ")) + closed(right, SIGN)
        return Made(text, PRODUCT, f"({left.python} * {right.python})")

    def quotient(self, shape: Shape, depth: int) -> Made:
        top, bottom = self.make(shape, depth), self.positive(self.narrow(shape), depth - 1)
        text = f"{closed(top, PRODUCT)} / {closed(bottom, SIGN)}"
        return Made(text, PRODUCT, f"({top.python} / {bottom.python})")

    def matmul(self, shape: Shape, depth: int) -> Made:
        k = self.random.choice((1, 2, 3))
        left, right = self.make((shape[0], k), depth), self.make((k, shape[1]), depth)
        text = f"{closed(left, PRODUCT)} @ {closed(right, SIGN)}"
        return Made(text, PRODUCT, f"({left.python} @ {right.python})")

    def sign(self, shape: Shape, depth: int) -> Made:
        inner = self.make(shape, depth)
        return Made(f"-{closed(inner, SIGN)}", SIGN, f"(-{inner.python})")

    def power(self, shape: Shape, depth: int) -> Made:
        sign = self.random.choice(("^", "**", " ^ "))
        if self.rational or self.random.random() < 0.6:
            base, whole = self.make(shape, depth), self.random.choice((1, 2, 2, 3))
            return Made(f"{closed(base, ATOM)}{sign}{whole}", POWER, f"({base.python})**{whole}")
        base = self.positive(shape, depth)
        if self.random.random() < 0.5:
            up = self.random.choice(("0.5", "1.5", "-0.5", *(("-1", "-2") if 1 in shape else ())))
            return Made(f"{closed(base, ATOM)}{sign}{up}", POWER, f"({base.python})**({float(up)})")
        other = self.make(self.random.choice((shape, (1, 1))), 0)
        return Made(
            f"{closed(base, ATOM)}{sign}{closed(other, SIGN)}", POWER, f"({base.python})**({other.python})"
        )

    def turned(self, shape: Shape, depth: int) -> Made:
        inner = self.make(shape[::-1], depth)
        text = f"({inner.text})" if inner.text.isdigit() else closed(inner, ATOM)  # 6.T is 6. and T
        return Made(f"{text}.T", ATOM, f"({inner.python}).T")

    def entrywise(self, shape: Shape, depth: int) -> Made:
        if not self.rational and self.random.random() < 0.25:
            return call(self.random.choice(("log", "sqrt", "ln")), self.positive(shape, depth))
        names = RATIONAL if self.rational else SMOOTH + RATIONAL
        name = self.random.choice(names)
        settings = {"leaky_relu": "slope=0.2", "softplus": "beta=2", "elu": "alpha=1.5"}.get(name, "")
        return call(name, self.make(shape, depth), settings=settings if self.random.random() < 0.5 else "")

    def larger(self, shape: Shape, depth: int) -> Made:
        """A part of something larger."""
        whole = (shape[0] + self.random.choice((0, 1)), shape[1] + self.random.choice((0, 1)))
        return self.part(self.make(whole, depth), whole, shape)

    def part(self, base: Made, whole: Shape, shape: Shape) -> Made:
        places = [self.random.randint(0, n - k) for n, k in zip(whole, shape, strict=True)]
        python = ", ".join(f"{i}:{i + k}" for i, k in zip(places, shape, strict=True))
        along = [n for n in (0, 1) if whole[n] != 1]
        ranges = [self.range(i, k, n) for i, k, n in zip(places, shape, whole, strict=True)]
        shown = ranges[along[0]] if len(along) == 1 else ", ".join(ranges)
        return Made(f"{closed(base, ATOM)}[{shown}]", ATOM, f"({base.python})[{python}]")

    def range(self, start: int, count: int, whole: int) -> str:
        if count == 1 and self.random.random() < 0.7:
            return str(start)
        first = "" if start == 0 and self.random.random() < 0.5 else str(start)
        last = "" if start + count == whole and self.random.random() < 0.5 else str(start + count)
        return f"{first}:{last}"

    def stacked(self, shape: Shape, depth: int) -> Made:
        axis = self.random.choice((0, 1))
        if shape[axis] == 1:
            return self.make(shape, depth)
        first = self.random.randint(1, shape[axis] - 1)
        parts = []
        for count in (first, shape[axis] - first):
            parts.append(self.make((count, shape[1]) if axis == 0 else (shape[0], count), depth - 1))
        return call("vstack" if axis == 0 else "hstack", *parts)

    def reshaped(self, shape: Shape, depth: int) -> Made:
        n = shape[0] * shape[1]
        rows = self.random.choice([k for k in range(1, n + 1) if n % k == 0])
        inner = self.make((rows, n // rows), depth)
        if shape[1] == 1 and self.random.random() < 0.5:
            return call("vec", inner)
        return call("reshape", inner, settings=f"{shape[0]}, {shape[1]}")

    def kron(self, shape: Shape, depth: int) -> Made:
        if shape[0] == shape[1] > 1 and self.random.random() < 0.6:
            column = (shape[0], 1) if self.random.random() < 0.5 else (1, shape[0])
            return call("diag", self.make(column, depth))
        if self.random.random() < 0.5:
            return call("outer", self.make((shape[0], 1), depth), self.make((shape[1], 1), depth))
        rows, columns = (self.random.choice([k for k in range(1, n + 1) if n % k == 0]) for n in shape)
        inner = (shape[0] // rows, shape[1] // columns)
        return call("kron", self.make((rows, columns), depth - 1), self.make(inner, depth - 1))

    def extreme(self, shape: Shape, depth: int) -> Made:
        name = self.random.choice(("max", "min"))
        parts = list(self.pair(shape, depth))
        if self.random.random() < 0.3:
            parts.append(self.number())
        return call(name, *parts, python=f"{name}_of")

    def masked(self, shape: Shape, depth: int) -> Made:
        left, right = self.pair(shape, 0)
        sign = self.random.choice(("<", ">", "<=", ">="))
        mask = f"indicator({left.text} {sign} {right.text})"
        inner = self.make(shape, depth)
        python = f"(mask({left.python} - {right.python}, '{sign[0]}') * {inner.python})"
        return Made(f"{mask} * {closed(inner, SIGN)}", PRODUCT, python)

    def image(self, shape: Shape, depth: int) -> Made:
        if max(shape) > 2 or self.random.random() < 0.5:
            return self.leaf(shape)
        if self.random.random() < 0.5:
            return call("maxpool", self.make((2 * shape[0], 2 * shape[1]), depth - 1))
        kernel = (self.random.choice((1, 2)), self.random.choice((1, 2)))
        image = (shape[0] + kernel[0] - 1, shape[1] + kernel[1] - 1)
        return call("conv2d", self.make(image, depth - 1), self.make(kernel, 0))

    # -- fewer entries ---------------------------------------------------------------

    def reduced(self, shape: Shape, depth: int) -> Made:
        """A sum and the like, along an axis or of all entries."""
        names = ["sum", "mean", "max", "min"] + ["logsumexp"] * (not self.rational)
        name = self.random.choice(names)
        axis = 0 if shape[0] == 1 else 1
        count = self.random.choice((1, 2, 3))
        inner = self.make((count, shape[1]) if axis == 0 else (shape[0], count), depth)
        return call(name, inner, settings=f"axis={axis}", python=f"{name}_along")

    def sorted(self, shape: Shape, depth: int) -> Made:
        return call("sort", self.make(shape, depth), python="sort_of")

    def scalar(self, shape: Shape, depth: int) -> Made:
        size = (self.random.choice((1, 2, 3)), self.random.choice((1, 2)))
        inner = self.make(size, depth)
        loose = ["sum", "mean", "norm^2", "mse", "half_squared_error", "squared_error", "mae", "huber"]
        name = self.random.choice(
            loose + (["norm", "dot", "bce", "sce", "ce"] if not self.rational else ["dot"])
        )
        match name:
            case "norm^2":
                return Made(f"norm({inner.text})^2", POWER, f"squared_norm({inner.python})")
            case "sum" | "mean":
                return call(name, inner, python=f"{name}_along")
            case "norm":
                return call(name, inner)
            case "dot":
                column = self.make((2, 1), depth)
                text = f"{closed(column, ATOM)}.T @ {closed(column, SIGN)}"
                return Made(text, PRODUCT, f"(({column.python}).T @ {column.python})")
            case "bce":
                other = call("sigmoid", self.make(size, 0))
                return call("binary_cross_entropy", call("sigmoid", inner), other)
            case "sce":
                label = self.random.randrange(3)
                logits = self.make((3, 1), depth)
                return call("softmax_cross_entropy", logits, settings=f"{label}")
            case "ce":
                logits = self.make((1, 3), depth)
                return call("cross_entropy", call("softmax", logits), settings=f"{self.random.randrange(3)}")
        return call(name, inner, self.make(size, depth - 1))

    def normalised(self, shape: Shape, depth: int) -> Made:
        name = self.random.choice(("softmax", "log_softmax", "layer_norm", "softargmax"))
        axis = self.random.choice((0, 1))
        settings = "" if 1 in shape and self.random.random() < 0.5 else f"axis={axis}"
        if name == "layer_norm":
            settings = f"eps=0.5, {settings}" if settings else "eps=0.5"
        return call(name, self.make(shape, depth), settings=settings)

    def primed(self, shape: Shape, depth: int) -> Made:
        inner = self.make(shape, depth)
        if self.random.random() < 0.5:
            return Made(f"derivative(sigmoid, {inner.text})", ATOM, f"sigmoid_prime({inner.python})")
        return Made(f"tanh'({inner.text})", ATOM, f"tanh_prime({inner.python})")


def ident(name: str) -> str:
    """The name as Python can say it."""
    return name.replace("'", "_prime")
