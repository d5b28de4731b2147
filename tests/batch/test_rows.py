"""A row and its line are two forms of one thing, whatever a student has written into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bpcalc.batch.counting import Count
from bpcalc.batch.exports.kinds import KINDS
from bpcalc.batch.feedback import FORMS, feedback
from bpcalc.batch.handed import handed
from bpcalc.batch.judging import line_of
from bpcalc.batch.prepared import Recipe, prepare
from bpcalc.batch.rows import Row, row_of
from bpcalc.batch.settling import Students, final_lines
from bpcalc.batch.submissions.roster import Roster, read_roster
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.tally import tally
from bpcalc.spec.source import Source
from tests.batch.classes import HOSTILE, written

SPEC = "inputs: {x: [1, 2]}\nlayers:\n  - z = 2 * x\nmarks: {z: 2}\n"
PREPARED = prepare(Recipe(Source("spec.yaml", SPEC)))
CUTS = (', "answers": [{"case": ', '}, {"case": ', '}], "', "}]}", '\\"}], \\"fingerprint\\": \\"', "\\", '"')
"""Texts at which a line might be cut in the wrong place."""


def line(text: str, **more: Any) -> bytes:
    """The line of a sheet."""
    submission = Submission("ada", "ada.yaml", text=text)._replace(**more)
    return line_of(PREPARED, handed(0, submission, PREPARED.mark))


def by_json(written: bytes) -> dict[str, Any]:
    """The row as a reader of JSON sees it."""
    optional = {"fingerprint": "", "reason": "", "replaced": [], "answers": [], "beside": [], "unsaid": []}
    optional["file"] = ""
    return {**optional, **json.loads(written)}


def as_record(row: Row) -> dict[str, Any]:
    optional = {"layout": "", "kind": "value", "solution": "", "line": 0, "column": 0}
    answers = [
        {key: value for key, value in one._asdict().items() if value != optional.get(key, ...)}
        for one in row.answers
    ]
    record = {"schema": "bpcalc.grade/1", **row._asdict(), "answers": answers}
    back: dict[str, Any] = json.loads(json.dumps(record))
    return back


@pytest.mark.parametrize("text", [*CUTS, *(one for one in HOSTILE if one.isprintable() and one.strip())])
def test_a_row_reads_as_it_was_written(text: str) -> None:
    """With foreign text in the name, the keys, the values and the sources."""
    quoted = json.dumps(text)
    sheet = f"{{{quoted}: 1, z: [2, 4], counts: {{{quoted}: 1}}}}"
    for body in (
        sheet,
        f"z: [2, 5]\nl: {quoted}\n",
        f"{quoted}: {quoted}\n",
        f"student: {quoted}\nz: [2, 4]\n",
    ):
        for more in ({}, {"replaced": (text, "b")}, {"by_name": True}):
            written = line(body, **more)
            assert as_record(row_of(written)) == by_json(written)


@pytest.mark.parametrize("broken", ["", "{}", "[]", "null", '{"schema": "bpcalc.check/1"}', '{"schema": 1'])
def test_what_is_no_row_is_a_value_error(broken: str) -> None:
    """Not a row with holes in it."""
    with pytest.raises(ValueError, match=r"no line|Expecting"):
        row_of(broken)


def test_a_line_of_another_writer_reads_the_same() -> None:
    """Spaces and the order of keys mean nothing."""
    written = line("z: [2, 5]\nq: 1\n", replaced=("a", "b"))
    other = json.dumps(json.loads(written), indent=1, sort_keys=True)
    assert row_of(other) == row_of(written)


SHEETS = {"a": "student: Zoe\nz: [2, 4]\n", "b": "z: [2, 5]\n", "c": "student: b\nz: [2, 4]\n",
          "d": "student: Max\nz: [2, 5]\n", "e": "student: Max\nz: [2, 4]\n", "f": "z: ["}  # fmt: skip
GROUP = [Submission(name, f"{name}.yaml", text=text, by_name=True) for name, text in SHEETS.items()]


def settled(roster: Roster | None = None) -> list[bytes]:
    """The class as it is published."""
    lines = [line_of(PREPARED, handed(k, one, PREPARED.mark)) for k, one in enumerate(GROUP)]
    students = Students(GROUP, lines.__getitem__, [1] * len(GROUP), roster)
    return list(final_lines(students, students.settled(), lines, PREPARED.out_of))


def test_a_name_in_a_sheet_counts_once() -> None:
    """Not where it is the name of somebody else, and not where two give it."""
    found = [(row.student, row.status) for row in map(row_of, settled())]
    assert found == [("Zoe", "graded"), ("b", "graded"), ("c", "ungradable"), ("d", "ungradable"),
                     ("e", "ungradable"), ("f", "ungradable")]  # fmt: skip
    assert "Max is named by another sheet as well" in row_of(settled()[3]).reason


def test_a_roster_decides_who_is_meant(tmp_path: Path) -> None:
    """Who is named on a sheet has handed in something, and is not missing."""
    path = tmp_path / "class.csv"
    path.write_text("name\nZoe\nb\nYan\n")
    rows = list(map(row_of, settled(read_roster(str(path)))))
    assert (rows[0].student, rows[0].status) == ("Zoe", "graded")
    assert [(row.student, row.status) for row in rows[6:]] == [("Yan", "missing")]


def test_counting_on_the_way_is_counting_at_the_end() -> None:
    """In whatever order results come, and where some are known from before."""
    lines = [line_of(PREPARED, handed(k, one, PREPARED.mark)) for k, one in enumerate(GROUP)]
    final = settled()
    expected = tally(map(row_of, final))
    count = Count(GROUP)
    count.add([(5, "", lines[5]), (1, "k", None)])
    count.add([(k, "", lines[k]) for k in (4, 0, 2, 3)])
    assert list(count.rest(final)) == final
    assert vars(count.tally).keys() == vars(expected).keys()
    assert (count.tally.graded, count.tally.scores) == (expected.graded, expected.scores)
    assert count.tally.ungradable.first == expected.ungradable.first == ["c", "d", "e", "f"]
    assert count.needs_a_person


def test_a_first_hint_keeps_mistakes_from_the_student_and_not_from_the_instructor() -> None:
    """The row knows them apart from its answers, of which the views for students are made."""
    rows = {}
    for hint in (1, 2):
        prepared = prepare(Recipe(Source("spec.yaml", SPEC), hint))
        one = Submission("ada", "ada.yaml", text="z: [-2, -4]\n")
        rows[hint] = row_of(line_of(prepared, handed(0, one, prepared.mark)))
    assert [entry.mistakes for entry in rows[1].answers] == [()]
    assert tally([rows[1]]).mistakes == tally([rows[2]]).mistakes != {}
    assert rows[1].unsaid == ((0, rows[2].answers[0].mistakes),)
    assert rows[2].unsaid == ()
    name, told = rows[1].unsaid[0][1][0], rows[1]._replace(unsaid=())
    for form in FORMS:
        assert name not in feedback(rows[1], form)
        assert feedback(rows[1], form) == feedback(told, form)
    for kind in KINDS.values():
        assert written(kind.write, [rows[1]]) == written(kind.write, [told])
