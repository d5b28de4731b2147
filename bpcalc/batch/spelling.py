"""One spelling for each answer of a class: `dl / dz`, `∂ℓ/∂z` and dl/dz are one row of every result.

It is that of `marks:` where the answer is listed there, else the usual one.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.grading.marks import Listed
from bpcalc.grading.verdicts import Judged, Judgement


class Spellings:
    """How the answers of an exercise are spelt."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.listed: dict[tuple[str, str], str] = {}
        for one in listed:
            self.listed.setdefault((one.kind, one.identity), one.key)
        self.usual = all(key == identity for (_, identity), key in self.listed.items())

    def respelt(self, judgement: Judgement) -> Judgement:
        """The judgement with every answer under its one spelling; what names nothing stays as it is."""
        answers = [one.answer for one in judgement.answers]
        if self.usual and all(answer.key == answer.identity for answer in answers):
            return judgement  # most of a class write as `bpcalc template` does
        return judgement._replace(answers=tuple(map(self._respelt, judgement.answers)))

    def _respelt(self, one: Judged) -> Judged:
        answer = one.answer
        key = self.listed.get((answer.kind, answer.identity), answer.identity)
        return one if key == answer.key else one._replace(answer=answer._replace(key=key))
