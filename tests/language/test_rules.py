"""Every row of the function table and every operation, against functions it did not write.

A row is tested by existing: each needs its entry in `tests.reference`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

import numpy
import pytest

from bpcalc.language import maps, tree
from bpcalc.language.arrays import is_exact
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.functions import EACH
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from tests.reference import activations, duals, functions, losses, operations  # noqa: F401
from tests.reference.differences import (
    assert_close,
    by_autograd,
    by_differences,
    second_by_autograd,
)
from tests.reference.entries import ENTRIES, Entry, Settings, Shape
from tests.reference.points import points

pytestmark = pytest.mark.filterwarnings("ignore:Output seems independent of input")
LETTERS = "abc"


class Trial(NamedTuple):
    """One function with arguments of certain shapes."""

    entry: Entry
    shapes: tuple[Shape, ...]
    settings: Settings

    @property
    def text(self) -> str:
        letters = LETTERS[: len(self.shapes)]
        settings = [f"{name}={setting}" for name, setting in self.settings.items()]
        called = f"{self.entry.name}({', '.join([*letters, *settings])})"
        if self.entry.typed is None or not settings:
            return self.entry.typed or called
        return f"{self.entry.typed[:-1]}, {', '.join(settings)})"

    @property
    def leaves(self) -> list[Expr]:
        return [tree.name(n, shape) for n, shape in zip(LETTERS, self.shapes, strict=False)]

    @property
    def expr(self) -> Expr:
        return expression(self.text, Scope({leaf.data: leaf for leaf in self.leaves}))

    @property
    def variables(self) -> list[int]:
        """The arguments that something may be differentiated by."""
        return [k for k in range(len(self.shapes)) if k not in self.entry.labels]

    def reference(self, exact: bool = False) -> Callable[..., Any]:
        settings = dict(self.entry.defaults) | dict(self.settings)
        if not exact:
            settings = {n: float(s) if isinstance(s, Fraction) else s for n, s in settings.items()}
        return lambda *arguments: self.entry.value(*arguments, **settings)

    def points(self, exact: bool = False) -> Iterator[list[Any]]:
        """A few places: with kinks, enough to meet both sides of each."""
        settings = dict(self.entry.defaults) | dict(self.settings)
        kinks = self.entry.kinks
        near = None if kinks is None else lambda *arguments: kinks(*arguments, **settings)
        random = Random(crc32(repr((self.text, self.shapes)).encode()))
        for _ in range(3):
            yield points(self.entry.domains, self.shapes, near, random, exact)

    def __repr__(self) -> str:
        return f"{self.text} of {' '.join(f'{r}x{c}' for r, c in self.shapes)}"


TRIALS = [Trial(e, *trial) for entries in ENTRIES.values() for e in entries for trial in e.trials]
SMOOTH = [trial for trial in TRIALS if trial.entry.smooth]
RATIONAL = [trial for trial in TRIALS if trial.entry.rational]
EACH_ENTRY = [
    trial for trial in TRIALS
    if trial.entry.name in TABLE and TABLE[trial.entry.name].elementwise and len(trial.shapes) == 1
    and trial.entry.name != "indicator"
]  # fmt: skip


def given(arguments: list[Any]) -> dict[str, Any]:
    return dict(zip(LETTERS, arguments, strict=False))


def sides(expr: Expr) -> tuple[int, int]:
    """The shape, which is in numbers here."""
    rows, columns = expr.shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    return rows, columns


def drawn(shape: tuple[int, int], random: Random) -> list[list[float]]:
    """Entries of either sign."""
    return [[random.uniform(-1.5, 1.5) for _ in range(shape[1])] for _ in range(shape[0])]


def jacobian(expr: Expr, leaf: Expr, values: dict[str, Any]) -> Any:
    """The matrix of the derivative as a full array."""
    rows, columns = expr.shape[0] * expr.shape[1], leaf.shape[0] * leaf.shape[1]
    found = value(maps.matrix(derivative(expr, leaf)), values)
    assert found.shape == (rows, columns)
    return found


@pytest.mark.parametrize("name", [*TABLE, *BUILT_IN])
def test_every_function_has_a_reference(name: str) -> None:
    """A row without an entry in tests/reference is not tested, and that is an error."""
    assert name in ENTRIES, f"write a reference for {name}"
    used = {setting for entry in ENTRIES[name] for _, given in entry.trials for setting in given}
    known = {setting for entry in ENTRIES[name] for setting in entry.defaults} | used
    assert name not in TABLE or {setting for setting, _ in TABLE[name].settings} <= known | {"tie", "at_zero"}


@pytest.mark.parametrize("trial", [t for t in TRIALS if t.entry.kinks], ids=repr)
def test_trials_meet_both_sides_of_each_kink(trial: Trial) -> None:
    """Over the trials of a function, what makes its kink is positive and negative."""
    settings = dict(trial.entry.defaults) | dict(trial.settings)
    sides = set()
    for other in TRIALS:
        if other.entry is trial.entry:
            for arguments in other.points():
                assert other.entry.kinks is not None
                settings = dict(other.entry.defaults) | dict(other.settings)
                sides |= {x > 0 for x in numpy.ravel(other.entry.kinks(*arguments, **settings))}
    assert sides == {True, False}


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_value_equals_the_reference(trial: Trial) -> None:
    """The value has the declared shape and the reference's entries."""
    for arguments in trial.points():
        found = value(trial.expr, given(arguments))
        assert found.shape == trial.expr.shape
        assert_close(found, trial.reference()(*arguments), repr(arguments))


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_many_inputs_at_once_equal_one_by_one(trial: Trial) -> None:
    """A leading axis holds many inputs."""
    places = list(trial.points())
    together = given([numpy.stack(argument) for argument in zip(*places, strict=True)])
    found = numpy.broadcast_to(value(trial.expr, together), (len(places), *sides(trial.expr)))
    for k, arguments in enumerate(places):
        assert_close(found[k], trial.reference()(*arguments))


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_jacobian_equals_autograd_and_differences(trial: Trial) -> None:
    """The matrix of the differential, by each argument."""
    for arguments in trial.points():
        for k in trial.variables:
            found = jacobian(trial.expr, trial.leaves[k], given(arguments))
            if trial.entry.smooth:
                assert_close(found, by_autograd(trial.reference(), arguments, k), repr(arguments))
            assert_close(found, by_differences(trial.reference(), arguments, k), repr(arguments))


@pytest.mark.parametrize("trial", TRIALS, ids=repr)
def test_push_and_pull_equal_the_matrix(trial: Trial) -> None:
    """push is J vec X, pull is Jᵀ vec Δ, in the shapes of value and argument."""
    expr = trial.expr
    for arguments in trial.points():
        for k, leaf in enumerate(trial.leaves):
            m = derivative(expr, leaf)
            x, delta = tree.name("X", leaf.shape), tree.name("D", expr.shape)
            numbers = Random(k)
            values = given(arguments) | {
                part.data: numpy.array(drawn(sides(part), numbers)) for part in (x, delta)
            }
            matrix = numpy.asarray(jacobian(expr, leaf, values), dtype=float)
            pushed, pulled = value(maps.push(m, x), values), value(maps.pull(m, delta), values)
            assert pushed.shape == expr.shape
            assert pulled.shape == leaf.shape
            assert_close(pushed.ravel(), matrix @ values["X"].ravel())
            assert_close(pulled.ravel(), matrix.T @ values["D"].ravel())


@pytest.mark.parametrize("trial", SMOOTH, ids=repr)
def test_second_derivatives_equal_autograd(trial: Trial) -> None:
    """The gradient of Σ G ⊙ f is an expression again, with the right Jacobians."""
    weights = tree.name("G", trial.expr.shape)
    arguments = next(trial.points())
    chosen = numpy.array(drawn(sides(weights), Random(7)))
    for k in trial.variables:
        gradient = maps.pull(derivative(trial.expr, trial.leaves[k]), weights)
        for j in trial.variables:
            found = jacobian(gradient, trial.leaves[j], given(arguments) | {"G": chosen})
            expected = second_by_autograd(trial.reference(), arguments, k, j, chosen)
            assert_close(found, expected, f"{arguments!r} {k} {j}")


@pytest.mark.parametrize("trial", EACH_ENTRY, ids=repr)
def test_primes_are_derivatives(trial: Trial) -> None:
    """f' and f'' of a function of every entry are functions too, with values of their own."""
    leaf = trial.leaves[0]
    scope = Scope({"a": leaf})
    first = expression(trial.text.replace(trial.entry.name, trial.entry.name + "'", 1), scope)
    second = expression(trial.text.replace(trial.entry.name, trial.entry.name + "''", 1), scope)
    for arguments in trial.points():
        values = given(arguments)
        slope = by_differences(trial.reference(), arguments, 0)
        assert_close(value(first, values).ravel(), numpy.diag(slope))
        curve = jacobian(first, leaf, values)
        assert_close(value(second, values).ravel(), numpy.diag(curve))
        if trial.entry.smooth:
            ones = numpy.ones(sides(leaf))
            assert_close(curve, second_by_autograd(trial.reference(), arguments, 0, 0, ones))


@pytest.mark.parametrize("trial", RATIONAL, ids=repr)
def test_rational_functions_are_exact(trial: Trial) -> None:
    """Fractions give exactly the reference's fractions, and dual numbers' derivatives."""
    reference = trial.reference(exact=True)
    for arguments in trial.points(exact=True):
        found = value(trial.expr, given(arguments))
        assert is_exact(found)
        assert found.tolist() == duals.plain(reference(*arguments)).tolist()
        for k in trial.variables:
            slope = jacobian(trial.expr, trial.leaves[k], given(arguments))
            assert is_exact(slope)
            assert slope.tolist() == duals.jacobian(reference, arguments, k).tolist()


@pytest.mark.parametrize("shape", [(3, 1), (1, 4)])
def test_softmax_cross_entropy_has_a_derivative_by_its_target(shape: Shape) -> None:
    """∂/∂y of −Σ y log softmax(z) is −log softmax(z), though only examples that sum to 1 are meant."""
    z, y = tree.name("z", shape), tree.name("y", shape)
    expr = expression("softmax_cross_entropy(z, y)", Scope({"z": z, "y": y}))
    [arguments] = [points(("real", "simplex"), (shape, shape), None, Random(1))]
    found = jacobian(expr, y, dict(zip("zy", arguments, strict=True)))
    assert_close(found, -activations.log_softmax(arguments[0], None).reshape(1, -1))


LOSSES = [name for name, row in TABLE.items() if row.group == "losses"]
TARGETS = [
    (name, labels)
    for name in LOSSES
    for labels in sorted({"label" in e.domains for e in ENTRIES.get(name, [])})
]
OF_EXAMPLES = [
    name for name, row in TABLE.items() if dict(row.settings).get("axis") is EACH and name not in LOSSES
]


def by_rows(reference: Callable[..., Any], *batch: Any) -> list[Any]:
    """The reference of each example by itself."""
    return [reference(*(part[i : i + 1] for part in batch)) for i in range(len(batch[0]))]


@pytest.mark.parametrize("batch", ["rows", "columns"])
@pytest.mark.parametrize(("name", "labelled"), TARGETS)
def test_a_loss_of_a_batch_is_the_mean_over_its_examples(name: str, labelled: bool, batch: str) -> None:
    """The mean over examples of the reference loss, whether they are rows or columns."""
    entry = next(e for e in ENTRIES[name] if ("label" in e.domains) == labelled and not e.trials[0][1])
    kinds = tuple("simplex by rows" if kind == "simplex" else "one-hot by rows" if kind == "one-hot" else kind
                  for kind in entry.domains)  # fmt: skip
    shapes = ((4, 3), (4, 1) if labelled else (4, 3))
    settings = dict(entry.defaults)
    random = Random(crc32(name.encode()))
    p, y = points(kinds, shapes, None, random)
    if labelled:
        y = numpy.array([[2], [0], [1], [2]])
    expected = sum(by_rows(lambda p, y: entry.value(p, y, **settings), p, y)) / 4
    if batch == "columns":
        p, y = p.T, y.T
    leaves = {"p": tree.name("p", p.shape), "y": tree.name("y", y.shape)}
    expr = expression(f"{name}(p, y)", Scope(leaves, batch=batch))
    values = {"p": p, "y": y}
    assert_close(value(expr, values), expected)

    def whole(p: Any) -> Any:
        rows, answers = (p, y) if batch == "rows" else (p.T, y.T)
        return sum(by_rows(lambda p, y: entry.value(p, y, **settings), rows, answers)) / 4

    assert_close(jacobian(expr, leaves["p"], values), by_autograd(whole, [p], 0))


@pytest.mark.parametrize("batch", ["rows", "columns"])
@pytest.mark.parametrize("name", OF_EXAMPLES)
def test_functions_of_examples_act_on_each(name: str, batch: str) -> None:
    """softmax and its kin of a batch need no axis."""
    entry = ENTRIES[name][-1]
    [z] = points(("real",), ((4, 3),), None, Random(3))
    settings = dict(TABLE[name].settings) | {"axis": None}
    expected = numpy.vstack(by_rows(lambda z: entry.value(z, **{
        n: float(s) if isinstance(s, Fraction) else s for n, s in settings.items()}), z))  # fmt: skip
    given = z if batch == "rows" else z.T
    expr = expression(f"{name}(z)", Scope({"z": tree.name("z", given.shape)}, batch=batch))
    found = value(expr, {"z": given})
    assert_close(found if batch == "rows" else found.T, expected)
