"""Chains of matrices: transposes, and what is seen in the factors before a product is built."""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.language import tree
from bpcalc.language.simplify.factors import ONE
from bpcalc.language.simplify.terms import joined, split
from bpcalc.language.sizes import Shape
from bpcalc.language.tree import SCALAR, Expr, ones


def transposed(a: Expr) -> Expr:
    """Aᵀ."""
    if "transposed" not in a.memo:
        a.memo["transposed"] = _transposed(a)
    found: Expr = a.memo["transposed"]
    return found


def _transposed(a: Expr) -> Expr:
    if a.shape == SCALAR or a.op in ("eye", "diag"):
        return a
    if a.op == "T":
        return a.args[0]
    if a.op in ("ones", "zeros"):
        return tree.node(a.op, (), None, (a.shape[1], a.shape[0]))
    if a.op == "broadcast":
        return tree.broadcast(transposed(a.args[0]), (a.shape[1], a.shape[0]))
    if a.op == "matmul":
        return tree.matmul(*(transposed(arg) for arg in reversed(a.args)))
    if a.op in ("mul", "neg", "div"):
        parts = split(a)
        if parts.rest.op == "mul" and any(part.op in ("T", "matmul") for part in parts.rest.args):
            made = tree.mul(*(transposed(part) for part in parts.rest.args))
            return joined(parts._replace(rest=made))
        if parts.rest.op == "div" and any(_turns(part) for part in parts.rest.args):
            return joined(parts._replace(rest=tree.div(*(transposed(part) for part in parts.rest.args))))
        if parts.rest is not a:
            return joined(parts._replace(rest=transposed(parts.rest)))
    if a.op == "add":
        turned = [transposed(term) for term in a.args]
        if set(turned) == set(a.args):  # diag(p) − p pᵀ
            return a
        return tree.add(*turned) if _transposes(turned) <= _transposes(a.args) else tree.transpose(a)
    if a.op == "stack":
        turned = [transposed(arg) for arg in a.args]
        return tree.transpose(a) if any(arg.op == "T" for arg in turned) else tree.stack(1 - a.data, *turned)
    if a.op == "kron":
        return tree.kron(transposed(a.args[0]), transposed(a.args[1]))
    if a.op == "commutation":
        return tree.commutation((a.data[1], a.data[0]))
    if a.op == "pow" and a.args[0].op == "T" and a.args[1].shape == SCALAR:
        return tree.power(a.args[0].args[0], a.args[1])
    return tree.transpose(a)


def _turns(a: Expr) -> bool:
    """Whether a transpose of A goes without a sign of its own."""
    inner = a.args if a.op == "mul" else (a,)
    return any(part.op == "T" for part in inner) and all(
        part.op in ("T", "ones", "broadcast") or part is ONE for part in inner
    )


def _transposes(terms: Iterable[Expr]) -> int:
    """How many factors of the terms are transposed."""
    found = 0
    for term in terms:
        rest = split(term).rest
        inner = rest.args if rest.op in ("mul", "matmul", "kron", "broadcast") else (rest,)
        found += sum(part.op == "T" for part in inner)
    return found


def links(rest: Expr) -> tuple[Expr, ...]:
    """A factor as a chain: a repeated row is 1 r, a repeated column c 1ᵀ."""
    if rest.op == "matmul":
        return rest.args
    if rest.op == "broadcast" and rest.args[0].shape != SCALAR:
        inner, (rows, columns) = rest.args[0], rest.shape
        return (
            (ones((rows, 1)), *links(inner)) if inner.shape[0] == 1 else (*links(inner), ones((1, columns)))
        )
    return (rest,)


def with_inner(
    above: tuple[Expr, ...], chain: list[Expr], shape: Shape
) -> tuple[tuple[Expr, ...], list[Expr]]:
    """(aᵀb)·c as the chain c aᵀ b, for a column c; for a row r, aᵀ b r."""
    for scalar in above:
        if scalar.op == "matmul" and chain:
            inner = scalar.args
            if shape[1] == 1:
                if len(inner) == 2 and inner[1] is chain[-1]:  # c cᵀ a, rather than c aᵀ c
                    inner = (transposed(inner[1]), transposed(inner[0]))
                chain = [*chain, *inner]
            else:
                if len(inner) == 2 and inner[0] is chain[0]:
                    inner = (transposed(inner[1]), transposed(inner[0]))
                chain = [*inner, *chain]
            rest = list(above)
            rest.remove(scalar)
            return tuple(rest), chain
    return above, chain


def are_ones(pair: list[Expr]) -> bool:
    """Whether two factors are matrices of ones."""
    return pair[0].op == pair[1].op == "ones"
