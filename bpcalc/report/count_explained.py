"""Where a number of operations comes from, likeliest first."""

from __future__ import annotations

from bpcalc.calculus.counting import Counts
from bpcalc.calculus.explanations import Explanation, explained, explanations
from bpcalc.language.sizes import Size, letters
from bpcalc.report.blocks import Block, Inline, Section, Text
from bpcalc.report.sizes import words
from bpcalc.spec.network import Network

SHOWN = 8


def section(network: Network, found: Counts, number: Size) -> tuple[Block, ...]:
    """The explanations of a number, or that there is none, with the nearest numbers that have one."""
    chosen = network.conventions
    known = explanations(found, chosen.count, chosen.products, chosen.weights)
    right = explained(known, number)
    if not right:
        return _none(known, number)
    blocks: list[Block] = []
    for place, one in enumerate(right[:SHOWN], 1):
        body: tuple[Block, ...] = ()
        if one.mistake:
            body = (Text(("A mistake: ", *one.mistake, ".")),)
        blocks.append(Section((f"{place}.  ", *one.words), body, "step"))
    if len(right) > SHOWN:
        blocks.append(Text((f"{len(right) - SHOWN} less likely ones are left out.",), "quiet"))
    return tuple(blocks)


def _none(known: tuple[Explanation, ...], number: Size) -> tuple[Block, ...]:
    said: Inline = ("No order, unit or convention known here gives ", words(number), ".")
    symbolic = any(letters(one.number) for one in known)
    if symbolic and isinstance(number, int):
        hint = (
            "The counts of this network are polynomials in its sizes; "
            "ask for one, as in --explain '2*n^2', or give values."
        )
        return (Text(said), Text((hint,), "note"))
    if not isinstance(number, int):
        return (Text(said),)
    numbers = [(one.number, one) for one in known if isinstance(one.number, int) and not one.mistake]
    blocks: list[Block] = [Text(said)]
    for side in (-1, 1):
        near = [(abs(n - number), one.rank, n, one) for n, one in numbers if (n - number) * side > 0]
        if near:
            _, _, n, one = min(near, key=lambda item: item[:3])
            word = "below" if side < 0 else "above"
            blocks.append(Text((f"The nearest {word} it is {n}: ", *one.words, "."), "quiet"))
    return tuple(blocks)
