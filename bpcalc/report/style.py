"""What a page is told by its spec and its reader: conventions and precision, no widths."""

from __future__ import annotations

from bpcalc.language.notation.style import Style
from bpcalc.records import NamedTuple
from bpcalc.report.deltas import are_negative
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import Network


class Page(NamedTuple):
    """How formulas and numbers are to be written; a format adds its own width and signs.

    `of`: the name that bar notation leaves out. `decimals`: the author writes 0.5, not 1/2.
    `names`: the quantities, whose letters nothing else may have.
    """

    conventions: Conventions = Conventions()
    of: str = ""
    decimals: bool = False
    precision: int = 6
    names: frozenset[str] = frozenset()

    @property
    def formulas(self) -> Style:
        """How formulas are written. A negative delta is a name of its own; derivatives stay ∂."""
        notation = "partial" if are_negative(self.conventions) else self.conventions.notation
        return Style(notation, self.of, self.names, self.conventions.relu_slope_at_zero)


def style_of(network: Network, of: str = "", precision: int = 6) -> Page:
    """How a page about a network is written."""
    names = frozenset((*network.declared, *(equation.name for equation in network.equations)))
    return Page(network.conventions, of, network.decimals, precision, names)
