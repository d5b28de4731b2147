"""Values in many worlds at once, against the exact walk through the formulas, one world at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy
import pytest

from bpcalc.grading.diagnosis import changed_value
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.method import Key, Worked
from bpcalc.grading.plan import key_of
from bpcalc.grading.stacks import trials
from bpcalc.grading.truth import Subject, true_value
from bpcalc.grading.worlds import Moved, Worlds, at, is_stated, used
from bpcalc.language.arrays import Array, as_float
from tests.grading.sheets import exercise

NETWORKS = ("relu-net", "tanh-sigmoid-bce", "gated-softmax", "batch-mse", "two-two-two", "sum-of-maps-shared")
TWO_LAYERS = "inputs: {x: [0.5, 2]}\nparameters: {W: [[1, -2], [0.5, 1]], v: [1, -1]}\nlayers:\n" + (
    "  - z = W @ x\n  - a = tanh(z)\n  - y = v.T @ a\nloss: l = y^2\n"
)


def subjects(made: Exercise, case: str | None) -> Iterator[Subject]:
    """Every quantity, its derivatives of what the case is about, and of its direct users."""
    found, main = made.found[case], made.main(case)
    for name in (*found.graph.leaves, *found.graph.equations):
        yield Subject(name)
        for of in (main, *found.uses.get(name, ())[:1]):
            if found.uses.get(name) and made.truth(case, Subject(of, name)) is not None:
                yield Subject(of, name)


def natural(array: Array) -> Array:
    return as_float(array).reshape(-1)


@pytest.mark.parametrize("name", NETWORKS)
def test_with_nothing_stated_every_value_is_the_true_one(name: str) -> None:
    made = exercise(name)
    case = next(iter(made.found))
    for about in subjects(made, case):
        truth = made.truth(case, about)
        assert truth is not None
        assert made.truths(case).value(key_of(about)).reshape(-1) == pytest.approx(natural(truth), rel=1e-9)


@pytest.mark.parametrize("name", NETWORKS)
def test_stated_answers_stand_in_for_what_they_answer(name: str) -> None:
    """In each of eight worlds another third of the answers is stated, with numbers of its own."""
    made = exercise(name)
    case = next(iter(made.found))
    chance, worlds = numpy.random.default_rng(3), Worlds(made.plan(case))
    stated: list[dict[Key, Array]] = [{} for _ in range(8)]
    for about in subjects(made, case):
        key = key_of(about)
        if key in worlds.stated or about.of == about.wrt or (not about.wrt and chance.random() < 0.5):
            continue
        own = made.truths(case).value(key) + chance.uniform(0.1, 0.5)
        where = tuple((chance.random(8) < 0.3).tolist())
        worlds.state(key, own, where, True)
        for world in numpy.flatnonzero(where):
            stated[world][key] = own[0, 0] if isinstance(key, str) else own[0]
    for about, (row, mine) in product(subjects(made, case), enumerate(stated)):
        with numpy.errstate(all="ignore"):  # numbers moved below 0 have no logarithm
            work = Worked(made.found[case], about.of, made.method(case, made.of(case, about)),
                          {**made.given(case), **mine})  # fmt: skip
            exact = natural(true_value(about, work))
            found = at(worlds.value(key_of(about)), row).reshape(-1)
            assert found == pytest.approx(exact, rel=1e-7, abs=1e-9, nan_ok=True), (about, row)


@pytest.mark.parametrize("name", NETWORKS[:3])
def test_what_a_mistake_gives_is_what_comes_out_with_its_formulas(name: str) -> None:
    made = exercise(name)
    case = next(iter(made.found))
    of, many = made.main(case), 0
    for wrt in made.found[case].targets:
        about = Subject(of, wrt)
        truth = made.truth(case, about)
        assert truth is not None
        tried = made.singles(case, about)
        many += len(tried.changes)
        for value, change in zip(tried.values[::3], tried.changes[::3], strict=True):
            exact = changed_value(
                about, made.found[case], made.method(case, of), made.given(case), change, truth
            )
            assert exact is not None
            assert value == pytest.approx(natural(exact), rel=1e-7, abs=1e-9), change
    assert many > 50


def test_two_mistakes_meet_in_one_world() -> None:
    """What the first changes, the second finds changed."""
    made = exercise(TWO_LAYERS)
    about = Subject("l", "W")
    truth = made.truth(None, about)
    pairs = [k for k, one in enumerate(made.pairs(None, about).changes) if len(one.formulas) == 2]
    assert pairs
    for k in pairs[::10]:
        value, change = made.pairs(None, about).values[k], made.pairs(None, about).changes[k]
        exact = changed_value(
            about, made.found[None], made.method(None, "l"), made.given(None), change, truth
        )
        assert exact is not None
        assert value == pytest.approx(natural(exact), rel=1e-7, abs=1e-9), change


def test_only_steps_that_are_not_stated_lie_between() -> None:
    made = exercise(TWO_LAYERS)
    worlds = Worlds(made.plan(None))
    worlds.state("a", made.truths(None).value("a") + 1, None, True)
    assert used(worlds, 0, "l") == (("a",), ("l", "y"))
    assert is_stated(worlds, 0, "a")
    assert not is_stated(worlds, 0, "y")


def test_a_part_that_is_stated_leaves_the_rest_as_it_comes() -> None:
    made = exercise(TWO_LAYERS)
    worlds = Worlds(made.plan(None))
    part = numpy.array([[[[0.25], [numpy.nan]]]])
    worlds.state("a", part, None, False)
    true = made.truths(None).value("a")
    assert worlds.value("a").ravel().tolist() == [0.25, true[0, 0, 1, 0]]
    assert worlds.value("y").item() == pytest.approx(0.25 - true[0, 0, 1, 0])


def test_worlds_that_differ_in_one_value_share_all_others() -> None:
    made = exercise(TWO_LAYERS)
    truths = made.truths(None)
    z = truths.value("z").repeat(3, axis=0)
    z[1, 0, 0, 0] += 1
    moved = Moved(truths, 0, 3, {"z": z})
    assert moved.value("y").ravel()[0] == moved.value("y").ravel()[2] == truths.value("y").item()
    assert moved.value("y").ravel()[1] == pytest.approx(float(numpy.tanh(z[1]).ravel() @ [1, -1]))
    assert moved.value("x") is truths.value("x")


def test_mistakes_that_change_nothing_are_no_candidates() -> None:
    """ReLUs that all pass: their derivative may as well be left out."""
    made = exercise(
        "inputs: {x: [1, 2]}\nparameters: {W: [[1, 2], [3, 4]]}\nlayers:\n  - z = W @ x\n  - a = relu(z)\n"
        "loss: l = norm(a)^2\n"
    )
    names = {one.names[0] for one in made.singles(None, Subject("l", "x")).changes}
    assert "mask-left-out" not in names
    assert "weight-transposed" in names


@pytest.mark.parametrize(
    "formula",
    [
        "softmax(X, axis=1)", "max(X, axis=0)", "layer_norm(X, axis=1)", "maxpool(X, 3)", "conv2d(X, K, pad=1)",
        "sort(x)", "reshape(X, 1, 9)", "hstack(X, W)", "kron(K, x)", "X + x.T", "x @ x.T @ x", "mean(X, axis=0)",
    ],
)  # fmt: skip
def test_functions_keep_their_axes_where_worlds_come_first(formula: str) -> None:
    """Two worlds, with x and X as they are and moved by 1."""
    made = exercise(
        "inputs: {X: [[1.5, 2, -1], [0.5, -2, 3], [1, 0.25, -0.75]], x: [1, 2.5, -0.5]}\n"
        "parameters: {K: [[1, -1], [0.5, 2]], W: [[1, 2, 0], [0, 1, -1], [2, 0.5, 1]]}\n"
        f"layers:\n  - y = {formula}\n  - l = sum(y^2)\n"
    )
    given = made.given(None)
    worlds, other = Worlds(made.plan(None)), {**given, "x": given["x"] + 1, "X": given["X"] + 1}
    for name in ("x", "X"):
        both = numpy.stack([as_float(given[name]), as_float(other[name])])[:, None]
        worlds.state(name, both, None, True)
    for about in subjects(made, None):
        if about.wrt:
            method = made.method(None, about.of)
            for row, values in enumerate((given, other)):
                exact = natural(true_value(about, Worked(made.found[None], about.of, method, values)))
                found = at(worlds.value(key_of(about)), row).reshape(-1)
                assert found == pytest.approx(exact, rel=1e-8, abs=1e-10), (about, row)


def test_only_the_likeliest_mistakes_are_tried_in_a_huge_answer() -> None:
    """What is kept of an exercise does not grow without limit."""
    made = exercise(TWO_LAYERS)
    changes = made.trials(None, ("z",)).changes
    assert trials(changes, (1, 2, 1)).changes == changes
    assert trials(changes, (1, 1000, 1000)).changes == changes[:4]
