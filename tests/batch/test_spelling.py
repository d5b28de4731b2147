"""One row for each answer of a class, however its students spell it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpcalc.batch.handed import handed
from bpcalc.batch.judging import line_of
from bpcalc.batch.prepared import Prepared, Recipe, prepare
from bpcalc.batch.submissions.submission import Submission
from bpcalc.spec.source import Source

SPEC = """\
inputs: {x: [1, 2]}
parameters: {W: [[1, -1], [2, 1]], v: [1, 3]}
target: {y: 0}
layers:
  - z1 = W @ x
  - ŷ = v.T @ z1
loss: ℓ = (ŷ - y)^2
"""
SPELLINGS = (
    ("yhat", ("ŷ", "yhat", "Yhat", "y_hat")),
    ("dl/dz1", ("dl/dz1", "dl / dz1", "∂ℓ/∂z₁", "dL/dz_1", "∂l / ∂z1")),
    ("dl/dz1[1, 0]", ("dl/dz1[1]", "dl/dz1[1, 0]", "∂ℓ/∂z₁[1,0]", "dl / dz1[1:2]")),
    ("W[0, 0:2]", ("W[0, :]", "W[0,0:2]", "W[0, 0:]")),
)


def prepared(marks: str = "") -> Prepared:
    return prepare(Recipe(Source("spec.yaml", SPEC + marks)))


def record(by: Prepared, text: str) -> dict[str, Any]:
    """The row of a sheet."""
    one = handed(0, Submission("ada", "ada.yaml", text=text), by.mark)
    found: dict[str, Any] = json.loads(line_of(by, one))
    return found


def names(by: Prepared, text: str) -> list[str]:
    return [one["answer"] for one in record(by, text)["answers"]]


@pytest.mark.parametrize(("usual", "texts"), SPELLINGS)
def test_every_spelling_of_an_answer_is_one_row(usual: str, texts: tuple[str, ...]) -> None:
    """In letters that everybody can type, a part by its entries; whether it is right or not."""
    by = prepared()
    for text in texts:
        for value in ("[7, 7]", "1", "what?"):
            assert names(by, f'answers:\n  "{text}": {value}\n  x: [1, 2]\n') == [usual, "x"], text


def test_counts_formulas_and_updates_are_spelt_so_too() -> None:
    by = prepared()
    sheet = (
        '"ŷ": 3\ncounts:\n  reverse dL / dW: 3\n  reverse: 9\n'
        'symbolic: {"∂ℓ/∂ŷ": 2 * yhat}\nafter: {1: {"v[1]": 1}}\n'
    )
    assert names(by, sheet) == ["yhat", "reverse dl/dW", "reverse", "dl/dyhat", "v[1, 0] after 1 update"]


def test_the_spelling_of_the_marks_is_that_of_the_class() -> None:
    by = prepared("marks: {∂ℓ/∂W: 2, 'dl/dz1[1]': 1}\n")
    for derivative, part in (("dl/dW", "dl/dz1[1, 0]"), ("∂ℓ/∂W", "dl/dz1[1]"), ("dL / dW", "∂l/∂z₁[1]")):
        sheet = f'answers:\n  "{derivative}": [[1, 1], [1, 1]]\n  "{part}": 7\n'
        assert names(by, sheet) == ["∂ℓ/∂W", "dl/dz1[1]"]
    assert names(by, "x: [1, 2]\n") == ["x", "∂ℓ/∂W", "dl/dz1[1]"]


@pytest.mark.parametrize("text", ["zz", "dl/dq", "Names of mine", "ŷ + 1"])
def test_what_names_nothing_stays_as_it_is(text: str) -> None:
    row = record(prepared(), f'answers: {{"{text}": 1, x: [1, 2]}}')
    assert row["answers"][0]["answer"] == text
    assert row["answers"][0]["verdict"] == "unreadable"


def test_the_fingerprint_does_not_depend_on_spelling() -> None:
    by = prepared()
    found = {
        record(by, f'answers:\n  "{one}": 7\n  "{other}": [7, 7]\n')["fingerprint"]
        for one in SPELLINGS[0][1]
        for other in SPELLINGS[1][1]
    }
    assert len(found) == 1
