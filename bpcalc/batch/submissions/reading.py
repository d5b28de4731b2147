"""The text of a submission, cheaply and safely."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress

from bpcalc.batch.submissions.submission import Submission
from bpcalc.errors import InputError
from bpcalc.spec.source import ANSWERS_BYTES, Source, answers_from_text, file_bytes, read_answers

_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)


def sheet_source(submission: Submission) -> Source:
    """The text of a file or a text, under the name of the submission; its cells have none.

    It is UTF-8, or UTF-16 with its mark, as some editors save it. Raises InputError for its problem, and
    for what is no text of a reasonable size. Never waits for a pipe, never follows a link.
    """
    if submission.problem is not None:
        raise InputError(submission.problem)
    if submission.text is not None:
        return answers_from_text(submission.text, submission.source)
    try:
        data = file_bytes(submission.path, ANSWERS_BYTES, False)
        if data.startswith(_WIDE) and len(data) <= ANSWERS_BYTES:
            with suppress(UnicodeDecodeError):
                return answers_from_text(data.decode("utf-16"), submission.source)
        found = read_answers(submission.path, follow_links=False)
    except InputError as error:
        raise InputError(
            *(one._replace(place=one.place and one.place._replace(file=submission.source))
              for one in error.problems)
        ) from None  # fmt: skip
    return Source(submission.source, found.text)
