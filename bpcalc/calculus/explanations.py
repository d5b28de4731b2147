"""Where a number of operations may come from: orders, units and conventions, right and mistaken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.calculus.counting import Counts
from bpcalc.calculus.mistaken import mistakes
from bpcalc.calculus.stories import Story, Words, accumulations, beside, single_products
from bpcalc.language.sizes import Size
from bpcalc.records import NamedTuple

BOTH = "multiplications_and_additions"


class Explanation(NamedTuple):
    """One way to arrive at a number; `rank` orders them, likeliest first. `mistake`: what is
    wrong with it, or nothing."""

    number: Size
    words: Words
    rank: int
    mistake: Words = ()


def explanations(found: Counts, count: str, products: str, weights: str) -> tuple[Explanation, ...]:
    """Every explanation that is known, likeliest first; `count` and the others are the
    conventions in force."""
    result: dict[tuple[Size, Words], Explanation] = {}
    right = *accumulations(found, products, weights), *single_products(found), *beside(found)
    for story in (*right, *mistakes(found)):
        for number, unit, rank in _units(story, count):
            words = (*story.words, unit) if unit else story.words
            result.setdefault((number, words), Explanation(number, words, story.rank + rank, story.mistake))
    for other in _chains(found):
        result.setdefault((other.number, other.words), other)
    return tuple(sorted(result.values(), key=lambda one: one.rank))


def explained(known: Sequence[Explanation], number: Size) -> tuple[Explanation, ...]:
    """The explanations that give this number."""
    return tuple(one for one in known if one.number == number)


def _units(story: Story, count: str) -> Iterator[tuple[Size, str, int]]:
    """The number in each unit, how to say it, and how much less likely it is."""
    cost = story.cost
    both = count == BOTH
    yield cost.total, ", multiplications and additions", 0 if both else 2
    yield cost.multiplications, ", multiplications alone", 2 if both else 0
    if story.rank < 3 and cost.additions != 0:
        yield 2 * cost.multiplications, ", two operations for each multiply-accumulate (2mkn)", 5
        yield cost.additions, ", additions alone", 6


def _chains(found: Counts) -> Iterator[Explanation]:
    for chain in found.chains:
        for way in chain.ways:
            words: Words = (f"{chain.name} computed as ", way.formula)
            yield Explanation(way.cost.multiplications, (*words, ", multiplications"), 0)
            yield Explanation(way.cost.total, (*words, ", multiplications and additions"), 1)
            yield Explanation(way.memory.every, (*words, ", memory: every array used"), 2)
            if not way.memory.peak.rest:
                yield Explanation(way.memory.peak.common, (*words, ", memory: the most at once"), 4)
    if found.curvature is not None:
        for one in found.curvature.ways:
            words = ("The second derivative as ", one.formula)
            yield Explanation(one.work.arithmetic.multiplications, (*words, ", multiplications"), 0)
            yield Explanation(one.memory.every, (*words, ", memory: every array used"), 1)
            yield Explanation(one.in_place, (*words, ", memory, scaled in place"), 1)
    if found.main is not None:
        for name, used in found.main.memory.items():
            yield Explanation(used.every, (f"Memory of {name} accumulation: every array used",), 6)
