"""From a solution to a page, for every shipped network: how much more than writing its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpcalc.calculus.solution import Solution
from tests.benchmarks.harness import Benchmark, Setting, in_turns, processes_in_turns

Report = Callable[[Solution], object]


def text(setting: Setting) -> float:
    """The slowest text report of a solution."""
    return max(_alone(_text, setting))


def latex(setting: Setting) -> float:
    """The slowest LaTeX report of a solution."""
    return max(_alone(_latex, setting))


def text_command(setting: Setting) -> float:
    """The slowest `bpcalc run`."""
    return max(_commands("text", setting))


def latex_command(setting: Setting) -> float:
    """The slowest `bpcalc run --format latex`."""
    return max(_commands("latex", setting))


def _solutions(setting: Setting) -> dict[str, Solution]:
    """Every shipped network that has numbers, solved."""
    from bpcalc.calculus.solve import solve
    from bpcalc.cli.specs import shipped, source_of
    from bpcalc.spec.reader import network

    names = ["relu-net"] if setting.small else shipped()
    solved = {name: solve(network(source_of(name))) for name in names}
    return {name: found for name, found in solved.items() if not any(case.problem for case in found.cases)}


def _alone(report: Report, setting: Setting) -> Iterator[float]:
    """The ratio for every network, from one and the same solution."""
    from bpcalc.formats.solution_json import solution_json

    def measured(solution: Solution) -> float:
        return in_turns(lambda: report(solution), lambda: solution_json(solution), setting)

    return map(measured, _solutions(setting).values())


def _commands(form: str, setting: Setting) -> Iterator[float]:
    """The ratio for every network, from the command to its end."""
    fewer = setting._replace(pairs=max(1, setting.pairs // 5))  # there are many networks
    for name in _solutions(setting):
        run = (*setting.installed.bpcalc, "run", name, "--format")
        yield processes_in_turns((*run, form), (*run, "json"), fewer)


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
    Benchmark(
        "text",
        "`bpcalc run` of any shipped network ÷ `bpcalc run --json`",
        1.5,
        1.2,
        text_command,
    ),
    Benchmark(
        "latex",
        "`bpcalc run --format latex` of any shipped network ÷ `bpcalc run --json`",
        1.5,
        1.2,
        latex_command,
    ),
    Benchmark("text-alone", "its text report from a solution ÷ its JSON report", 1.5, 1.2, text),
    Benchmark("latex-alone", "its LaTeX report from a solution ÷ its JSON report", 1.5, 1.2, latex),
)
