"""`kill -9` at random moments, as a command: `python -m tests.batch.kills 100`.

However often a run is killed, with --resume it comes to the same bytes as one that was left alone,
and to nothing but them.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.batch import crowds, poison, processes

SHEETS = 800


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder and below it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Class:
    """A class on disk, graded once without being killed."""

    def __init__(self, folder: Path, sheets: int) -> None:
        self.folder = folder
        (folder / "spec.yaml").write_text(crowds.spec(), encoding="utf-8")
        crowds.write(folder / "in", sheets, wrong=0.1)
        poison.put(folder / "in", len(poison.POISON))
        start = time.monotonic()
        done = processes.run(*self.arguments("alone"))
        self.seconds = time.monotonic() - start
        assert done.code == 4, done.error
        self.expected = files(folder / "alone")

    def arguments(self, into: str, *more: str) -> list[str | Path]:
        """What is graded, with exports that are written at the end."""
        return [self.folder / "spec.yaml", self.folder / "in", "--into", self.folder / into,
                "--export", "scores", "--export", "answers", *more]  # fmt: skip

    def killed(self, into: str, chance: random.Random) -> bool:
        """Starts or resumes a run, and kills it; whether it was still at work by then."""
        jobs = str(chance.choice((1, 2)))
        process = processes.started(*self.arguments(into, "--resume", "--jobs", jobs))
        try:
            process.communicate(timeout=chance.uniform(0.2, 1.1) * self.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            assert processes.gone(process.pid), "a worker outlives its parent"
            return True
        return False

    def resumed(self, into: str) -> dict[str, bytes]:
        """The files when the run has come to its end."""
        done = processes.run(*self.arguments(into, "--resume"))
        assert done.code == 4, done.error
        return files(self.folder / into)


def same_bytes(folder: Path, kills: int, sheets: int = SHEETS, seed: int = 1) -> tuple[int, int]:
    """(kills that met a run at work, runs that came to other bytes)."""
    chance = random.Random(seed)
    group = Class(folder, sheets)
    met = others = run = 0
    while met < kills:
        run += 1
        into = f"run{run}"
        hits = 0
        while hits < chance.choice((1, 1, 2, 3)) and met < kills and group.killed(into, chance):
            hits, met = hits + 1, met + 1
        others += group.resumed(into) != group.expected
    return met, others


def main(kills: int) -> None:
    """Says how it went; ends with 1 where bytes differ."""
    with tempfile.TemporaryDirectory() as folder:
        met, others = same_bytes(Path(folder), kills)
    print(f"{met} kills; runs with other bytes: {others}")
    sys.exit(others > 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
