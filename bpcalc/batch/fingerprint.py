"""Which sheets have the same wrong numbers: a digest of them that tells nothing else."""

from __future__ import annotations

from hashlib import sha256

from bpcalc.grading.number import WRONG
from bpcalc.grading.verdicts import CARRIED, Judgement


def fingerprint(judgement: Judgement) -> str:
    """16 hexadecimal digits of the numbers that are wrong or follow from wrong ones; "" for none.

    The numbers count, not how they are written (`0.5` is `1/2`), in which order, or in which layout
    of brackets.
    """
    found = sorted(
        f"{one.answer.case!r} {one.answer.kind} {one.answer.step} {one.answer.key} "
        + " ".join(str(claim.value) for row in one.answer.table.rows for claim in row)
        for one in judgement.answers
        if one.verdict in (WRONG, CARRIED) and one.answer.table is not None
    )
    return sha256("\n".join(found).encode()).hexdigest()[:16] if found else ""
