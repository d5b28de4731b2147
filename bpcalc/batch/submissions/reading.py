"""The text of a submission, cheaply and safely."""

from __future__ import annotations

from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import InputError
from bpcalc.spec.source import ANSWERS_BYTES, Source, read_source, source_from_text


def sheet_source(submission: Submission) -> Source:
    """The text of a file or a text, under the name of the submission; its cells have none.

    Raises InputError for its problem, and for what is no text of a reasonable size. Never waits
    for a pipe, never follows a link.
    """
    if submission.problem is not None:
        raise InputError(submission.problem)
    if submission.text is not None:
        return source_from_text(submission.text, submission.source)
    try:
        found = read_source(submission.path, ANSWERS_BYTES, follow_links=False)
    except InputError as error:
        raise InputError(
            *(one._replace(place=one.place and one.place._replace(file=submission.source))
              for one in error.problems)
        ) from None  # fmt: skip
    return Source(submission.source, found.text)
