"""What can be wrong with a submission before it is read, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.errors import Place, Problem

LISTED = 3
"""Names in a message; the rest is counted."""
DIRECTORY = Problem("E101", "this is a directory, not a file", help="put the sheet itself in its place")
LINK = Problem("E102", "this is a symbolic link", help="put the file itself here")
DEVICE = Problem("E102", "this is a pipe or a device, not a file", help="put a regular file here")
UNSEEN = Problem("E103", "what this is cannot be seen", help="check the permissions of its folder")
ARCHIVE = Problem("E751", "this is an archive", help="unpack it in its place, and grade again")
TYPED = Problem(
    "E754",
    "the answers were typed into a page of the platform, not handed in as a file",
    help="copy them into a file answers.yaml beside this one",
)
DEEP = Problem("E755", "folders are nested too deep here", help="hand in the sheet itself")
NOBODY = Problem("E757", "this row does not say whose it is", help="fill in its student, name or email")


def no_sheet(names: Sequence[str]) -> Problem:
    """Nothing that could be a sheet; `names`: what is there instead."""
    help = "a sheet is a file .yaml, .yml or .json; a photo or a PDF needs a person"
    if not names:
        return Problem("E750", "nothing was handed in: the folder is empty", help=help)
    return Problem("E750", f"there is no answer sheet, only {listed(names)}", help=help)


def several(names: Sequence[str]) -> Problem:
    """Several sheets of one student, and nothing that says which one counts."""
    is_called = any(name.lower().startswith("answers.") for name in names)
    help = "keep the one that counts" + ("" if is_called else ", or call it answers.yaml")
    return Problem("E752", f"there are several sheets: {listed(names)}", help=help)


def twice(others: Sequence[str], count: int) -> Problem:
    """One student, several submissions, and nothing that says which one is the last. `others`: at least
    LISTED of them, or all; `count`: how many they are."""
    also = listed(others, count=count)
    return Problem("E753", f"the same student also handed in {also}, in no known order",
                   help="keep the one that counts")  # fmt: skip


def unlisted(reason: str) -> Problem:
    """A folder that cannot be opened."""
    return Problem("E755", f"the folder cannot be listed: {reason}", help="check its permissions")


def broken_row(what: str, help: str = "mend this row in the table") -> Problem:
    """A row of a table that cannot be told apart into cells."""
    return Problem("E756", what, help=help)


def no_columns(name: str, header: Sequence[str]) -> Problem:
    """A table without a column that says whose a row is."""
    return Problem("E758", "no column says who the students are", Place(name, 0, 0, 0),
                   notes=(f"the columns: {listed(header, 8)}",),
                   help="call one student, name, email or student id")  # fmt: skip


def no_json(reason: str) -> Problem:
    """A line that is no sheet in JSON."""
    return Problem("E759", f"this line is no sheet in JSON: {reason}",
                   help='write {"student": "…", "answers": {…}}')  # fmt: skip


def nothing(what: str, help: str) -> Problem:
    """An argument without a single submission."""
    return Problem("E760", what, help=help)


def no_value(column: str) -> Problem:
    """A cell in which nothing is left after reading, as `# 3`."""
    return Problem("E761", f"the cell of {column} holds no value", help="write a number or a list of numbers")


def no_answers(columns: Sequence[str]) -> Problem:
    """A table none of whose columns is an answer: grading it would give everybody nothing."""
    what = "no column is an answer of this exercise, or has a whole sheet in this row"
    help = "name the columns like the answers, as dl/dx or a: dl/dx; a whole sheet has a line for each answer"
    return Problem("E763", f"{what}: {listed(columns, 8)}", help=help)


def claimed(student: str, others: int) -> Problem:
    """Several sheets that name one student. Whose the others are is nothing to tell a student."""
    sheets = "another sheet" if others == 1 else f"{others} other sheets"
    return Problem("E762", f"{student} is named by {sheets} as well",
                   help="find out whose sheet it is, and correct student: in the other")  # fmt: skip


def listed(names: Sequence[str], most: int = LISTED, count: int | None = None) -> str:
    """The first names, and how many there are beyond them; `count`: of all, where `names` has not all."""
    rest = (len(names) if count is None else count) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
