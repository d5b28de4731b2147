"""What a composed formula is made of, in numbers: `W x + b` of `σ(W x + b)`, then what is around it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from bpcalc.language import tree
from bpcalc.language.tree import CONDITIONS, Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Display, Sign
from bpcalc.report.numbers import Values, display, put_in
from bpcalc.report.view import matrix

_REARRANGED = ("T", "neg", "broadcast", "reshape", "slice", "gather")
"""Operations that show the entries of their argument again."""


def parts(formula: Expr, values: Values, known: Collection[Expr] = ()) -> tuple[Block, ...]:
    """The value of each part, in the order in which a person computes them; none of those `known`
    already, and nothing where the formula itself can be put in numbers."""
    blocks: list[Block] = []
    found = [part for part in dict.fromkeys(_inside(formula, values)) if part not in known]
    terms = {part: put_in(part, values) or () for part in found}
    for several, group in groupby(found, lambda part: len(terms[part]) > 1):
        results = {part: matrix(value(part, values), part.shape, part) for part in group}
        if several:
            for part, result in results.items():
                blocks.extend(display((*terms[part], Sign("="), result), detail=True, share=True))
        else:
            blocks.append(Display(tuple(results.values())))
    return tuple(blocks)


def _inside(formula: Expr, values: Values) -> Iterator[Expr]:
    if len(put_in(formula, values) or ()) > 1:
        return
    for part in formula.args[:1] if formula.op == "pick" else formula.args:  # p[t], not its one-hot row
        while part.op in _REARRANGED:
            part = part.args[0]
        yield from _inside(part, values)
        unknown = any(leaf.data not in values for leaf in tree.leaves(part))
        if part.args and tree.leaves(part) and not unknown and part.op not in CONDITIONS:
            yield part
