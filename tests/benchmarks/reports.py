"""From a solution to a page, for every shipped network: how much more than writing its numbers."""

from __future__ import annotations

from collections.abc import Callable

from bpcalc.calculus.solution import Solution
from tests.benchmarks.harness import Benchmark, Setting, in_turns


def text(setting: Setting) -> float:
    """The slowest text report."""
    return _slowest(_text, setting)


def latex(setting: Setting) -> float:
    """The slowest LaTeX report."""
    return _slowest(_latex, setting)


def _slowest(report: Callable[[Solution], object], setting: Setting) -> float:
    return max(_ratio(report, name, setting) for name in _names(setting))


def _names(setting: Setting) -> list[str]:
    from bpcalc.cli.specs import shipped

    return ["relu-net"] if setting.small else list(shipped())


def _ratio(report: Callable[[Solution], object], name: str, setting: Setting) -> float:
    from bpcalc.calculus.solve import solve
    from bpcalc.cli.specs import source_of
    from bpcalc.formats.solution_json import solution_json
    from bpcalc.spec.reader import network

    solution = solve(network(source_of(name)))
    return in_turns(lambda: report(solution), lambda: solution_json(solution), setting)


def _text(solution: Solution) -> object:
    from bpcalc.formats.text import text_lines
    from bpcalc.formats.written import options_for
    from bpcalc.report.solution import page, style

    return text_lines(page(solution), options_for(style(solution), 80, True))


def _latex(solution: Solution) -> object:
    from bpcalc.formats.latex import latex_fragment
    from bpcalc.report.solution import page, style

    return latex_fragment(page(solution), style(solution))


BENCHMARKS = (
    Benchmark("text", "a text report of any shipped network ÷ its JSON report", 1.5, 1.2, text),
    Benchmark("latex", "a LaTeX report of any shipped network ÷ its JSON report", 1.5, 1.2, latex),
)
