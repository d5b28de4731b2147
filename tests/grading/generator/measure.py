"""Figures over many generated sheets: `python -m tests.grading.generator.measure 20000`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy

from bpcalc.grading.judge import Exercise, judge
from bpcalc.grading.sheet import read_sheet
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.grading.generator.sheets import FIRST, FOLLOWS, RIGHT, Generated, Written, generated

VAGUE = ("one-entry", "rounded-early")
"""Names that say where, and not what was done."""


class Figures(NamedTuple):
    """What was counted, each as (so many, of so many)."""

    counted: Counter[str]
    of: Counter[str]
    examples: dict[str, list[int]]

    def add(self, what: str, happened: bool, seed: int) -> None:
        self.of[what] += 1
        self.counted[what] += happened

    def note(self, what: str, seed: int) -> None:
        self.examples.setdefault(what, []).append(seed)

    def share(self, what: str) -> float:
        """The part of the cases in which it happened."""
        return self.counted[what] / self.of[what] if self.of[what] else 0.0


FULL = "wrong answers with full marks"
LOST = "right answers that lose marks"
CARRIED = "answers that follow from a mistake, recognised as such"
LOCATED = "sheets whose first errors are all found, and no others"
AMONG = "mistakes whose name is among the reported"
LIKE = "mistakes whose name, or one with the same values, is among the reported"
FOREMOST = "mistakes whose name, or one with the same values, is the first"
PAIRED = "pairs of which both names, or others with the same values, are reported"
RANDOM = "random answers that get a diagnosis"
JOINED = "second mistakes that belong to the wrong formula of a first one, carried"
LINES = (FULL, LOST, CARRIED, JOINED, LOCATED, AMONG, LIKE, FOREMOST, PAIRED, RANDOM)


@lru_cache(maxsize=64)
def exercise(spec: str) -> Exercise:
    return Exercise(network(Source("spec.yaml", spec)))


def judgement(sheet: Generated) -> Judgement:
    made = exercise(sheet.family.spec)
    return judge(made, read_sheet(Source("sheet.yaml", sheet.text), made.network))


def measured(seeds: Iterable[int]) -> Figures:
    """The figures over the sheets of these numbers."""
    figures = Figures(Counter(), Counter(), {})
    for seed in seeds:
        with numpy.errstate(all="ignore"):
            sheet = generated(seed)
        found = {one.answer.key: one for one in judgement(sheet).answers}
        wrong = {one.key for one in sheet.answers if one.status == FIRST}
        joined = {key for key in wrong if _belongs_to_another(found[key], wrong)}
        for written in sheet.answers:
            if written.key in wrong:
                figures.add(JOINED, written.key in joined, seed)
            if written.key in joined:
                continue
            _count(figures, seed, written, found[written.key])
        expected = wrong - joined
        located = {key for key, one in found.items() if one.first_error}
        if expected:
            figures.add(LOCATED, expected == located, seed)
            if expected != located:
                figures.note(LOCATED, seed)
    return figures


def _belongs_to_another(found: Judged, wrong: set[str]) -> bool:
    """Two mistakes drawn by chance may be one: an activation left out on the way forward, and its derivative
    on the way back."""
    return found.verdict == "carried" and any(found.remark.endswith(f"you have for {key}") for key in wrong)


def _count(figures: Figures, seed: int, written: Written, found: Judged) -> None:
    if written.status == RIGHT:
        lost = found.marks < found.out_of
        figures.add(LOST, lost, seed)
        if lost:
            figures.note(LOST, seed)
        return
    if written.status == FOLLOWS:
        figures.add(CARRIED, found.verdict in ("carried", "right"), seed)
        if found.verdict not in ("carried", "right"):
            figures.note(CARRIED, seed)
        return
    full = found.marks >= found.out_of
    figures.add(FULL, full, seed)
    if full:
        figures.note(FULL, seed)
    if written.mistakes == ("random",):
        told = bool(set(found.mistakes) - {"one-entry"})
        figures.add(RANDOM, told, seed)
        if told:
            figures.note(RANDOM, seed)
        return
    if written.mistakes == ("slip",):
        if "[" in written.text:
            _named(figures, seed, ("one-entry",), found)
        return
    if len(written.mistakes) > 1:
        # A single mistake may give the same numbers as the two.
        both = set(written.mistakes) <= set(found.mistakes) or any(n not in VAGUE for n in found.mistakes)
        figures.add(PAIRED, both, seed)
        if not both:
            figures.note(PAIRED, seed)
    else:
        _named(figures, seed, written.mistakes, found)


def _named(figures: Figures, seed: int, names: tuple[str, ...], found: Judged) -> None:
    there = names[0] in found.mistakes
    # Every row that is reported gives the very numbers that stand on the sheet.
    like = there or any(name not in VAGUE for name in found.mistakes)
    figures.add(AMONG, there, seed)
    figures.add(LIKE, like, seed)
    figures.add(
        FOREMOST,
        bool(found.mistakes) and (found.mistakes[0] == names[0] or found.mistakes[0] not in VAGUE),
        seed,
    )
    if not there:
        figures.note(AMONG, seed)
    if not like:
        figures.note(LIKE, seed)


def lines(figures: Figures) -> list[str]:
    """The figures as text."""
    return [
        f"{what}: {figures.counted[what]} of {figures.of[what]} ({100 * figures.share(what):.2f} %)"
        for what in LINES
    ]


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    figures = measured(range(first, first + many))
    print(f"{many} answer sheets")
    print("\n".join(lines(figures)))
    for what, seeds in figures.examples.items():
        print(f"  {what}: sheets {', '.join(map(str, seeds[:8]))}", file=sys.stderr)


if __name__ == "__main__":
    main()
