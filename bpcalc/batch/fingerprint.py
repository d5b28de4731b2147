"""Which sheets have the same wrong numbers, which files the same text: digests that tell nothing else."""

from __future__ import annotations

import re
from hashlib import sha256

from bpcalc.batch.digest import digest
from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import CARRIED, Judgement

_STUDENT = re.compile(r"(?im)^[ \t]*student[ \t]*:.*")


def fingerprint(judgement: Judgement) -> str:
    """16 hexadecimal digits of the numbers that are wrong or follow from wrong ones; "" for none.

    The numbers count, not how they are written (`0.5` is `1/2`), in which order, under which spelling
    of a name (`ŷ` is yhat), or in which layout of brackets.
    """
    found = sorted(
        f"{one.answer.case!r} {one.answer.kind} {one.answer.step} {one.answer.identity!r} "
        + " ".join(str(claim.value) for row in one.answer.table.rows for claim in row)
        for one in judgement.answers
        if one.verdict in (WRONG, CARRIED) and one.answer.table is not None
    )
    return sha256("\n".join(found).encode()).hexdigest()[:16] if found else ""


def file_digest(text: str) -> str:
    """16 hexadecimal digits of all that is in a file but the name of its student."""
    return f"{digest(_STUDENT.sub('', text, 1)):016x}"
