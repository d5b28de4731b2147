"""When the rows of a table were handed in: the order of the times that stand in one of its columns.

Read are `2026-11-20T10:00:00Z`, `2026/11/20 10:00:00 AM GMT+1`, `20.11.2026 10:00`, `11/20/26 10:00:00`
and `20 November 2026  10:05 AM`. What comes first in 11/12/2026, the day or the month, the whole
column tells: some day is above 12, or both ways give one order, or only one of them gives rows in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bpcalc.batch.submissions.found import Found

Order = tuple[int, ...]
"""Greater for a later row; equal for two rows of one time."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = "(?P<word>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_CLOCK = (
    r"(?:(?:,?\s+(?:at\s+)?|T)(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?::(?P<second>\d\d)(?:[.,](?P<part>\d+))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?:Z|(?:UTC|GMT)?(?:(?P<sign>[-+−])(?P<zone>\d{1,2}):?(?P<rest>\d\d)?)?(?:\s*\(?(?:UTC|GMT)\)?)?))?)?"
)
_DAYS = (
    (r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",),
    (rf"(?:[a-z]+,?\s+)?(?P<day>\d{{1,2}})\.?[ -]{_WORD},?[ -](?P<year>\d{{4}})",
     rf"(?:[a-z]+,?\s+)?{_WORD} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})"),
    (r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d\d)",),
    (r"(?P<month>\d{1,2})([-/])(?P<day>\d{1,2})\2(?P<year>\d{4}|\d\d)",),
)  # fmt: skip
_READINGS = [[re.compile(day + _CLOCK, re.IGNORECASE) for day in days] for days in _DAYS]
_NONE = ("", "-")
_EPOCH = datetime(1970, 1, 1)


def in_order(found: Sequence[Found], numbers: Sequence[int | None], times: Sequence[str]) -> Iterator[Found]:
    """The rows with what orders them: the number of the attempt, then the time."""
    for one, number, order in zip(found, numbers, orders(times), strict=True):
        ordered = number is not None or order is not None
        yield one._replace(attempt=(number or 0, *(order or ())) if ordered else None)


def orders(texts: Sequence[str]) -> list[Order | None]:
    """For each row of a table what orders it among the others, by the times in a column.

    Rows in the order of their times, or the other way round, keep it whatever else they lack. Of rows
    in no order, those without a time get None; all do where day and month cannot be told apart.
    Times that cannot be read say nothing: the lower row is the later one then, as forms write them.
    """
    down: list[Order | None] = [(k,) for k in range(len(texts))]
    readings = [times for patterns in _READINGS if (times := _read(texts, patterns)) is not None]
    if not readings:
        return down
    if len({_ranks(times) for times in readings}) > 1:
        sorted_ones = [times for times in readings if _direction(times)]
        if len({_direction(times) for times in sorted_ones}) != 1:
            return [None] * len(texts)
        readings = sorted_ones
    direction = _direction(readings[0])
    if direction:
        return [(direction * k,) for k in range(len(texts))]
    return [None if time is None else (time,) for time in readings[0]]


def _read(texts: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> list[int | None] | None:
    """The times in one reading, None for a row without; None where a text is no time in it."""
    times: list[int | None] = []
    for text in texts:
        bare = " ".join(text.split())
        if bare in _NONE:
            times.append(None)
            continue
        match = next(filter(None, (pattern.fullmatch(bare) for pattern in patterns)), None)
        time = _time(match) if match else None
        if time is None:
            return None
        times.append(time)
    return times if any(time is not None for time in times) else None


def _time(match: re.Match[str]) -> int | None:
    """Microseconds; None for a 31 February."""
    part = match.groupdict()
    month = part.get("month") or _MONTHS.index(part["word"].lower()) + 1
    year = int(part["year"])
    hour = int(part["hour"] or 0)
    if part["half"]:
        hour = hour % 12 + 12 * (part["half"].lower() == "p")
    try:
        moment = datetime(
            year if year > 99 else 2000 + year, int(month), int(part["day"]),
            hour, int(part["minute"] or 0), int(part["second"] or 0), int(f"{part['part'] or 0:0<6}"[:6]),
        )  # fmt: skip
    except ValueError:
        return None
    zone = timedelta(hours=int(part["zone"] or 0), minutes=int(part["rest"] or 0))
    since = moment - _EPOCH + (zone if part["sign"] in ("-", "−") else -zone)
    return since // timedelta(microseconds=1)


def _ranks(times: Sequence[int | None]) -> tuple[int | None, ...]:
    """The order alone: the smallest time as 0, the next as 1."""
    place = {time: k for k, time in enumerate(sorted({time for time in times if time is not None}))}
    return tuple(None if time is None else place[time] for time in times)


def _direction(times: Sequence[int | None]) -> int:
    """1 where later rows are later (or all of one time), -1 where they are earlier, else 0."""
    known = [time for time in times if time is not None]
    if all(one <= other for one, other in pairwise(known)):
        return 1
    return -1 if all(one >= other for one, other in pairwise(known)) else 0
