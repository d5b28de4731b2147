"""`python -m tests.benchmarks [NAME…]`: the table, as Markdown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

import tests.benchmarks
from tests.benchmarks.harness import Benchmark, Setting, SkippedError
from tests.benchmarks.installed import wheel

PAIRS = 25


def benchmarks() -> dict[str, Benchmark]:
    """The rows of every module of this folder, by name."""
    found: dict[str, Benchmark] = {}
    for module in iter_modules(tests.benchmarks.__path__):
        if module.name != "__main__" and not module.name.startswith("test_"):
            rows = getattr(import_module(f"tests.benchmarks.{module.name}"), "BENCHMARKS", ())
            found |= {row.name: row for row in rows}
    return found


def table(rows: Sequence[Benchmark], setting: Setting) -> Iterator[str]:
    """The lines of the table, each as soon as it is measured."""
    yield "| | what | mark | beyond | measured |"
    yield "|---|---|---|---|---|"
    for row in rows:
        try:
            measured = f"{row.ratio(setting):.3g}"
        except SkippedError as reason:
            measured = str(reason)
        yield f"| {row.name} | {row.what} | {row.mark:g} | {row.beyond:g} | {measured} |"


def main(names: Sequence[str]) -> None:
    """Measures the rows of these names, or all."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before a benchmark imports NumPy
    known = benchmarks()
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1) or known
            sys.exit(f"There is no benchmark {name!r}; there is {', '.join(near)}.")
    with wheel() as installed:
        for line in table([known[name] for name in names or known], Setting(PAIRS, False, installed)):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
