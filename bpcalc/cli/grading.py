"""What `bpcalc grade` does, in order: find, judge into the journal, publish, tell."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import gettempdir

import click

from bpcalc.batch import publish
from bpcalc.batch.counting import Count
from bpcalc.batch.files import NotWrittenError, replaced
from bpcalc.batch.journal import NAME, Journal, UnfinishedError
from bpcalc.batch.rows import Rows
from bpcalc.batch.run import Run, results
from bpcalc.batch.settling import Students, final_lines
from bpcalc.batch.submissions.collect import Collection, collect
from bpcalc.batch.submissions.roster import Roster, read_roster
from bpcalc.cli import specs
from bpcalc.cli.exits import ANSWERS, INTERRUPTED, USAGE, Exit, OutputError
from bpcalc.cli.files import keep_inputs
from bpcalc.cli.progress import counting, finish
from bpcalc.cli.remarks import doubtful_remarks, earlier_remarks, stranger_remarks, unread_remarks
from bpcalc.errors import InputError, visible
from bpcalc.records import NamedTuple
from bpcalc.spec.source import file_bytes

UNMARKED = (
    "the spec has no marks, so everybody is judged by the answers that stand on the sheet, however few; "
    "list what is expected under marks:"
)
PIECE = 1 << 20
"""Bytes that are copied at once."""


class Sheet(NamedTuple):
    """The sheet of a course: where the filled one goes, the empty one, and how it is filled."""

    path: Path
    empty: bytes
    column: str
    scale: bool


class Wanted(NamedTuple):
    """What is to be written, and where."""

    folder: Path
    kinds: tuple[str, ...] = ()
    sheet: Sheet | None = None
    feedback: Path | None = None
    feedback_form: str = "text"


def collected(
    arguments: Sequence[str], roster: str | None, keep: str, spec: str, as_data: bool
) -> tuple[Collection, Roster | None]:
    """The submissions and the class; ends with a usage error where there are none.

    The spec is no submission, even if it stands among them.
    """
    try:
        people = None if roster is None else read_roster(roster)
        return collect(arguments, roster=people, keep=keep, spec=spec), people
    except InputError as error:
        specs.show(error.problems, None, as_data, "nothing graded")
        raise Exit(USAGE) from None
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"the list of submissions cannot be kept in {gettempdir()}: {reason}") from None


def keep_apart(arguments: Sequence[str], option: str, folder: str | None) -> None:
    """Refuses a folder for results in which the next run would look for submissions."""
    if folder is None:
        return
    path = os.path.realpath(folder)
    for argument in arguments:
        where = os.path.realpath(argument)
        if path == where or path.startswith(os.path.join(where, "")):
            raise click.UsageError(
                f"{option} {folder} lies in {argument}, where its files would be taken for submissions; "
                "name a folder outside, or put the submissions into one of their own."
            )


def writable(option: str, name: str | None, is_folder: bool) -> None:
    """Refuses what could not be written in the end, before any work is done; - is the standard output."""
    if not name or name == "-":
        return
    if not is_folder:
        keep_inputs(name)
    path, shown = Path(name), visible(name)
    there = next((one for one in (path, *path.absolute().parents) if one.exists()), path)
    if path.exists() and path.is_dir() != is_folder:
        is_there, wanted = ("file", "folder") if is_folder else ("folder", "file")
        raise OutputError(f"{option} {shown} is a {is_there}; name a {wanted}")
    if there != path and not (there.is_dir() and (is_folder or there == path.absolute().parent)):
        raise OutputError(f"{option} {shown}: {visible(str(path.parent))} is no folder; name another one")
    if not os.access(there, os.W_OK):
        raise OutputError(
            f"{option} {shown}: {visible(str(there))} must not be written to; check its permissions"
        )


def sheet_to_fill(
    sheet: str | None, into: str, column: str, title: str, scale: bool, as_data: bool
) -> Sheet | None:
    """The sheet of a course, read and looked at before any work is done."""
    if sheet is None:
        return None
    path = Path(into) / Path(sheet).name
    if os.path.realpath(path) == os.path.realpath(sheet):
        raise click.UsageError(f"--fill {sheet} would be overwritten; give another folder with --into")
    from bpcalc.batch.exports.fill import SheetError, checked_sheet
    from bpcalc.batch.exports.sheet_text import LARGEST

    try:
        data = file_bytes(sheet, LARGEST, True)
    except InputError as error:
        specs.show(error.problems, None, as_data, "nothing graded")
        raise Exit(USAGE) from None
    try:
        checked_sheet(data, column, title, scale)
    except SheetError as error:
        raise click.UsageError(f"--fill {visible(sheet)}: {error}.") from None
    return Sheet(path, data, column, scale)


def graded(
    run: Run, collection: Collection, roster: Roster | None, wanted: Wanted, resume: bool,
    form: str, output: str | None,
) -> None:  # fmt: skip
    """The whole run. Ends with the exit code that says how it went."""
    journal = _opened(wanted.folder / NAME, resume, len(run.submissions))
    count = Count(run.submissions)
    done = 0
    try:
        with counting("graded", len(run.submissions)) as tell:
            for group in results(run, journal.known):
                journal.add(group)
                count.add(group)
                done += len(group)
                tell(done)
        students = Students(run.submissions, journal.row, count.open, roster)
        changes = students.settled()
        lines = final_lines(students, changes, journal.rows(), run.prepared.out_of)
        rows = publish.publish(count.rest(lines), wanted.folder)
        filled = _exported(rows, wanted, run.prepared.exercise.network.title)
    except KeyboardInterrupt:
        finish()
        kept = f"{done:,} of {len(run.submissions):,} are graded and kept in {journal.path}"
        _say(f"interrupted; {kept}; the same command with --resume goes on")
        raise Exit(INTERRUPTED) from None
    except NotWrittenError as error:
        kept = f"what is graded is kept in {journal.path}"
        raise OutputError(f"{error}; {kept}; make room, and go on with --resume") from None
    except OSError as error:
        raise OutputError(f"{wanted.folder}: {error.strerror or error}; go on with --resume") from None
    journal.close(remove=True)
    tables = (one.cells for one in run.submissions if one.cells is not None)
    remarks = (
        *collection.remarks,
        *run.prepared.cells.remarks(tables, run.prepared.exercise.marks.listed),
        *stranger_remarks(changes.strangers),
        *doubtful_remarks(changes.doubtful),
        *unread_remarks(count.tally.cut_short),
    )
    if not run.prepared.exercise.marks.listed:
        _say(UNMARKED)
    for remark in (*remarks, *filled, *earlier_remarks(publish.earlier(wanted.folder, wanted.kinds))):
        _say(remark)
    _told(count, rows, wanted.folder, run.prepared.exercise.network.title, form, output)


def _opened(path: Path, resume: bool, size: int) -> Journal:
    try:
        return Journal(path, resume, size)
    except UnfinishedError as error:
        if error.at_work:
            raise click.UsageError(
                f"Another run is at work on {path}; give another folder with --into."
            ) from None
        raise click.UsageError(
            f"{path} is there from a run that did not end: go on with --resume, or delete it."
        ) from None
    except NotWrittenError as error:
        raise OutputError(f"{error}; give another folder with --into") from None


def _exported(rows: Rows, wanted: Wanted, title: str) -> tuple[str, ...]:
    """Writes what is wanted beside the rows; what became of the sheet."""
    for kind in dict.fromkeys(wanted.kinds):
        publish.export(kind, rows, wanted.folder)
    if wanted.feedback is not None:
        publish.write_feedback(rows, wanted.feedback, wanted.feedback_form)
    if wanted.sheet is None:
        return ()
    from bpcalc.batch.exports.fill_told import told

    path, empty, column, scale = wanted.sheet
    return tuple(told(publish.fill(rows, empty, path, title, column, scale), str(path)))


def _told(count: Count, rows: Rows, folder: Path, title: str, form: str, output: str | None) -> None:
    """The summary, or the rows as data; then the exit code."""
    if form == "json":
        try:
            _copy(folder / publish.RESULTS, output)
        except NotWrittenError as error:
            raise OutputError(f"{error}; check the folder and its permissions") from None
    else:
        from bpcalc.batch.alike import groups
        from bpcalc.batch.class_summary import summary_blocks
        from bpcalc.cli.output import write_page
        from bpcalc.report.style import Page

        blocks = summary_blocks(count.tally, groups(count.tally.marks, count.tally.files, rows), title)
        write_page(blocks, Page(), output, form)
    if count.needs_a_person:
        raise Exit(ANSWERS)


def _copy(path: Path, output: str | None) -> None:
    """The rows as they are in the results, in pieces: a class may have gigabytes."""
    finish()
    with path.open("rb") as file:
        if output in (None, "-"):
            for piece in iter(lambda: file.read(PIECE), b""):
                click.echo(piece, nl=False)
        else:
            with replaced(Path(output), alone=False) as copy:
                copyfileobj(file, copy)


def _say(text: str) -> None:
    finish()
    click.echo(f"bpcalc: {visible(text)}", err=True)
