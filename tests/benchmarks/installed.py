"""bpcalc as its users have it: a wheel, installed with its bytecode, started by its own script."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Installed(NamedTuple):
    """An interpreter, the command that starts bpcalc in it, and a folder to be in meanwhile."""

    python: str
    bpcalc: tuple[str, ...]
    folder: str


CHECKOUT = Installed(sys.executable, (sys.executable, "-m", "bpcalc"), str(ROOT))
"""This interpreter and this folder: quick to have, and slower than what is installed."""


@contextmanager
def wheel() -> Iterator[Installed]:
    """A new virtual environment with the wheel; the dependencies are those of this interpreter."""
    with TemporaryDirectory() as folder:
        room = Path(folder) / "env"
        _run(sys.executable, "-m", "venv", "--without-pip", str(room))
        python = str(room / "bin" / "python")
        pip = (sys.executable, "-m", "pip")
        _run(*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(_copy(Path(folder))))
        made = next(Path(folder).glob("*.whl"))
        _run(*pip, "--python", python, "install", "--quiet", "--no-deps", "--compile", str(made))
        site = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
        (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        yield Installed(python, (str(room / "bin" / "bpcalc"),), folder)


def _copy(folder: Path) -> Path:
    """A copy of what the wheel is built from, so that building leaves nothing behind."""
    from shutil import copytree, ignore_patterns

    copy = folder / "source"
    unwanted = ignore_patterns("__pycache__")
    for part in ("bpcalc", "networks"):
        copytree(ROOT / part, copy / part, ignore=unwanted)
    for part in ("pyproject.toml", "README.md"):
        (copy / part).write_bytes((ROOT / part).read_bytes())
    return copy


def environment() -> dict[str, str]:
    """One BLAS thread, and bytecode that is written and read."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "OPENBLAS_NUM_THREADS": "1"}


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    return done.stdout
