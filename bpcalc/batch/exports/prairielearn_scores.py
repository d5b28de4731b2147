"""The CSV that PrairieLearn takes for scores of a class."""

from __future__ import annotations

from typing import BinaryIO

from bpcalc.batch.exports.cells import Column, table
from bpcalc.batch.exports.one import names, said, total
from bpcalc.batch.exports.prairielearn import cut
from bpcalc.batch.rows import Row, Rows
from bpcalc.batch.wording import PASSED, percent
from bpcalc.formats.markdown_text import code, escaped

LONGEST = 8000
"""Characters of a feedback; PrairieLearn takes 10,000 in a line."""


def prairielearn_scores_csv(rows: Rows, out: BinaryIO, qid: str = "", instance: int = 1) -> None:
    """Scores to upload; the student's name is the `uid`.

    With a `qid` it is for "Upload new question scores", without one for "Upload new total scores".
    An upload changes what it names: who has no score is not in it, and keeps what there is.
    """
    question = (Column("qid"),) if qid else ()
    columns = (Column("uid"), Column("instance", True), *question, Column("score_perc", True))
    with table(out, *columns, Column("feedback")) as lines:
        for row in rows():
            score = percent(row)
            if score is not None:
                named = (qid,) if qid else ()
                lines.write(row.student, instance, *named, score, feedback(row))


def feedback(row: Row) -> str:
    """What is to be looked at again, in Markdown on one line."""
    text = total(row)
    for _, name, entry in names(row):
        if entry.verdict not in PASSED:
            text += f"; {code(name)} {escaped(said(entry))}"
    return cut(text, LONGEST)
