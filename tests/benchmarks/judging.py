"""Judging a sheet of 25 answers, reading apart, against loading its text with CSafeLoader.

Every sheet is judged once, after others with other numbers: what belongs to the exercise is
worked out by then, what belongs to a sheet is not. As it is timed only once, it is the time of the
processor that counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from time import process_time

import numpy
import yaml

from bpcalc.grading.answers import Sheet
from bpcalc.grading.diagnosis import Change
from bpcalc.grading.exercise import Exercise
from bpcalc.grading.judge import judge
from bpcalc.grading.marks import read_marks
from bpcalc.grading.method import Site, Worked
from bpcalc.grading.sheet import read_sheet
from bpcalc.grading.truth import Subject, true_value
from bpcalc.language.arrays import Array, as_float
from bpcalc.language.tree import Expr
from bpcalc.spec.reader import network
from bpcalc.spec.source import Source
from tests.benchmarks.harness import Benchmark, Setting

SPEC = """
inputs: {x: [0.9, -0.4]}
target: {y: [1, 0]}
layers:
  - s1: {linear: {weights: [[0.7, -1.1], [1.3, 0.6]], bias: [-0.2, 0.5]}}
  - a1: tanh
  - s2: {linear: {weights: [[0.8, 1.4], [-1.2, 0.3]], bias: [0.1, -0.6]}}
  - ytilde: sigmoid
loss: half_squared_error
"""
QUANTITIES = ("s1", "a1", "s2", "ytilde", "l")
GRADIENTS = ("ytilde", "s2", "a1", "s1", "W2", "b2", "W1", "b1", "x")
JACOBIANS = (
    ("ytilde", "s2"), ("s2", "a1"), ("a1", "s1"), ("s1", "x"), ("s2", "s1"), ("a1", "x"),
    ("ytilde", "a1"), ("ytilde", "s1"), ("s2", "x"), ("ytilde", "x"), ("s2", "W2"),
)  # fmt: skip
BEFORE = 100
"""Sheets of a class that are judged first: by then mistakes at most places have been met."""
ANSWERS = (
    *(Subject(name) for name in QUANTITIES),
    *(Subject("l", name) for name in GRADIENTS),
    *(Subject(of, wrt) for of, wrt in JACOBIANS),
)
"""Twenty-five answers of a network with two layers."""

Values = dict[Subject, Array]
Kind = Callable[[Exercise, random.Random], Values]
"""What a student works out."""


def exercise() -> Exercise:
    """The network with its truth."""
    found = network(Source("spec.yaml", SPEC))
    return Exercise(found, read_marks(found))


def right(made: Exercise, chance: random.Random) -> Values:
    """Every answer as it is."""
    return _worked(made, {})


def slip(made: Exercise, chance: random.Random) -> Values:
    """One entry of one answer is off; nothing else follows it."""
    values = right(made, chance)
    chosen = chance.choice([about for about, value in values.items() if value.size > 1])
    value = values[chosen].copy()
    value.flat[chance.randrange(value.size)] += 0.1 + chance.random()
    return {**values, chosen: value}


def carried(made: Exercise, chance: random.Random) -> Values:
    """One mistake in one step, with everything after it worked out from there."""
    change = _change(made, chance)
    return _worked(made, change.formulas)


def badly_wrong(made: Exercise, chance: random.Random) -> Values:
    """Three mistakes and three slips, all carried on, and an answer out of nowhere."""
    formulas: dict[Site, Expr] = {}
    for _ in range(3):
        formulas |= _change(made, chance).formulas
    values = _worked(made, formulas)
    for _ in range(3):
        about = chance.choice(ANSWERS)
        values[about] = values[about] * chance.uniform(1.1, 3) + 0.1
    about = chance.choice(ANSWERS)
    values[about] = numpy.array([chance.gauss(0, 1) for _ in range(values[about].size)]).reshape(
        values[about].shape
    )
    return values


def _change(made: Exercise, chance: random.Random) -> Change:
    """A mistake in a formula on the way to the last answer that shows."""
    return chance.choice([one for one in made.singles(None, Subject("l", "W1")).changes if one.formulas])


def _worked(made: Exercise, formulas: Mapping[Site, Expr]) -> Values:
    found = made.found[None]
    values: Values = {}
    for about in ANSWERS:
        of = made.of(None, about)
        method = {**made.method(None, of), **{s: f for s, f in formulas.items() if _is_of(s, of)}}
        values[about] = as_float(true_value(about, Worked(found, of, method, made.given(None))))
    return values


def _is_of(site: Site, of: str) -> bool:
    return isinstance(site.key, str) or site.key.of == of


def written(values: Values, chance: random.Random) -> str:
    """The sheet as text, with four to eight digits throughout."""
    lines, digits = [], chance.randint(4, 8)
    for about, value in values.items():
        key = f"d{about.of}/d{about.wrt}" if about.wrt else about.of
        rows = [", ".join(_number(x, digits) for x in row) for row in value]
        if value.size == 1:
            lines.append(f"{key}: {rows[0]}")
        elif value.shape[1] == 1:
            lines.append(f"{key}: [{', '.join(rows)}]")
        else:
            lines.append(f"{key}: [{', '.join(f'[{row}]' for row in rows)}]")
    return "\n".join(lines) + "\n"


def _number(x: float, digits: int) -> str:
    return f"{x:#.{digits}g}" if x else "0"


def sheets(made: Exercise, kind: Kind, many: int) -> Iterator[tuple[str, Sheet]]:
    """Texts with what is read from them."""
    chance = random.Random(7)
    for _ in range(many):
        text = written(kind(made, chance), chance)
        yield text, read_sheet(Source("sheet.yaml", text), made.network)


def _ratio(kind: Kind, setting: Setting) -> float:
    made, (before, many) = exercise(), (1, 1) if setting.small else (BEFORE, setting.pairs)
    found = []
    for text, sheet in sheets(made, kind, before + many):
        judged = _seconds(partial(judge, made, sheet))
        found.append(judged / _seconds(partial(yaml.load, text, yaml.CSafeLoader)))
    return median(found[before:])


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _benchmark(name: str, what: str, mark: float, beyond: float, kind: Kind) -> Benchmark:
    return Benchmark(name, f"{what} ÷ loading it with CSafeLoader", mark, beyond, partial(_ratio, kind))


BENCHMARKS = (
    _benchmark("judge-right", "judging a right sheet of 25 answers", 1, 0.3, right),
    _benchmark("judge-slip", "one with a slip in one entry", 10, 3, slip),
    _benchmark("judge-carried", "one with a mistake carried on through it", 10, 3, carried),
    _benchmark("judge-wrong", "one with seven errors", 10, 3, badly_wrong),
)
