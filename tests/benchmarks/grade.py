"""Grading a class against a plain script, from start to end: `python -m tests.benchmarks.grade 2000`.

The script loads each sheet with CSafeLoader, compares with numpy.allclose and writes the scores; it
gives no reasons and survives nothing. Both are held to one core. Against the script, ratios are of
the processor time that all processes take together; that of two cores to one is by the clock.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.batch import crowds, processes
from tests.benchmarks.harness import Benchmark, Setting, SkippedError
from tests.benchmarks.installed import CHECKOUT, environment

SHEETS, SMALL = 10_000, 20
PAIRS = 5
SCRIPT = """\
import csv, os, sys
import numpy, yaml
truth = yaml.load(open(sys.argv[1]), yaml.CSafeLoader)
with open(sys.argv[3], "w", newline="") as out:
    table = csv.writer(out)
    for name in sorted(os.listdir(sys.argv[2])):
        with open(os.path.join(sys.argv[2], name)) as file:
            sheet = yaml.load(file, yaml.CSafeLoader)
        right = sum(bool(numpy.allclose(float(sheet[key]), value)) for key, value in truth.items())
        table.writerow([name, right])
"""

Work = Callable[[], object]


class Room:
    """An exercise with a class of so many sheets."""

    def __init__(self, path: Path, setting: Setting, count: int, wrong: float) -> None:
        self.path, self.setting = path, setting
        (path / "spec.yaml").write_text(crowds.spec(), encoding="utf-8")
        (path / "script.py").write_text(SCRIPT, encoding="utf-8")
        values = "".join(f"{name}: {value!r}\n" for name, value in crowds.truth().items())
        (path / "truth.yaml").write_text(values, encoding="utf-8")
        crowds.write(path / "in", count, wrong)

    def graded(self, cores: int = 1, watch: bool = False) -> processes.Done:
        """Our way, with as many processes as cores."""
        arguments = (self.path / "spec.yaml", self.path / "in", "--into", self.path / "out")
        with held_to(cores):
            done = processes.run(*arguments, "--jobs", str(cores), environment=environment(),
                                 command=self.setting.installed.bpcalc, watch=watch)  # fmt: skip
        assert done.code == 0, done.error
        return done

    def scripted(self) -> None:
        """The other way."""
        names = ("script.py", "truth.yaml", "in", "scores.csv")
        with held_to(1):
            command = [self.setting.installed.python, *(str(self.path / name) for name in names)]
            subprocess.run(command, check=True, env=environment())


@contextmanager
def room(setting: Setting, wrong: float = 0.0, count: int | None = None) -> Iterator[Room]:
    """A class on disk for a while."""
    if not hasattr(os, "sched_setaffinity"):
        raise SkippedError("needs a system that holds processes to a core")
    with TemporaryDirectory() as path:
        yield Room(Path(path), setting, SMALL if setting.small else count or SHEETS, wrong)


@contextmanager
def held_to(cores: int) -> Iterator[None]:
    """What is started inside has so many cores."""
    before = os.sched_getaffinity(0)
    if len(before) < cores:
        raise SkippedError(f"needs {cores} cores")
    os.sched_setaffinity(0, sorted(before)[-cores:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def processor_seconds(work: Work) -> float:
    """Of all processes that begin and end meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def seconds(work: Work) -> float:
    """By the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _pairs(one: Work, other: Work, measure: Callable[[Work], float], setting: Setting) -> float:
    return median(measure(one) / measure(other) for _ in range(min(setting.pairs, PAIRS)))


def right(setting: Setting) -> float:
    """A class that has everything right."""
    with room(setting) as made:
        return _pairs(made.graded, made.scripted, processor_seconds, setting)


def wrong(setting: Setting) -> float:
    """One with a slip on three sheets of ten."""
    with room(setting, 0.3) as made:
        return _pairs(made.graded, made.scripted, processor_seconds, setting)


def cores(setting: Setting) -> float:
    """The second core."""
    with room(setting, 0.3) as made:
        return _pairs(lambda: made.graded(2), made.graded, seconds, setting)


def memory(setting: Setting) -> float:
    """A hundred times as many sheets."""
    with room(setting, count=100_000) as many, room(setting, count=1_000) as few:
        return many.graded(watch=True).peak / few.graded(watch=True).peak


BENCHMARKS = (
    Benchmark("grade", "grading 10,000 right sheets ÷ a plain script", 0.4, 0.3, right),
    Benchmark("grade-wrong", "the same, 30 % wrong and diagnosed ÷ the script", 0.8, 0.6, wrong),
    Benchmark("grade-cores", "the same on two cores ÷ on one", 0.59, 0.55, cores),
    Benchmark("grade-memory", "peak memory with 100,000 sheets ÷ with 1,000", 1.2, 1.1, memory),
)


def main(count: int) -> None:
    """Measures the rows with so many sheets instead of 10,000."""
    global SHEETS
    SHEETS = count
    for row in BENCHMARKS:
        print(f"{row.name} ({row.what}): {row.ratio(Setting(PAIRS, False, CHECKOUT)):.2f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SHEETS)
