"""Random numbers for a network: points at which formulas are compared.

What the exercise leaves open gets a value too: sizes, inputs, and functions that nobody
names become `A tanh(B z)` with random matrices, or a known activation where they are elementwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.calculus.labels import label_names
from bpcalc.grading.method import Key
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array, as_float, exact_array, is_exact
from bpcalc.language.derivative import derivative
from bpcalc.language.functions import Function
from bpcalc.language.numbers import Rational
from bpcalc.language.sizes import size_at
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import TARGET, Case, Given, Network

FAR, NEAR = 32, 4
"""Random points at which a formula is judged besides the case: many where relu may cut off most."""
WIDE, FEW = 20_000, 2
"""From so many numbers of an exercise on there are so few points."""
SIZES = (2, 3, 4, 5)
"""What size letters become, in turn."""
STAND_INS = ("sigmoid", "softplus", "tanh", "silu")
"""Activations that stand for elementwise functions without a name."""


class Instance:
    """A network with all numbers: `found` has shapes without letters."""

    def __init__(self, network: Network, case: Case) -> None:
        letters = {name: SIZES[k % len(SIZES)] for k, name in enumerate(network.letters)}
        self.case = _valued(network, case, letters)
        if self.case is not case:  # functions to columns of so many entries as well
            network = network._replace(functions=_sized(network.functions, letters))
        self.network = network
        made = graph(network, self.case)
        self.found: Derivation = derivation(network, made, wrt=(*made.leaves, *made.equations))
        self.matrices: dict[Key, Array] = {}

    @property
    def here(self) -> dict[Key, Array]:
        """The values of the case; exact numbers where they are not too many to work with."""
        given = numbers_of(self.network, self.case)
        wide = _is_wide(given)
        return {name: as_float(a) if wide and a.size > 1 else a for name, a in given.items()}

    def far(self) -> Iterator[dict[Key, Array]]:
        """Random points of the same shapes; targets and labels are kept."""
        return self._moved(FAR, 7, _random)

    def near(self, part: float) -> Iterator[dict[Key, Array]]:
        """Points at which every number but those of targets and labels is off by up to a part of itself."""

        def beside(generator: numpy.random.Generator, like: Array) -> Array:
            old = as_float(like)
            return old + part * numpy.where(old == 0, 1, abs(old)) * _random(generator, like) / 2

        return self._moved(NEAR, 5, beside)

    def with_another(self, target: str) -> Iterator[dict[Key, Array]]:
        """Points near the case with another value of a 1×1 target."""
        old = self.here[target]
        other = exact_array([[_another(old[0, 0])]]) if is_exact(old) else old / 2
        for one in self.near(0.05):
            yield {**one, target: other}

    def _moved(
        self, many: int, seed: int, moved: Callable[[numpy.random.Generator, Array], Array]
    ) -> Iterator[dict[Key, Array]]:
        generator = numpy.random.default_rng(seed)
        given = numbers_of(self.network, self.case)
        many = FEW if _is_wide(given) else many
        kept = {*self.network.names(TARGET), *label_names(self.found.graph)}
        for _ in range(many):
            yield {name: a if name in kept else moved(generator, a) for name, a in given.items()}

    def concrete(self, expr: Expr) -> Expr:
        """The formula with known functions in the place of those that nobody names."""
        exchange = {
            part: self._stand_in(part) for part in tree.nodes(expr)
            if part.op == "call" and part.data[0].abstract is not None
        }  # fmt: skip
        return tree.substituted(expr, exchange) if exchange else expr

    def _stand_in(self, part: Expr) -> Expr:
        row = part.data[0]
        name, order = row.name.rstrip("'"), row.name.count("'")
        argument = self.concrete(part.args[0])
        if row.elementwise:
            others = sorted(n for n, f in self.network.functions.items() if f.abstract == 0 and f.elementwise)
            chosen = TABLE[STAND_INS[others.index(name) % len(STAND_INS)]]
            found = tree.call(
                chosen, (argument,), tuple(value for _, value in chosen.settings), argument.shape
            )
            for _ in range(order):
                z = tree.name("argument of a stand-in", argument.shape)
                at_z = tree.substituted(found, {argument: z})
                slope = maps.pull(derivative(at_z, z), simplify.ones(z.shape))
                found = tree.substituted(slope, {z: argument})
            return found
        rows, inner = row.abstract, argument.shape[0] * argument.shape[1]
        a = self._matrix(f"{name}: A", (rows, 3))
        b = self._matrix(f"{name}: B", (3, inner))
        hidden = tree.matmul(b, tree.reshape(argument, (inner, 1)))
        tanh = tree.call(TABLE["tanh"], (hidden,), (), hidden.shape)
        if order == 0:
            return tree.matmul(a, tanh)
        slope = tree.add(tree.ones(hidden.shape), tree.neg(tree.mul(tanh, tanh)))
        return tree.matmul(a, tree.diag(slope), b)

    def _matrix(self, name: str, shape: Any) -> Expr:
        if name not in self.matrices:
            generator = numpy.random.default_rng(sum(map(ord, name)))
            self.matrices[name] = generator.uniform(-1, 1, shape)
        return tree.name(name, shape)


def _another(label: Rational) -> Rational:
    """1 for 0 and for −1, a class below for an index, half of another number."""
    if label in (0, 1):
        return 1 - label
    return label / Fraction(2) if label % 1 else -label if label < 0 else label - 1


def _is_wide(given: Mapping[str, Array]) -> bool:
    return sum(array.size for array in given.values()) > WIDE


def _random(generator: numpy.random.Generator, like: Array) -> Array:
    numbers: Array = generator.uniform(0.2, 1.8, like.shape) * generator.choice([-1, 1], like.shape)
    return numbers


def _sized(functions: Mapping[str, Function], letters: Mapping[str, int]) -> dict[str, Function]:
    """The functions with numbers for the sizes of their values."""
    return {
        name: row if row.abstract is None else row._replace(abstract=size_at(row.abstract, letters))
        for name, row in functions.items()
    }


def _valued(network: Network, case: Case, letters: Mapping[str, int]) -> Case:
    """The case with a value for every name; a label is 0."""
    have = numbers_of(network, case)
    if all(name in have for name in network.declared):
        return case
    generator = numpy.random.default_rng(11)
    values = dict(case.values)
    labels = label_names(graph(network, case))
    for name, declared in network.declared.items():
        if name not in have and declared.shape is not None:
            shape: Any = size_at(declared.shape[0], letters), size_at(declared.shape[1], letters)
            array = numpy.zeros(shape) if name in labels else generator.uniform(-1.5, 1.5, shape)
            values[name] = Given(array, False, True, declared.place)
    return case._replace(values=values)
