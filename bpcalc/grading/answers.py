"""What a sheet states: answers as data."""

from __future__ import annotations

from collections.abc import Iterable

from bpcalc.errors import Place, Problem
from bpcalc.grading.tables import Table
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.builder import Limits

LIMITS = Limits(depth=16, nodes=20_000, text=4096, key=64)
"""What a sheet may have at most."""


Spot = tuple[str | None, str, int, str]
"""Where an answer stands on a sheet: its case, its kind, the number of updates, what it is about."""


class Answer(NamedTuple):
    """One thing that a sheet states.

    `kind` is value, count, after or symbolic; `key` is the text of what is answered, `about`
    its tree, `identity` its usual spelling, the same for all; `step` the number of updates of an `after`.
    `place` is in line 0 where there is no sheet: on the command line, and in a cell of a table.
    One of `table` (numbers), `formula` and `problem` (unreadable, and why) is there, or none of
    them where it was left blank.
    """

    case: str | None
    kind: str
    key: str
    about: Syntax | None
    place: Place
    table: Table | None = None
    formula: str = ""
    step: int = 0
    problem: Problem | None = None
    identity: str = ""

    @property
    def spot(self) -> Spot:
        """Where it stands, whatever is written there."""
        return self.case, self.kind, self.step, self.identity

    @property
    def blank(self) -> bool:
        """Whether its name is there and nothing else."""
        return self.table is None and self.problem is None and not self.formula


class Sheet(NamedTuple):
    """All answers of one student, in their order, each once (see `once`)."""

    student: str
    answers: tuple[Answer, ...]


def once(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Every answer once: what is answered twice is unreadable, at the second place; a name without a value
    is no answer."""
    answers = tuple(answers)
    if len({one.spot for one in answers}) == len(answers):
        return answers
    kept: dict[Spot, Answer] = {}
    for one in answers:
        if one.spot not in kept or kept[one.spot].blank:
            kept[one.spot] = one
        elif not one.blank:
            first = kept[one.spot]
            notes = (f"the first one is in line {first.place.line}",) if first.place.line else ()
            twice = Problem(
                "E711", f"{one.key} is answered twice", one.place, notes=notes, help="keep one of the two"
            )
            kept[one.spot] = first._replace(problem=twice, table=None)
    return tuple(kept.values())
