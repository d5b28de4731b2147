"""A crowd with poison in it, as a command: `python -m tests.batch.crowd 10000 200`.

Every submission has exactly one row; the healthy ones have the same as without the poison, the
others a reason; no process is left, and memory stays small.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.batch import crowds, poison, processes

MEMORY = 300 << 20


class Crowd(NamedTuple):
    """What came of it. `healthy`, `alone`: lines of healthy sheets with and without the poison."""

    rows: int
    flagged: list[str]
    kinds: int
    healthy: list[bytes]
    alone: list[bytes]
    code: int
    left: list[str]
    peak: int
    seconds: float


def graded(folder: Path, count: int, poisoned: int, jobs: int = 2) -> Crowd:
    """A class graded without the poison, and with it."""
    (folder / "spec.yaml").write_text(crowds.spec(), encoding="utf-8")
    crowds.write(folder / "in", count - poisoned, wrong=0.1)
    alone = _lines(folder, "alone", jobs)[0]
    kinds = set(poison.put(folder / "in", poisoned))
    start = time.perf_counter()
    lines, done, left = _lines(folder, "together", jobs)
    seconds = time.perf_counter() - start
    rows = [json.loads(line) for line in lines]
    flagged = [row["reason"] for row in rows if row["status"] == "ungradable"]
    healthy = [line for line, row in zip(lines, rows, strict=True) if row["status"] == "graded"]
    return Crowd(len(rows), flagged, len(kinds), healthy, alone, done.code, left, done.peak, seconds)


def _lines(folder: Path, name: str, jobs: int) -> tuple[list[bytes], processes.Done, list[str]]:
    into = folder / name
    done = processes.run(
        folder / "spec.yaml",
        folder / "in",
        "--into",
        into,
        "--jobs",
        str(jobs),
        "--export",
        "scores",
        watch=True,
    )
    left = [f"process {pid}" for pid in done.left]
    left += [path.name for path in into.iterdir() if path.name not in ("grades.jsonl", "scores.csv")]
    return (into / "grades.jsonl").read_bytes().splitlines(), done, left


def main(count: int, poisoned: int) -> None:
    """Measures and says so; ends with 1 where something is not as it must be."""
    with tempfile.TemporaryDirectory() as folder:
        found = graded(Path(folder), count, poisoned)
    facts = {
        f"{found.rows} rows for {count} submissions": found.rows == count,
        f"{len(found.flagged)} flagged for {poisoned} poisoned, each with a reason": (
            len(found.flagged) == poisoned and all(found.flagged)
        ),
        f"{found.kinds} kinds of poison": found.kinds >= min(25, poisoned),
        f"{len(found.healthy)} lines as without the poison": found.healthy == found.alone,
        f"exit code {found.code}": found.code == 4,
        f"left behind: {', '.join(found.left) or 'no process and no file'}": not found.left,
        f"peak of all processes: {found.peak >> 20} MB": found.peak <= MEMORY,
    }
    for fact, holds in facts.items():
        print("yes" if holds else "NO ", fact)
    print(f"    {found.seconds:.1f} seconds")
    sys.exit(not all(facts.values()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
