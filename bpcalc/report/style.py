"""What a page is told by its spec and its reader: conventions and precision, no widths."""

from __future__ import annotations

from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions


class Page(NamedTuple):
    """How formulas and numbers are to be written; a format adds its own width and signs.

    `of`: the name that bar notation leaves out. `decimals`: the author writes 0.5, not 1/2.
    """

    conventions: Conventions = Conventions()
    of: str = ""
    decimals: bool = False
    precision: int = 6
