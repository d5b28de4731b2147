"""The derivative of an expression with respect to a name, as a linear map.

dY = Σ over the arguments of (local map) ∘ (derivative of the argument). Sums, products,
transposes and the like are linear in each argument and give their map directly; a function
of the table gives its differential, which is linear in the changes of its arguments.
"""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.language import elaborate, maps, simplify, tree
from bpcalc.language.maps import Col, Dense, Diag, Gather, Kron, Map, Reshape, Row, Swap
from bpcalc.language.simplify import (
    negative,
    over,
    product,
    raised,
    times,
    transposed,
)
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr


def derivative(expr: Expr, leaf: Expr) -> Map:
    """The map dX ↦ dY of Y = expr(X) at the leaf X, in formulas."""
    key = "derivative", leaf
    found: Map | None = expr.memo.get(key)
    if found is None:
        for part in tree.upwards(expr, lambda part: key in part.memo, lambda part: _within(part, leaf)):
            found = part.memo[key] = _derivative(part, leaf)
    assert found is not None
    return found


def _within(expr: Expr, leaf: Expr) -> tuple[Expr, ...]:
    """What is differentiated on the way: the arguments with the leaf in them, or the formula."""
    if leaf not in tree.leaves(expr) or _is_flat(expr):
        return ()
    if expr.op == "call" and _is_by_formula(expr):
        written = expansion(expr)
        return expr.args[:1] if written is None else (written,)
    return tuple([arg for arg in expr.args if leaf in tree.leaves(arg)])


def _is_flat(expr: Expr) -> bool:
    """Whether the value is constant between jumps."""
    return expr.op in ("compare", "logic") or (expr.op == "call" and expr.data[0].flat)


def _is_by_formula(call: Expr) -> bool:
    row = call.data[0]
    return row.differential is None and (row.abstract is None or row.elementwise)


def _derivative(expr: Expr, leaf: Expr) -> Map:
    if expr is leaf:
        return maps.identity(leaf.shape)
    if leaf not in tree.leaves(expr) or _is_flat(expr):
        return maps.zero(leaf.shape, expr.shape)
    if expr.op == "call":
        return _of_call(expr, leaf)
    uses = [k for k, arg in enumerate(expr.args) if leaf in tree.leaves(arg)]
    parts = [maps.compose(_local(expr, k), derivative(expr.args[k], leaf)) for k in uses]
    return maps.sum_of(parts)


def _of_call(expr: Expr, leaf: Expr) -> Map:
    row = expr.data[0]
    if row.abstract is not None and not row.elementwise:
        if row.shape == "jacobian":
            raise InputError(
                Problem(
                    "E317",
                    f"{row.name} is abstract; its second derivative has no formula",
                    help="give the function a formula under functions:",
                )
            )
        inner = expr.args[0]
        jacobian = tree.call(
            elaborate.derived(row), expr.args, (), (row.abstract, inner.shape[0] * inner.shape[1])
        )
        local = maps.atom(
            Dense(jacobian, inner.shape, expr.shape) if inner.shape[1] != 1 else Kron(jacobian, simplify.ONE),
            inner.shape,
            expr.shape,
        )
        return maps.compose(local, derivative(inner, leaf))
    if row.differential is None:
        written = expansion(expr)
        if written is None:
            local = _abstract_slope(expr)
            return maps.compose(local, derivative(expr.args[0], leaf))
        return derivative(written, leaf)
    parts = []
    for k, arg in enumerate(expr.args):
        if leaf in tree.leaves(arg):
            parts.append(maps.compose(_differential_map(expr, k), derivative(arg, leaf)))
    return maps.sum_of(parts)


def _differential_map(expr: Expr, k: int) -> Map:
    """The map of a call with respect to its k-th argument, from its row's differential."""
    change = tree.node("name", (), ("change", k), expr.args[k].shape)
    still = tuple(simplify.zeros(arg.shape) if i != k else change for i, arg in enumerate(expr.args))
    written = simplify.tidied(elaborate.differential(expr, still), kept=(expr, *expr.args))
    return derivative(written, change)


def _abstract_slope(expr: Expr) -> Map:
    """σ'(z) ⊙ dz for an elementwise function without a formula."""
    row, settings = expr.data
    slope = tree.call(elaborate.derived(row), expr.args, settings, expr.shape)
    return maps.atom(Diag(slope), expr.shape, expr.shape)


def expansion(expr: Expr) -> Expr | None:
    """A call written out in its arguments, or None where it has no formula."""
    if "expansion" not in expr.memo:
        expr.memo["expansion"] = elaborate.formula(expr) or _slope(expr)
    found: Expr | None = expr.memo["expansion"]
    return found


def _slope(expr: Expr) -> Expr | None:
    """f'(z) written out, from the map of f."""
    row, settings = expr.data
    if row.abstract is not None:
        return None
    base = row.derivative_of
    if base is None:
        return None
    z = tree.name("z", expr.args[0].shape)
    m = derivative(tree.call(base, (z,), settings, z.shape), z)
    return tree.substituted(maps.pull(m, simplify.ones(z.shape)), {z: expr.args[0]})


def _local(expr: Expr, k: int) -> Map:
    """The map of an operation with respect to its k-th argument."""
    arg = expr.args[k]
    before, after = arg.shape, expr.shape
    rest = expr.args[:k] + expr.args[k + 1 :]
    match expr.op:
        case "add":
            return maps.identity(before)
        case "neg":
            return maps.scaled(tree.number(-1), maps.identity(before))
        case "mul":
            others = times(*rest)
            if before == SCALAR != after:
                return maps.atom(Col(others), before, after)
            if others.shape == SCALAR:
                return maps.scaled(others, maps.identity(before))
            return maps.atom(Diag(others), before, after)
        case "matmul":
            left = expr.args[:k]
            right = expr.args[k + 1 :]
            a = product(*left) if left else tree.eye(before[0])
            b = transposed(product(*right)) if right else tree.eye(before[1])
            return maps.atom(Kron(a, b), before, after)
        case "T":
            return maps.atom(Swap(before), before, after)
        case "div":
            return _of_quotient(expr, k)
        case "pow":
            return _of_power(expr, k)
        case "broadcast":
            if before == SCALAR:
                return maps.atom(Col(simplify.ones(after)), before, after)
            if before[1] == 1:
                return maps.atom(Kron(tree.eye(before[0]), simplify.ones((after[1], 1))), before, after)
            return maps.atom(Kron(simplify.ones((after[0], 1)), tree.eye(before[1])), before, after)
        case "slice":
            rows, columns = expr.data
            pick = Kron(tree.select(rows, before[0]), tree.select(columns, before[1]))
            return maps.atom(pick, before, after)
        case "stack":
            return _of_stack(expr, k)
        case "sum":
            return _of_sum(expr)
        case "pick":
            return maps.atom(_picking(expr), before, after) if k == 0 else maps.zero(before, after)
        case "reshape":
            return maps.atom(Reshape(before, after), before, after)
        case "gather":
            return maps.atom(Gather(expr.data, before, after), before, after)
        case "scatter" | "diag" | "kron":
            return _of_spread(expr, k)
    raise AssertionError(f"no derivative rule for {expr.op}")


def _picking(expr: Expr) -> maps.Atom:
    """Entries, rows or columns at labels: a product with zeros and ones."""
    base, hot = expr.args
    if expr.data is None:
        return Row(hot)
    if expr.data == 0:
        return Kron(hot, tree.eye(base.shape[1]))
    return Kron(tree.eye(base.shape[0]), transposed(hot))


def _of_quotient(expr: Expr, k: int) -> Map:
    _top, bottom = expr.args
    arg = expr.args[k]
    if k == 0:
        if bottom.shape == SCALAR:
            return maps.scaled(over(simplify.ONE, bottom), maps.identity(arg.shape))
        return maps.atom(Diag(over(simplify.ones(arg.shape), bottom)), arg.shape, expr.shape)
    slope = negative(over(expr, bottom))
    kind = Diag(slope) if bottom.shape == expr.shape else Col(slope)
    return maps.atom(kind, arg.shape, expr.shape)


def _of_power(expr: Expr, k: int) -> Map:
    base, exponent = expr.args
    arg = expr.args[k]
    if k == 0:
        if exponent.op == "number":
            slope = times(exponent, raised(base, exponent.data.value - 1))
        else:
            slope = times(exponent, tree.power(base, simplify.minus(exponent, simplify.ones(exponent.shape))))
        return maps.atom(Diag(slope), arg.shape, expr.shape)
    log = TABLE["log"]
    slope = times(tree.call(log, (base,), (), base.shape), expr)
    kind = Diag(slope) if exponent.shape == expr.shape else Col(slope)
    return maps.atom(kind, arg.shape, expr.shape)


def _of_stack(expr: Expr, k: int) -> Map:
    axis = expr.data
    arg = expr.args[k]
    start = sum((part.shape[axis] for part in expr.args[:k]), start=0)
    placed = transposed(tree.select((start, start + arg.shape[axis]), expr.shape[axis]))
    other = tree.eye(arg.shape[1 - axis])
    made = Kron(placed, other) if axis == 0 else Kron(other, placed)
    return maps.atom(made, arg.shape, expr.shape)


def _of_sum(expr: Expr) -> Map:
    rows, columns = expr.args[0].shape
    if expr.data is None:
        made: maps.Atom = Row(simplify.ones((rows, columns)))
    elif expr.data == 0:
        made = Kron(simplify.ones((1, rows)), tree.eye(columns))
    else:
        made = Kron(tree.eye(rows), simplify.ones((1, columns)))
    return maps.atom(made, (rows, columns), expr.shape)


def _of_spread(expr: Expr, k: int) -> Map:
    """Operations that place entries: their map is a gather, once sizes are numbers."""
    arg = expr.args[k]
    size = _entries(arg)
    if expr.op == "scatter":
        inverse = [-1] * _entries(expr)
        for source, target in enumerate(expr.data):
            if target >= 0:
                if inverse[target] >= 0:
                    return _summing(expr, arg)
                inverse[target] = source
        return maps.atom(Gather(tuple(inverse), arg.shape, expr.shape), arg.shape, expr.shape)
    if expr.op == "diag":
        index = tuple(i if i == j else -1 for i in range(size) for j in range(size))
        return maps.atom(Gather(index, arg.shape, expr.shape), arg.shape, expr.shape)
    left, right = expr.args
    (m, n), (p, q) = left.shape, right.shape
    assert isinstance(m, int)
    assert isinstance(n, int)
    assert isinstance(p, int)
    assert isinstance(q, int)
    places = [(i * n + j, r * q + s) for i in range(m) for r in range(p) for j in range(n) for s in range(q)]
    index = tuple(place[k] for place in places)
    spread = maps.atom(Gather(index, arg.shape, expr.shape), arg.shape, expr.shape)
    other = expr.args[1 - k]
    repeated = tree.gather(other, tuple(place[1 - k] for place in places), expr.shape)
    return maps.compose(maps.atom(Diag(repeated), expr.shape, expr.shape), spread)


def _summing(expr: Expr, arg: Expr) -> Map:
    """A scatter that adds up: the transpose of a gather, as a dense 0/1 matrix."""
    chosen = maps.Gather(expr.data, expr.shape, arg.shape)
    j = transposed(maps.matrix(maps.atom(chosen, expr.shape, arg.shape)))
    return maps.atom(Dense(j, arg.shape, expr.shape), arg.shape, expr.shape)


def _entries(arg: Expr) -> int:
    size = arg.shape[0] * arg.shape[1]
    if not isinstance(size, int):
        raise InputError(
            Problem(
                "E315",
                f"this derivative needs sizes in numbers, not {size}",
                help="give values instead of shapes",
            )
        )
    return size
