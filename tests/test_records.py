"""The records of the program are those of `typing`, only made sooner."""

from __future__ import annotations

import pickle
import typing

import pytest

from bpcalc import records
from bpcalc.spec.conventions import Conventions


class Quick(records.NamedTuple):
    """A place."""

    name: str
    line: int = 1
    tags: tuple[str, ...] = ()

    @property
    def below(self) -> int:
        """The next line."""
        return self.line + 1

    def moved(self, by: int) -> Quick:
        """The same place in another line."""
        return self._replace(line=self.line + by)


class Usual(typing.NamedTuple):
    """A place."""

    name: str
    line: int = 1
    tags: tuple[str, ...] = ()

    @property
    def below(self) -> int:
        """The next line."""
        return self.line + 1

    def moved(self, by: int) -> Usual:
        """The same place in another line."""
        return self._replace(line=self.line + by)


@pytest.mark.parametrize(
    "told",
    [
        lambda kind: kind._fields,
        lambda kind: kind._field_defaults,
        lambda kind: kind.__doc__,
        lambda kind: kind.__module__,
        lambda kind: kind.__match_args__,
        lambda kind: [*kind.__annotations__],
        lambda kind: kind.__mro__[1:],
        lambda kind: tuple(kind("x", tags=("a",))),
        lambda kind: kind("x", 3) == ("x", 3, ()),
        lambda kind: hash(kind("x")),
        lambda kind: repr(kind("x", 2)).removeprefix(kind.__name__),
        lambda kind: kind("x").below,
        lambda kind: kind("x").moved(2)._asdict(),
    ],
)  # fmt: skip
def test_a_record_is_a_named_tuple(told: typing.Callable[[typing.Any], object]) -> None:
    """What can be asked of the one of `typing` has the same answer."""
    assert told(Quick) == told(Usual)


def test_a_record_refuses_what_it_does_not_know() -> None:
    """A field is missing, or there is no such field."""
    with pytest.raises(TypeError, match="name"):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="nmae"):
        Quick(nmae="x")  # type: ignore[call-arg]


def test_a_record_can_be_sent_to_another_process() -> None:
    """It is found again by its module and its name."""
    assert pickle.loads(pickle.dumps(Conventions())) == Conventions()
    assert type(pickle.loads(pickle.dumps(Quick("x")))) is Quick
