"""scores.csv, answers.csv and PrairieLearn's upload, read back by the csv module."""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata

import pytest

from bpcalc.batch.exports.answers import answers_csv
from bpcalc.batch.exports.cells import FORMULA
from bpcalc.batch.exports.kinds import Write
from bpcalc.batch.exports.prairielearn_scores import LONGEST, prairielearn_scores_csv
from bpcalc.batch.exports.scores import scores_csv
from bpcalc.errors import visible
from tests.batch.classes import (
    ANSWERS,
    CLASS,
    HOSTILE,
    absent,
    again,
    entry,
    graded,
    scored,
    ungradable,
    written,
)

NUMERIC = {"score", "out_of", "percent", "answers", "right", "marks", "instance", "score_perc"}
NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
WRITERS: list[Write] = [scores_csv, answers_csv, prairielearn_scores_csv]


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def unquoted(cell: str) -> str:
    """A text cell without the sign that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") else cell


@pytest.mark.parametrize("write", WRITERS)
def test_every_cell_is_a_number_or_harmless_text(write: Write) -> None:
    """Numeric columns hold plain numbers or nothing; no text begins a formula, hides, or is cut."""
    for line in read(written(write, CLASS)):
        assert None not in line
        assert None not in line.values()
        for name, cell in line.items():
            if name in NUMERIC:
                assert not cell or NUMBER.fullmatch(cell), (name, cell)
            else:
                assert not cell.lstrip().startswith(FORMULA), cell
                assert not {unicodedata.category(sign) for sign in cell} & {"Cc", "Cs", "Cf"}


def test_scores_are_those_of_the_rows() -> None:
    """Each student has one line with the score; what has no score has no number, not a 0."""
    lines = read(written(scores_csv, CLASS))
    assert len(lines) == len(CLASS)
    for line, row in zip(lines, CLASS, strict=True):
        assert unquoted(line["student"]) == unquoted(visible(row.student))
        assert line["status"] == row.status
        if row.score is None:
            assert line["score"] == line["percent"] == line["right"] == ""
        else:
            assert float(line["score"]) == pytest.approx(row.score, abs=1e-9)
            assert float(line["out_of"]) == pytest.approx(row.out_of, abs=1e-9)


@pytest.mark.parametrize(
    ("score", "out_of", "shown", "percent"),
    [(0, 7, "0", "0"), (-0.0, 7, "0", "0"), (7, 7, "7", "100"), (0.1 + 0.2, 0.3, "0.3", "100"),
     (1 / 3 + 1 / 3 + 1 / 3, 1, "1", "100"), (2.5, 6, "2.5", "41.6666666667"), (0, 0, "0", ""),
     (1e6, 1e6, "1000000", "100"), (5e-7, 1, "0.0000005", "0.00005")],
)  # fmt: skip
def test_none_of_the_marks_stays_0_and_all_of_them_100(
    score: float, out_of: float, shown: str, percent: str
) -> None:
    """Rounding noise is gone; nothing turns into an exponent; nothing to be had is no percentage."""
    (line,) = read(written(scores_csv, [scored("ada", score, out_of)]))
    assert (line["score"], line["percent"]) == (shown, percent)


def test_answers_are_those_of_the_rows() -> None:
    """A line per answer; who has none keeps a line with the reason."""
    lines = read(written(answers_csv, CLASS))
    assert len(lines) == sum(max(1, len(row.answers)) for row in CLASS)
    mine = [line for line in lines if line["student"] == "ada"]
    assert [(line["answer"], line["verdict"], float(line["marks"])) for line in mine] == [
        (one.answer, one.verdict, one.marks) for one in ANSWERS
    ]
    (dan,) = [line for line in lines if line["student"] == "dan"]
    assert dan["remark"] == "this is no answer sheet; write answers:"
    assert dan["marks"] == dan["verdict"] == ""


def test_only_who_has_a_score_is_uploaded() -> None:
    """An empty score_perc would be an error of the upload; a 0 would be a lie."""
    rows = [scored("ada@x.edu", 0), scored("bob@x.edu", 10), ungradable("cleo@x.edu"), absent("dan@x.edu")]
    lines = read(written(prairielearn_scores_csv, rows))
    assert [(line["uid"], line["score_perc"]) for line in lines] == [("ada@x.edu", "0"), ("bob@x.edu", "100")]
    assert list(lines[0]) == ["uid", "instance", "score_perc", "feedback"]


def test_a_question_is_named_where_scores_are_for_one() -> None:
    out = io.BytesIO()
    prairielearn_scores_csv(again([scored("ada", 5)]), out, qid="nets/relu", instance=2)
    (line,) = read(out.getvalue())
    assert (line["qid"], line["instance"], line["score_perc"]) == ("nets/relu", "2", "50")


def test_feedback_of_an_upload_is_short_and_no_markup() -> None:
    """PrairieLearn draws it as Markdown and takes 10,000 characters a line."""
    long = graded("ada", *(entry(f"z{k}", "wrong", 0, remark="**look** <b> [x](y)") for k in range(500)))
    (line,) = read(written(prairielearn_scores_csv, [long]))
    assert len(line["feedback"]) <= LONGEST
    assert line["feedback"].startswith("0 of 500 marks; `z0` wrong: \\*\\*look\\*\\* &lt;b&gt; \\[x\\](y)")


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_rows_make_the_same_bytes(write: Write) -> None:
    rows = random.Random(1).sample(CLASS, len(CLASS))
    assert written(write, rows) == written(write, list(rows))
    assert written(write, rows).count(b"\r") == 0


def test_hostile_names_stay_apart() -> None:
    """Two students whose names differ have different cells."""
    lines = read(written(scores_csv, [scored(name, 1) for name in HOSTILE]))
    assert len({line["student"] for line in lines}) == len(HOSTILE)
