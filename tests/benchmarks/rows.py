"""All rows of the table, and how one is measured."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pkgutil import iter_modules

import tests.benchmarks
from tests.benchmarks.harness import Benchmark, Setting


def benchmarks() -> dict[str, Benchmark]:
    """The rows of every module of this folder, by name."""
    found: dict[str, Benchmark] = {}
    for module in iter_modules(tests.benchmarks.__path__):
        if module.name != "__main__" and not module.name.startswith("test_"):
            rows = getattr(import_module(f"tests.benchmarks.{module.name}"), "BENCHMARKS", ())
            found |= {row.name: row for row in rows}
    return found


def alone(setting: Setting, name: str) -> float:
    """The ratio of a row, from a new process: what one row loads does not slow the next.

    Raises SkippedError where it cannot be measured.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_ratio, setting, name).result()


def _ratio(setting: Setting, name: str) -> float:
    return benchmarks()[name].ratio(setting)
