"""A blank answer sheet: every quantity and every gradient by name, with its shape."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.derivation import Derivation, derivation
from bpcalc.errors import visible
from bpcalc.grading.marks import Marks, read_marks
from bpcalc.grading.names import MODES
from bpcalc.language.sizes import shape_text
from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Case, Network
from bpcalc.spec.update import update_of

HOW = (
    "# Write behind the colons: a number, exact (2, 1/3) or with {digits} significant digits (0.0512),",
    "# a vector as [1, -1], a matrix row by row as [[1, 2], [3, 4]]; leave blank what you have not done.",
)
STEPS = 3
"""Updates that have a place on a sheet at most."""


def blank_sheet(network: Network) -> str:
    """YAML that `bpcalc check` reads once the values are filled in. Raises InputError for wrong marks."""
    marks = read_marks(network)
    title = [f"# {visible(network.title)}"] if network.title else []
    lines = [*title, *(line.format(digits=marks.digits) for line in HOW), "student: ", "answers:"]
    for case in network.cases:
        margin = "  "
        if case.name is not None:
            lines.append(f"  {case.name}:")
            margin = "    "
        lines += (f"{margin}{line}" for line in _of_case(network, case, marks))
    counts = [key for _, key, _ in marks.expected if _is_count(key)]
    if counts:
        lines += ["  counts:", *(f"    {key}:" for key in dict.fromkeys(counts))]
    return "\n".join(lines) + "\n"


def _of_case(network: Network, case: Case, marks: Marks) -> Iterator[str]:
    """What marks ask for; without them all quantities and gradients, and the weights after updates."""
    found = derivation(network, graph(network, case))
    wanted = [key for one, key, _ in marks.expected if one == case.name and not _is_count(key)]
    for key in wanted or (*found.graph.equations, *(f"d{found.of}/d{name}" for name in found.targets)):
        yield _line(key, key.rpartition("/d")[2], found)
    has_values = found.graph.leaves.keys() <= numbers_of(network, case).keys()
    if "update" in network.sections and has_values and not marks.expected:
        update = update_of(network)
        yield "after:"
        for step in range(1, min(update.steps, STEPS) + 1):
            yield f"  {step}:"
            yield from (f"    {_line(name, name, found)}" for name in update.rates)


def _line(key: str, name: str, found: Derivation) -> str:
    known = name in found.graph.equations or name in found.graph.leaves
    return f"{key}:" + (f"   # {shape_text(found.graph.shape(name))}" if known else "")


def _is_count(key: str) -> bool:
    return key.partition(" ")[0] in MODES
