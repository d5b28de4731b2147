"""The table of mistakes: one row each, with a stable name, an explanation and a hint.

A row changes the finished value, by a factor that may be the n of a mean (`factors`), the formula
at one site of the method (`of_site`), or either, and says nothing about how likely the result is:
that is found by comparing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction

from bpcalc.grading import (
    elementary,
    equations,
    exchanges,
    jacobians,
    kinks,
    losses,
    particulars,
    rewrites,
    slopes,
    summands,
)  # fmt: skip
from bpcalc.grading.equations import OfSite, differentiated, throughout, written_out
from bpcalc.grading.particulars import What
from bpcalc.records import NamedTuple


class Sizes(NamedTuple):
    """The n of a mean that there may be, and those of them by which the exercise divides."""

    every: Collection[int]
    divided: Collection[int]


Factors = Callable[[Sizes], Iterable[Fraction | int]]


class Mistake(NamedTuple):
    """One kind of mistake.

    `says`: what was done, in a sentence. `hint`: where to look, without the value. `weight`:
    the smaller, the likelier; of rows that give the same formula that which a person would name is
    the first. `what`: what it is about, by name.
    """

    name: str
    says: str
    hint: str
    weight: int
    of_site: OfSite | None = None
    factors: Factors | None = None
    what: What | None = None


def _times(factor: Fraction | int) -> Factors:
    return lambda sizes: (factor,)


def _times_n(sizes: Sizes) -> Iterable[Fraction | int]:
    return sizes.divided


def _over_n(sizes: Sizes) -> Iterable[Fraction | int]:
    return (Fraction(1, n) for n in sizes.every)


def _n_less_1(sizes: Sizes) -> Iterable[Fraction | int]:
    return (Fraction(n, n - 1) for n in sizes.divided if n > 2)


# fmt: off
TABLE: tuple[Mistake, ...] = (
    Mistake("sign", "the sign is the other one", "check the sign", 10, factors=_times(-1)),
    Mistake("factor-2-missing", "a factor 2 is missing",
            "what does the power rule give?", 14,
            rewrites.part_times(Fraction(1, 2)), _times(Fraction(1, 2)), particulars.one_of_several),
    Mistake("factor-2-extra", "there is a factor 2 too much",
            "is there a ½ in the loss?", 15, rewrites.part_times(2), _times(2), particulars.one_of_several),
    Mistake("factor-n-extra", "the sum is taken where the mean is meant: a factor n too much",
            "does the loss take the mean?", 22, factors=_times_n),
    Mistake("factor-n-missing", "divided by the number of entries or examples once too often",
            "does the loss take the mean or the sum?", 23, factors=_over_n),
    Mistake("residual-turned",
            "y − ŷ stands where ŷ − y belongs: the derivative of the loss has the other sign",
            "which way round is the difference in the loss?", 9, of_site=losses.residual_turned),
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
            "the chain rule needs a derivative here", 15, of_site=slopes.function_for_slope),
    Mistake("derivative-of-another-function", "the derivative belongs to another activation",
            "which function is it?", 21, of_site=slopes.slope_of_another),
    Mistake("relu-at-zero", "relu'(0) is taken differently",
            "which value has relu'(0) here?", 11, of_site=kinks.other_slope_at_zero),
    Mistake("weight-transposed", "a matrix is transposed, or not transposed where it should be",
            "look at the transposes", 13, of_site=rewrites.transpose_toggled),
    Mistake("product-order", "the factors of a product stand in the other order",
            "matrix products do not commute", 24, of_site=rewrites.order_reversed),
    Mistake("factor-left-out", "a factor of the product is left out",
            "is every factor of the chain there?", 19, of_site=written_out(rewrites.factor_left_out),
            what=particulars.part),
    Mistake("factor-repeated", "a factor of the product is there more than once",
            "count the factors of the chain", 33, of_site=rewrites.factor_repeated),
    Mistake("path-forgotten", "one of several paths is forgotten",
            "through which quantities does it act?", 13, of_site=rewrites.path_left_out,
            what=particulars.path),
    Mistake("direct-part-only", "this is the direct part alone",
            "through which quantities does it act besides?", 12, of_site=rewrites.direct_part,
            what=particulars.held_fixed),
    Mistake("paths-multiplied", "two paths are multiplied; they are to be added",
            "how do several paths combine?", 26, of_site=rewrites.paths_multiplied),
    Mistake("another-quantity",
            "a value before its activation stands where the one after it belongs, or the other way round",
            "z or a? look at what goes into each product", 28, of_site=exchanges.another_quantity,
            what=particulars.exchanged),
    Mistake("another-weight", "another value of its kind stands where this one belongs",
            "which weight or which step is it?", 29, of_site=exchanges.another_weight,
            what=particulars.exchanged),
    Mistake("another-derivative", "another derivative stands where this one belongs",
            "which derivative comes back to this step?", 31, of_site=exchanges.another_derivative,
            what=particulars.exchanged),
    Mistake("step-off-by-one", "in every step stands the value of the one before or after",
            "which step do the values of a product belong to?", 27,
            of_site=exchanges.neighbours_at_every_step, what=particulars.moved),
    Mistake("one-term-only", "only one term of a sum is there, as for one unit or one example",
            "over what is it summed?", 26, of_site=summands.one_summand),
    Mistake("entry-by-entry", "a product is taken entry by entry where a matrix product belongs",
            "rows times columns, or entry by entry?", 25, of_site=rewrites.entry_by_entry),
    Mistake("slope-incomplete",
            "the derivative of the activation is only partly right, as 1 − a for a (1 − a) or for 1 − a²",
            "write the derivative of the activation out", 16, of_site=slopes.slope_half_right),
    Mistake("diagonal-only",
            "only the diagonal of the Jacobian is used",
            "every entry of the value depends on every entry of its argument",
            17, of_site=jacobians.diagonal_only),
    Mistake("term-left-out", "a term of the sum is left out",
            "is every term of the sum there?", 18, of_site=written_out(rewrites.term_left_out),
            what=particulars.part),
    Mistake("sign-of-a-term", "a term of the sum has the other sign",
            "check the signs of the terms", 19, of_site=rewrites.term_negated,
            what=particulars.one_of_several),
    Mistake("bias-forgotten", "the bias is forgotten",
            "is everything added?", 11, of_site=rewrites.bias_left_out, what=particulars.part),
    Mistake("activation-left-out", "the activation is left out",
            "is the activation applied?", 15, of_site=elementary.activation_left_out),
    Mistake("another-activation", "another activation is applied",
            "which activation is it?", 21, of_site=elementary.another_activation),
    Mistake("sum-for-mean", "the sum is taken where the mean is meant",
            "sum or mean?", 16, of_site=written_out(elementary.sum_for_mean)),
    Mistake("mean-for-sum", "the mean is taken where the sum is meant",
            "sum or mean?", 17, of_site=elementary.mean_for_sum),
    Mistake("number-left-out", "a number in front (as the ½ of a loss) is left out",
            "look at the factors in front", 14,
            of_site=throughout(differentiated(written_out(elementary.number_left_out)))),
    Mistake("square-left-out", "the square is left out",
            "is something squared?", 18, of_site=written_out(elementary.square_left_out)),
    Mistake("root-taken", "a square root is taken where there is none", "is there a square root?", 21,
            of_site=throughout(written_out(elementary.root_taken))),
    Mistake("degrees", "the angle is taken in degrees", "is the calculator set to radians?", 20,
            of_site=equations.in_degrees),
    Mistake("by-columns", "the entries of a matrix are taken column by column",
            "vec goes row by row here", 22, of_site=equations.by_columns),
    Mistake("log-base", "the logarithm has another base",
            "log is the natural logarithm", 22, of_site=elementary.other_base),
    Mistake("one-path-only", "only one of several paths is there",
            "through which quantities does it act?", 21, of_site=rewrites.one_path_only,
            what=particulars.kept_paths),
    Mistake("some-paths-only", "only some of several paths are there",
            "through which quantities does it act?", 24, of_site=rewrites.some_paths_only,
            what=particulars.kept_paths),
    Mistake("some-terms-only", "only some terms of the sum are there",
            "is every term of the sum there?", 26, of_site=rewrites.some_terms_only),
    Mistake("slope-twice",
            "the derivative of the activation stands here once more: that of this loss has it already",
            "which derivatives are in the derivative of the loss?", 22, of_site=losses.slope_once_more),
    Mistake("root-left-out", "the square root is left out, as d for √d",
            "is there a square root?", 20, of_site=throughout(written_out(elementary.root_left_out))),
    Mistake("times-for-over", "multiplied where it is to be divided",
            "times or divided by?", 27, of_site=throughout(rewrites.times_for_over)),
    Mistake("function-left-out", "an exponential, a logarithm or another function is left out",
            "write the formula out: which functions stand in it?", 20,
            of_site=written_out(elementary.function_left_out)),
    Mistake("argument-negated", "the argument has the other sign, as 1 / (1 + exp(z)) for a sigmoid",
            "which sign has the argument?", 25, of_site=elementary.argument_negated),
    Mistake("power-kept", "the exponent is not lowered: u² or 2u² for the derivative of u²",
            "what does the power rule give?", 26, of_site=slopes.power_kept),
    Mistake("derivatives-multiplied",
            "the derivatives of the two parts are multiplied or divided: a product and a quotient "
            "have rules of their own",
            "product rule or quotient rule?", 26, of_site=slopes.derivatives_multiplied),
    Mistake("product-not-swapped", "the factor itself stands in its derivative: x y by x is y, not x",
            "what is the derivative of a product by one of its factors?", 23,
            of_site=slopes.product_not_swapped),
    Mistake("derivative-of-another-loss",
            "the derivative of a squared error stands where that of this loss belongs",
            "which loss is it?", 24, of_site=losses.derivative_of_squares, what=particulars.residual),
    Mistake("another-loss", "this is the value of another loss", "which loss is it?", 25,
            of_site=losses.another_loss),
    Mistake("another-norm", "amounts stand where squares belong, or squares where amounts do",
            "|w| or w²?", 25, of_site=equations.another_norm),
    Mistake("output-for-input", "the output of the step stands where its input belongs",
            "which value goes into this step?", 28, of_site=exchanges.output_for_input,
            what=particulars.exchanged),
    Mistake("target-exchanged", "the prediction and the target are exchanged",
            "which of the two stands where in the loss?", 23, of_site=losses.target_exchanged),
    Mistake("classes-exchanged", "y and 1 − y are exchanged", "which term belongs to y = 1?", 22,
            of_site=losses.complemented),
    Mistake("label-off-by-one", "the label is taken for the class beside it",
            "labels are counted from 0", 21, of_site=written_out(losses.label_moved)),
    Mistake("common-part-constant",
            "a sum or mean over the entries is taken for a constant: every entry is in it",
            "what else depends on this entry?", 20, of_site=jacobians.common_constant),
    Mistake("another-axis", "a function or a sum goes along another axis",
            "over rows, over columns or over all entries?", 22, of_site=equations.another_axis),
    Mistake("setting-ignored", "a setting of a function, as its ε, β or slope, is not used",
            "which settings does the function have here?", 24, of_site=equations.setting_ignored),
    Mistake("approximation", "an approximation of the function is used",
            "is the function itself asked for?", 28, of_site=equations.approximated),
    Mistake("kernel-turned", "the kernel is turned by 180°, or is not turned where it should be",
            "convolution or cross-correlation? and which one on the way back?", 20,
            of_site=equations.kernel_turned),
    Mistake("divided-by-n-minus-1", "divided by n − 1 instead of n",
            "by what is the sum of squares divided?", 23, written_out(elementary.one_less), _n_less_1),
    Mistake("another-extreme",
            "another value of the entries is taken: the mean, the sum, the largest or the smallest",
            "largest, smallest, mean or sum?", 21, of_site=written_out(kinks.other_extreme)),
    Mistake("maximum-spread",
            "the derivative of a maximum or minimum goes to every entry, not to the one that it is",
            "which entries does the value depend on?", 17, of_site=kinks.spread),
    Mistake("other-side",
            "the derivative of a maximum, a minimum or a ReLU goes to the side that it does not take",
            "which side does the value come from?", 17, of_site=kinks.other_side),
    Mistake("tie-at-maximum", "the derivative where two entries are equally large is shared differently",
            "how is the derivative of a tie shared here?", 18, of_site=kinks.other_tie),
    Mistake("abs-at-zero", "the derivative of |z| at 0 is taken differently",
            "which value has the derivative of |z| at 0 here?", 18, of_site=kinks.sign_of_zero),
)
"""Every mistake that is looked for; those below are told by comparing."""

ONE_ENTRY = Mistake("one-entry", "one entry is wrong, the others are right: a slip in arithmetic",
                    "one entry is off", 50)
DIGITS = Mistake("digits-exchanged", "two digits of a number are exchanged: a slip in copying",
                 "compare it with your notes, digit by digit", 9)
TRANSPOSED = Mistake("transposed", "the table is transposed", "rows and columns", 10)
TRANSPOSE_MISSING = Mistake("transpose-missing", "a transpose is missing",
                            "write the shape under every factor: which ones fit?", 8)
LAYOUT = Mistake("layout-mixed", "this is right in another layout than the other Jacobians of the sheet",
                 "which way do the rows go in the other Jacobians?", 9)
BIAS_KEPT = Mistake("bias-not-dropped", "there is a row or column too much: the bias has no part in this one",
                    "compare the shapes: what has the bias to do with it?", 12)
EARLY_ROUNDING = Mistake("rounded-early", "numbers were rounded on the way",
                         "keep more digits on the way, and give as many as are asked for", 45)
EARLY_UPDATE = Mistake("updated-too-early", "a gradient is taken with weights that were updated already",
                       "with which weights are the gradients taken?", 16)
ASCENT = Mistake("ascent", "the step goes up the gradient, not down", "which way does the step go?", 9)
DESCENT = Mistake("descent", "the step goes down the gradient, not up", "which way does the step go?", 9)
RATE = Mistake("rate-left-out", "the rate is left out of the step", "how far does the step go?", 13)
STEP = Mistake("step-for-weight", "this is the step, not the weight after it", "what is asked for?", 12)
ELSEWHERE = Mistake("gradient-elsewhere",
                    "the gradient is taken at other weights than those before the update",
                    "at which weights is the gradient taken?", 18)
CORRECTION = Mistake("correction-left-out", "the averages of Adam are not corrected as they are to be",
                     "by what are the two averages divided, and at which t?", 14)
MOMENTUM = Mistake("momentum-left-out", "what is left of the earlier steps is not added",
                   "what does the velocity add?", 15)
MOMENTUM_SIGN = Mistake("momentum-sign", "the velocity comes in with the other sign",
                        "which way does the velocity go on?", 16)
MOMENTUM_FORM = Mistake("momentum-form", "this is the other form of momentum",
                        "does the rate stand before the gradient or before the velocity?", 17)
BETAS = Mistake("betas-exchanged", "the weights of the averages are exchanged: β and 1 − β, or β₁ and β₂",
                "which β belongs to which term?", 19)
PLAIN = Mistake("plain-descent", "this is a step of plain gradient descent", "which optimizer is it?", 17)
NOT_SUMMED = Mistake("not-summed", "the sum is not taken: there is a row or a column for each example",
                     "over what is it summed?", 12)
OTHER_COUNT = Mistake("other-count", "this number answers another question", "what exactly is counted?", 20)
DIAGONAL = Mistake("diagonal-as-list", "these are the entries of its diagonal; the others are missing",
                   "write the shape first: how many rows, how many columns?", 10)
# fmt: on
TURNED = "residual-turned"
"""What is no mistake where derivatives are asked for as target minus output."""
UNKNOWN = "no known mistake gives this"
"""What is said of a wrong answer that no row explains."""

NAMED = {
    row.name: row
    for row in (
        *TABLE, ONE_ENTRY, DIGITS, TRANSPOSED, TRANSPOSE_MISSING, LAYOUT, BIAS_KEPT, DIAGONAL, EARLY_ROUNDING,
        EARLY_UPDATE, ASCENT, DESCENT, RATE, STEP, ELSEWHERE, CORRECTION, MOMENTUM, MOMENTUM_SIGN,
        MOMENTUM_FORM, BETAS, PLAIN, NOT_SUMMED, OTHER_COUNT,
    )
}  # fmt: skip
