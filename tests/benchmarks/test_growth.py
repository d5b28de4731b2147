"""Growth can be measured, and its exponents are those of the figures."""

from __future__ import annotations

import pytest

from tests.benchmarks.growth import SERIES, Point, exponent, main, table


@pytest.mark.parametrize("power", [0, 1, 2.5])
def test_the_exponent_of_a_power_is_the_power(power: float) -> None:
    """Whatever stands before it."""
    assert exponent([(x, 7 * x**power) for x in (2, 4, 10, 4096)]) == pytest.approx(power)


def test_exponents_stand_beside_each_other() -> None:
    """From row to row, and of all rows."""
    points = [Point(10, 0.001, 1000), Point(100, 0.01, 100_000)]
    assert list(table(SERIES[0], points))[2:] == [
        "| 10 | 1.0 | 1,000 |  |  |",
        "| 100 | 10.0 | 100,000 | 1.00 | 2.00 |",
        "| all | | | 1.00 | 2.00 |",
    ]


def test_every_series_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """At its smallest sizes: a table and a plot each."""
    main([series._replace(sizes=series.sizes[:2]) for series in SERIES])
    printed = capsys.readouterr().out
    for series in SERIES:
        assert f"| {series.name} | time in ms |" in printed
        assert f"| {series.sizes[1]} |" in printed
    assert printed.count("T time in ms") == len(SERIES)
