"""What the columns of a sheet are: Canvas, Moodle, or another one whose column is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bpcalc.batch.exports.sheet_text import SheetError
from bpcalc.batch.table_header import EMAIL, FIRST, LAST, NAME, NUMBER, WEAK, WHO, role
from bpcalc.errors import visible
from bpcalc.records import NamedTuple

CANVAS, MOODLE, OTHER = "canvas", "moodle", "other"
_OF_CANVAS = frozenset(("section", "root account"))
_COMPUTED = re.compile(r"\b(Current|Final) (Score|Points|Grade)\b|\bOverride (Score|Grade|Status)\b")
_NUMBERED = re.compile(r"(.*\S)\s*\(([0-9]+)\)")


class Columns(NamedTuple):
    """Places in a line: what is filled, and what tells who the student is.

    `names` and `last` with `first` hold names of persons, `ids` what is unique. `feedback` and
    `maximum` are Moodle's, `lock` says whether a grade may be changed.
    """

    system: str
    fill: int
    header: tuple[str, ...]
    ids: tuple[int, ...]
    names: tuple[int, ...] = ()
    last: int | None = None
    first: int | None = None
    feedback: int | None = None
    maximum: int | None = None
    lock: int | None = None


def columns(header: Sequence[str], wanted: str = "", title: str = "") -> Columns:
    """The columns under a header. The one to fill is `wanted`, else Moodle's grade, else the only
    assignment, else the one called like the exercise. Raises SheetError where none is."""
    plain = [_plain(name) for name in header]
    system = _system(plain)
    roles = [role(name) for name in header]
    found = Columns(
        system, -1, tuple(header),
        tuple(k for k, told in enumerate(roles) if told in (EMAIL, NUMBER, WEAK)),
        tuple(k for k, told in enumerate(roles) if told == NAME),
        _place(roles, LAST), _place(roles, FIRST),
    )  # fmt: skip
    parts = tuple(place for place in (found.last, found.first) if place is not None)
    if len(parts) == 1 and not (found.ids or found.names):  # nothing else, so it is the name
        found = found._replace(names=parts)
    if not (found.ids or found.names or len(parts) == 2):
        raise SheetError(
            f"no column of this sheet says who the student is; one of them should be called ID, "
            f"Email address or Name (there are: {_listed(header)})"
        )
    if system == MOODLE:
        found = found._replace(
            feedback=_place(plain, "feedback comments"),
            maximum=_place(plain, "maximum grade"),
            lock=_place(plain, "grade can be changed"),
        )
    return found._replace(fill=_to_fill(header, plain, system, wanted, title))


def _system(plain: Sequence[str]) -> str:
    if "identifier" in plain and "grade" in plain:
        return MOODLE
    if "id" in plain and "section" in plain and ("student" in plain or "lastname" in plain):
        return CANVAS
    return OTHER


def _to_fill(header: Sequence[str], plain: Sequence[str], system: str, wanted: str, title: str) -> int:
    open_ones = [k for k, name in enumerate(header) if not _told_by_course(name)]
    if system == CANVAS:
        open_ones = [k for k in open_ones if _NUMBERED.fullmatch(header[k].strip())] or open_ones
    if wanted:
        return _called(wanted, header, open_ones)
    if system == MOODLE:
        return plain.index("grade")
    if system == CANVAS and len(open_ones) == 1:
        return open_ones[0]
    called = [k for k in open_ones if title and _plain(_title(header[k])) == _plain(title)]
    if len(called) == 1:
        return called[0]
    there = _listed([header[k] for k in open_ones])
    raise SheetError(f"which column is to be filled? Name one with --fill-column: {there}")


def _told_by_course(name: str) -> bool:
    """Who a student is, or what the course works out: nothing to be filled."""
    return role(name) in WHO or _plain(name) in _OF_CANVAS or _COMPUTED.search(name) is not None


def _called(wanted: str, header: Sequence[str], open_ones: Sequence[int]) -> int:
    """The column of this name; of an assignment also its title or its number."""
    ways = (
        [k for k in open_ones if header[k] == wanted],
        [k for k in open_ones if _plain(header[k]) == _plain(wanted)],
        [k for k in open_ones if _plain(_title(header[k])) == _plain(wanted)],
        [k for k in open_ones if _number(header[k]) == wanted.strip()],
    )
    found = next(filter(None, ways), [])
    if len(found) == 1:
        return found[0]
    there = _listed([header[k] for k in open_ones])
    several = "several columns are" if found else "no column that may be filled is"
    raise SheetError(f"{several} called {visible(wanted)}; there are: {there}")


def _title(name: str) -> str:
    """`Homework 1 (4711)` without its number."""
    match = _NUMBERED.fullmatch(name.strip())
    return match[1] if match else name


def _number(name: str) -> str:
    """The number of `Homework 1 (4711)`."""
    match = _NUMBERED.fullmatch(name.strip())
    return match[2] if match else ""


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _place(line: Sequence[str | int | None], wanted: str | int) -> int | None:
    return next((k for k, one in enumerate(line) if one == wanted), None)


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(visible(name.strip()) or "(no name)" for name in names[:most])
    return (shown or "none") + (f" and {len(names) - most} more" if len(names) > most else "")
