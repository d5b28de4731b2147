"""A blank answer sheet: every quantity and every gradient by name, with its shape."""

from __future__ import annotations

from bpcalc.calculus.derivation import derivation
from bpcalc.grading.marks import read_marks
from bpcalc.language.sizes import shape_text
from bpcalc.spec.graph import graph
from bpcalc.spec.network import Network


def blank_sheet(network: Network) -> str:
    """YAML that `bpcalc check` reads once the values are filled in; blank answers are left out."""
    lines = ["student: ", "answers:"]
    wanted = read_marks(network).expected
    for case in network.cases:
        found = derivation(network, graph(network, case))
        keys = [key for one, key, _ in wanted if one == case.name] or [
            *found.graph.equations,
            *(f"d{found.of}/d{name}" for name in found.targets),
        ]
        margin = "  "
        if case.name is not None:
            lines.append(f"  {case.name}:")
            margin = "    "
        for key in keys:
            name = key.rpartition("/d")[2]
            known = name in found.graph.equations or name in found.graph.leaves
            shape = f"  # {shape_text(found.graph.shape(name))}" if known else ""
            lines.append(f"{margin}{key}: {shape}".rstrip())
    return "\n".join(lines) + "\n"
