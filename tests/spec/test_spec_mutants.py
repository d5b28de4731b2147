"""Mutants of good and bad specs: refused with a place and a remedy, or solved; never anything else."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpcalc.calculus.solve import solve
from bpcalc.errors import InputError
from bpcalc.formats.lines import plain_text
from bpcalc.formats.problems import problems_text
from bpcalc.formats.text import text_lines
from bpcalc.formats.written import options_for
from bpcalc.report.solution import page, style
from bpcalc.spec.reader import loads
from tests.spec.bad_specs import BAD, GOOD, UNSOLVABLE

MUTANTS = 3000
NETWORKS = Path(__file__).resolve().parents[2] / "networks"
SIGNS = """
    1 0 -1 0.5 1/3 1e90 999 4096 010 1_000 .nan true ~ x y z1 W1 yhat l t X pi n é ŷ σ ∂l/∂x − ²
    + - * / @ ^ ^-1 ^0.5 .T ( ) [ ] { } , : = == < > ' " # % | & ! relu(x) log(x) exp(x) sqrt(x)
    norm(x) sum(x) kron(x,x) diag(x) outer(x,x) ones(3) eye(2) reshape(x,1,2) max(x,0) sort(x)
    softmax(x) derivative(tanh,x) x[0] x[0:1] hstack(x,x) not dl/dx axis=0 linear cross_entropy mse
    hinge inputs target layers loss cases shapes batch of wrt random file rows columns
"""
WORDS = [*SIGNS.split(), "\n", "\n  - ", "  ", ": ", "\t", "\u202e", "\x1b"]


def texts() -> list[str]:
    """Every network that is shipped, and the corpus of bad and borderline specs, if short."""
    shipped = [path.read_text(encoding="utf-8") for path in sorted(NETWORKS.glob("*.yaml"))]
    corpus = [row[1] for row in (*BAD, *GOOD, *UNSOLVABLE)]
    return [text for text in (*shipped, *shipped, *corpus) if len(text) < 2000]


def mutated(text: str, others: list[str], chance: random.Random) -> str:
    """A few letters, words or lines exchanged, dropped, doubled or moved."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        unit = chance.choice(
            (r"[\s\S]", r"[^\W\d]\w*|\d+\.?\d*|\s+|[\s\S]", r"[^\W\d]\w*|\d+\.?\d*|[\s\S]", r".*\n?")
        )
        parts = re.findall(unit, text) or [""]
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(6):
            case 0:
                parts[at] = chance.choice(WORDS)
            case 1:
                parts.insert(at, chance.choice(WORDS))
            case 2:
                del parts[at]
            case 3:
                parts.insert(at, parts[other])
            case 4:
                parts[at], parts[other] = parts[other], parts[at]
            case 5:
                parts[at:] = chance.choice(others)[chance.randrange(50) :]
        text = "".join(parts)
    return text


def mutants() -> Iterator[str]:
    others = texts()
    for seed in range(MUTANTS):
        chance = random.Random(seed)
        yield mutated(chance.choice(others), others, chance)


def look_at(text: str) -> bool:
    """Whether the spec is good: it is solved and printed. Else all its problems are."""
    try:
        solution = solve(loads(text, "f"))
    except InputError as error:
        problems = error.problems
    else:
        plain_text(text_lines(page(solution), options_for(style(solution, 6), 80, True)))
        return True
    assert problems
    for problem in problems:
        assert problem.help, problem
        assert problem.span is None, problem
        assert problem.place is not None or problem.code == "E608", problem
    problems_text(problems, {})
    return False


@pytest.mark.filterwarnings("error")
def test_a_mutant_is_solved_or_refused() -> None:
    """Nothing but an InputError, nothing slow, not even a warning."""
    solved = 0
    for text in mutants():
        start = time.process_time()
        try:
            solved += look_at(text)
        except Exception as error:
            raise AssertionError(f"{error!r} from {text!r}") from error
        assert time.process_time() - start < 5, text
    assert MUTANTS / 30 < solved < MUTANTS / 2


HEAVY = {
    "exact fractions": "inputs: {A: {random: [64, 64]}}\nlayers:\n  - B0 = A / 7\n"
    + "".join(f"  - B{i + 1} = B{i} @ A / 3\n" for i in range(30))
    + "  - l = sum(B30)\n",
    "a chain of products": "inputs: {x: {random: [4000, 1]}}\nlayers:\n  - y = (x + 1/7) * (x + 1/11)\n"
    + f"  - z = {' * '.join(['y'] * 140)}\n",
    "powers of powers": "inputs: {x: 1/3}\nlayers:\n  - y = ((((x^300)^300)^300)^300)^300\n",
    "everything uses everything": "inputs: {x0: 1}\nlayers:\n"
    + "".join(f"  - x{i + 1} = {' + '.join(f'x{j}' for j in range(max(0, i - 50), i + 1))}\n" for i in range(199)),
    "a derivative by everything": "inputs: {X: {random: [2000, 100]}}\nlayers:\n  - Y = 2 * X\nof: Y\n",
    "deep functions": "inputs: {x: 1}\nlayers:\n  - y = " + "sin(" * 55 + "x" + ")" * 55 + "\n",
    "a wide product": "inputs: {x: {random: [4096, 1]}, y: {random: [4096, 1]}}\nloss: x.T @ y\n",
}  # fmt: skip


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY.keys())
def test_absurd_work_is_not_done(text: str) -> None:
    """It is refused, or done in floating point, before it is begun."""
    start = time.process_time()
    look_at(text)
    assert time.process_time() - start < 5
