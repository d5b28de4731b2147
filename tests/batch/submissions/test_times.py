"""The last attempt in a table is that of the latest time, however somebody has sorted the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bpcalc.batch.submissions.times import orders
from tests.batch.submissions.places import found, who_and_where

FORMATS = [
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%S.123+01:00",
    "%Y-%m-%d %H:%M:%S -0800", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %I:%M:%S %p GMT+1", "%Y/%m/%d %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y, %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S", "%d %B %Y  %I:%M:%S %p", "%A, %d %B %Y, %I:%M:%S %p", "%B %d, %Y %I:%M:%S %p",
    "%d %b. %Y %H:%M:%S",
]  # fmt: skip


def last(*texts: str) -> int | None:
    """The place of the latest of some rows; None where that is unknown."""
    return place(orders(texts))


def place(ordered: Sequence[tuple[int, ...] | None]) -> int | None:
    known = [one for one in ordered if one is not None]
    return ordered.index(max(known)) if len(known) == len(ordered) else None


@pytest.mark.parametrize("form", FORMATS)
def test_times_are_ordered_as_they_passed(form: str) -> None:
    """Twenty moments of some weeks in any order, among them days above 12."""
    random = Random(form)
    start = datetime(2026, 11, 20, 11, 59)
    times = [start + timedelta(seconds=random.randrange(60 * 86400)) for _ in range(19)] + [start]
    ordered = orders([time.strftime(form) for time in times])
    by_order = sorted(range(20), key=lambda k: ordered[k] or ())
    assert by_order == sorted(range(20), key=times.__getitem__)


@pytest.mark.parametrize("form", FORMATS)
def test_the_newest_row_may_be_the_first(form: str) -> None:
    """Rows from the latest to the earliest, of which two have one time."""
    times = [datetime(2026, 12, day, 13, 5).strftime(form) for day in (24, 20, 20, 3)]
    assert sorted(range(4), key=lambda k: orders(times)[k] or ()) == [3, 2, 1, 0]


def test_midnight_and_noon_are_twelve() -> None:
    times = ("2026/11/20 12:10:00 PM", "2026/11/20 12:20:00 AM", "2026/11/20 1:00:00 AM")
    assert last(*times) == 0
    assert last(*times[1:], "2026/11/20 12:30:00 AM") == 1


def test_times_of_different_zones_are_compared_in_one() -> None:
    """At the end of summer time an earlier hour may be the later one."""
    times = ["2026/10/25 2:50:00 AM GMT+2", "2026/10/25 2:10:00 AM GMT+1", "2026/10/25 1:00:00 AM GMT+2"]
    assert last(*times) == 1


@pytest.mark.parametrize(
    ("times", "latest"),
    [
        (("11/12/2026 10:00", "11/12/2026 11:00", "11/12/2026 09:00"), 1),  # both ways give one order
        (("11/12/2026", "12/11/2026", "12/13/2026", "12/01/2026"), 2),  # 13 is no month
        (("1/11/2026", "2/11/2026", "1/12/2026", "2/12/2026"), 3),  # in order if the day comes first
        (("2/12/2026", "1/12/2026", "2/11/2026", "1/11/2026"), 0),  # the same, turned round
        (("11/12/2026", "12/11/2026"), None),  # in order either way, but not in one
        (("1/11/2026", "3/12/2026", "2/10/2026", "4/9/2026"), None),  # in no order either way
    ],
)
def test_day_and_month_are_told_by_the_whole_column(times: tuple[str, ...], latest: int | None) -> None:
    """Where nothing tells them, nobody guesses."""
    assert last(*times) == latest


@pytest.mark.parametrize(
    "times", [("1", "2", "0"), ("soon", "2026-11-20", "2026-11-19"), ("2026-02-31", "", ""), ("", "", "")]
)
def test_where_times_cannot_be_read_the_lower_row_is_the_later_one(times: tuple[str, ...]) -> None:
    """As forms write them; 31 February is no time."""
    assert orders(times) == [(0,), (1,), (2,)]


def test_a_row_without_a_time_keeps_its_place_among_rows_in_order() -> None:
    """An attempt that was not finished; among rows in no order its place is unknown."""
    assert orders(["2026-11-20", "-", "2026-11-21"]) == [(0,), (1,), (2,)]
    assert place(orders(["2026-11-21", "", "2026-11-20"])) == 0
    assert orders(["2026-11-20", "", "2026-11-21", "2026-11-19"])[1] is None


@pytest.mark.parametrize(
    ("times", "source"),
    [
        (("2026/11/20 10:00:00", "2026/11/19 10:00:00", "2026/11/18 9:00:00"), "class.csv, row 2"),
        (("2026/11/18 10:00:00", "2026/11/19 10:00:00", "2026/11/20 9:00:00"), "class.csv, row 4"),
        (("20.11.2026 10:00", "21.11.2026 10:00", "20.11.2026 11:00"), "class.csv, row 4"),
        (("20.11.2026 10:00", "21.11.2026 10:00", "20.11.2026 10:00"), "E753"),
    ],
)
def test_the_attempt_of_the_latest_time_counts(times: tuple[str, str, str], source: str) -> None:
    """Newest first, oldest first, in no order; of one time in no order, nobody knows."""
    rows = (f"{time},{who}@x.edu,1" for time, who in zip(times, ("jane", "kim", "jane"), strict=True))
    Path("class.csv").write_text("\n".join(("Timestamp,Email,a: yhat", *rows)), encoding="utf-8")
    assert dict(who_and_where(found("class.csv")))["jane@x.edu"] == source


def test_the_number_of_an_attempt_counts_before_its_time() -> None:
    """A platform has counted them."""
    text = "email,attempt,submitted,a: yhat\nj@x.edu,2,2026-11-19,1\nj@x.edu,1,2026-11-20,2\n"
    Path("class.csv").write_text(text, encoding="utf-8")
    assert who_and_where(found("class.csv")) == [("j@x.edu", "class.csv, row 2")]
