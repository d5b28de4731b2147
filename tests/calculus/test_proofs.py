"""Claims over finite domains, against the same claims tried one by one in Python."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy
import pytest

from bpcalc.calculus import domains
from bpcalc.calculus.domains import LIMIT, Sample
from bpcalc.calculus.proofs import Proof, prove
from bpcalc.cli.specs import shipped
from bpcalc.errors import InputError
from bpcalc.spec.claims import claims_of, with_condition
from bpcalc.spec.network import Network
from bpcalc.spec.overrides import overridden
from bpcalc.spec.reader import load, loads


def proof(network: Network, sample: Sample | None = None, number: int = 0) -> Proof:
    return prove(network, claims_of(network)[number], None, sample)


def counts(found: Proof) -> tuple[str, int, int]:
    return found.verdict, found.covered, found.failed


def example(found: Proof, name: str = "x") -> list[Any]:
    assert found.counterexample is not None
    entries: list[Any] = found.counterexample.names[name].ravel().tolist()
    return entries


# -- does the last number occur among the first three? ---------------------------------


def member(*settings: str, where: str | None = None) -> Proof:
    network = load(shipped()["indicator-member"])
    for setting in settings:
        network = overridden(network, setting)
    (claim,) = claims_of(network)
    return prove(network, claim if where is None else with_condition(claim, where, network))


def member_by_hand(x: tuple[int, ...], b2: int) -> bool:
    h = [abs(2 * (x[3] - x[i])) <= 1 for i in range(3)]
    return (abs(-2 * sum(h) + b2) <= 1) == (x[3] in x[:3])


def test_membership_is_proved_with_the_right_bias() -> None:
    """b2 = +2, three different numbers: 96 of 256 inputs, and none is wrong."""
    assert counts(member()) == ("proved", 96, 0)
    assert member().counterexample is None
    assert member().inexact is None


def test_membership_is_refuted_with_the_printed_bias() -> None:
    """b2 = −2: 72 of 96 inputs are wrong, [1, 2, 3, 1] first."""
    found = member("b2=-2")
    assert counts(found) == ("refuted", 96, 72)
    assert example(found) == [1, 2, 3, 1]


def test_membership_is_refuted_when_numbers_may_repeat() -> None:
    """b2 = +2 without the condition: 40 of 256; two equal numbers match twice."""
    found = member(where="")
    assert counts(found) == ("refuted", 256, 40)
    x = tuple(example(found))
    assert not member_by_hand(x, 2)
    assert found.counterexample is not None
    assert found.counterexample.names["y"].tolist() == [[0]]


@pytest.mark.parametrize("b2", [-2, 0, 1, 2, 3])
def test_every_bias_fails_as_often_as_by_hand(b2: int) -> None:
    """The first counterexample is the first of them in order, too."""
    inputs = [x for x in product((1, 2, 3, 4), repeat=4) if len(set(x[:3])) == 3]
    wrong = [x for x in inputs if not member_by_hand(x, b2)]
    found = member(f"b2={b2}")
    assert (found.covered, found.failed) == (len(inputs), len(wrong))
    assert (example(found) if wrong else []) == list(wrong[0] if wrong else ())


# -- are the last three numbers a permutation of the first three? ----------------------

PERMUTATION = Path(shipped()["indicator-permutation"]).read_text(encoding="utf-8")
WITHOUT = (
    PERMUTATION.split("prove:")[0]
    + """\
prove:
  for: {x: {each: 1..4, length: 6}}
  claim: y == all(sort(x[0:3]) == sort(x[3:6]))
"""
)


def test_permutations_are_proved_when_any_match_counts() -> None:
    """With the output test z ≥ 1, over all 4⁶ inputs."""
    found = proof(loads(WITHOUT.replace("indicator(z == 1)", "indicator(z >= 1)")))
    assert counts(found) == ("proved", 4**6, 0)


def test_permutations_are_refuted_when_one_match_is_asked_for() -> None:
    """With z = 1, 112 inputs with repeated numbers are wrong."""
    found = proof(loads(WITHOUT))
    assert counts(found) == ("refuted", 4**6, 112)
    x = example(found)
    matches = [p for p in permutations(range(3)) if all(x[i] == x[3 + p[i]] for i in range(3))]
    assert len(matches) > 1


@pytest.mark.parametrize("number", [0, 1])
def test_what_the_shipped_network_claims_is_true(number: int) -> None:
    """Different numbers with z = 1; all numbers with z ≥ 1."""
    assert proof(load(shipped()["indicator-permutation"]), number=number).verdict == "proved"


# -- domains ---------------------------------------------------------------------------


def spec(domain: str, claim: str, equation: str = "y = x[0] + x[1]") -> Network:
    text = (
        f"inputs: {{x: [0, 0], t: 0}}\nlayers:\n  - {equation}\nprove: {{for: {domain}, claim: {claim!r}}}\n"
    )
    return loads(text)


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("y <= 4", lambda a, b, t: a + b <= 4),
        ("y < 4 or t == 1", lambda a, b, t: a + b < 4 or t == 1),
        ("not (x[0] == x[1] and t > 0)", lambda a, b, t: not (a == b and t > 0)),
        ("-1 <= x[0] - x[1] <= 1", lambda a, b, t: -1 <= a - b <= 1),
        ("any(x == t)", lambda a, b, t: t in (a, b)),
        ("all(x >= t)", lambda a, b, t: min(a, b) >= t),
        ("y / 2 != t + 1/2", lambda a, b, t: Fraction(a + b, 2) != t + Fraction(1, 2)),
    ],
)
def test_claims_about_products_of_domains(claim: str, holds: Callable[..., bool]) -> None:
    """Every pair of x with every t, x first; compared one by one."""
    found = proof(spec("{x: {each: 0..2}, t: {each: [0, 1]}}", claim))
    inputs = list(product((0, 1, 2), (0, 1, 2), (0, 1)))
    wrong = [x for x in inputs if not holds(*x)]
    assert (found.tried, found.failed) == (18, len(wrong))
    if wrong:
        assert (*example(found), *example(found, "t")) == wrong[0]


def test_a_quantity_without_a_length_has_its_shape() -> None:
    """x is a column of two in the spec, t one number."""
    assert proof(spec("{x: {each: 0..9}}", "y >= 0")).tried == 100
    assert proof(spec("{t: {each: 0..9}}", "t >= 0")).tried == 10


def test_a_matrix_runs_through_all_its_entries() -> None:
    """2×2 matrices of 0 and 1: ten of sixteen have determinant 0."""
    network = loads(
        "inputs: {A: [[0, 0], [0, 0]]}\nlayers:\n  - d = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]\n"
        "prove: {for: {A: {each: [0, 1], shape: [2, 2]}}, claim: d != 0}\n"
    )
    assert counts(proof(network)) == ("refuted", 16, 10)


def test_parameters_may_run_through_a_domain() -> None:
    """Which weights make x1 or x2? w = 1, bias 0 does not."""
    network = loads(
        "inputs: {x: [0, 0]}\nparameters: {b: 0}\nlayers:\n  - y = step(x[0] + x[1] + b)\n"
        "prove: {for: {x: {each: [0, 1]}, b: {each: [-1, 0]}}, where: b == -1, claim: y == any(x)}\n"
    )
    assert counts(proof(network)) == ("proved", 4, 0)


def test_blocks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large domain is tried in blocks; the counts and the first counterexample stay."""
    whole = proof(loads(WITHOUT))
    monkeypatch.setattr(domains, "BLOCK", 700)
    blocks = proof(loads(WITHOUT))
    assert (counts(blocks), example(blocks)) == (counts(whole), example(whole))


# -- exact or not ----------------------------------------------------------------------


def test_fractions_are_compared_exactly() -> None:
    """0.1 + 0.2 is 0.3 here, also where there are too many inputs for one small block."""
    claim = "x[0] + x[1] != 0.3 or any(x == 0) or any(x == 0.05) or any(x == 0.1) or all(x == 0.15)"
    network = spec("{x: {each: {from: 0, to: 0.3, step: 0.05}}, t: {each: 0..999}}", claim)
    found = proof(network)
    assert (found.verdict, found.inexact) == ("proved", None)
    assert found.tried == 49_000


def test_what_is_computed_in_floating_point_is_named() -> None:
    """exp has no exact value; the claim is still tried."""
    found = proof(spec("{x: {each: 0..3}}", "y > 0", "y = exp(x[0]) + x[1]"))
    assert (found.verdict, found.inexact) == ("proved", "y")


def test_large_whole_numbers_do_not_overflow() -> None:
    """A product beyond 64 bits is no negative number."""
    found = proof(
        spec("{x: {each: [1000000000, 4000000000]}, t: {each: 0..4999}}", "y > 0", "y = x[0] * x[1] * x[0]")
    )
    assert (found.verdict, found.inexact) == ("proved", None)


def test_an_input_without_a_finite_value_fails() -> None:
    """1 / 0 is neither below nor above anything."""
    found = proof(spec("{x: {each: [0, 1]}}", "y < 5 or y >= 5", "y = x[1] / x[0]"))
    assert (found.covered, found.failed) == (4, 2)
    assert found.counterexample is not None
    assert found.counterexample.problem is not None


# -- samples and limits ----------------------------------------------------------------


def test_a_sample_is_no_proof_and_is_the_same_again() -> None:
    """1,000 of 4⁶ inputs, with a seed."""
    first, again = (proof(loads(WITHOUT), Sample(1000, 7)) for _ in range(2))
    assert (first.tried, first.failed) == (again.tried, again.failed) == (1000, first.failed)
    assert proof(load(shipped()["indicator-permutation"]), Sample(500, 1), 1).verdict == "not refuted"


def test_a_sample_finds_what_is_often_wrong() -> None:
    """112 of 4096: about 27 of 1,000 drawn inputs; each has to be wrong by hand."""
    found = proof(loads(WITHOUT), Sample(1000, 7))
    assert 10 < found.failed < 50
    assert sorted(example(found)[:3]) == sorted(example(found)[3:])


def test_a_sample_as_large_as_the_domain_is_the_domain() -> None:
    """Then it is a proof."""
    found = proof(spec("{x: {each: 0..3}}", "y >= 0"), Sample(16, 0))
    assert (found.verdict, found.sample, found.tried) == ("proved", None, 16)


@pytest.mark.parametrize(
    ("each", "length", "size"),
    [("0..9", 8, "100,000,000"), ("0..1", 4096, "about 1e1233"), ("0..9999", 4096, "about 1e16384")],
)
def test_a_domain_that_is_too_large_says_its_size(each: str, length: int, size: str) -> None:
    """And the limit, and what to do; a sample of it can be tried."""
    network = loads(
        f"layers: [y = sum(x)]\ncases: {{a: {{x: [1]}}}}\n"
        f"prove: {{for: {{x: {{each: {each}, length: {length}}}}}, claim: y >= 0}}\n"
    )
    with pytest.raises(InputError) as caught:
        proof(network)
    (problem,) = caught.value.problems
    assert problem.code == "E544"
    assert f"has {size} inputs; at most {LIMIT:,}" in problem.message
    assert "--sample" in problem.help
    found = proof(network, Sample(20, 0))
    assert (found.verdict, found.space.said) == ("not refuted", size)


# -- what is refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "code", "message", "help"),
    [
        ("y", "E545", "a number, neither true nor false", "y == 1"),
        ("x", "E545", "a 2×1 matrix, neither true nor false", "all(x == 1)"),
        ("x == 1", "E545", "a 2×1 matrix of truths", "all(x == 1) or any(x == 1)"),
        ("not y", "E545", "a number", "not y == 1"),
        ("y == z", "E301", "z is not defined", ""),
        ("x == ones(3)", "E310", "", ""),
        ("1", "E545", "a number", "1 == 1"),
    ],
)
def test_a_claim_is_true_or_false(claim: str, code: str, message: str, help: str) -> None:
    """Numbers and matrices are refused at the place of the claim."""
    with pytest.raises(InputError) as caught:
        proof(spec("{x: {each: 0..1}}", claim))
    (problem,) = caught.value.problems
    assert problem.code == code
    assert message in problem.message
    assert help in problem.help
    assert problem.place is not None
    assert problem.place.line == 4


def test_a_quantity_that_is_0_or_1_is_a_claim() -> None:
    """By its equation, through functions of the spec."""
    text = Path(shipped()["indicator-member"]).read_text(encoding="utf-8")
    claim = "claim: not y or any(x[3] == x[0:3])"
    assert proof(loads(text.replace("claim: y == any(x[3] == x[0:3])", claim))).verdict == "proved"


def test_a_condition_that_nothing_fulfils_shows_nothing() -> None:
    """It is refused rather than proved."""
    network = spec("{x: {each: 0..1}}", "y == 7")
    (claim,) = claims_of(network)
    with pytest.raises(InputError) as caught:
        prove(network, with_condition(claim, "y > 2", network))
    assert caught.value.problems[0].code == "E548"
    assert "none of 4 inputs" in caught.value.problems[0].message


def test_a_value_that_differs_from_case_to_case_needs_a_case() -> None:
    """Unless it has a domain of its own, or the claim does not depend on it."""
    text = (
        "layers: [y = x + t]\ncases: {a: {x: 1, t: 0}, b: {x: 2, t: 5}}\n"
        "prove: {for: {x: {each: 0..1}}, claim: y < 3}\n"
    )
    network = loads(text)
    (claim,) = claims_of(network)
    with pytest.raises(InputError) as caught:
        prove(network, claim)
    assert caught.value.problems[0].code == "E546"
    assert [prove(network, claim, case).verdict for case in network.cases] == ["proved", "refuted"]
    assert proof(loads(text.replace("y < 3", "x < 3"))).verdict == "proved"


def test_a_domain_of_another_shape_has_to_fit() -> None:
    """The equation that does not take it is named."""
    with pytest.raises(InputError) as caught:
        proof(spec("{x: {each: 0..1, length: 3}}", "y == 1", "y = ones(1, 2) @ x"))
    assert caught.value.problems[0].code == "E310"


def test_the_inputs_are_in_order() -> None:
    """The last entry changes fastest."""
    network = spec("{x: {each: [3, 1]}}", "y > 9")
    trying = domains.inputs(claims_of(network)[0], {"x": (2, 1)}, None)
    found = trying.at(range(4), exactly=True)["x"]
    assert found.reshape(4, 2).tolist() == [[3, 3], [3, 1], [1, 3], [1, 1]]
    assert trying.at(range(4), exactly=False)["x"].dtype == numpy.int64


def test_a_condition_without_a_value_is_an_error_that_names_the_input() -> None:
    """1/x > 0 says nothing about 0; an input is not left out for it."""
    claims = "prove:\n  for: {x: {each: [2, 0, 1]}}\n  where: 1/x > 0\n  claim: z > 0\n"
    spec = loads(f"inputs: {{x: 1}}\nlayers:\n  - z = x + 1\n{claims}", "f")
    with pytest.raises(InputError) as caught:
        proof(spec)
    (problem,) = caught.value.problems
    assert problem.code == "E605"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (6, 10)
    assert problem.notes == ("x = 0",)


def test_a_claim_without_a_value_does_not_hold() -> None:
    """log(0) < 5 is no true statement, and the counterexample says why."""
    spec = loads("inputs: {x: 1}\nlayers:\n  - z = x\nprove: {for: {x: {each: [1, 0]}}, claim: log(x) < 5}\n")
    found = proof(spec)
    assert counts(found) == ("refuted", 2, 1)
    assert example(found) == [0]
    assert found.counterexample is not None
    assert found.counterexample.problem is not None
    assert found.counterexample.problem.code == "E603"
