"""`bpcalc explain` about submissions: its examples have the problem, and no other."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpcalc.batch.submissions.cells import CellReader
from bpcalc.batch.submissions.claims import named, settled
from bpcalc.batch.submissions.collect import collect
from bpcalc.batch.submissions.reading import sheet_source
from bpcalc.batch.submissions.submission import Submission
from bpcalc.cli import specs
from bpcalc.errors import InputError
from bpcalc.explanations import Example, Story, stories
from bpcalc.grading.answers import Sheet
from bpcalc.spec.reader import network

STORIES = [story for story in stories().values() if "E750" <= story.code < "E770"]
READER = CellReader(network(specs.source_of("relu-net")))


def codes(example: Example, folder: Path) -> Iterator[str]:
    """The codes of all that is wrong with what the last line of the example grades."""
    *made, last = example.text.splitlines()
    subprocess.run(["bash", "-e", "-c", "\n".join(made)], cwd=folder, check=True)
    program, command, _, *arguments = shlex.split(last)
    assert (program, command) == ("bpcalc", "grade")
    try:
        submissions = collect(arguments).submissions
    except InputError as error:
        yield from (problem.code for problem in error.problems)
        return
    students = []
    for one in submissions:
        claimed = one.student
        try:
            sheet = read(one)
            claimed = sheet.student
            yield from (answer.problem.code for answer in sheet.answers if answer.problem)
        except InputError as error:
            yield from (problem.code for problem in error.problems)
        students.append(named(one, claimed))
    yield from (problem.code for problem in settled(submissions, students.__getitem__).contested.values())


def read(one: Submission) -> Sheet:
    if one.cells is not None:
        return READER.sheet(one.cells, one.student, one.source)
    return READER.reader.sheet(sheet_source(one), one.student)


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for bash")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.code)
def test_the_examples_about_submissions_are_wrong_and_right(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wrong one has this problem and no other, the right one none."""
    for example, expected in ((story.wrong, {story.code}), (story.right, set())):
        folder = tmp_path / ("wrong" if expected else "right")
        folder.mkdir()
        monkeypatch.chdir(folder)
        assert set(codes(example, folder)) == expected
