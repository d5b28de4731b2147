"""What a reader may choose about formulas."""

from __future__ import annotations

from bpcalc.records import NamedTuple


class Style(NamedTuple):
    """How derivatives are written: "partial" ∂ℓ/∂z, "bar" z̄, "delta" δ(z) or "nabla" ∇_z ℓ.

    The last three stand for derivatives of the quantity `of` only, whose name they drop or
    shrink; all others stay ∂a/∂b. `taken`: the names of quantities, whose letters no identity and
    no commutation matrix may have.
    """

    derivatives: str = "partial"
    of: str = ""
    taken: frozenset[str] = frozenset()


PLAIN = Style()
