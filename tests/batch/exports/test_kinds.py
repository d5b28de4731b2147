"""All exports together: they agree on every score, and make the same bytes of the same rows."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from bpcalc.batch.exports.kinds import KINDS
from bpcalc.batch.rows import Row
from tests.batch.classes import ANSWERS, CLASS, absent, entry, graded, scored, ungradable, written
from tests.batch.exports.sheets import filled

Percents = dict[str, float | None]
ROWS = [
    scored("none", 0, 7), scored("all", 7, 7), scored("half", 3.5, 7), scored("third", 7 / 3, 7),
    graded("tenths", *(entry(f"t{k}", marks=0.1, out_of=0.1) for k in range(3))), graded("mixed", *ANSWERS),
    ungradable("broken"), absent("away"),
]  # fmt: skip


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def number(text: str | None) -> float | None:
    return float(text) if text else None


def of_scores() -> Percents:
    found = lines(written(KINDS["scores"].write, ROWS))
    assert all(number(one["score"]) is None or float(one["score"]) * 100 == pytest.approx(
        float(one["percent"]) * float(one["out_of"]), abs=1e-6) for one in found)  # fmt: skip
    return {one["student"]: number(one["percent"]) for one in found}


def of_answers() -> Percents:
    """From the marks of the answers alone."""
    sums: dict[str, list[float]] = {}
    for one in lines(written(KINDS["answers"].write, ROWS)):
        sums.setdefault(one["student"], [])
        if one["out_of"]:
            sums[one["student"]] += [float(one["marks"]), float(one["out_of"])]
    return {name: 100 * sum(found[::2]) / sum(found[1::2]) if found else None for name, found in sums.items()}


def of_uploads() -> Percents:
    found = {
        one["uid"]: number(one["score_perc"])
        for one in lines(written(KINDS["prairielearn-scores"].write, ROWS))
    }
    return {row.student: found.get(row.student) for row in ROWS}


def of_junit() -> Percents:
    found: Percents = {}
    for suite in ET.fromstring(written(KINDS["junit"].write, ROWS)):
        values = {one.get("name"): one.get("value") for one in suite.findall("properties/property")}
        found[suite.get("name", "")] = number(values.get("percent"))
    return found


def of_gradescope() -> Percents:
    found: Percents = {}
    for row in ROWS:
        one = json.loads(written(KINDS["gradescope"].write, [row]))
        total = sum(test["max_score"] for test in one["tests"])
        found[row.student] = 100 * one["score"] / total if "score" in one else None
    return found


def of_prairielearn() -> Percents:
    found: Percents = {}
    for row in ROWS:
        one = json.loads(written(KINDS["prairielearn"].write, [row]))
        found[row.student] = 100 * one["score"] if one["gradable"] else None
    return found


def of_a_sheet() -> Percents:
    sheet = "Student,ID,Section,Quiz (1)\nPoints Possible,,,100\n" + "".join(
        f"x,{row.student},s,\n" for row in ROWS
    )
    data, _ = filled(sheet, ROWS, scale=True)
    return {one["ID"]: number(one["Quiz (1)"]) for one in lines(data)[1:]}


@pytest.mark.parametrize(
    "read", [of_scores, of_answers, of_uploads, of_junit, of_gradescope, of_prairielearn, of_a_sheet]
)
def test_every_export_has_the_scores_of_the_rows(read: Callable[[], Percents]) -> None:
    """Nothing is 0, all is 100, and no score is none of them."""
    found = read()
    assert set(found) == {row.student for row in ROWS}
    assert found["none"] == 0
    assert found["all"] == pytest.approx(100, abs=1e-9)
    assert found["tenths"] == pytest.approx(100, abs=1e-9)
    assert found["broken"] is None
    assert found["away"] is None
    for row in ROWS:
        if row.score is not None:
            assert found[row.student] == pytest.approx(100 * row.score / row.out_of, abs=1e-5)


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_the_same_each_time_and_readable_where_rows_are_hostile(name: str) -> None:
    """UTF-8 without a mark, a line end at the end, no carriage return."""
    kind = KINDS[name]
    for rows in [[row] for row in CLASS] if kind.each else [[], list[Row](CLASS)]:
        data = written(kind.write, rows)
        assert data == written(kind.write, rows)
        assert data.decode("utf-8").endswith("\n")
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert b"\x1b" not in data
        assert b"NaN" not in data
