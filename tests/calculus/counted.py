"""Networks from a few lines of YAML, and their counts."""

from __future__ import annotations

from pathlib import Path

from bpcalc.calculus import orders
from bpcalc.calculus.counting import Counts, counts
from bpcalc.calculus.explanations import Explanation, explained, explanations
from bpcalc.language.notation import text
from bpcalc.language.sizes import Size
from bpcalc.spec.network import Network
from bpcalc.spec.reader import network
from bpcalc.spec.source import read_source, source_from_text

RELU_NET = Path(__file__).parents[2] / "networks" / "relu-net.yaml"


def spec(lines: str) -> Network:
    """The network of a spec."""
    return network(source_from_text(lines, "spec.yaml"))


def count(lines: str, wrt: tuple[str, ...] | None = None, of: str | None = None) -> Counts:
    """The counts of a spec whose cases have one shape."""
    (found,) = counts(spec(lines), of=of, wrt=wrt)
    return found


def relu_net() -> Counts:
    """The counts of the shipped network of two layers and a ReLU."""
    (found,) = counts(network(read_source(RELU_NET)))
    return found


def adds(found: Counts, target: str, convention: str = "dense") -> tuple[Size, Size]:
    """Multiplications and additions that a target adds in reverse."""
    (lines,) = (one.adds for one in found.targets if one.target == target)
    return orders.total(lines, convention) or (0, 0)


def forward(found: Counts, target: str, convention: str = "dense") -> tuple[Size, Size]:
    """Multiplications and additions of a target's chain in forward mode."""
    (lines,) = (one.forward for one in found.targets if one.target == target)
    return orders.total(lines, convention) or (0, 0)


def reasons(found: Counts, number: Size) -> list[Explanation]:
    """The explanations of a number under the default conventions."""
    known = explanations(found, "multiplications_and_additions", "dense", "full")
    return list(explained(known, number))


def words(parts: tuple[object, ...]) -> str:
    """A line of prose with its formulas in ASCII."""
    return "".join(part if isinstance(part, str) else text.ascii(part) for part in parts)  # type: ignore[arg-type]
