"""Every benchmark can be run. How quick anything is, no test asks."""

from __future__ import annotations

from math import isfinite

import pytest

from tests.benchmarks.__main__ import table
from tests.benchmarks.harness import Benchmark, Setting, SkippedError
from tests.benchmarks.installed import CHECKOUT
from tests.benchmarks.rows import alone, benchmarks

SMALL = Setting(1, True, CHECKOUT)
ALL = benchmarks()


@pytest.mark.parametrize("name", ALL)
def test_a_benchmark_measures_a_ratio(name: str) -> None:
    """At its smallest size it comes to a positive number, or says what it misses."""
    try:
        ratio = ALL[name].ratio(SMALL)
    except SkippedError as reason:
        pytest.skip(str(reason))
    assert isfinite(ratio)
    assert ratio > 0


def test_a_row_is_measured_in_a_process_of_its_own() -> None:
    """What it loads is not loaded here, and its ratio arrives."""
    assert alone(SMALL, "bracketing") > 0


def test_the_table_says_what_is_missing() -> None:
    """A row whose peer is not installed stays in the table, with the reason."""

    def ratio(name: str) -> float:
        if name == "b":
            raise SkippedError("needs torch")
        return 0.25

    rows = [
        Benchmark("a", "one ÷ other", 1.5, 1, ALL["reading"].ratio),
        Benchmark("b", "…", 2, 1, ALL["reading"].ratio),
    ]
    assert list(table(rows, ratio))[2:] == [
        "| a | one ÷ other | 1.5 | 1 | 0.25 |",
        "| b | … | 2 | 1 | needs torch |",
    ]
