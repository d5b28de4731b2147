"""All inputs of a finite domain, in order or drawn at random, as arrays with a leading axis.

The inputs are counted like numbers: the last entry of the last quantity changes fastest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import log10, prod

import numpy

from bpcalc.errors import InputError, Problem
from bpcalc.language.arrays import Array
from bpcalc.records import NamedTuple
from bpcalc.spec.claims import Claim
from bpcalc.spec.domain import Domain, Number

LIMIT = 10_000_000
"""Inputs that are tried at most."""
BLOCK = 1 << 16
"""Entries of one quantity that are computed at once: few enough for the cache of a processor."""
_WHOLE = 2**53


class Sample(NamedTuple):
    """So many inputs drawn at random, the same for the same seed."""

    size: int
    seed: int


class Space(NamedTuple):
    """Domains with their shapes; every combination of their values is an input."""

    domains: tuple[Domain, ...]
    shapes: Mapping[str, tuple[int, int]]

    @property
    def radices(self) -> list[int]:
        """The number of values of every entry, in order."""
        return [len(d.values) for d in self.domains for _ in range(prod(self.shapes[d.name]))]

    @property
    def size(self) -> int:
        """The number of inputs."""
        return prod(self.radices)

    @property
    def said(self) -> str:
        """The number of inputs in words: `4,096`, `about 1e24`."""
        digits = sum(log10(radix) for radix in self.radices)
        return f"{self.size:,}" if digits < 15 else f"about 1e{int(digits)}"

    def at(self, numbers: Array, exactly: bool) -> dict[str, Array]:
        """The inputs of these numbers, each quantity as (many, r, c)."""
        digits: list[Array] = []
        for radix in reversed(self.radices):
            rest = numbers // radix  # quicker than divmod
            digits.append(numbers - radix * rest)
            numbers = rest
        return self.of_digits(digits[::-1], exactly)

    def of_digits(self, digits: list[Array], exactly: bool) -> dict[str, Array]:
        """The inputs whose entries have these places in the lists of values."""
        found: dict[str, Array] = {}
        first = 0
        for domain in self.domains:
            rows, columns = self.shapes[domain.name]
            own = digits[first : first + rows * columns]
            first += rows * columns
            table = _table(domain.values, exactly)
            # entry by entry in memory, as a product with a matrix wants it
            found[domain.name] = table[numpy.array(own)].T.reshape(-1, rows, columns)
        return found


def _table(values: tuple[Number, ...], exactly: bool) -> Array:
    """Values as an array: Python numbers, or int64 and else float64 for speed."""
    if any(isinstance(x, float) for x in values):
        return numpy.array([float(x) for x in values])
    if exactly:
        table = numpy.empty(len(values), dtype=object)
        table[:] = values
        return table
    if all(isinstance(x, int) and abs(x) < _WHOLE for x in values):
        return numpy.array(values, dtype=numpy.int64)
    return numpy.array([float(x) for x in values])


class Inputs(NamedTuple):
    """The inputs to be tried: all of a space, or a sample."""

    space: Space
    sample: Sample | None

    @property
    def many(self) -> int:
        """How many inputs are tried."""
        return self.space.size if self.sample is None else self.sample.size

    def blocks(self, width: int) -> Iterator[range]:
        """Ranges of inputs to be tried at once, where the widest quantity has `width` entries."""
        blocks = max(1, -(-self.many // max(1, BLOCK // width)))
        step = max(1, -(-self.many // blocks))  # all alike
        for start in range(0, self.many, step):
            yield range(start, min(start + step, self.many))

    def at(self, block: range, exactly: bool) -> dict[str, Array]:
        """The inputs of a block."""
        if self.sample is None:
            return self.space.at(numpy.arange(block.start, block.stop), exactly)
        drawn = _drawn(self.sample, tuple(self.space.radices))
        return self.space.of_digits([digits[block.start : block.stop] for digits in drawn], exactly)


@lru_cache(maxsize=1)
def _drawn(sample: Sample, radices: tuple[int, ...]) -> list[Array]:
    """For every entry, the places of its values in all inputs of a sample."""
    return [
        numpy.random.default_rng((sample.seed, place))
        .integers(0, radix, sample.size)
        .astype(numpy.min_scalar_type(radix), copy=False)
        for place, radix in enumerate(radices)
    ]


def inputs(claim: Claim, shapes: Mapping[str, tuple[int, int]], sample: Sample | None) -> Inputs:
    """What is to be tried. Raises InputError for a domain that is too large."""
    space = Space(claim.domains, shapes)
    if sample is not None and sample.size < space.size:
        return Inputs(space, sample)
    if space.size > LIMIT:
        said = f"this domain has {space.said} inputs; at most {LIMIT:,} are tried"
        help = "use fewer values or entries, or try some at random: --sample 100000"
        raise InputError(Problem("E544", said, claim.place, help=help))
    return Inputs(space, None)
