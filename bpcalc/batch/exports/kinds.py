"""Every export by its name: the file it is usually called, and what writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from bpcalc.batch.exports.answers import answers_csv
from bpcalc.batch.exports.gradescope import gradescope_results
from bpcalc.batch.exports.junit import junit_xml
from bpcalc.batch.exports.prairielearn import prairielearn_results
from bpcalc.batch.exports.prairielearn_scores import prairielearn_scores_csv
from bpcalc.batch.exports.scores import scores_csv
from bpcalc.batch.rows import Rows
from bpcalc.records import NamedTuple

Write = Callable[[Rows, BinaryIO], None]


class Kind(NamedTuple):
    """An export. `each`: a file is for one student, so `write` is given the rows of one; a class has a
    folder with a file for each, named by `names.stem`."""

    file: str
    write: Write
    each: bool = False


KINDS = {
    "scores": Kind("scores.csv", scores_csv),
    "answers": Kind("answers.csv", answers_csv),
    "junit": Kind("junit.xml", junit_xml),
    "prairielearn-scores": Kind("prairielearn-scores.csv", prairielearn_scores_csv),
    "gradescope": Kind("results.json", gradescope_results, each=True),
    "prairielearn": Kind("results.json", prairielearn_results, each=True),
}
