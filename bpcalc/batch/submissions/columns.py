"""What the columns of a table are: whose a row is, which attempt, and the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bpcalc.batch.table_header import ATTEMPT, EMAIL, FIRST, LAST, NAME, NUMBER, TIME, WEAK, WHO, role
from bpcalc.records import NamedTuple

_OF_PLATFORMS = re.compile(
    r"state|status|started|started on|start time|time taken|duration|last modified time|institution"
    r"|department|groups?|section|section_id|section_sis_id|n correct|n incorrect|score|total points"
    r"|quiz feedback|overall average|grade/[\d.,]+|[\d.]+|points - .*|feedback - .*|right answer \d+"
)
_TIMED = {"started", "started on", "time taken", "duration", "begonnen", "verbrauchte zeit", "dauer"}
_NOBODY = {"", "anonymous", "anonym"}
_SPACES = re.compile(r"\s+")


class Columns(NamedTuple):
    """The columns of a table, counted from 0: those of each role, and all that may be answers.

    `trusted`: a platform or a teacher wrote the names of the students, they did not type them.
    """

    roles: dict[int, list[int]]
    answers: tuple[tuple[int, str], ...]
    width: int
    trusted: bool

    @property
    def tells_who(self) -> bool:
        """Whether any column says whose a row is."""
        return any(who in self.roles for who in WHO)

    @property
    def tells_order(self) -> bool:
        """Whether any column says which attempt a row is."""
        return TIME in self.roles or ATTEMPT in self.roles


class Who(NamedTuple):
    """A student as a row names them; whatever it does not say is empty."""

    name: str
    email: str
    number: str
    weak: str

    @property
    def clues(self) -> tuple[str, ...]:
        """All but the name, the surest first."""
        return tuple(text for text in (self.number, self.email, self.weak) if text)


def columns(header: Sequence[str]) -> Columns:
    """The columns under a header."""
    names = [_SPACES.sub(" ", name).strip() for name in header]
    low = [name.lower().rstrip(" :*") for name in names]
    roles: dict[int, list[int]] = {}
    for k, name in enumerate(names):
        told = role(name)
        if told is not None:
            roles.setdefault(told, []).append(k)
    if "student" in low:  # beside it, `name` may be anything
        roles[NAME] = [low.index("student")]
    of_canvas = low[:2] == ["name", "id"] and "sis_id" in low
    of_moodle = {*roles.get(FIRST, ())} | {*roles.get(LAST, ())} == {0, 1}
    made = (
        of_canvas or (of_moodle and bool(_TIMED & set(low))) or {"start time", "completion time"} <= set(low)
    )
    taken = {k for found in roles.values() for k in found}
    answers = tuple(
        (k, name)
        for k, name in enumerate(names)
        if name and k not in taken and not (made and _OF_PLATFORMS.fullmatch(low[k]))
    )
    return Columns(roles, answers, len(names), of_moodle or of_canvas or "student" in low)


def who(cells: Sequence[str], where: Columns) -> Who:
    """The student of a row. An address without @, as `anonymous`, is none."""

    def cell(of: int, wanted: str = "") -> str:
        found = (" ".join(cells[k].split()) for k in where.roles.get(of, ()) if k < len(cells))
        return next((one for one in found if wanted in one and one.lower() not in _NOBODY), "")

    name = cell(NAME) or " ".join(filter(None, (cell(FIRST), cell(LAST))))
    return Who(name, cell(EMAIL, "@").lower(), cell(NUMBER), cell(WEAK))


def label_of(student: Who, where: Columns) -> str:
    """What a row is called after; see `tables`."""
    names = [student.name] if where.trusted else []
    names += [student.email, student.number, student.name, student.weak]
    return next(filter(None, names), "")


def identity(student: Who, where: Columns, table: str) -> str:
    """Equal for two rows of a table exactly where they are one student's; empty where nothing tells."""
    told = student.number or student.email or (where.trusted and student.name) or student.weak
    return f"{table}\0{told}" if told else ""


def attempt(cells: Sequence[str], where: Columns) -> int | None:
    """Which attempt of its student a row says that it is."""
    texts = (cells[k].strip() for k in where.roles.get(ATTEMPT, ()) if k < len(cells))
    return next((int(text[:12]) for text in texts if text.isdecimal()), None)
