"""A folder that holds healthy sheets and everything else: one row each, and nothing is harmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch.handed import handed
from bpcalc.batch.judging import line_of
from bpcalc.batch.prepared import Recipe, prepare
from bpcalc.batch.submissions.collect import collect
from bpcalc.batch.submissions.submission import Submission
from bpcalc.spec.source import Source
from tests.batch import crowd, crowds, kills, poison

PREPARED = prepare(Recipe(Source("spec.yaml", crowds.spec())))

pytestmark = pytest.mark.skipif(not poison.names_can_be_bytes(), reason="file names are text here")


def row(submission: Submission) -> dict[str, Any]:
    """The row of a submission."""
    found: dict[str, Any] = json.loads(line_of(PREPARED, handed(0, submission, PREPARED.mark)))
    return found


@pytest.mark.parametrize("one", poison.POISON, ids=lambda one: one.kind)
def test_poison_is_refused_with_a_reason(one: poison.Poison, tmp_path: Path) -> None:
    """It is one submission; the reason is one short line without anything that commands a terminal."""
    poison.put(tmp_path, 1, [one])
    (submission,) = collect([str(tmp_path)]).submissions
    found = row(submission)
    assert found["status"] == "ungradable"
    assert found["score"] is None
    assert found["out_of"] == 25
    assert 10 < len(found["reason"]) < 450
    assert all(text.isprintable() for text in (found["reason"], found["student"], found["source"]))


@pytest.mark.parametrize("form", poison.HEALTHY)
def test_harmless_oddities_are_graded(form: str, tmp_path: Path) -> None:
    """As the same sheet in its plain form."""
    crowds.write(tmp_path, 1)
    path = tmp_path / "s000000.yaml"
    submission = Submission("s000000", "s000000.yaml", path=str(path))
    plain = row(submission)
    text = poison.HEALTHY[form](path.read_text(encoding="utf-8"))
    path.write_bytes(text.encode())
    assert row(submission) == plain
    assert plain["score"] == 25


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_sheets_that_say_how_they_are_encoded_are_graded(encoding: str, tmp_path: Path) -> None:
    """As some editors save them: with a mark at the beginning."""
    crowds.write(tmp_path, 1)
    path = tmp_path / "s000000.yaml"
    plain = row(Submission("Zoë", "s.yaml", path=str(path)))
    path.write_bytes(
        f"\ufeff{path.read_text()}".replace("\ufeff", "" if "sig" in encoding else "\ufeff").encode(encoding)
    )
    assert row(Submission("Zoë", "s.yaml", path=str(path))) == plain
    assert plain["score"] == 25


def test_the_healthy_ones_are_graded_as_if_they_were_alone(tmp_path: Path) -> None:
    """Each has the bytes that it has without the poison, and nothing is left behind."""
    found = crowd.graded(tmp_path, 200, len(poison.POISON))
    assert found.rows == 200
    assert len(found.flagged) == found.kinds == len(poison.POISON) >= 25
    assert found.healthy == found.alone
    assert found.code == 4
    assert found.left == []
    assert found.peak <= crowd.MEMORY


def test_a_killed_run_comes_to_the_same_bytes(tmp_path: Path) -> None:
    """Killed five times at any moment, and resumed."""
    assert kills.same_bytes(tmp_path, 5, sheets=150) == (5, 0)
