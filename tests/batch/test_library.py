"""`bpcalc.check` and `bpcalc.grade` in a notebook."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest

import bpcalc
from tests.batch import processes

SPEC = """\
inputs: {x: [1, 2]}
parameters: {W: [[1, 2], [3, 4]]}
target: {y: 1}
layers:
  - z = W @ x
loss: l = 1/2 * (sum(z) - y)^2
marks: {z: 2, l: 1, dl/dx: 1}
"""
RIGHT = {"z": [5, 11], "l": "225/2", "dl/dx": [60, 90]}


@pytest.mark.parametrize(
    "answers",
    [
        RIGHT,
        {"z": numpy.array([[5], [11]]), "l": Fraction(225, 2), "dl/dx": (60.0, 90.0)},
        {"z": numpy.array([5.0, 11.0]), "l": numpy.float64(112.5), "dl/dx": numpy.array([[60, 90]])},
        {"answers": RIGHT},
        "z: [5, 11]\nl: 112.5\ndl/dx: [60, 90]\n",
    ],
)
def test_a_sheet_is_checked_in_the_forms_of_python(answers: object) -> None:
    """Lists, arrays, fractions, a text: one sheet."""
    row = bpcalc.check(SPEC, answers)  # type: ignore[arg-type]
    assert (row.score, row.out_of) == (4, 4)
    assert [(one.answer, one.verdict) for one in row.answers] == [(name, "right") for name in RIGHT]


def test_a_formula_is_a_text() -> None:
    """Under symbolic, as on a sheet."""
    row = bpcalc.check(SPEC, {"symbolic": {"dl/dz": "(sum(z) - y) * ones(1, 2)"}})
    assert row.answers[0].verdict == "right"


def test_a_wrong_answer_is_told_as_much_as_is_wanted(tmp_path: Path) -> None:
    """From a file; the first level says where, the second what kind."""
    path = tmp_path / "ada.yaml"
    path.write_text("dl/dx: [-60, -90]\n")
    network = bpcalc.loads(SPEC)
    assert bpcalc.check(network, path, hint=1).answers[0].mistakes == ()
    row = bpcalc.check(network, path, hint=2)
    assert row.answers[0].verdict == "wrong"
    assert row.answers[0].mistakes


@pytest.mark.parametrize(
    ("spec", "answers", "says"),
    [
        ("inputs: {x: [1,\n", {}, "error"),
        (SPEC, "z: [5,\n", "answers:1"),
        (SPEC, "nowhere.yaml", "no such file"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_report(spec: str, answers: object, says: str) -> None:
    """As the command line tells it."""
    with pytest.raises(bpcalc.InputError, match=says):
        bpcalc.check(spec, answers)  # type: ignore[arg-type]


def test_a_hint_is_1_2_or_3() -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="choose 1, 2 or 3"):
        bpcalc.check(SPEC, RIGHT, hint=0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"keep": "newest"}, "last"),
        ({"jobs": 0}, "1 or more"),
        ({"timeout": 0}, "more than 0"),
        ({"memory": -1}, "more than 0"),
    ],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any], says: str) -> None:
    """Before anything is looked for: no job would ever be done by 0 processes."""
    with pytest.raises(ValueError, match=says):
        bpcalc.grade(SPEC, "nowhere", **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sheets and a roster of four."""
    (tmp_path / "in").mkdir()
    for name, text in {"ada": "z: [5, 11]\n", "bob": "student: Bob Ross\nz: 5\n", "cyd": "z: [\n"}.items():
        (tmp_path / "in" / f"{name}.yaml").write_text(text)
    (tmp_path / "class.csv").write_text("name\nada\nBob Ross\ncyd\neve\n")
    (tmp_path / "spec.yaml").write_text(SPEC)
    return tmp_path


def test_a_class_is_graded_to_rows(folder: Path) -> None:
    """In the order of the submissions; then those who are missing."""
    rows = bpcalc.grade(folder / "spec.yaml", folder / "in", roster=folder / "class.csv", jobs=2)
    assert [(row.student, row.status, row.score) for row in rows] == [
        ("ada", "graded", 2), ("Bob Ross", "graded", 0), ("cyd", "ungradable", None), ("eve", "missing", None),
    ]  # fmt: skip


def test_rows_are_those_of_the_command(folder: Path) -> None:
    """By workers of this machine, by an executor, from a path, a text or a network."""
    from bpcalc.batch.publish import rows_in

    processes.run(folder / "spec.yaml", folder / "in", "--into", folder / "out")
    expected = list(rows_in(folder / "out" / "grades.jsonl"))
    assert bpcalc.grade(SPEC, [folder / "in"]) == expected
    assert bpcalc.grade(bpcalc.loads(SPEC), str(folder / "in")) == expected
    with ThreadPoolExecutor(2) as executor:
        assert bpcalc.grade(SPEC, folder / "in", executor=executor) == expected
        with pytest.raises(ValueError, match="path or the text"):
            bpcalc.grade(bpcalc.loads(SPEC), folder / "in", executor=executor)


def test_a_class_without_submissions_is_an_error(folder: Path) -> None:
    """Not an empty list, which a script would take for success."""
    with pytest.raises(bpcalc.InputError, match="nowhere"):
        bpcalc.grade(SPEC, folder / "nowhere")


def test_the_worked_step_is_told_to_those_who_ask_for_all() -> None:
    """In a row of hint 3 stands how the right answer comes out; in others no right value does."""
    spec = "inputs: {x: 2}\nparameters: {w: 3}\nlayers: [p = w * x]\nloss: l = p^2\n"
    for hint in (1, 2, 3):
        row = bpcalc.check(spec, {"p": 6, "dl/dp": 7}, hint=hint)
        assert [one.solution for one in row.answers] == ["", "∂ℓ/∂p = 2·p = 12" if hint == 3 else ""]
