"""The conventions in which courses differ: their values, defaults and named bundles."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bpcalc.language.numbers import Rational
from bpcalc.records import NamedTuple

if TYPE_CHECKING:
    from bpcalc.language.cost import Cost
    from bpcalc.language.sizes import Size

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": ("numerator", "denominator"),
    "gradients": ("parameter", "row", "column"),
    "vec": ("rows", "columns"),
    "notation": ("partial", "bar", "delta", "nabla"),
    "deltas": ("gradient", "negative"),
    "relu_at_zero": ("0", "1/2", "1"),
    "count": ("multiplications_and_additions", "multiplications", "multiply_accumulates"),
    "products": ("dense", "structured"),
    "weights": ("full", "outer"),
}
"""Every convention with its values, the default first."""

PROFILES: dict[str, dict[str, str]] = {
    "numerator": {"layout": "numerator", "gradients": "parameter"},
    "denominator": {"layout": "denominator", "gradients": "column"},
    "bar": {"notation": "bar", "gradients": "column"},
    "pytorch": {"relu_at_zero": "0", "products": "structured", "weights": "outer",
                "count": "multiply_accumulates"},
}  # fmt: skip
"""Bundles of conventions under one name."""


class Conventions(NamedTuple):
    """One value for each convention; see `CHOICES`."""

    layout: str = "numerator"
    gradients: str = "parameter"
    vec: str = "rows"
    notation: str = "partial"
    deltas: str = "gradient"
    relu_at_zero: str = "0"
    count: str = "multiplications_and_additions"  # type: ignore[assignment]  # hides a method nobody needs here
    products: str = "dense"
    weights: str = "full"

    @property
    def relu_slope_at_zero(self) -> Rational:
        """relu'(0) as a number."""
        slopes: dict[str, Rational] = {"0": 0, "1/2": Fraction(1, 2), "1": 1}
        return slopes[self.relu_at_zero]

    @property
    def negative_deltas(self) -> bool:
        """Whether δ(z) is −∂ℓ/∂z: a sign that the other notations have no name for."""
        return self.notation == "delta" and self.deltas == "negative"

    def counted(self, cost: Cost) -> Size:
        """A cost as one number, in the unit of `count`."""
        both = self.count == "multiplications_and_additions"
        return cost.total if both else cost.multiplications
