"""Lines of JSON say as much as the rows of a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch.handed import handed
from bpcalc.batch.judging import line_of
from bpcalc.batch.prepared import Recipe, prepare
from bpcalc.batch.rows import row_of
from bpcalc.batch.submissions.collect import collect
from bpcalc.batch.submissions.submission import Submission
from bpcalc.spec.source import Source

SPEC = "inputs: {x: [1, 2]}\nlayers:\n  - z = 2 * x\n  - s = sum(z)\nmarks: {z: 2, s: 1}\n"
PREPARED = prepare(Recipe(Source("spec.yaml", SPEC)))
RIGHT = {"z": [2, 4], "s": 6}


def found(folder: Path, *lines: object, keep: str = "last") -> list[Submission]:
    path = folder / "class.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(texts) + "\n")
    return list(collect([str(path)], keep=keep).submissions)


def verdicts(one: Submission) -> dict[str, str]:
    row = row_of(line_of(PREPARED, handed(0, one, PREPARED.mark)))
    return {entry.answer: entry.verdict for entry in row.answers}


@pytest.mark.parametrize(
    "answers",
    [{"z": "[2, 4]", "s": "6"}, {"z": "2, 4", "s": "6.0"}, {"z": ["2", "4"], "s": " 12/2 "}, {"z": [[2], ["4"]], "s": 6}],
)  # fmt: skip
def test_numbers_in_quotes_are_numbers(answers: dict[str, Any], tmp_path: Path) -> None:
    """Below answers or beside the name, as in the cells of a table."""
    for line in ({"student": "ada", "answers": answers}, {"student": "ada", **answers}):
        (one,) = found(tmp_path, line)
        assert verdicts(one) == {"z": "right", "s": "right"}
        assert "\n" not in (one.text or "")


@pytest.mark.parametrize("nothing", ["", "-", "?", " ", None])
def test_a_text_that_says_nothing_is_no_answer(nothing: str | None, tmp_path: Path) -> None:
    (one,) = found(tmp_path, {"student": "ada", "answers": {"z": [2, 4], "s": nothing}})
    assert verdicts(one) == {"z": "right", "s": "missing"}


def test_another_text_is_unreadable_alone(tmp_path: Path) -> None:
    """Whatever brackets and quotes are in it."""
    for text in ("two", "[1, 2", "1]", "6, s: 7}", '"', "# 6", "6\n"):
        (one,) = found(tmp_path, {"student": "ada", "answers": {"z": "[2, 4]", "s": text}})
        told = verdicts(one)
        assert told["z"] == "right"
        assert told["s"] == ("right" if text == "6\n" else "unreadable"), text


def test_an_answer_that_stands_twice_stays_twice(tmp_path: Path) -> None:
    (one,) = found(
        tmp_path, '{"student": "ada", "email": "a@x.edu", "answers": {"z": "[2, 4]", "s": 6, "s": 7}}'
    )
    assert verdicts(one) == {"z": "right", "s": "unreadable"}


def test_who_is_told_as_in_a_table_and_is_no_answer(tmp_path: Path) -> None:
    lines: list[object] = [
        {"email": "KIM@uni.edu", "Full name": "Kim", "answers": RIGHT},
        {"student": "ada", "email": "ada@uni.edu", "student id": 17, "submitted": "2026-11-20", **RIGHT},
        {"username": "moe", **RIGHT},
        {"student": "007", "answers": {**RIGHT, "s": "6"}},
        {"student": None, "answers": RIGHT},
    ]
    rows = found(tmp_path, *lines)
    assert sorted(one.student for one in rows) == sorted(
        ["kim@uni.edu", "ada", "moe", "007", f"{tmp_path}/class.jsonl, line 5"]
    )
    assert all(verdicts(one) == {"z": "right", "s": "right"} for one in rows)


@pytest.mark.parametrize(("keep", "line"), [("last", 2), ("first", 1)])
@pytest.mark.parametrize(
    ("name", "values"),
    [("attempt", (1, 2)), ("attempt", ("9", "10")), ("timestamp", ("2026-11-20T10:00", "2026-11-20T11:00"))],
)
def test_attempts_are_in_order(
    name: str, values: tuple[Any, Any], keep: str, line: int, tmp_path: Path
) -> None:
    first, second = ({"student": "jo", name: value, "answers": RIGHT} for value in values)
    (one,) = found(tmp_path, first, second, keep=keep)
    assert one.source.endswith(f"line {line}")
    assert len(one.replaced) == 1
    assert verdicts(one) == {"z": "right", "s": "right"}


def test_without_an_order_a_person_chooses(tmp_path: Path) -> None:
    rows = found(tmp_path, {"student": "jo", **RIGHT}, {"student": "jo", **RIGHT})
    assert [one.problem.code if one.problem else "" for one in rows] == ["E753", "E753"]


def test_what_is_nested_too_deep_is_refused_and_no_crash(tmp_path: Path) -> None:
    deep = "[" * 400 + "]" * 400
    (one,) = found(tmp_path, f'{{"student": "ada", "email": "a@x.edu", "z": {deep}, "s": "6"}}')
    row = row_of(line_of(PREPARED, handed(0, one, PREPARED.mark)))
    assert row.student == "ada"
    assert row.score in (None, 1)
