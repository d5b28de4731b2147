"""From the shell's prompt and back: a whole process, into a pipe."""

from __future__ import annotations

from tests.benchmarks.harness import Benchmark, Setting, processes_in_turns


def run(setting: Setting) -> float:
    """The worked solution of the smallest exercise sheet ÷ the imports that it cannot do without."""
    ours = (*setting.installed.bpcalc, "run", "relu-net")
    return processes_in_turns(ours, _importing("numpy, yaml, click", setting), setting)


def help(setting: Setting) -> float:
    """The list of commands ÷ importing click."""
    ours = (*setting.installed.bpcalc, "--help")
    return processes_in_turns(ours, _importing("click", setting), setting)


def _importing(modules: str, setting: Setting) -> tuple[str, ...]:
    return (setting.installed.python, "-c", f"import {modules}")


BENCHMARKS = (
    Benchmark(
        "run", '`bpcalc run relu-net`, piped ÷ `python -c "import numpy, yaml, click"`', 1.25, 1.1, run
    ),
    Benchmark("help", '`bpcalc --help` ÷ `python -c "import click"`', 1.3, 1.1, help),
)
