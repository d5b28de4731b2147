"""The local Jacobians: formula, value, and the reason entry by entry where it helps."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.solution import Jacobian, Solved
from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Equation, Inline, Text
from bpcalc.report.symbols import derivative, in_shapes, jacobian

FEW = 8
"""Entries up to which each one gets its reason."""
WIDE = 16
"""A Jacobian with more rows or columns is left to `--full-jacobians` when it belongs to a batch."""


def section(solved: Solved, everything: bool = False) -> tuple[Block, ...]:
    """Every local Jacobian, in the order of the equations."""
    blocks: list[Block] = []
    indirect = _indirect(solved)
    for pair, found in solved.jacobians.items():
        label = derivative(solved, pair)
        remark: Inline = ("the direct part; the total is in the accumulation",) if pair in indirect else ()
        blocks.append(Equation(label, (found.formula,), remark))
        rows, columns = label.shape
        large = max(rows, columns) > WIDE if isinstance(rows, int) and isinstance(columns, int) else True
        if large and in_shapes(solved) and not everything:
            blocks.append(Text((f"{rows}×{columns}, {_kind(found)}; --full-jacobians shows it.",), "quiet"))
            continue
        blocks.append(Display((jacobian(solved, pair, found.value),)))
        blocks.extend(Text(reason, "quiet") for reason in reasons(solved, found))
    return tuple(blocks)


def _kind(found: Jacobian) -> str:
    words = {
        "kronecker": "a Kronecker product, mostly zeros",
        "selection": "a selection of zeros and ones",
        "diagonal": "diagonal",
        "identity": "the identity",
        "permutation": "a permutation",
    }
    return words.get(found.structure, "a matrix")


def _indirect(solved: Solved) -> set[tuple[str, str]]:
    """Pairs where a quantity depends on another both directly and through a third."""
    found: set[tuple[str, str]] = set()
    reached: dict[str, set[str]] = {}
    for of, _ in solved.jacobians:
        reached.setdefault(of, set())
    for of in reached:
        for other in [wrt for o, wrt in solved.jacobians if o == of]:
            reached[of] |= {other} | reached.get(other, set())
        for direct in [wrt for o, wrt in solved.jacobians if o == of]:
            if any(
                direct in reached.get(via, set()) for o, via in solved.jacobians if o == of and via != direct
            ):
                found.add((of, direct))
    return found


def reasons(solved: Solved, found: Jacobian) -> Iterator[Inline]:
    """`relu'(z₁) at z₁ = [1, -1]:  1 > 0 → 1,  -1 < 0 → 0`."""
    for part in tree.nodes(found.formula):
        if part.op != "call" or part.data[0].name != "relu'":
            continue
        values = {name: q.value for name, q in solved.quantities.items()} | dict(solved.graph.letters)
        before, after = value(part.args[0], values), value(part, values)
        if before.size <= FEW:
            yield (
                part,
                ":   ",
                "    ".join(_compared(x, y) for x, y in zip(before.flat, after.flat, strict=True)),
            )


def _compared(x: Rational | float, y: Rational | float) -> str:
    sign = ">" if x > 0 else "<" if x < 0 else "="
    return f"{_short(x)} {sign} 0 → {_short(y)}"


def _short(x: Rational | float) -> str:
    return f"{x:.6g}" if isinstance(x, float) else str(x)
