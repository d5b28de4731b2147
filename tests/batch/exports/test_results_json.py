"""Gradescope's and PrairieLearn's results.json, against schemas of what these systems read."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from bpcalc.batch.exports.gradescope import gradescope_results
from bpcalc.batch.exports.prairielearn import LIMIT, prairielearn_results
from bpcalc.batch.rows import Row
from tests.batch.classes import ANSWERS, CLASS, absent, again, entry, graded, scored, ungradable, written

FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["output", "tests"],
    "properties": {
        "score": {"type": "number"}, "execution_time": {"type": "number"}, "output": {"type": "string"},
        "output_format": FORMAT, "test_output_format": FORMAT, "test_name_format": FORMAT,
        "visibility": VISIBILITY, "stdout_visibility": VISIBILITY, "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {"type": "array", "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["score", "max_score", "status", "name", "number"],
            "properties": {
                "score": {"type": "number", "minimum": 0}, "max_score": {"type": "number", "minimum": 0},
                "status": {"enum": ["passed", "failed"]}, "name": {"type": "string", "minLength": 1},
                "name_format": FORMAT, "number": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)*$"},
                "output": {"type": "string"}, "output_format": FORMAT,
                "tags": {"type": "array", "items": {"type": "string"}}, "visibility": VISIBILITY,
                "extra_data": {"type": "object"},
            },
        }},
    },
}  # fmt: skip
PRAIRIELEARN = {
    "type": "object",
    "required": ["gradable"],
    "if": {"properties": {"gradable": {"const": True}}},
    "then": {"required": ["score", "tests"]},
    "else": {"required": ["format_errors"], "not": {"required": ["score"]}},
    "properties": {
        "gradable": {"type": "boolean"}, "score": {"type": "number", "minimum": 0, "maximum": 1},
        "format_errors": {"type": "array", "items": {"type": "string"}}, "message": {"type": "string"},
        "tests": {"type": "array", "items": {
            "type": "object",
            "required": ["name", "points", "max_points"],
            "properties": {
                "name": {"type": "string", "minLength": 1}, "description": {"type": "string"},
                "points": {"type": "number", "minimum": 0}, "max_points": {"type": "number", "minimum": 0},
                "message": {"type": "string"}, "output": {"type": "string"},
            },
        }},
    },
}  # fmt: skip
BOTH = [(gradescope_results, GRADESCOPE), (prairielearn_results, PRAIRIELEARN)]


def made(write: Any, row: Row) -> dict[str, Any]:
    def refused(text: str) -> None:
        raise AssertionError(f"{text} is no JSON")

    found: dict[str, Any] = json.loads(written(write, [row]), parse_constant=refused)
    return found


@pytest.mark.parametrize(("write", "schema"), BOTH, ids=["gradescope", "prairielearn"])
def test_every_row_fits_the_schema(write: Any, schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    for row in CLASS:
        validator.validate(made(write, row))
        assert b"\x1b" not in written(write, [row])


@pytest.mark.parametrize("row", [ungradable("dan"), absent("eve")], ids=["ungradable", "missing"])
def test_no_score_is_no_zero(row: Row) -> None:
    """Gradescope finds no score at all, PrairieLearn that nothing could be graded."""
    first, second = made(gradescope_results, row), made(prairielearn_results, row)
    assert "score" not in first
    assert first["tests"] == []
    assert "score" not in second
    assert second["gradable"] is False
    assert row.status == "missing" or row.reason in second["format_errors"][0]


@pytest.mark.parametrize(("score", "share"), [(0, 0), (10, 1), (5, 0.5), (10 / 3, 0.3333333333)])
def test_scores_are_exact_at_both_ends(score: float, share: float) -> None:
    assert made(gradescope_results, scored("ada", score))["score"] == pytest.approx(score, abs=1e-9)
    assert made(prairielearn_results, scored("ada", score))["score"] == share


def test_marks_of_the_answers_make_the_score() -> None:
    first = made(gradescope_results, graded("ada", *ANSWERS))
    second = made(prairielearn_results, graded("ada", *ANSWERS))
    assert sum(test["score"] for test in first["tests"]) == first["score"] == 2.5
    assert sum(test["points"] for test in second["tests"]) == 2.5
    assert sum(test["max_points"] for test in second["tests"]) * second["score"] == pytest.approx(2.5)


def test_the_status_follows_the_verdict_not_the_marks() -> None:
    """Half the marks for a rounded answer and none for a trivial one are still passed."""
    tests = made(gradescope_results, graded("ada", *ANSWERS, entry("x", "carried", 0)))["tests"]
    assert [test["status"] for test in tests] == ["passed"] * 3 + ["failed"] * 3 + ["passed"]
    assert tests[3]["output"] == "wrong: the sign is the other one"
    assert tests[2]["output"] == "right from your earlier answers; they make this one trivial"


def test_tests_are_numbered_by_case() -> None:
    """Numbers are text, so that 1.10 is not 1.1."""
    answers = [entry(f"z{k}", case=case) for case in ("a", "b") for k in range(10)]
    tests = made(gradescope_results, graded("ada", *answers))["tests"]
    assert [test["number"] for test in tests] == [f"{case}.{k}" for case in (1, 2) for k in range(1, 11)]
    assert tests[10]["name"] == "b: z0"
    assert [test["number"] for test in made(gradescope_results, graded("ada", *ANSWERS))["tests"]] == list(
        "123456"
    )


def test_a_value_and_a_formula_of_one_name_are_two_tests() -> None:
    row = graded("ada", entry("dl/dx"), entry("dl/dx", kind="symbolic"), entry("dl/dx"))
    tests = made(gradescope_results, row)["tests"]
    assert [test["name"] for test in tests] == ["dl/dx", "dl/dx (formula)", "dl/dx (2)"]
    assert [test["number"] for test in tests] == ["1.1", "2.1", "1.2"]


@pytest.mark.parametrize("size", [100, 3000, 9000])
def test_prairielearn_takes_no_more_than_a_megabyte(size: int) -> None:
    """Messages are cut first, then the tests at the end; the score never changes."""
    row = graded(
        "ada",
        *(entry(f"z{k:060}", "wrong" if k else "right", not k, remark="word " * 400) for k in range(size)),
    )
    data = written(prairielearn_results, [row])
    assert len(data) <= LIMIT <= 1_000_000
    found = json.loads(data)
    jsonschema.validate(found, PRAIRIELEARN)
    assert found["score"] == pytest.approx(1 / size)
    assert len(found["tests"]) == size or f"only the first {len(found['tests'])}" in found["message"]


@pytest.mark.parametrize("count", [0, 2])
def test_a_file_is_for_one_student(count: int) -> None:
    with pytest.raises(ValueError, match="for one student"):
        gradescope_results(again([scored("ada", 1)] * count), None)  # type: ignore[arg-type]
