"""Random networks as specs, and as functions that know nothing of bpcalc.

A network grows step by step. Each step is one function or operation of tests.reference, fed
with quantities that exist already: brought into the shapes it needs by weights, and into its
domain by a function. Weights are shared where their shapes allow it, every quantity may be
used again, and the loss joins all ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy
from autograd import numpy as np

from tests.reference import activations, functions, losses, operations  # noqa: F401
from tests.reference.entries import ENTRIES, Entry, Settings, Shape

Environment = dict[str, Any]
"""Matrices by name."""
FAR = 1e-3
"""No kink may be nearer than this."""
TAME = 4.0
"""Larger values are scaled down before they go on."""


class Trial(NamedTuple):
    """A function with the shapes of its arguments and its settings."""

    entry: Entry
    shapes: tuple[Shape, ...]
    settings: Settings

    def __repr__(self) -> str:
        return f"{self.entry.typed or self.entry.name} {self.shapes} {dict(self.settings)}"


class Step(NamedTuple):
    """`name = text`, and its value from the values before it."""

    name: str
    text: str
    value: Callable[[Environment], Any]


class Drawn(NamedTuple):
    """A network: what is given, what is not differentiated, and the steps, the loss last."""

    given: dict[str, Any]
    labels: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def variables(self) -> list[str]:
        """What the loss is differentiated by."""
        return [name for name in self.given if name not in self.labels]

    @property
    def loss(self) -> Callable[..., Any]:
        """The loss as a function of the variables."""

        def value(*arguments: Any) -> Any:
            known = {**self.given, **dict(zip(self.variables, arguments, strict=True))}
            for step in self.steps:
                known[step.name] = step.value(known)
            return known[self.steps[-1].name]

        return value

    @property
    def spec(self) -> str:
        """The network in the equation form."""
        lines = ["inputs:"]
        lines += [f"  {name}: {written(self.given[name])}" for name in self.variables]
        if self.labels:
            lines += ["target:", *(f"  {name}: {written(self.given[name])}" for name in sorted(self.labels))]
        lines += ["layers:", *(f'  - "{step.name} = {step.text}"' for step in self.steps[:-1])]
        return "\n".join([*lines, f'loss: "{self.steps[-1].name} = {self.steps[-1].text}"', ""])


def written(matrix: Any) -> str:
    """A matrix as a spec writes it."""
    return "[" + ", ".join(f"[{', '.join(_number(x) for x in row)}]" for row in matrix.tolist()) + "]"


def _number(x: Any) -> str:
    return str(x) if isinstance(x, (int, Fraction)) else repr(x)


TRIALS = tuple(Trial(e, *trial) for entries in ENTRIES.values() for e in entries for trial in e.trials)
RATIONAL = tuple(trial for trial in TRIALS if trial.entry.rational)


class _NearKinkError(Exception):
    """A step would sit too near to a kink, or leave the numbers."""


class _Growing:
    """A network while it grows."""

    def __init__(self, random: Random, exact: bool) -> None:
        self.random = random
        self.exact = exact
        self.given: Environment = {}
        self.labels: set[str] = set()
        self.steps: list[Step] = []
        self.values: Environment = {}
        self.unused: list[str] = []

    # -- names -------------------------------------------------------------------

    def new(self, shape: Shape, low: float = -1, high: float = 1) -> str:
        """A new input or weight."""
        entries = [[self.number(low, high) for _ in range(shape[1])] for _ in range(shape[0])]
        return self.give(entries, "p")

    def number(self, low: float, high: float) -> Any:
        if self.exact:
            return Fraction(self.random.choice([n for n in range(-4, 5) if n]), 2)
        return round(self.random.uniform(low, high), 3)

    def give(self, entries: list[list[Any]], prefix: str) -> str:
        name = f"{prefix}{len(self.given)}"
        if self.exact:
            matrix: Any = numpy.empty((len(entries), len(entries[0])), dtype=object)
            for i, row in enumerate(entries):
                matrix[i] = [Fraction(x) for x in row]
        else:
            matrix = numpy.array(entries, dtype=float)
        self.given[name] = self.values[name] = matrix
        return name

    def weight(self, shape: Shape) -> str:
        """A weight of this shape: one that is there already, perhaps, which is then shared."""
        fitting = [name for name, a in self.given.items() if a.shape == shape and name not in self.labels]
        return self.random.choice(fitting) if fitting and self.random.random() < 0.5 else self.new(shape)

    def add(self, text: str, value: Callable[[Environment], Any]) -> str:
        """A new equation."""
        name = f"q{len(self.steps)}"
        found = value(self.values)
        if not self.exact and not numpy.isfinite(numpy.asarray(found, dtype=float)).all():
            raise _NearKinkError
        self.values[name] = found
        self.steps.append(Step(name, text, value))
        self.unused = [other for other in self.unused if not re.search(rf"\b{other}\b", text)] + [name]
        return name

    # -- quantities of a shape and a domain --------------------------------------

    def quantity(self, shape: Shape) -> str:
        """Something of this shape that depends on what is there."""
        pool = [*self.unused, *(step.name for step in self.steps), *self.given]
        pool = [name for name in pool if name not in self.labels]
        source = self.random.choice(pool[:3] if self.unused and self.random.random() < 0.5 else pool)
        have = self.values[source].shape
        if have == shape and self.random.random() < 0.6:
            return source
        text, sides = source, []
        if have[0] != shape[0] or self.random.random() < 0.5:
            left = self.weight((shape[0], have[0]))
            text = f"{left} @ {text}"
            sides.append((left, "left"))
        if have[1] != shape[1] or not sides:
            right = self.weight((have[1], shape[1]))
            text = f"{text} @ {right}"
            sides.append((right, "right"))
        if self.random.random() < 0.4:
            bias = self.weight(self.random.choice([shape, (shape[0], 1), (1, shape[1])]))
            if self.values[bias].shape == shape or 1 in self.values[bias].shape:
                text = f"{text} + {bias}"
                sides.append((bias, "bias"))

        def value(known: Environment) -> Any:
            found = known[source]
            for name, side in sides:
                other = known[name]
                found = (
                    other @ found if side == "left" else found @ other if side == "right" else found + other
                )
            return found

        return self.tamed(self.add(text, value))

    def tamed(self, name: str) -> str:
        """The same, scaled down where its entries are large."""
        largest = max(abs(x) for x in self.values[name].ravel())
        if largest <= TAME:
            return name
        scale = 2 ** int(numpy.ceil(numpy.log2(float(largest) / TAME)))
        if scale > 2**20:
            raise _NearKinkError
        return self.add(
            f"{name} / {scale}",
            lambda known: (
                known[name] * Fraction(1, scale) if self.is_exact(known[name]) else known[name] / scale
            ),
        )

    @staticmethod
    def is_exact(a: Any) -> bool:
        return bool(a.dtype == object)

    def within(self, name: str, domain: str) -> str:
        """The quantity brought into a domain."""
        kind, _, order = domain.partition(" by ")
        axis = {"rows": 1, "columns": 0}.get(order)
        if kind == "positive" and self.exact:
            return self.add(
                f"{name} * {name} + 1/2", lambda known: known[name] * known[name] + Fraction(1, 2)
            )
        if kind == "positive":
            return self.add(f"exp({name} / 4)", lambda known: np.exp(known[name] / 4))
        if kind == "unit":
            return self.add(f"sigmoid({name} / 2)", lambda known: 1 / (1 + np.exp(-known[name] / 2)))
        if kind == "simplex":

            def softmax(known: Environment) -> Any:
                powers = np.exp(known[name] / 2)
                return powers / np.sum(powers, axis=axis, keepdims=True)

            if axis is None and 1 not in self.values[name].shape:
                total = f"sum(exp({name} / 2))"
                return self.add(f"exp({name} / 2) / {total}", softmax)
            setting = "" if axis is None else f", axis={axis}"
            return self.add(f"softmax({name} / 2{setting})", softmax)
        return name

    def label(self, shape: Shape, domain: str, size: int) -> str:
        """A constant: labels, or one-hot rows or columns."""
        kind, _, order = domain.partition(" by ")
        rows, columns = shape
        if kind == "label":
            entries = [[self.random.randrange(size) for _ in range(columns)] for _ in range(rows)]
        else:
            entries = [[0] * columns for _ in range(rows)]
            if order == "columns":
                for j in range(columns):
                    entries[self.random.randrange(rows)][j] = 1
            elif order == "rows":
                for row in entries:
                    row[self.random.randrange(columns)] = 1
            else:
                place = self.random.randrange(rows * columns)
                entries[place // columns][place % columns] = 1
        name = self.give(entries, "t")
        self.labels.add(name)
        return name

    # -- a function --------------------------------------------------------------

    def apply(self, trial: Trial) -> str:
        """A step with this function."""
        entry = trial.entry
        names = []
        for k, (shape, domain) in enumerate(zip(trial.shapes, entry.domains, strict=True)):
            if k in entry.labels:
                names.append(self.label(shape, domain, max(max(s) for s in trial.shapes)))
            else:
                names.append(self.within(self.quantity(shape), domain))
        settings = {**entry.defaults, **trial.settings}
        if not self.exact:
            settings = {n: float(s) if isinstance(s, Fraction) else s for n, s in settings.items()}
        arguments = [self.values[name] for name in names]
        if entry.kinks is not None:
            near = numpy.ravel(entry.kinks(*arguments, **settings))
            if not all(abs(x) > FAR for x in near):
                raise _NearKinkError
        return self.tamed(
            self.add(
                _typed(entry, names, trial.settings),
                lambda known: entry.value(*(known[n] for n in names), **settings),
            )
        )

    def ended(self) -> Drawn:
        """The network with its loss: what nobody used yet, summed up with weights."""
        texts, parts = [], []
        for name in self.unused:
            weights = self.weight(self.values[name].shape)
            texts.append(
                f"sum({weights} * {name})"
                if self.random.random() < 0.5
                else f"sum({weights} * {name} * {name})"
            )
            parts.append((weights, name, texts[-1].count("*")))

        def value(known: Environment) -> Any:
            total: Any = 0
            for weights, name, power in parts:
                total = total + np.sum(known[weights] * known[name] ** power, keepdims=True)
            return total

        self.add(" + ".join(texts), value)
        return Drawn(self.given, frozenset(self.labels), tuple(self.steps))


def _typed(entry: Entry, names: list[str], settings: Mapping[str, Any]) -> str:
    """The call, with the names of the operands."""
    given = [f"{name}={value}" for name, value in settings.items()]
    if entry.typed is None:
        return f"{entry.name}({', '.join([*names, *given])})"
    text = re.sub(r"\b[abc]\b", lambda found: names["abc".index(found[0])], entry.typed)
    return f"{text[:-1]}, {', '.join(given)})" if given else text


def network(number: int, exact: bool = False) -> Drawn:
    """The network of this number: it holds the trial of the same number, and one to three others."""
    trials = RATIONAL if exact else TRIALS
    for attempt in range(200):
        random = Random(f"{number} {attempt} {exact}")
        growing = _Growing(random, exact)
        growing.new(random.choice([(2, 1), (3, 1), (1, 3), (3, 2)]), -2, 2)
        chosen = [trials[number % len(trials)]]
        chosen += [random.choice(trials) for _ in range(random.randint(1, 1 if exact else 3))]
        random.shuffle(chosen)
        try:
            for trial in chosen:
                growing.apply(trial)
            return growing.ended()
        except _NearKinkError:
            continue
    raise AssertionError(f"no network {number} away from its kinks")
