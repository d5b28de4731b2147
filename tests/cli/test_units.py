"""A count on a page is the one that `check` finds right, in every unit and by either kind of products."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bpcalc.cli.main import bpcalc
from bpcalc.cli.specs import shipped

RELU_NET = Path(shipped()["relu-net"]).read_text(encoding="utf-8")


def page(command: str, text: str) -> str:
    environment = {"COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    arguments = [command, "-", *(["--case", "a"] if command == "run" else [])]
    return CliRunner().invoke(bpcalc, arguments, input=text, env=environment).stdout


def accepted(text: str, counts: str, folder: Path) -> bool:
    spec = folder / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    return CliRunner().invoke(bpcalc, ["check", str(spec), "-a", f"counts: {counts}"]).exit_code == 0


CONVENTIONS = {
    "": (14, 20),
    "count: multiplications": (10, 14),
    "count: multiply_accumulates": (10, 14),
    "products: structured": (10, 12),
    "count: multiplications, products: structured": (8, 10),
    "profile: pytorch": (8, 10),
}


@pytest.mark.parametrize("chosen", CONVENTIONS)
def test_pages_and_checks_count_alike(chosen: str, tmp_path: Path) -> None:
    """The sum of the first three steps of `run`, its table, and the last line of each table of `count`."""
    reverse, forward = CONVENTIONS[chosen]
    text = f"{RELU_NET}\nconventions: {{{chosen}}}\n"
    said = page("run", text)
    assert re.findall(r"total so far (\d+)", said)[2] == str(reverse)
    row = next(line for line in said.split("Operation counts")[1].splitlines() if "∂ℓ/∂x" in line)
    numbers = row.split()[1:]
    assert (numbers[len(numbers) // 2 - 1], numbers[-1]) == (str(reverse), str(forward))
    tables = page("count", text).split("accumulation")
    last = [line for part in tables for line in part.splitlines() if line.strip().startswith("∂ℓ/∂x = ")]
    assert [line.split()[-2] for line in last] == [str(reverse), str(forward)]
    assert accepted(text, f"reverse={reverse}", tmp_path)
    assert accepted(text, f"forward={forward}", tmp_path)
