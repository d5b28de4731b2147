"""What a reader may choose about formulas."""

from __future__ import annotations

from bpcalc.records import NamedTuple


class Style(NamedTuple):
    """How derivatives are written: "partial" ∂ℓ/∂z, "bar" z̄, "delta" δ(z) or "nabla" ∇_z ℓ.

    The last three stand for derivatives of the quantity `of` only, whose name they drop or
    shrink; all others stay ∂a/∂b. `layout` and `decimals` change no formula so far.
    """

    derivatives: str = "partial"
    of: str = ""
    layout: str = "numerator"
    decimals: bool = False


PLAIN = Style()
