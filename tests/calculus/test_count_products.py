"""Products of several matrices: their cost and memory in every order, and second derivatives."""

from __future__ import annotations

import itertools
import random
import time
from functools import cache

import pytest

from bpcalc.calculus import bracketing, products
from bpcalc.calculus.counted import cost_of_products
from bpcalc.calculus.products import Chain
from bpcalc.language import tree
from bpcalc.language.factoring import Threshold
from bpcalc.language.notation import text
from bpcalc.language.polynomials import parsed
from bpcalc.language.sizes import Size, size_at, size_text
from tests.calculus.counted import count, reasons

HVP = "shapes: {v: n, y: n}\nlayers:\n  - z = v @ v.T @ y"
FOUR = "shapes: {v: n, y1: n, y2: m}\nlayers:\n  - Z = v @ v.T @ y1 @ y2.T"
QUADRATIC = "inputs: [x]\nparameters: [v]\nshapes: {v: n, x: n}\nlayers:\n  - L = x.T @ v @ v.T @ x"


def chain(lines: str) -> Chain:
    (found,) = count(lines).chains
    return found


def size(written: str) -> Size:
    found = parsed(written)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("lines", "order", "multiplications", "memory"),
    [
        (HVP, "right to left", "2*n", "3*n + 1"),
        (HVP, "left to right", "2*n^2", "n^2 + 3*n"),
        (FOUR, "right to left", "3*m*n", "2*m + 2*n + 2*m*n"),
        (FOUR, "left to right", "2*n^2 + m*n", "n^2 + m*n + 3*n + m"),
    ],
)
def test_the_published_costs(lines: str, order: str, multiplications: str, memory: str) -> None:
    """Hessian times vector, and the product of four, in time and memory."""
    (way,) = (one for one in chain(lines).ways if one.name == order)
    assert way.cost.multiplications == size(multiplications)
    assert way.memory.every == size(memory)


def test_the_right_end_wins_when_there_are_fewer_columns() -> None:
    """2n·(m − n) multiplications and (n + 1)(m − n) numbers of difference."""
    time_, memory = chain(FOUR).differences
    assert [size_text(factor) for factor in time_.factors] == ["2*n", "m - n"]
    assert [size_text(factor) for factor in memory.factors] == ["n + 1", "m - n"]
    assert time_.when == memory.when == Threshold(size("m"), size("n"))
    assert time_.reverse == Threshold(size("n"), size("m"))


def test_neither_end_is_best_for_four_matrices() -> None:
    """n + mn + min(n, m), which no order from one end reaches."""
    best = chain(FOUR).best
    for m in range(1, 6):
        for n in range(1, 6):
            assert best.at({"m": m, "n": n}) == n + m * n + min(n, m)
    assert len(best.rest) == 2


def test_polynomials_are_checked_by_counting() -> None:
    """At two choices of sizes the products were carried out."""
    assert chain(FOUR).checked == ({"m": 2, "n": 3}, {"m": 3, "n": 5})


def test_six_matrices_take_15125_multiplications() -> None:
    """(A₁(A₂A₃))((A₄A₅)A₆), the textbook example."""
    dims = (30, 35, 15, 5, 10, 20, 25)
    shapes = ", ".join(f"A{k}: [{a}, {b}]" for k, (a, b) in enumerate(itertools.pairwise(dims), 1))
    found = chain(f"shapes: {{{shapes}}}\nlayers:\n  - P = A1 @ A2 @ A3 @ A4 @ A5 @ A6")
    assert found.best.common == 15125
    assert found.best_is_proved
    (best,) = (way for way in found.ways if way.name == "best")
    assert text.ascii(best.formula) == "(A1 @ (A2 @ A3)) @ ((A4 @ A5) @ A6)"


def by_recursion(dims: tuple[int, ...], additions: bool) -> int:
    """The cheapest of all bracketings by trying each one."""

    @cache
    def best(first: int, last: int) -> list[int]:
        if last - first == 1:
            return [0]
        found = []
        for middle in range(first + 1, last):
            m, k, n = dims[first], dims[middle], dims[last]
            here = m * n * (2 * k - 1 if additions else k)
            found += [left + right + here for left in best(first, middle) for right in best(middle, last)]
        return found

    return min(best(0, len(dims) - 1))


@pytest.mark.parametrize("additions", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_the_optimum_is_that_of_all_bracketings(seed: int, additions: bool) -> None:
    """Random chains of two to eight matrices."""
    chance = random.Random(seed)
    for length in range(2, 9):
        dims = tuple(chance.randint(1, 30) for _ in range(length + 1))
        found = bracketing.cheapest(dims, additions)
        assert found is not None
        cost = bracketing.cost(found.trees[0], dims)
        expected = by_recursion(dims, additions)
        assert found.costs == (expected,)
        assert (cost.total if additions else cost.multiplications) == expected


@pytest.mark.parametrize("seed", range(8))
def test_symbolic_optima_hold_for_every_size(seed: int) -> None:
    """The smallest of the orders that are kept is the best of all, for random numbers."""
    chance = random.Random(seed)
    letters = [size(name) for name in ("n", "m", "k")]
    dims = tuple(chance.choice([*letters, 1]) for _ in range(chance.randint(4, 7)))
    found = bracketing.cheapest(dims)
    assert found is not None
    for _ in range(20):
        at = {name: chance.randint(1, 9) for name in "nmk"}
        numbers = tuple(n for n in (size_at(d, at) for d in dims) if isinstance(n, int))
        assert min(n for n in (size_at(c, at) for c in found.costs) if isinstance(n, int)) == by_recursion(
            numbers, False
        )


def test_two_hundred_matrices_are_bracketed_at_once() -> None:
    """A third of a second would be noticed."""
    dims = [random.Random(1).randint(1, 4096) for _ in range(201)]
    start = time.process_time()
    found = bracketing.cheapest(dims)
    assert time.process_time() - start < 1
    assert found is not None
    assert bracketing.cost(found.trees[0], dims).multiplications == found.costs[0]


def test_long_chains_are_no_problem_for_recursion() -> None:
    """A thousand factors from either end."""
    for order in (bracketing.left_to_right(1500), bracketing.right_to_left(1500)):
        assert bracketing.cost(order, [2] * 1501).multiplications == 1499 * 8


@pytest.mark.parametrize("length", range(1, 9))
def test_every_bracketing_is_there_once(length: int) -> None:
    """As many as the Catalan numbers say."""
    catalan = [1, 1, 2, 5, 14, 42, 132, 429]
    found = bracketing.every(length)
    assert len(found) == len(set(found)) == catalan[length - 1]


def test_the_authors_brackets_are_the_order_as_written() -> None:
    """v (vᵀ y) is right to left; a bracket in the middle is an order of its own."""
    found = chain("shapes: {v: n, y1: n, y2: m}\nlayers:\n  - Z = v @ (v.T @ y1) @ y2.T")
    (way,) = (one for one in found.ways if one.name == products.WRITTEN)
    assert size_text(way.cost.multiplications) == "m*n + 2*n"


def test_products_of_two_matrices_have_one_order() -> None:
    """They are not listed."""
    assert count("shapes: {A: [n, m], x: m}\nlayers:\n  - z = A @ x").chains == ()


@pytest.mark.parametrize("sizes", [(2, 3, 4), (1, 1, 1), (5, 1, 5), (1, 7, 1)])
def test_a_product_costs_what_the_formulas_say(sizes: tuple[int, int, int]) -> None:
    """mkn multiplications and m(k − 1)n additions, carried out and counted."""
    m, k, n = sizes
    assert cost_of_products([sizes]) == (m * k * n, m * (k - 1) * n)


def test_an_intermediate_array_is_let_go_after_its_last_use() -> None:
    """Of (A B) C D only two products live at a time."""
    names = [tree.name(letter, (10, 10)) for letter in "ABCD"]
    found = products.chain("P", tuple(names), bracketing.left_to_right(4))
    (way,) = (one for one in found.ways if one.name == "left to right")
    assert way.memory.every == 400 + 300
    assert way.memory.peak.common == 400 + 200


# -- second derivatives --------------------------------------------------------------------


def test_the_hessian_of_a_quadratic_form() -> None:
    """H = 2vvᵀ: 2n² multiplications, 2n² + n numbers by the rule, n² + n when scaled in place."""
    second = count(QUADRATIC).curvature
    assert second is not None
    first, other = second.ways
    assert text.ascii(first.formula) == "2 * (v @ v.T)"
    assert first.work.arithmetic.multiplications == size("2*n^2")
    assert first.memory.every == size("2*n^2 + n")
    assert first.in_place == size("n^2 + n")
    assert other.work.arithmetic.multiplications == size("n^2 + n")


def test_polynomials_are_explained() -> None:
    """3·m·n is what right to left takes."""
    (first, *_) = reasons(count(FOUR), size("3*m*n"))
    assert not first.mistake
    assert reasons(count(FOUR), 6) == []
