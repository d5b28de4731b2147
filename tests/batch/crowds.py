"""A class on disk: an exercise of 25 answers, and as many sheets as are wanted, no two alike."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import bpcalc

SPEC = """\
title: Twenty-five answers
inputs: {i1: .05, i2: .10}
parameters: {w1: .15, w2: .20, w3: .25, w4: .30, b1: .35, w5: .40, w6: .45, w7: .50, w8: .55, b2: .60}
target: {t1: .01, t2: .99}
layers:
  - z1 = w1 * i1 + w2 * i2 + b1
  - z2 = w3 * i1 + w4 * i2 + b1
  - h1 = sigmoid(z1)
  - h2 = sigmoid(z2)
  - z3 = w5 * h1 + w6 * h2 + b2
  - z4 = w7 * h1 + w8 * h2 + b2
  - o1 = sigmoid(z3)
  - o2 = sigmoid(z4)
loss: E = 1/2 * (t1 - o1)^2 + 1/2 * (t2 - o2)^2
"""
EXACT = ("z1", "z2")
"""These are exact: a decimal is the whole of them, or wrong."""


@cache
def truth() -> dict[str, float]:
    """The twenty-five answers."""
    solution = bpcalc.solve(SPEC)
    results = {name: value for name, value in solution.quantities.items() if name[0] in "zhoE"}
    adjoints = {f"dE/d{name}": value for name, value in solution.adjoints.items() if name[0] == "z"}
    gradients = {f"dE/d{name}": value for name, value in solution.gradients.items()}
    return {name: float(value[0, 0]) for name, value in {**results, **adjoints, **gradients}.items()}


def spec() -> str:
    """The exercise with a mark for every answer."""
    return SPEC + "marks:\n" + "".join(f"  {name}: 1\n" for name in truth())


def sheet(chance: random.Random, wrong: bool = False) -> str:
    """A sheet of one answer per line; a wrong one has a slip in a result and what follows from it."""
    factor = 1 + chance.uniform(0.1, 0.5) if wrong else 1.0
    slip = chance.choice([*truth()])
    lines = []
    for name, value in truth().items():
        stated = value * factor if name == slip else value
        if name in EXACT and stated == value:
            lines.append(f"{name}: {value:.4f}{'0' * chance.randrange(4)}")
        else:  # what a machine prints: the last digits are noise, so every sheet has its own
            lines.append(f"{name}: {stated * (1 + chance.uniform(-5e-13, 5e-13)):.15g}")
    return "\n".join(lines) + "\n"


def write(folder: Path, count: int, wrong: float = 0.0, seed: int = 1) -> None:
    """So many sheets, named s000000.yaml and so on; a part of them wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    for k in range(count):
        text = sheet(chance, wrong=chance.random() < wrong)
        (folder / f"s{k:06}.yaml").write_text(text, encoding="utf-8")
