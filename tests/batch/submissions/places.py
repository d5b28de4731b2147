"""Folders and files for tests, and what is collected from them as plain tuples."""

from __future__ import annotations

from pathlib import Path

from bpcalc.batch.submissions.collect import Collection, collect
from bpcalc.batch.submissions.roster import read_roster

SHEET = "answers: {a: {yhat: 1}}\n"


def laid_out(root: Path, *names: str, text: str = SHEET) -> None:
    """Files of one text; a name that ends in / is an empty folder."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def found(*arguments: str, roster: str = "", keep: str = "last") -> Collection:
    """What is collected, with a roster in a file."""
    collection = collect(arguments, roster=read_roster(roster) if roster else None, keep=keep)
    return collection._replace(submissions=[*collection.submissions])


def who_and_where(collection: Collection) -> list[tuple[str, str]]:
    """Student and source of all that can be graded; of the rest the code of its problem."""
    return [(one.student, one.problem.code if one.problem else one.source) for one in collection.submissions]
