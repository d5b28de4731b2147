"""`python -m tests.benchmarks [NAME…]`: the table, as Markdown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial

from tests.benchmarks.harness import Benchmark, Setting, SkippedError
from tests.benchmarks.installed import wheel
from tests.benchmarks.rows import alone, benchmarks

PAIRS = 25


def table(rows: Sequence[Benchmark], ratio: Callable[[str], float]) -> Iterator[str]:
    """The lines of the table, each as soon as the ratio of its row is measured."""
    yield "| | what | mark | beyond | measured |"
    yield "|---|---|---|---|---|"
    for row in rows:
        try:
            measured = f"{ratio(row.name):.3g}"
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
        ratio = partial(alone, Setting(PAIRS, False, installed))
        for line in table([known[name] for name in names or known], ratio):
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
