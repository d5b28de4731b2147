"""Records on disk, so that a class of any size takes the same memory."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any, TypeVar, overload

T = TypeVar("T")

BLOCK = 64
"""Records that are written and read together."""
KEPT = 8
"""Blocks that are in memory at once."""
RUN = 10_240
"""Records of weight 1 that are put in order in memory."""


class Spool(Sequence[T]):
    """A sequence in a file without a name, which is gone with the process. Raises OSError where the
    disk is full."""

    def __init__(self, records: Iterable[T] = ()) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  (it lives as long as the sequence)
        self._blocks = array("q")
        self._size = 0
        self._kept: dict[int, list[T]] = {}
        self.appended(records)

    def appended(self, records: Iterable[T]) -> Iterator[T]:
        """Puts records behind those that are there, and reads them from there."""
        first, rest = len(self._blocks), iter(records)
        self._file.seek(0, SEEK_END)
        while block := list(islice(rest, BLOCK)):
            self._blocks.append(self._file.tell())
            self._size += len(block)
            pickle.dump(block, self._file, pickle.HIGHEST_PROTOCOL)
        return self._read(range(first, len(self._blocks)))

    def _read(self, blocks: Iterable[int]) -> Iterator[T]:
        for number in blocks:
            yield from self._block(number)

    def _block(self, number: int) -> list[T]:
        self._file.seek(self._blocks[number])
        found: list[T] = pickle.load(self._file)
        return found

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: Any) -> Any:
        """The record of a place, counted from 0, or those of a slice."""
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(self._size))]
        number, within = divmod(range(self._size)[place], BLOCK)
        if number not in self._kept:
            if len(self._kept) == KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[number] = self._block(number)
        return self._kept[number][within]

    def __iter__(self) -> Iterator[T]:
        return self._read(range(len(self._blocks)))

    def __del__(self) -> None:
        self._file.close()


def in_order(
    records: Iterable[T], key: Callable[[T], Any], weight: Callable[[T], int] = lambda _: 1
) -> Iterable[T]:
    """The records by their keys; those of one key stay as they came. A list where they weigh less than
    RUN together; else they are on disk. Raises OSError where that is full."""
    spool: Spool[T] | None = None
    runs: list[Iterator[T]] = []
    run: list[T] = []
    full = 0
    for record in records:
        if full >= RUN:
            spool = Spool() if spool is None else spool
            runs.append(spool.appended(sorted(run, key=key)))
            run.clear()
            full = 0
        run.append(record)
        full += weight(record)
    run.sort(key=key)
    return run if spool is None else merge(*runs, spool.appended(run), key=key)


def kept_in_order(
    records: Iterable[T], key: Callable[[T], Any], weight: Callable[[T], int] = lambda _: 1
) -> Sequence[T]:
    """The same as a sequence."""
    found = in_order(records, key, weight)
    return found if isinstance(found, list) else Spool(found)
