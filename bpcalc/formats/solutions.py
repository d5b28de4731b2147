"""The worked steps of a judged sheet, each in one line of text, for rows and records."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.formats.numbers import number_texts
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.language.notation.text import unicode
from bpcalc.report.blocks import Display, Equation, Matrix
from bpcalc.report.check import EXPLAINED
from bpcalc.report.check_step import worked_step

LONGEST = 64
"""Entries of a matrix that is written out."""


def with_solutions(exercise: Exercise, judgement: Judgement) -> Judgement:
    """The judgement with the worked step of every answer that is not right."""
    answers = (
        one._replace(solution=_solution(exercise, one)) if one.verdict in EXPLAINED else one
        for one in judgement.answers
    )
    return judgement._replace(answers=tuple(answers))


def _solution(exercise: Exercise, one: Judged) -> str:
    """`∂ℓ/∂x = W₁ᵀ · ∂ℓ/∂z₁ = [[-1, 2]]`; for a count its number."""
    return one.solution or " = ".join(dict.fromkeys(_parts(exercise, one)))


def _parts(exercise: Exercise, one: Judged) -> Iterator[str]:
    for block in worked_step(exercise, one):
        if isinstance(block, Equation):
            yield unicode(block.left)
            yield from map(unicode, block.right)
        elif isinstance(block, Display):
            part = block.parts[-1]  # the result, behind its factors
            if isinstance(part, Matrix) and part.value is not None:
                yield from [] if part.label is None else [unicode(part.label)]
                yield _value(part)


def _value(part: Matrix) -> str:
    assert part.value is not None
    if part.value.size > LONGEST:
        return f"{part.shape[0]}×{part.shape[1]} numbers"
    rows = number_texts(part.value.tolist()).rows
    if part.value.size == 1:
        return rows[0][0]
    if part.value.shape[1] == 1:
        return f"[{', '.join(row[0] for row in rows)}]"
    inner = [f"[{', '.join(row)}]" for row in rows]
    return f"[{', '.join(inner)}]"
