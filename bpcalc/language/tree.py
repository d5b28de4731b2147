"""The tree of an expression with its shape: `Expr(op, args, data, shape)`, interned.

Equal expressions are one object, so readers memoise by node and compare by `is`. The
constructors here build exactly what they are told; `simplify` builds what a person writes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any
from weakref import WeakValueDictionary

from bpcalc.language.numbers import Rational, simplest
from bpcalc.language.sizes import Shape, Size
from bpcalc.records import NamedTuple

SCALAR: Shape = (1, 1)
Range = tuple[Size, Size]


class Expr:
    """One operation on arguments. `memo` keeps what readers found out about this node."""

    __slots__ = ("__weakref__", "args", "data", "memo", "op", "shape")
    op: str
    args: tuple[Expr, ...]
    data: Any
    shape: Shape
    memo: dict[Hashable, Any]

    def __init__(self, op: str, args: tuple[Expr, ...], data: Any, shape: Shape) -> None:
        self.op, self.args, self.data, self.shape = op, args, data, shape
        self.memo = {}

    def __repr__(self) -> str:
        inner = ", ".join([repr(self.data)] * (self.data is not None) + [repr(a) for a in self.args])
        return f"{self.op}({inner})"


_nodes: WeakValueDictionary[tuple[Any, ...], Expr] = WeakValueDictionary()


def node(op: str, args: tuple[Expr, ...] = (), data: Any = None, shape: Shape = SCALAR) -> Expr:
    """The one expression with these parts."""
    key = (op, args, data, shape)
    found = _nodes.get(key)
    if found is None:
        found = _nodes[key] = Expr(op, args, data, shape)
    return found


# -- leaves ----------------------------------------------------------------------


class Constant(NamedTuple):
    """A number in a formula; `decimal` when it is written with a point."""

    value: Rational
    decimal: bool = False


class Derivative(NamedTuple):
    """`dl/dx` as a name: what is differentiated, and by what (two names: second derivative).

    `negative`: −dl/dx, a delta of the t − o tradition.
    """

    of: str
    wrt: tuple[str, ...]
    negative: bool = False


def number(value: Rational, decimal: bool = False) -> Expr:
    """A 1×1 constant."""
    value = value if type(value) is int else simplest(Fraction(value))
    return node("number", (), Constant(value, decimal and not isinstance(value, int)))


def name(text: str, shape: Shape) -> Expr:
    """A quantity of a network."""
    return node("name", (), text, shape)


def partial(of: str, wrt: tuple[str, ...], shape: Shape, negative: bool = False) -> Expr:
    """A derivative (or a negative delta) as a name of its own, in the shape it is used in."""
    return node("partial", (), Derivative(of, wrt, negative), shape)


def size(value: Size) -> Expr:
    """A size as a 1×1 number; with letters it has a value only once they are bound."""
    return number(value) if isinstance(value, int) else node("size", (), value)


def constant(text: str) -> Expr:
    """`pi`."""
    return node("constant", (), text)


def ones(shape: Shape) -> Expr:
    """A matrix of ones."""
    return number(1) if shape == SCALAR else node("ones", (), None, shape)


def zeros(shape: Shape) -> Expr:
    """A matrix of zeros."""
    return number(0) if shape == SCALAR else node("zeros", (), None, shape)


def eye(n: Size) -> Expr:
    """The n×n identity."""
    return number(1) if n == 1 else node("eye", (), None, (n, n))


def select(kept: Range, n: Size) -> Expr:
    """The rows `kept` of the n×n identity: select(…) @ X takes these rows of X."""
    start, stop = kept
    return eye(n) if kept == (0, n) else node("select", (), kept, (stop - start, n))


# -- operations ------------------------------------------------------------------


def add(*args: Expr) -> Expr:
    """A + B + …, all of one shape."""
    return node("add", args, None, args[0].shape)


def neg(a: Expr) -> Expr:
    """−A."""
    return node("neg", (a,), None, a.shape)


def mul(*args: Expr) -> Expr:
    """a * B * C: 1×1 factors scale, the others have one shape and meet entry by entry."""
    shape = next((arg.shape for arg in args if arg.shape != SCALAR), SCALAR)
    return node("mul", args, None, shape)


def div(a: Expr, b: Expr) -> Expr:
    """A / B entry by entry, B of A's shape or 1×1."""
    return node("div", (a, b), None, a.shape)


def power(a: Expr, b: Expr) -> Expr:
    """A ^ B entry by entry, B of A's shape or 1×1."""
    return node("pow", (a, b), None, a.shape)


def matmul(*args: Expr) -> Expr:
    """The matrix product A B …, one node for the whole chain."""
    return node("matmul", args, None, (args[0].shape[0], args[-1].shape[1]))


def transpose(a: Expr) -> Expr:
    """Aᵀ."""
    return node("T", (a,), None, (a.shape[1], a.shape[0]))


def broadcast(a: Expr, shape: Shape) -> Expr:
    """A 1×1, a row or a column repeated to a shape."""
    return a if a.shape == shape else node("broadcast", (a,), None, shape)


def product_with_ones(a: Expr, shape: Shape) -> Expr:
    """A row or a column repeated to a shape, and written as the product 1 r or c 1ᵀ that it is."""
    return node("broadcast", (a,), "product", shape)


def part(a: Expr, rows: Range, columns: Range) -> Expr:
    """A[rows, columns], the ends excluded."""
    shape = (rows[1] - rows[0], columns[1] - columns[0])
    return node("slice", (a,), (rows, columns), shape)


def stack(axis: int, *args: Expr) -> Expr:
    """The matrices below each other (axis 0) or side by side (axis 1)."""
    along: Size = 0
    for arg in args:
        along = along + arg.shape[axis]
    other = args[0].shape[1 - axis]
    return node("stack", args, axis, (along, other) if axis == 0 else (other, along))


def reshape(a: Expr, shape: Shape) -> Expr:
    """The entries of A, row by row, in another shape."""
    return a if a.shape == shape else node("reshape", (a,), None, shape)


def total(a: Expr, axis: int | None = None) -> Expr:
    """The sum of all entries, of each column (axis 0) or of each row (axis 1)."""
    rows, columns = a.shape
    shape = SCALAR if axis is None else (1, columns) if axis == 0 else (rows, 1)
    return node("sum", (a,), axis, shape)


def diag(a: Expr) -> Expr:
    """The square matrix with the entries of A, row by row, on its diagonal."""
    n = a.shape[0] * a.shape[1]
    return node("diag", (a,), None, (n, n))


def kron(a: Expr, b: Expr) -> Expr:
    """A ⊗ B."""
    return node("kron", (a, b), None, (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]))


def commutation(shape: Shape) -> Expr:
    """The permutation K with K vec(X) = vec(Xᵀ) for X of this shape."""
    n = shape[0] * shape[1]
    return eye(n) if 1 in shape else node("commutation", (), shape, (n, n))


def gather(a: Expr, index: tuple[int, ...], shape: Shape) -> Expr:
    """Entry k of the result is entry index[k] of A, both row by row; −1 stands for a 0."""
    return node("gather", (a,), index, shape)


def scatter(a: Expr, index: tuple[int, ...], shape: Shape) -> Expr:
    """The transpose of `gather`: entry k of A is added to entry index[k] of the result."""
    return node("scatter", (a,), index, shape)


def pick(a: Expr, hot: Expr, axis: int | None = None) -> Expr:
    """The entry of A where `hot` is 1; with an axis the rows (0) or columns (1) of A that the rows
    or columns of `hot` name: E[i, :] is hot @ E, E[:, i] is E @ hot."""
    made = {None: SCALAR, 0: (hot.shape[0], a.shape[1]), 1: (a.shape[0], hot.shape[1])}
    return node("pick", (a, hot), axis, made[axis])


CONDITIONS = ("compare", "logic")
"""Operations that give 1 or 0."""


def compare(operator: str, a: Expr, b: Expr) -> Expr:
    """1 where the comparison holds, else 0."""
    return node("compare", (a, b), operator, a.shape)


def logic(operator: str, *args: Expr) -> Expr:
    """`and`, `or`, `not` of matrices of 0 and 1."""
    return node("logic", args, operator, args[0].shape)


def call(function: Any, args: tuple[Expr, ...], settings: tuple[Any, ...], shape: Shape) -> Expr:
    """A row of the function table applied; settings are in the order of the row."""
    return node("call", args, (function, settings), shape)


# -- reading ---------------------------------------------------------------------


def leaves(expr: Expr) -> frozenset[Expr]:
    """The names and derivatives an expression depends on."""
    found: frozenset[Expr] | None = expr.memo.get("leaves")
    if found is None:
        for part in upwards(expr, lambda part: "leaves" in part.memo):
            if part.op in ("name", "partial"):
                found = frozenset((part,))
            else:
                found = frozenset().union(*[arg.memo["leaves"] for arg in part.args])
            part.memo["leaves"] = found
    assert found is not None
    return found


def upwards(
    root: Expr,
    is_done: Callable[[Expr], bool],
    below: Callable[[Expr], Sequence[Expr]] = lambda part: part.args,
) -> Iterator[Expr]:
    """What is not done yet from a root downwards, each part after those `below` it.

    Each has to be done before the next is asked for. Chains of any length are walked: nothing
    here goes deeper into the machine's stack.
    """
    waiting = [root]
    while waiting:
        part = waiting[-1]
        if is_done(part):
            waiting.pop()
        elif first := [arg for arg in below(part) if not is_done(arg)]:
            waiting += reversed(first)
        else:
            yield waiting.pop()


def calls(expr: Expr) -> tuple[Expr, ...]:
    """The calls of functions in an expression, each once, arguments before what uses them."""
    found: tuple[Expr, ...] | None = expr.memo.get("calls")
    if found is None:
        inner = [call for arg in expr.args for call in calls(arg)]
        found = tuple(dict.fromkeys((*inner, expr) if expr.op == "call" else inner))
        expr.memo["calls"] = found
    return found


def cells(expr: Expr) -> tuple[tuple[Expr, ...], ...]:
    """The rows of a matrix that is put together from 1×1 expressions alone; else nothing."""
    if expr.op != "stack":
        return ()
    rows = expr.args if expr.data == 0 else (expr,)
    found = tuple([row.args if row.op == "stack" and row.data == 1 else (row,) for row in rows])
    single = all(part.shape == SCALAR for row in found for part in row)
    return found if single and len({len(row) for row in found}) == 1 else ()


def label_of(hot: Expr) -> Expr | None:
    """The labels of a matrix with a 1 where they say, or of its transpose; None for any other."""
    made = hot.args[0] if hot.op == "T" else hot
    return made.args[0] if made.op == "call" and made.data[0].name == "onehot" else None


def picked_out(picked: Expr) -> Expr:
    """What a pick stands for, as a sum or a product."""
    a, hot = picked.args
    if picked.data is None:
        return total(mul(a, hot))
    return matmul(hot, a) if picked.data == 0 else matmul(a, hot)


def nodes(*roots: Expr) -> Iterator[Expr]:
    """Every distinct node below the roots, arguments before what uses them."""
    seen: set[Expr] = set()
    waiting = [(root, False) for root in reversed(roots)]
    while waiting:
        expr, ready = waiting.pop()
        if ready:
            yield expr
        elif expr not in seen:
            seen.add(expr)
            waiting.append((expr, True))
            waiting.extend((arg, False) for arg in reversed(expr.args))


def substituted(expr: Expr, exchange: dict[Expr, Expr]) -> Expr:
    """The expression with some of its nodes exchanged for others of the same shape."""
    done = dict(exchange)
    for part in upwards(expr, done.__contains__):
        args = tuple([done[arg] for arg in part.args])
        done[part] = part if args == part.args else node(part.op, args, part.data, part.shape)
    return done[expr]
