"""The table of mistakes: one row each, with a stable name, an explanation and a hint.

A row changes either the finished value, by a factor that may be the n of a mean (`factors`), or
the formula at one site of the method (`of_site`), and says nothing about how likely the result
is: that is found by comparing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading import rewrites, slopes
from bpcalc.grading.method import Site
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple

OfSite = Callable[[Derivation, Site, Expr], Iterator[Expr] | Iterator[dict[Site, Expr]]]
Factors = Callable[[Collection[int]], Iterable[Fraction | int]]


class Mistake(NamedTuple):
    """One kind of mistake.

    `says`: what was done, in a sentence. `hint`: where to look, without the value. `weight`:
    the smaller, the likelier.
    """

    name: str
    says: str
    hint: str
    weight: int
    of_site: OfSite | None = None
    factors: Factors | None = None


def _times(factor: Fraction | int) -> Factors:
    return lambda sizes: (factor,)


def _times_n(sizes: Collection[int]) -> Iterable[Fraction | int]:
    return sizes


def _over_n(sizes: Collection[int]) -> Iterable[Fraction | int]:
    return (Fraction(1, n) for n in sizes)


# fmt: off
TABLE: tuple[Mistake, ...] = (
    Mistake("sign", "the sign is the other one", "check the sign", 10, factors=_times(-1)),
    Mistake("factor-2-missing", "a factor 2 is missing",
            "what does the power rule give?", 14, factors=_times(Fraction(1, 2))),
    Mistake("factor-2-extra", "there is a factor 2 too much",
            "is there a ½ in the loss?", 15, factors=_times(2)),
    Mistake("factor-n-extra", "the sum is taken where the mean is meant: a factor n too much",
            "does the loss take the mean?", 22, factors=_times_n),
    Mistake("factor-n-missing", "divided by the number of entries or examples once too often",
            "does the loss take the mean or the sum?", 23, factors=_over_n),
    Mistake("residual-turned",
            "y − ŷ stands where ŷ − y belongs: the derivative of the loss has the other sign",
            "which way round is the difference in the loss?", 11, of_site=rewrites.residual_turned),
    Mistake("mask-left-out", "the derivative of the activation is left out",
            "the chain passes through an activation", 12, of_site=slopes.slope_left_out),
    Mistake("mask-of-another-quantity", "the derivative of the activation is taken at another quantity",
            "where is the derivative of the activation evaluated?", 16, of_site=slopes.slope_elsewhere),
    Mistake("derivative-at-output",
            "the derivative of the activation is taken at its output instead of its input",
            "what goes into the derivative of the activation?", 17, of_site=slopes.slope_at_output),
    Mistake("argument-squared", "the argument of the activation's derivative is squared",
            "what goes into the derivative of the activation?", 30, of_site=slopes.slope_of_square),
    Mistake("function-for-derivative", "the activation itself stands where its derivative belongs",
            "the chain rule needs a derivative here", 20, of_site=slopes.function_for_slope),
    Mistake("derivative-of-another-function", "the derivative belongs to another activation",
            "which function is it?", 21, of_site=slopes.slope_of_another),
    Mistake("relu-at-zero", "relu'(0) is taken differently",
            "which value has relu'(0) here?", 18, of_site=rewrites.other_slope_at_zero),
    Mistake("weight-transposed", "a matrix is transposed, or not transposed where it should be",
            "look at the transposes", 13, of_site=rewrites.transpose_toggled),
    Mistake("product-order", "the factors of a product stand in the other order",
            "matrix products do not commute", 24, of_site=rewrites.order_reversed),
    Mistake("factor-left-out", "a factor of the product is left out",
            "is every factor of the chain there?", 19, of_site=rewrites.factor_left_out),
    Mistake("factor-repeated", "a factor of the product is there more than once",
            "count the factors of the chain", 33, of_site=rewrites.factor_repeated),
    Mistake("path-forgotten", "one of several paths is forgotten",
            "through which quantities does it act?", 13, of_site=rewrites.path_left_out),
    Mistake("paths-multiplied", "two paths are multiplied; they are to be added",
            "how do several paths combine?", 26, of_site=rewrites.paths_multiplied),
    Mistake("another-quantity",
            "a value before its activation stands where the one after it belongs, or the other way round",
            "z or a? look at what goes into each product", 28, of_site=rewrites.another_quantity),
    Mistake("another-weight", "another weight stands where this one belongs",
            "which weight is it?", 29, of_site=rewrites.another_weight),
    Mistake("slope-incomplete",
            "the derivative of the activation is only partly right, as 1 − a for a (1 − a)",
            "write the derivative of the activation out", 27, of_site=slopes.slope_half_right),
    Mistake("diagonal-only",
            "only the diagonal of the Jacobian is used",
            "every entry of the value depends on every entry of its argument",
            17, of_site=rewrites.diagonal_only),
    Mistake("term-left-out", "a term of the sum is left out",
            "is every term of the sum there?", 18, of_site=rewrites.term_left_out),
    Mistake("sign-of-a-term", "a term of the sum has the other sign",
            "check the signs of the terms", 19, of_site=rewrites.term_negated),
    Mistake("bias-forgotten", "the bias is forgotten",
            "is everything added?", 11, of_site=rewrites.bias_left_out),
    Mistake("activation-left-out", "the activation is left out",
            "is the activation applied?", 15, of_site=rewrites.activation_left_out),
    Mistake("another-activation", "another activation is applied",
            "which activation is it?", 21, of_site=rewrites.another_activation),
    Mistake("sum-for-mean", "the sum is taken where the mean is meant",
            "sum or mean?", 16, of_site=rewrites.sum_for_mean),
    Mistake("mean-for-sum", "the mean is taken where the sum is meant",
            "sum or mean?", 17, of_site=rewrites.mean_for_sum),
    Mistake("number-left-out", "a number in front (as the ½ of a loss) is left out",
            "look at the factors in front", 14, of_site=rewrites.number_left_out),
    Mistake("square-left-out", "the square is left out",
            "is something squared?", 18, of_site=rewrites.square_left_out),
    Mistake("log-base", "the logarithm has another base",
            "log is the natural logarithm", 22, of_site=rewrites.other_base),
)
"""Every mistake that is looked for; those below are told by comparing."""

ONE_ENTRY = Mistake("one-entry", "one entry is wrong, the others are right: a slip in arithmetic",
                    "one entry is off", 40)
TRANSPOSED = Mistake("transposed", "the table is transposed", "rows and columns", 10)
TRANSPOSE_MISSING = Mistake("transpose-missing", "a transpose is missing",
                            "write the shape under every factor: which ones fit?", 8)
LAYOUT = Mistake("layout-mixed", "this is right in another layout than the other Jacobians of the sheet",
                 "which way do the rows go in the other Jacobians?", 9)
BIAS_KEPT = Mistake("bias-not-dropped", "there is a row or column too much: the bias has no part in this one",
                    "compare the shapes: what has the bias to do with it?", 12)
EARLY_ROUNDING = Mistake("rounded-early", "numbers were rounded on the way",
                         "keep more digits on the way", 45)
EARLY_UPDATE = Mistake("updated-too-early", "a gradient is taken with weights that were updated already",
                       "with which weights are the gradients taken?", 16)
ASCENT = Mistake("ascent", "the step goes up the gradient, not down", "which way does the step go?", 11)
RATE = Mistake("rate-left-out", "the rate is left out of the step", "how far does the step go?", 13)
OTHER_COUNT = Mistake("other-count", "this number answers another question", "what exactly is counted?", 20)
DIAGONAL = Mistake("diagonal-as-list", "these are the entries of its diagonal; the others are missing",
                   "write the shape first: how many rows, how many columns?", 10)
# fmt: on
UNKNOWN = "no known mistake gives this"
"""What is said of a wrong answer that no row explains."""

NAMED = {
    row.name: row
    for row in (
        *TABLE, ONE_ENTRY, TRANSPOSED, TRANSPOSE_MISSING, LAYOUT, BIAS_KEPT, DIAGONAL, EARLY_ROUNDING,
        EARLY_UPDATE, ASCENT, RATE, OTHER_COUNT,
    )
}  # fmt: skip
