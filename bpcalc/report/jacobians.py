"""The local Jacobians: formula, value, and the reason entry by entry where it helps."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.solution import Jacobian
from bpcalc.language import tree
from bpcalc.language.numbers import Rational
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Equation, Inline, Text
from bpcalc.report.numbers import is_number
from bpcalc.report.readable import readable
from bpcalc.report.view import View

FEW = 8
"""Entries up to which each one gets its reason."""
WIDE = 16
"""A Jacobian with more rows or columns is left to `--full-jacobians` when it belongs to a batch."""
_KINDS = {
    "kronecker": "a Kronecker product, mostly zeros",
    "selection": "a selection of zeros and ones",
    "diagonal": "diagonal",
    "identity": "the identity",
    "permutation": "a permutation",
}


def section(view: View) -> tuple[Block, ...]:
    """Every local Jacobian, in the order of the equations."""
    blocks: list[Block] = []
    indirect = _indirect(view)
    for pair, found in view.solved.jacobians.items():
        label = view.derivative(pair)
        remark: Inline = ("the direct part; the total is in the accumulation",) if pair in indirect else ()
        formula = view.formula(pair)
        blocks.extend(readable(Equation(label, (formula,), remark)))
        if _is_large(label.shape) and view.in_shapes and not view.full:
            rows, columns = label.shape
            kind = _KINDS.get(found.structure, "a matrix")
            blocks.append(Text((f"{rows}×{columns}, {kind}; --full-jacobians shows it.",), "quiet"))
            continue
        if not is_number(formula):
            blocks.append(Display((view.matrix(pair, found.value),)))
        blocks.extend(Text(reason, "quiet") for reason in _reasons(view, found))
    return tuple(blocks)


def _is_large(shape: tuple[object, object]) -> bool:
    return any(not isinstance(n, int) or n > WIDE for n in shape)


def _indirect(view: View) -> set[tuple[str, str]]:
    """Pairs where a quantity depends on another both directly and through a third."""
    names: dict[str, list[str]] = {}
    for of, wrt in view.solved.jacobians:
        names.setdefault(of, []).append(wrt)
    reached: dict[str, set[str]] = {}
    found: set[tuple[str, str]] = set()
    for of, direct in names.items():  # in the order of the equations
        through = set().union(*(reached.get(via, set()) for via in direct))
        found |= {(of, wrt) for wrt in direct if wrt in through}
        reached[of] = through | set(direct)
    return found


def _reasons(view: View, found: Jacobian) -> Iterator[Inline]:
    """`relu'(z₁):   1 > 0 → 1    -1 < 0 → 0`."""
    for part in tree.nodes(found.formula):
        if part.op != "call" or part.data[0].name != "relu'":
            continue
        values = view.values()
        before, after = value(part.args[0], values), value(part, values)
        if before.size <= FEW:
            compared = (_compared(x, y) for x, y in zip(before.flat, after.flat, strict=True))
            yield (part, ":   ", "    ".join(compared))


def _compared(x: Rational | float, y: Rational | float) -> str:
    sign = ">" if x > 0 else "<" if x < 0 else "="
    return f"{_short(x)} {sign} 0 → {_short(y)}"


def _short(x: Rational | float) -> str:
    return f"{x:.6g}" if isinstance(x, float) else str(x)
