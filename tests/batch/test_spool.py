"""Records on disk: the same sequence as a list, the same order as `sorted`."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator

import pytest

from bpcalc.batch import spool
from bpcalc.batch.spool import BLOCK, Spool, in_order

SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7]


@pytest.mark.parametrize("size", SIZES)
def test_a_spool_is_a_sequence(size: int) -> None:
    """By places in any order, from the end, in parts, and twice at once."""
    expected = [(f"record {k}", k) for k in range(size)]
    found = Spool(iter(expected))
    assert len(found) == size
    assert list(found) == list(found[:]) == expected
    assert list(zip(found, found, strict=True)) == list(zip(expected, expected, strict=True))
    for place in random.Random(size).sample(range(-size, size), size):
        assert found[place] == expected[place]
    assert found[1:5] == expected[1:5]
    for place in (size, -size - 1):
        with pytest.raises(IndexError):
            found[place]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("run", [1, BLOCK, 1000])
def test_the_order_is_that_of_sorted(size: int, run: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of one key stay as they came, however many are in memory at once."""
    monkeypatch.setattr(spool, "RUN", run)
    chance = random.Random(size)
    records = [(chance.randrange(9), k) for k in range(size)]
    assert list(in_order(iter(records), lambda one: one[0])) == sorted(records, key=lambda one: one[0])
    assert list(in_order(records, lambda one: one[1], lambda one: one[0])) == records


def test_memory_does_not_grow_with_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times as many are put in order, and kept, in as much memory."""
    monkeypatch.setattr(spool, "RUN", 2000)

    def texts(count: int) -> Iterator[str]:
        return (f"{k * 7919 % count:0100}" for k in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            kept = Spool(in_order(texts(count), lambda text: text))
            assert sum(1 for _ in kept) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(2000)
    assert peak(40_000) < peak(4000) + 500_000
    monkeypatch.setattr(spool, "RUN", 10**9)
    assert peak(40_000) > 4_000_000
