"""The golden files: numbers worked out by hand as JSON, pages as text.

`python -m tests.networks.golden` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.networks import counting
from tests.networks.by_hand import WORKED, Worked

FOLDER = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
PAGES = {
    "relu-net-60": ({"COLUMNS": "60"}, ("run", "relu-net")),
    "relu-net-80": ({"COLUMNS": "80"}, ("run", "relu-net")),
    "relu-net-200": ({"COLUMNS": "200"}, ("run", "relu-net")),
    "relu-net-ascii": ({"COLUMNS": "80", "PYTHONIOENCODING": "ascii"}, ("run", "relu-net")),
    "batch-mse": ({"COLUMNS": "80"}, ("run", "batch-mse")),
    "gated-softmax": ({"COLUMNS": "80"}, ("run", "gated-softmax")),
    **{
        f"derive-{path.stem}": ({"COLUMNS": "80"}, ("derive", path.stem))
        for path in sorted((ROOT / "networks").glob("*.yaml"))
    },
}
"""Pages that are kept as text: the surroundings and the command; every derivation among them."""


def record(name: str) -> dict[str, Any]:
    """What the JSON golden of a network says: values, gradients and counts by case."""
    made: dict[str, Any] = {case: _case(worked) for case, worked in WORKED[name]().items()}
    if name in counting.CHAINS:
        chain = counting.CHAINS[name]
        made["counts"] = {"reverse": counting.reverse(chain), "forward": counting.forward(chain)}
    return made


def _case(worked: Worked) -> dict[str, Any]:
    return {
        "values": {name: numbers(value) for name, value in worked.values.items()},
        "gradients": {name: numbers(value) for name, value in worked.gradients.items()},
    }


def numbers(matrix: Any) -> list[list[Any]]:
    """Exact entries as text, others as numbers."""
    return [[str(x) if isinstance(x, (int, Fraction)) else float(x) for x in row] for row in _lists(matrix)]


def _lists(matrix: Any) -> Any:
    return matrix if isinstance(matrix, list) else matrix.tolist()


def page(surroundings: dict[str, str], arguments: tuple[str, ...]) -> str:
    """What a command prints into a pipe."""
    plain = {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bpcalc", *arguments],
        capture_output=True,
        env=os.environ | plain | surroundings,
        check=True,
    )
    return done.stdout.decode()


def write() -> None:
    """All golden files."""
    FOLDER.mkdir(exist_ok=True)
    for name in WORKED:
        (FOLDER / f"{name}.json").write_text(_text(record(name)) + "\n", encoding="utf-8")
    for name, (surroundings, arguments) in PAGES.items():
        (FOLDER / f"{name}.txt").write_text(page(surroundings, arguments), encoding="utf-8")


def _text(value: Any, indent: int = 0) -> str:
    """JSON with a matrix on one line."""
    if not isinstance(value, dict):
        return json.dumps(value)
    space = " " * (indent + 1)
    items = (f"{space}{json.dumps(key)}: {_text(item, indent + 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(items) + f"\n{' ' * indent}}}"


if __name__ == "__main__":
    write()
