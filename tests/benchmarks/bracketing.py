"""The cheapest order of a long product: exact, cubic in the number of its factors."""

from __future__ import annotations

from tests.benchmarks.harness import Benchmark, Setting, processes_in_turns


def chain(setting: Setting) -> float:
    """A whole process that brackets a chain ÷ one that does nothing."""
    factors = 5 if setting.small else 200
    code = (
        "from bpcalc.calculus.bracketing import cheapest\n"
        f"cheapest([37 * place % 101 + 1 for place in range({factors} + 1)])\n"
    )
    python = setting.installed.python
    return processes_in_turns((python, "-c", code), (python, "-c", "pass"), setting)


BENCHMARKS = (
    Benchmark("bracketing", "bracketing a chain of 200 matrices ÷ `python -c pass`", 30, 10, chain),
)
