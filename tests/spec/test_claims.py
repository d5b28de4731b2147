"""`prove:` of a spec: domains, conditions and claims, and what is said about bad ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.spec.claims import Claim, claims_of, with_condition
from bpcalc.spec.network import Network
from bpcalc.spec.overrides import overridden
from bpcalc.spec.reader import loads

NETWORK = """\
inputs: {x: [1, 0], t: 0}
parameters: {b: 1}
layers: [y = sum(x) + t + b]
cases:
  one: {t: 1}
  two: {t: 2, b: 5}
"""


def network(text: str = "") -> Network:
    return loads(NETWORK + (f"prove: {text}\n" if text else ""))


def claim(domain: str) -> Claim:
    (found,) = claims_of(network(f"{{for: {{x: {domain}}}, claim: y == 1}}"))
    return found


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        claims_of(network(text))
    return caught.value.problems


@pytest.mark.parametrize(
    ("each", "values"),
    [
        ("[0, 1]", (0, 1)),
        ("[1, 0.5, 1/3, -2]", (1, Fraction(1, 2), Fraction(1, 3), -2)),
        ("[1, 1, 1.0]", (1,)),
        ("7", (7,)),
        ("1..4", (1, 2, 3, 4)),
        ("-1..1", (-1, 0, 1)),
        ("{from: 0, to: 1, step: 0.25}", (0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1)),
        ("{from: 0, to: 1, step: 0.4}", (0, Fraction(2, 5), Fraction(4, 5))),
        ("{from: 2, to: 4}", (2, 3, 4)),
        ("{from: 3, to: 3}", (3,)),
    ],
)
def test_a_domain_lists_its_values_exactly(each: str, values: tuple[object, ...]) -> None:
    """As a list, as a range of whole numbers, in steps; each value once."""
    assert claim(f"{{each: {each}, length: 2}}").domains[0].values == values


@pytest.mark.parametrize(("size", "shape"), [("length: 4", (4, 1)), ("shape: [2, 3]", (2, 3)), ("", None)])
def test_a_domain_may_say_its_shape(size: str, shape: tuple[int, int] | None) -> None:
    """A length is that of a column; without any, the quantity has the shape it has elsewhere."""
    assert claim(f"{{each: [0, 1], {size}}}" if size else "{each: [0, 1]}").domains[0].shape == shape


def test_a_list_holds_several_claims() -> None:
    """Each with its own domains and its own condition."""
    first, second = claims_of(
        network(
            "[{for: {x: {each: 1..2}}, claim: y > 0}, "
            "{for: {x: {each: 3}, t: {each: 4}}, where: t > 0, claim: y > 1}]"
        )
    )
    assert (first.where, first.claim.text) == (None, "y > 0")
    assert [domain.name for domain in second.domains] == ["x", "t"]
    assert second.where is not None
    assert second.where.text == "t > 0"


@pytest.mark.parametrize(
    ("text", "code", "at", "help"),
    [
        ("{claim: y == 1}", "E540", "{", "write for:"),
        ("{for: {x: {each: 1..2}}}", "E540", "{", "write claim:"),
        ("{for: {x: {each: 1..2}}, claim: [y]}", "E540", "[y]", "write claim:"),
        ("{for: {x: {each: 1..2}}, clam: y > 1}", "E541", "clam", "did you mean claim?"),
        ("{for: {x: {each: 1..2, len: 2}}, claim: y > 1}", "E541", "len", "did you mean length?"),
        ("{for: {xx: {each: 1..2}}, claim: y > 1}", "E542", "xx", "did you mean x?"),
        ("{for: {y: {each: 1..2}}, claim: y > 1}", "E542", "y", "choose what goes in"),
        ("{for: {x: [1, 2]}, claim: y > 1}", "E543", "[1, 2]", "write {each:"),
        ("{for: {x: {length: 2}}, claim: y > 1}", "E543", "{length: 2}", "write {each:"),
        ("{for: {x: {each: a..b}}, claim: y > 1}", "E543", "a..b", "write each: 1..4"),
        ("{for: {x: {each: 1.5..2}}, claim: y > 1}", "E543", "1.5..2", "write each: 1..4"),
        ("{for: {x: {each: 4..1}}, claim: y > 1}", "E543", "4..1", "smaller number first"),
        ("{for: {x: {each: 0..1000000}}, claim: y > 1}", "E543", "0..1000000", "at most 10,000"),
        ("{for: {x: {each: {from: 0}}}, claim: y > 1}", "E543", "{from: 0}", "from: 0, to: 1, step"),
        ("{for: {x: {each: {from: 0, to: 1, step: 0}}}, claim: y > 1}", "E543", "{from", "write step"),
        ("{for: {x: {each: [1], length: 0}}, claim: y > 1}", "E543", "0", "write length: 4"),
        ("{for: {x: {each: [1], length: 9999}}, claim: y > 1}", "E543", "9999", "write length: 4"),
        ("{for: {x: {each: [1], shape: [2]}}, claim: y > 1}", "E543", "[2]", "write shape: [2, 3]"),
        ("{for: {x: {each: [1], length: 2, shape: [2, 1]}}, claim: y > 1}", "E543", "[2, 1]", "keep one"),
        ("{for: {x: {each: [one]}}, claim: y > 1}", "E401", "one", "write a number"),
        ("{for: {x: {each: 1..2}}, claim: y + }", "E", "", ""),
        ("{for: {x: {each: 1..2}}, where: y = 1, claim: y > 1}", "E205", "=", "=="),
    ],
)  # fmt: skip
def test_a_problem_has_its_place_and_its_remedy(text: str, code: str, at: str, help: str) -> None:
    """One mistake is one problem, at what was typed, with what to type."""
    (found,) = problems(text)
    assert found.code.startswith(code)
    assert help in found.help
    assert found.place is not None
    line = f"prove: {text}"
    assert line[found.place.column - 1 : found.place.end - 1].startswith(at)


def test_a_spec_without_claims_says_what_to_write() -> None:
    """The section is optional, the command needs it."""
    with pytest.raises(InputError) as caught:
        claims_of(network())
    assert caught.value.problems[0].code == "E540"


def test_the_condition_of_a_claim_can_be_exchanged() -> None:
    """By another one, or by none."""
    base = claim("{each: 1..2}")
    changed = with_condition(base, "t == 0", network())
    assert changed.where is not None
    assert changed.where.text == "t == 0"
    assert with_condition(changed, "", network()).where is None
    with pytest.raises(InputError) as caught:
        with_condition(base, "t ==", network())
    assert caught.value.problems[0].place is not None


def test_a_value_can_be_set_in_every_case() -> None:
    """It stands before that of the network and those of the cases."""
    changed = overridden(network(), "b = -2")
    assert changed.declared["b"].given is not None
    assert changed.declared["b"].given.array.tolist() == [[-2]]
    assert [case.values["b"].array.tolist() for case in changed.cases if "b" in case.values] == [[[-2]]]
    assert overridden(network(), "x=[3, 4]").declared["x"].given is not None


@pytest.mark.parametrize(
    ("text", "code", "help"),
    [
        ("b", "E549", "write --set b2=-2"),
        ("b=", "E549", "write --set b2=-2"),
        ("bb=1", "E549", "did you mean b?"),
        ("y=1", "E549", "known names: x, t, b"),
        ("b=one", "E401", "write a number"),
    ],
)
def test_what_cannot_be_set_is_refused(text: str, code: str, help: str) -> None:
    """An unknown name, a computed one, no number."""
    with pytest.raises(InputError) as caught:
        overridden(network(), text)
    assert (caught.value.problems[0].code, help in caught.value.problems[0].help) == (code, True)
