"""Random texts: whatever is typed is read or refused with a problem, at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy
import pytest

from bpcalc.errors import InputError
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import exact_array
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.parser import is_assignment, parse, parse_assignment
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.sizes import letter, size_at
from bpcalc.language.table import TABLE
from bpcalc.language.tree import Expr
from bpcalc.language.value import NoValueError, value
from tests.reference.trees import random_tree

TEXTS = 20_000
PARTS = 20
BLINK = 5.0

SHAPES: dict[str, tuple[Any, Any]] = {
    "s": (1, 1), "t": (1, 1), "x": (3, 1), "y": (3, 1), "r": (1, 3), "A": (3, 3), "B": (2, 3),
    "P": (letter("n"), 2),
    "W1": (2, 2), "b": (2, 1), "yhat": (1, 2), "z_2": (1, 1),
}  # fmt: skip
SCOPE = Scope({name: tree.name(name, shape) for name, shape in SHAPES.items()},
              letters={"n": letter("n"), "m": letter("m"), "k": 2}, flat=frozenset("x"))  # fmt: skip
BATCHES = [SCOPE, SCOPE._replace(batch="rows"), SCOPE._replace(batch="columns")]
NAMES = [*SHAPES, "n", "m", "k", "q", "pi", "T", "axis", "stride", "dx", "dl", "d2s", "dA"]
FUNCTIONS = [*TABLE, *BUILT_IN, *(f"{name}'" for name in TABLE), "ln", "foo"]
SIGNS = [
    *"+-*/@^()[],:.=<>",
    "**",
    "==",
    "<=",
    " ",
    " ",
    ".T",
    "∂",
    "−",
    "⊙",
    "²",
    "'",
    "and",
    "or",
    "not",
    "\n",
    "é",
    "\x00",
]
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "1/2",
    "0.5",
    "1e3",
    "1e99",
    "10^9",
    "4096",
    "5000",
    "99999999999999999999",
    ".",
    "-1",
    "1e400",
]


def any_tokens(random: Random) -> str:
    """Tokens in any order."""
    pools: list[list[str]] = [NAMES, NAMES, FUNCTIONS, SIGNS, SIGNS, NUMBERS]
    return random.choice(("", " ")).join(
        random.choice(random.choice(pools)) for _ in range(random.randint(1, 25))
    )


def any_characters(random: Random) -> str:
    """Characters of any alphabet."""
    return "".join(
        chr(random.choice((random.randrange(32, 127), random.randrange(0x2500))))
        for _ in range(random.randint(1, 30))
    )


def any_call(random: Random, depth: int = 2) -> str:
    """A function of arguments that may not fit it, with settings it may not have."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(NAMES if random.random() < 0.7 else NUMBERS)
    kind = random.random()
    inner = [any_call(random, depth - 1) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    if kind < 0.7:
        settings = [f"{random.choice(('axis', 'slope', 'beta', 'n', 'pad', 'stride', 'delta', 'at_zero', 'eps'))}={random.choice(NUMBERS)}"
                    for _ in range(random.choice((0, 0, 0, 1, 2)))]  # fmt: skip
        return f"{random.choice(FUNCTIONS)}({', '.join(inner + settings)})"
    if kind < 0.85:
        return f"{any_call(random, depth - 1)}[{random.choice((':', ', ', '0:', ', 0:'))}{', '.join(inner)}]"
    return random.choice(("+", "-", "*", "/", "@", "^", "<", " and ")).join(
        [any_call(random, depth - 1), *inner]
    )


def almost_right(random: Random) -> str:
    """A well-formed expression with a few pieces cut out, doubled or exchanged."""
    text = random_tree(random.randrange(10**6)).text
    for _ in range(random.randint(0, 3)):
        i, j = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
        match random.randrange(4):
            case 0:
                text = text[:i] + text[min(j, i + 3) :]
            case 1:
                text = text[:i] + random.choice(random.choice([NAMES, SIGNS, NUMBERS])) + text[i:]
            case 2:
                text = text[:j] + text[i : i + 8] + text[j:]
            case 3:
                text = text.replace(random.choice("xWbd+*(@"), random.choice([*NAMES, *SIGNS]), 1)
    return text


def inputs(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {"n": 3, "m": 2}
    for name, (rows, columns) in SHAPES.items():
        rows = rows if isinstance(rows, int) else 3
        entries = [[random.randint(-2, 2) for _ in range(columns)] for _ in range(rows)]
        found[name] = exact_array(entries) if random.random() < 0.5 else numpy.array(entries, dtype=float)
    return found


def sides(expr: Expr) -> tuple[Any, Any]:
    """The shape once its letters are numbers."""
    rows, columns = (size_at(size, {"n": 3, "m": 2}) for size in expr.shape)
    return rows, columns


def large(expr: Expr) -> bool:
    """Whether the value would take more than a blink."""
    rows, columns = sides(expr)
    return bool(rows * columns > 10_000)


def check(text: str, random: Random) -> Expr | None:
    """Reads a text as it can be, and has its value and derivative; None where it is refused."""
    try:
        is_assignment(text)
        if random.random() < 0.1:
            parse_assignment(text, SCOPE.quantities)
        expr = elaborate(parse(text, SCOPE.quantities), random.choice(BATCHES))
    except InputError as error:
        for problem in error.problems:
            assert problem.span is not None, problem
            assert 0 <= problem.span[0] <= problem.span[1] <= len(text), problem
            assert problem.help, problem
            assert problem.code[:2] in ("E2", "E3"), problem
        return None
    if any(part.op == "partial" or large(part) for part in tree.nodes(expr)):
        return expr
    try:
        found = value(expr, inputs(random))
        assert found.shape == sides(expr)
        for leaf in tree.leaves(expr):
            gradient = maps.pull(derivative(expr, leaf), simplify.ones(expr.shape))
            assert gradient.shape == leaf.shape
            assert value(gradient, inputs(random)).shape == sides(leaf)
    except (NoValueError, InputError):
        pass  # sizes that nobody bound
    return expr


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("make", [any_tokens, any_characters, any_call, almost_right])
def test_random_texts_are_read_or_refused(make: Callable[[Random], str], part: int) -> None:
    """InputError with a span, a help and a known code, or an expression with a value; nothing else."""
    count = TEXTS // PARTS // 4
    read = 0
    for seed in range(part * count, (part + 1) * count):
        random = Random(seed)
        text = make(random)
        start = time.process_time()
        try:
            read += check(text, random) is not None
        except Exception as error:
            raise AssertionError(f"{make.__name__} {seed}: {text!r}: {error!r}") from error
        assert time.process_time() - start < BLINK, f"{make.__name__} {seed}: {text!r}"
    assert read > 0 or make in (any_characters, any_tokens), "some are well formed"
