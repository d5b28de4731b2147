"""Who may import whom, what a command may load, and what the package lists."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bpcalc"
BELOW = {
    "records": (),
    "errors": (),
    "explanations": (),
    "language": ("errors",),
    "spec": ("errors", "language"),
    "calculus": ("errors", "language", "spec"),
    "grading": ("errors", "language", "spec", "calculus"),
    "report": ("errors", "language", "spec", "calculus", "grading"),
    "formats": ("errors", "language", "spec", "calculus", "grading", "report"),
    "batch": ("errors", "language", "spec", "calculus", "grading", "report", "formats"),
    "public": ("errors", "language", "spec", "calculus", "grading", "report", "formats", "batch"),
    "cli": (
        "errors",
        "explanations",
        "language",
        "spec",
        "calculus",
        "grading",
        "report",
        "formats",
        "batch",
    ),
}
"""Each layer with the layers it may import."""
KEPT_TO = {
    "rich": ["formats/terminal.py"],
    "click": ["cli/"],
    "yaml": ["spec/"],
}
"""Libraries that belong to one place."""
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def imported(path: Path) -> tuple[tuple[str, bool], ...]:
    """Every imported module, and whether the import stands at the top of the file."""
    return tuple(imports(path))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The same, one by one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        top = id(node) in at_top
        if isinstance(node, ast.Import):
            yield from ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield node.module or "", top
            if node.module == "bpcalc":
                yield from ((f"bpcalc.{alias.name}", top) for alias in node.names)


def layer(path: Path) -> str:
    """The folder or module right below bpcalc."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    """errors → language → spec → calculus → grading, report → formats → batch → cli."""
    own = layer(path)
    if own in ("__init__", "__main__"):
        return
    allowed = {own, *BELOW[own], "records", "__version__"}
    used = {name.split(".")[1] for name, _ in imported(path) if name.startswith("bpcalc.")}
    assert used <= allowed


@pytest.mark.parametrize("library", KEPT_TO)
def test_libraries_keep_to_their_place(library: str) -> None:
    """rich colours the terminal, click reads the command line, yaml reads files."""
    users = [path.relative_to(PACKAGE).as_posix() for path in FILES
             if library in {name.split(".")[0] for name, _ in imported(path)}]  # fmt: skip
    assert users
    assert [user for user in users if not user.startswith(tuple(KEPT_TO[library]))] == []


LOAD = {
    ("--help",): (
        "click, locale, shutil, textwrap",
        {"cli", "errors", "records"},
        set(),
    ),
    ("run", "relu-net"): (
        "numpy, yaml, click, locale",
        {"calculus", "cli", "errors", "formats", "language", "records", "report", "spec"},
        {"fractions", "decimal", "_decimal", "unicodedata"},
    ),
    ("run", "relu-net", "--json"): (
        "numpy, yaml, click, locale",
        {"calculus", "cli", "errors", "formats", "language", "records", "spec"},
        {"fractions", "decimal", "_decimal", "unicodedata", "json", "_json"},
    ),
    ("check", "relu-net", "-"): (
        "numpy, yaml, click, locale",
        {"calculus", "cli", "errors", "formats", "grading", "language", "records", "report", "spec"},
        {"fractions", "decimal", "_decimal", "unicodedata", "copy"},
    ),
}  # fmt: skip
"""What each command needs: the libraries it cannot do without (and what click itself asks for when
it is at work), the parts of the package, and what it may load of Python beside these."""


def modules_of(code: str, *arguments: str, sheet: str = "") -> set[str]:
    """The modules that are loaded at the end of a program."""
    code += "\nprint(*sorted(sys.modules), file=sys.stderr)\n"
    command = [sys.executable, "-c", "import sys\n" + code, *arguments]
    done = subprocess.run(command, input=sheet, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", LOAD, ids=" ".join)
def test_a_command_into_a_pipe_loads_what_it_needs(arguments: tuple[str, ...]) -> None:
    """No NumPy to ask for help, no rich without a terminal, nothing that only errors need."""
    libraries, parts, others = LOAD[arguments]
    needed = {name.split(".")[0] for name in modules_of(f"import {libraries}")}
    run = "from bpcalc.cli.main import ending\nassert ending(sys.argv[1:]) == 0"
    modules = modules_of(run, *arguments, sheet="answers: {a: {z1: [1, -1]}}\n")
    own = {name for name in modules if name.split(".")[0] == "bpcalc"}
    assert {name.split(".")[0] for name in modules - own} - needed - {*sys.builtin_module_names} <= others
    assert {name.split(".")[1] for name in own if "." in name} == parts


def test_every_folder_of_the_package_is_shipped() -> None:
    """pyproject.toml lists the packages one by one, because networks/ lies beside them."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^packages = \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
    assert listed is not None
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in FILES}
    assert set(re.findall(r'"([\w.]+)"', listed[1])) == found | {"bpcalc.networks"}


def test_tests_need_no_more_than_the_test_extra() -> None:
    """Who installs `.[test]` can run every test."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    stated = {name for line in re.findall(r"^(?:dependencies|test) = \[(.*)\]", text, re.MULTILINE)
              for name in re.findall(r'"([\w-]+)', line)}  # fmt: skip
    used = {name for path in (ROOT / "tests").rglob("*.py") for name, top in imported(path) if top}
    foreign = {name.split(".")[0] for name in used} - set(sys.stdlib_module_names) - {"bpcalc", "tests"}
    assert {name.replace("yaml", "pyyaml") for name in foreign} <= stated
