"""Grading a class against a plain script: `python -m tests.benchmarks.grade 2000`.

Whole processes, start to end. The script loads each sheet with CSafeLoader, compares with
numpy.allclose and writes the scores; it gives no reasons and survives nothing. Both are held to one
core; ratios are of the processor time that each takes, medians of pairs taken in turns.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.batch import crowds, processes

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


class Folder:
    """An exercise with classes of several sizes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "spec.yaml").write_text(crowds.spec(), encoding="utf-8")
        (path / "script.py").write_text(SCRIPT, encoding="utf-8")
        values = "".join(f"{name}: {value!r}\n" for name, value in crowds.truth().items())
        (path / "truth.yaml").write_text(values, encoding="utf-8")

    def a_class(self, count: int, wrong: float = 0.0) -> Path:
        """The folder of its sheets."""
        folder = self.path / f"in-{count}-{wrong}"
        if not folder.exists():
            crowds.write(folder, count, wrong)
        return folder

    def graded(self, sheets: Path, jobs: int = 1, cores: int = 1, watch: bool = False) -> processes.Done:
        """Our way."""
        arguments = (self.path / "spec.yaml", sheets, "--into", self.path / "out", "--jobs", str(jobs))
        with held_to(cores):
            done = processes.run(*arguments, "--export", "scores", watch=watch)
        assert done.code == 0, done.error
        return done

    def scripted(self, sheets: Path) -> None:
        """The other way."""
        script, truth, out = (str(self.path / name) for name in ("script.py", "truth.yaml", "scores.csv"))
        with held_to(1):
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            subprocess.run([sys.executable, script, truth, str(sheets), out], check=True, env=environment)


class held_to:  # noqa: N801
    """What is started inside has so many cores."""

    def __init__(self, cores: int) -> None:
        self.before = os.sched_getaffinity(0)
        self.cores = sorted(self.before)[-cores:]

    def __enter__(self) -> None:
        os.sched_setaffinity(0, self.cores)

    def __exit__(self, *error: object) -> None:
        os.sched_setaffinity(0, self.before)


def processor_seconds(work: Work) -> float:
    """Of all processes that are started and come to their end inside."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def seconds(work: Work) -> float:
    """By the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(one: Work, other: Work, measure: Callable[[Work], float], pairs: int = PAIRS) -> float:
    """The median of one over the other."""
    return median(measure(one) / measure(other) for _ in range(pairs))


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(Path(path))
        for wrong in (0.0, 0.3):
            sheets = folder.a_class(count, wrong)
            found = ratio(lambda: folder.graded(sheets), lambda: folder.scripted(sheets), processor_seconds)
            print(f"{count} sheets, {wrong:.0%} wrong: {found:.2f} × the script", flush=True)
        sheets = folder.a_class(count, 0.3)
        found = ratio(lambda: folder.graded(sheets, 1, 2), lambda: folder.graded(sheets, 2, 2), seconds)
        print(f"{count} sheets: two workers are {found:.2f} × as fast as one", flush=True)
        for many in (count // 2, 10 * count):
            done = folder.graded(folder.a_class(many), watch=True)
            print(f"{many} sheets: at most {done.peak >> 20} MB in all processes", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
