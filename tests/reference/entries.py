"""What the tests know about one function: its value, and where to try it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

Shape = tuple[int, int]
Settings = Mapping[str, Any]
Trial = tuple[tuple[Shape, ...], Settings]
"""The shapes of the arguments, and the settings as they are typed."""


class Entry(NamedTuple):
    """A reference function.

    `value(*arguments, **settings)` for matrices. `domains`: what entries each argument may
    have. `kinks(*arguments, **settings)`: the function is smooth while none of these numbers
    changes its sign. `rational`: exact numbers give exact ones. `typed`: the expression in
    a, b, c, where it is no call by name. `labels`: arguments that nothing is differentiated
    by. `smooth`: whether the derivative is other than 0. `defaults`: of the settings.
    """

    name: str
    value: Callable[..., Any]
    domains: tuple[str, ...]
    trials: tuple[Trial, ...]
    kinks: Callable[..., Any] | None = None
    rational: bool = False
    typed: str | None = None
    labels: tuple[int, ...] = ()
    smooth: bool = True
    defaults: Settings = MappingProxyType({})


ENTRIES: dict[str, list[Entry]] = {}
"""By the name of the row or operation; one name may have several entries."""

SHAPES: tuple[tuple[Shape, ...], ...] = (((1, 1),), ((3, 1),), ((1, 4),), ((2, 3),))
PAIRS: tuple[tuple[Shape, ...], ...] = (
    ((1, 1), (1, 1)), ((3, 1), (3, 1)), ((2, 3), (2, 3)), ((2, 3), (2, 1)), ((1, 3), (2, 3)),
    ((1, 1), (2, 2)),
)  # fmt: skip
AXES: tuple[Trial, ...] = tuple(
    (shape, settings) for shape, settings in product(SHAPES, ({}, {"axis": 0}, {"axis": 1}))
)
"""Functions that take all entries unless they are given an axis."""
EXAMPLES: tuple[Trial, ...] = tuple(t for t in AXES if 1 in t[0][0] or t[1])
"""Functions that ask for an axis of a matrix."""


def reference(
    name: str,
    *domains: str,
    shapes: tuple[tuple[Shape, ...], ...] = SHAPES,
    settings: tuple[Settings, ...] = ({},),
    trials: tuple[Trial, ...] | None = None,
    **rest: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a reference function under the name of a row of the table."""

    def register(value: Callable[..., Any]) -> Callable[..., Any]:
        chosen = trials if trials is not None else tuple(product(shapes, settings))
        ENTRIES.setdefault(name, []).append(Entry(name, value, domains, chosen, **rest))
        return value

    return register
