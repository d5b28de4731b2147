"""Which entries of a matrix are printed: all of them, or those at its ends."""

from __future__ import annotations

LARGEST = 16  # rows or columns printed in full
CORNER = 3  # rows or columns printed at each end of a longer one


def places(length: int, shown: int | None = None) -> list[int | None]:
    """The places printed, from both ends; None stands for what is left out between them.

    `shown`: so many of them, else as many as a matrix of that size shows.
    """
    if shown is None:
        shown = 2 * CORNER if length > LARGEST else length
    if shown >= length:
        return list(range(length))
    tail = shown // 2
    return [*range(shown - tail), None, *range(length - tail, length)]
