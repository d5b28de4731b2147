"""Blocks as a page of formulas shows them: an equation goes on into its numbers.

A terminal prints `z = W x + b`, and below it the matrices with their names above. Print and
pages write one chain, `z = W x + b = [ … ] · [ … ] + [ … ] = [ … ]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Display, Equation, Inline, Matrix, Section, Sign

Term: TypeAlias = Expr | Matrix | Sign
Side = tuple[Term, ...]
"""What stands between two `=`: a formula, or names, matrices and signs."""


class Chain(NamedTuple):
    """`left = side = side …`; without a `left` it begins with its first side."""

    left: Expr | None
    sides: tuple[Side, ...]
    remark: Inline = ()

    @property
    def symbolic(self) -> bool:
        """Whether it has no numbers yet."""
        return not any(isinstance(term, Matrix) for side in self.sides for term in side)


class Values(NamedTuple):
    """`W = [ … ]`, `b = [ … ]`: several values, none following from another."""

    chains: tuple[Chain, ...]


Item: TypeAlias = Block | Chain | Values


def chained(blocks: Sequence[Block], stated: Chain | None = None) -> list[Item]:
    """The blocks, equations and displays as chains. `stated`: a chain that the first one goes on."""
    items: list[Item] = [stated] if stated is not None else []
    for block in blocks:
        if isinstance(block, Equation):
            items.append(Chain(block.left, tuple((side,) for side in block.right), block.remark))
        elif isinstance(block, Display):
            _add(items, block)
        else:
            items.append(block)
    return items


def heading(section: Section) -> tuple[Inline, Chain | None]:
    """The title of a step without its equation, and that: `Step 1 of 3   ∂l/∂x = ∂l/∂z · ∂z/∂x`."""
    match section.title:
        case (str(label), Expr() as left, " = ", Expr() as right) if section.role == "step":
            return (label.strip(),), Chain(left, ((right,),))
    return section.title, None


def _add(items: list[Item], display: Display) -> None:
    """A display goes on the chain above it where that is about the same quantity."""
    groups = _groups(display.parts)
    if not groups:
        return
    if len(groups) == 1 and not any(isinstance(part, Sign) for part in groups[0]):
        chains = tuple(_value(part, display.share) for part in groups[0] if isinstance(part, Matrix))
        if len(chains) == 1 and _goes_on(items, chains[0].left):
            _extend(items, chains[0].sides)
        else:
            items.append(chains[0] if len(chains) == 1 else Values(chains))
        return
    label = groups[-1][0].label if len(groups[-1]) == 1 and isinstance(groups[-1][0], Matrix) else None
    if _goes_on(items, label) and not display.share:
        _extend(items, groups)
        return
    names = _names(groups[0])
    sides = ((names,) if names else ()) + groups
    items.append(Chain(None if display.share or len(groups) == 1 else label, sides))


def _groups(parts: Iterable[Matrix | Sign]) -> tuple[Side, ...]:
    """What stands between the `=`."""
    groups: list[list[Term]] = [[]]
    for part in parts:
        if isinstance(part, Sign) and part.text == "=":
            groups.append([])
        else:
            groups[-1].append(part)
    return tuple(tuple(group) for group in groups if group)


def _goes_on(items: Sequence[Item], label: Expr | None) -> bool:
    last = items[-1] if items else None
    return isinstance(last, Chain) and label is not None and last.left is label and last.symbolic


def _extend(items: list[Item], sides: tuple[Side, ...]) -> None:
    last = items[-1]
    assert isinstance(last, Chain)
    items[-1] = last._replace(sides=(*last.sides, *sides))


def _value(matrix: Matrix, share: bool) -> Chain:
    return Chain(None if share else matrix.label, ((matrix._replace(label=None),),))


def _names(group: Side) -> Side:
    """The side in names, where every matrix but numbers has one."""
    found: list[Term] = []
    for term in group:
        if isinstance(term, Matrix) and term.label is not None:
            found.append(term.label)
        elif isinstance(term, Matrix) and term.shape != (1, 1):
            return ()
        else:
            found.append(term)
    return tuple(found) if any(isinstance(t, Matrix) and t.label is not None for t in group) else ()
