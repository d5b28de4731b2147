"""One submission to one line. Whatever happens to it happens to it alone."""

from __future__ import annotations

from bpcalc.batch.handed import Handed, shortened, told_in_a_line
from bpcalc.batch.prepared import Prepared
from bpcalc.batch.rows import UNGRADABLE, graded_line, ungraded_line
from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import InputError, named, visible
from bpcalc.grading.answers import Sheet
from bpcalc.grading.judge import judge
from bpcalc.grading.verdicts import MISSING, UNREADABLE, Judged, Judgement
from bpcalc.report.check import STEP, name_of, reason
from bpcalc.spec.source import Source

Result = tuple[int, str, "bytes | None"]
"""The place of a submission, its key, and its line; None where the line of this key is there already.

An empty key marks a row that a limit ended: on a better day it would be another one.
"""


def line_of(prepared: Prepared, handed: Handed) -> bytes:
    """The line of a submission. Raises nothing but MemoryError: who runs out of memory must end."""
    submission = handed.submission
    if isinstance(handed.content, str):
        return ungradable(prepared.out_of, handed, handed.content)
    try:
        sheet = _sheet(handed.content, prepared, submission)
        judgement = judge(prepared.exercise, sheet)
        reason = _unread(judgement)
        if reason:
            return ungradable(prepared.out_of, handed, reason)
        if prepared.hint >= STEP:
            from bpcalc.formats.solutions import with_solutions

            judgement = with_solutions(prepared.exercise, judgement)
        judgement = prepared.spellings.respelt(judgement)
        text = handed.content.text if submission.path and isinstance(handed.content, Source) else ""
        line = graded_line(
            judgement, submission.source, prepared.hint, submission.replaced, submission.beside, text
        )
        return line.encode()
    except MemoryError:
        raise
    except InputError as error:
        return ungradable(prepared.out_of, handed, told_in_a_line(error.problems))
    except Exception as error:  # a mistake of the program costs one submission
        what = f"internal error, a mistake of bpcalc: {named(error)}"
        return ungradable(prepared.out_of, handed, shortened(what))


def _unread(judgement: Judgement) -> str:
    """Why a sheet of which no answer can be read needs a person; it is no zero in silence."""
    first: Judged | None = None
    for one in judgement.answers:
        if one.verdict == UNREADABLE:
            first = first or one
        elif one.verdict != MISSING:
            return ""
    if first is None:
        return ""
    return shortened(f"none of its answers can be read; {name_of(first)}: {reason(first, STEP)}")


def ungradable(out_of: float, handed: Handed, reason: str) -> bytes:
    """The line of a submission that needs a person."""
    student, source = visible(handed.submission.student), visible(handed.submission.source)
    return ungraded_line(student, source, UNGRADABLE, out_of, reason, handed.submission.replaced).encode()


def _sheet(
    content: Source | tuple[tuple[str, str], ...], prepared: Prepared, submission: Submission
) -> Sheet:
    if not isinstance(content, Source):
        return prepared.cells.sheet(content, submission.student, submission.source)
    sheet = prepared.reader.sheet(content, submission.student)
    return sheet if submission.by_name else sheet._replace(student=submission.student)
