"""Checking and grading from Python: `bpcalc.check` and `bpcalc.grade`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpcalc.batch.limits import USUAL, Limits
from bpcalc.batch.prepared import Prepared, Recipe, prepare
from bpcalc.batch.rows import Row, graded_line, row_of
from bpcalc.batch.run import Run, results
from bpcalc.batch.settling import Students, final_lines
from bpcalc.batch.submissions.choosing import FIRST, LAST
from bpcalc.batch.submissions.collect import collect
from bpcalc.batch.submissions.roster import read_roster
from bpcalc.errors import InputError
from bpcalc.formats.problems import told
from bpcalc.formats.solutions import with_solutions
from bpcalc.grading.judge import judge
from bpcalc.report.check import KIND, STEP
from bpcalc.spec.network import Network
from bpcalc.spec.source import Source, answers_from_text, read_answers, read_source, source_from_text

_RATIO = re.compile(r"[-+]?\d+\s*/\s*\d+")


def check(spec: str | Path | Network, answers: str | Path | Mapping[str, Any], *, hint: int = KIND) -> Row:
    """One answer sheet, judged: `row.score`, `row.out_of`, and in `row.answers` what became of each.

    `spec`: a path, the text of a spec (a string of several lines), or what `load` returned.
    `answers`: a path, the text of a sheet (of several lines), or a mapping of names to numbers,
    lists and arrays: `{"dl/dx": [-1, 2]}`. `hint`: how much is said about a wrong answer, 1 to 3.

    Raises InputError, with the whole report as its message, where the spec or the sheet as a
    whole cannot be read.
    """
    _, prepared = _prepared(spec, hint)
    source: Source | None = None
    try:
        if isinstance(answers, Mapping):
            source = answers_from_text(_written(answers), "answers")
        elif isinstance(answers, str) and "\n" in answers:
            source = answers_from_text(answers, "answers")
        else:
            source = read_answers(answers)
        judgement = judge(prepared.exercise, prepared.reader.sheet(source))
    except InputError as error:
        raise told(error, getattr(error, "source", source)) from None
    if hint >= STEP:
        judgement = with_solutions(prepared.exercise, judgement)
    return row_of(graded_line(judgement, source.name, hint))


def grade(
    spec: str | Path | Network,
    submissions: str | Path | Iterable[str | Path],
    *,
    roster: str | Path | None = None,
    keep: str = LAST,
    hint: int = KIND,
    jobs: int = 1,
    executor: Executor | None = None,
    timeout: float = USUAL.seconds,
    memory: int = USUAL.memory,
) -> list[Row]:
    """The answer sheets of a class, judged: a row for each, as `bpcalc grade` writes them.

    `submissions`: folders, files, patterns, tables. A row is graded, ungradable (without a score,
    and with the reason) or missing: on the `roster`, but without a submission. `jobs`: so many
    processes work; one submission has `timeout` seconds and `memory` MiB.

    Past one machine, give any `concurrent.futures.Executor`, as that of Dask:

        client = distributed.Client("scheduler:8786")
        rows = bpcalc.grade("spec.yaml", "submissions/", executor=client.get_executor())

    Sheets are read here and sent to it; its processes need bpcalc and nothing else. Time and memory
    are then in its hands. `spec` has to be a path or a text for that.

    Raises InputError, with the whole report as its message, where the spec or the roster cannot
    be read, or where there are no submissions.
    """
    _require(keep in (FIRST, LAST), f'keep is {keep!r}; choose "last" or "first"')
    _require(jobs >= 1, f"jobs is {jobs}; give 1 or more")
    _require(timeout > 0 and memory > 0, "a timeout and a memory are more than 0")
    recipe, prepared = _prepared(spec, hint)
    if executor is not None and isinstance(spec, Network):
        raise ValueError("an executor needs the path or the text of the spec, not a network")
    many = [submissions] if isinstance(submissions, (str, Path)) else submissions
    try:
        people = None if roster is None else read_roster(str(roster))
        collection = collect([str(one) for one in many], roster=people, keep=keep)
    except InputError as error:
        raise told(error, None) from None
    run = Run(recipe, prepared, collection.submissions, jobs, Limits(timeout, memory), executor)
    lines: dict[int, bytes] = {}
    for group in results(run):
        lines.update((place, line) for place, _, line in group if line is not None)
    every = range(len(run.submissions))
    students = Students(run.submissions, lines.__getitem__, bytes(1 for _ in every), people)
    in_order = (lines[place] for place in every)
    return [row_of(line) for line in final_lines(students, students.settled(), in_order, prepared.out_of)]


def _require(fulfilled: bool, message: str) -> None:
    if not fulfilled:
        raise ValueError(message)


def _prepared(spec: str | Path | Network, hint: int) -> tuple[Recipe, Prepared]:
    _require(hint in (1, 2, 3), f"hint is {hint!r}; choose 1, 2 or 3")
    source: Source | None = None
    try:
        if isinstance(spec, Network):
            recipe = Recipe(Source(spec.file, ""), hint)
            return recipe, prepare(recipe, spec)
        text = isinstance(spec, str) and "\n" in spec
        source = source_from_text(str(spec), "spec") if text else read_source(spec)
        recipe = Recipe(source, hint)
        return recipe, prepare(recipe)
    except InputError as error:
        raise told(error, getattr(error, "source", source)) from None


def _written(value: Any) -> str:
    """A value of Python as that of a sheet."""
    if isinstance(value, Mapping):
        pairs = (f"{_quoted(name)}: {_written(one)}" for name, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if hasattr(value, "tolist"):  # an array
        return _written(value.tolist())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, (int, float, Fraction)) or (isinstance(value, str) and _RATIO.fullmatch(value)):
        return str(value)
    return _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)
