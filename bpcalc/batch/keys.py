"""Keys of rows with a number for each: sorted, 24 bytes apiece, and none of them an object."""

from __future__ import annotations

from array import array
from bisect import bisect_right

import numpy

KEY = 32
"""Hexadecimal digits of a key."""


class Keys:
    """Numbers by keys; of a key that comes twice the last number counts."""

    def __init__(self, keys: bytes | bytearray = b"", numbers: array[int] | None = None) -> None:
        """`keys`: one after the other, 16 bytes each; `numbers`: as many."""
        halves = numpy.frombuffer(keys, ">u8").reshape(-1, 2)
        order = numpy.lexsort((halves[:, 1], halves[:, 0]))
        self._first, self._second = _ordered("Q", halves[:, 0], order), _ordered("Q", halves[:, 1], order)
        self._numbers = _ordered("q", numpy.array(numbers or (), "i8"), order)

    def __len__(self) -> int:
        return len(self._first)

    def __contains__(self, key: object) -> bool:
        return self.number(str(key)) is not None

    def number(self, key: str) -> int | None:
        """The number of a key, None where it is not there."""
        if len(key) != KEY:
            return None
        first, second = divmod(int(key, 16), 1 << 64)
        place = bisect_right(self._first, first) - 1
        while place >= 0 and self._first[place] == first:
            if self._second[place] == second:
                return self._numbers[place]
            place -= 1
        return None


def _ordered(kind: str, values: numpy.ndarray, order: numpy.ndarray) -> array[int]:
    found = array(kind)
    found.frombytes(values[order].astype(f"{'u' if kind == 'Q' else 'i'}8").tobytes())
    return found
