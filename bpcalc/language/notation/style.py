"""What a reader may choose about formulas."""

from __future__ import annotations

from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple


class Style(NamedTuple):
    """How derivatives are written: "partial" ∂ℓ/∂z, "bar" z̄, "delta" δ(z) or "nabla" ∇_z ℓ.

    The last three stand for derivatives of the quantity `of` only, whose name they drop or
    shrink; all others stay ∂a/∂b. `taken`: the names of quantities, whose letters no identity and
    no commutation matrix may have. `relu_at_zero`: relu'(0) where nothing else is said; None: unknown,
    so it is never said.
    """

    derivatives: str = "partial"
    of: str = ""
    taken: frozenset[str] = frozenset()
    relu_at_zero: Rational | None = None


PLAIN = Style()
