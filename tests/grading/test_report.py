"""The page and the JSON of a judged sheet, the audit, and the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bpcalc.cli.main import bpcalc

SPEC = """title: One
inputs: {x: [1.31, 2]}
parameters: {W: [[3, 1], [2, 7]]}
layers:
  - z = W @ x
  - a = relu(z)
loss: l = 1/2 * norm(a - 1)^2
"""
SHEET = """student: Ada
answers:
  z: [5.93, 16.2]
  a: [5.93, 1]
  l: 4242
  dl/da: [9.86, 31.24]
  dl/dz: 3
  dl/dx: [1, two]
  dl/dW: [[6.4583, 9.86], [20.4622, 31.24]]
"""
TRUTHS = ("16.62", "134.1566", "4.93", "15.62", "46.03", "114.27", "6.4583")
"""Right values that the sheet does not have, or not there."""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(bpcalc, list(arguments), env={"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"})
    assert not isinstance(result.exception, (AssertionError, TypeError, KeyError)), result.exception
    return result.output


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    spec, sheet = tmp_path / "spec.yaml", tmp_path / "sheet.yaml"
    spec.write_text(SPEC)
    sheet.write_text(SHEET)
    return str(spec), str(sheet)


@pytest.mark.parametrize("hint", ["1", "2"])
def test_the_first_two_hints_never_tell_the_value(files: tuple[str, str], hint: str) -> None:
    for more in ((), ("--json",)):
        shown = run("check", *files, "--hint", hint, *more)
        assert not [truth for truth in TRUTHS if truth in shown]


def test_the_third_hint_works_the_step_out(files: tuple[str, str]) -> None:
    shown = run("check", *files, "--hint", "3")
    assert "16.62" in shown
    assert "z = Wx" in shown
    assert "∂ℓ/∂z = relu'(z) ⊙ ∂ℓ/∂a" in shown


def test_the_first_hint_says_where_and_not_what(files: tuple[str, str]) -> None:
    shown = " ".join(run("check", *files, "--hint", "1").split())
    assert "z: look at entry [1]." in shown
    assert "factor" not in shown
    record = json.loads(run("check", *files, "--hint", "1", "--json"))
    assert all(not answer["mistakes"] for answer in record["answers"] if answer["verdict"] == "wrong")


def test_the_page_counts_the_verdicts(files: tuple[str, str]) -> None:
    shown = run("check", *files)
    assert shown.startswith("Answers of Ada\n")
    assert "1 unreadable" in shown
    assert "wrong, a first error" in shown


def test_the_json_has_the_fields_of_its_schema(files: tuple[str, str]) -> None:
    record = json.loads(run("check", *files, "--json"))
    assert record["schema"] == "bpcalc.check/1"
    assert record["student"] == "Ada"
    assert record["out_of"] == 7
    needed = {"case", "answer", "verdict", "first_error", "mistakes", "remark", "marks", "out_of"}
    known = {"right", "rounding", "carried", "wrong", "missing", "unreadable"}
    for answer in record["answers"]:
        assert answer.keys() - {"layout", "line", "column"} == needed
        assert answer["verdict"] in known
        assert isinstance(answer["first_error"], bool)
        assert 0 <= answer["marks"] <= answer["out_of"]
        assert not answer["first_error"] or answer["verdict"] == "wrong"


def test_a_filled_template_is_judged(tmp_path: Path) -> None:
    blank = run("template", "relu-net")
    path = tmp_path / "sheet.yaml"
    path.write_text(blank.replace("z1:   # 2×1", "z1: [1, -1]  # 2×1", 1))
    assert "1 right" in run("check", "relu-net", str(path))


# -- audit --------------------------------------------------------------------------------


def audited(spec: str, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", spec, "--json", *more))
    return found


def hidden(record: dict[str, Any], case: str | None, key: str) -> list[tuple[str, tuple[str, ...]]]:
    """Mistakes that do not show in an answer, with what stands in the formula instead."""
    (found,) = (one for one in record["cases"] if one["case"] == case)
    (answer,) = (one for one in found["answers"] if one["answer"] == key)
    return [(one["mistake"], tuple(one["instead"])) for one in answer["hidden"]]


@pytest.mark.parametrize("case", ["a", "b"])
def test_the_first_two_inputs_hide_which_mask_is_taken(case: str) -> None:
    """∂ℓ/∂x is the same with relu'(0) = 1, with the mask of z2 and with the mask of x."""
    found = hidden(audited("relu-net"), case, "dl/dx")
    assert ("relu-at-zero", ()) in found
    assert ("derivative-at-output", ("z2",)) in found or ("derivative-at-output", ()) in found
    assert ("mask-of-another-quantity", ("x",)) in found


def test_the_chain_hides_its_slopes_and_which_weight_is_which() -> None:
    """Dropping σ′ or x changes nothing, nor does w1 for w2."""
    found = hidden(audited("relu-chain"), None, "dE/dw1")
    names = {name for name, _ in found}
    assert {"mask-left-out", "factor-left-out", "another-weight"} <= names


def test_a_kink_is_told_and_a_better_input_proposed() -> None:
    shown = run("audit", "gated-softmax", "--case", "kink")
    assert "sits on a kink" in shown
    record = audited("relu-net", "--case", "a")
    better = record["cases"][0]["better"]
    assert better["hidden"] < sum(len(one["hidden"]) for one in record["cases"][0]["answers"])
