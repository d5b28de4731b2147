"""Which word is a slip of the keyboard for which: never one of another meaning."""

from __future__ import annotations

import pytest

from bpcalc.language.elaborate import elaborate, has_function
from bpcalc.language.near import slip
from bpcalc.language.other_names import absent, call_meant, has_other_name
from bpcalc.language.parser import parse
from bpcalc.language.scope import BUILT_IN, Scope
from bpcalc.language.syntax import Call, names_in, walk
from bpcalc.language.table import TABLE
from bpcalc.language.tree import name

FUNCTIONS = [*(one for one, row in TABLE.items() if row.group), *BUILT_IN]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tahn", "tanh"), ("sni", "sin"), ("exxp", "exp"), ("softmx", "softmax"), ("sigmoud", "sigmoid"), ("Sigmoid", "sigmoid"),
        ("LeakyReLU", "leaky_relu"), ("leakyrelu", "leaky_relu"), ("softmaxx", "softmax"), ("log_sofmtax", "log_softmax"), ("binary_crosentropy", "binary_cross_entropy"),
    ],
)  # fmt: skip
def test_a_slip_is_recognised(typed: str, meant: str) -> None:
    """Letters in the wrong order, doubled or left out, capitals, and one wrong letter in a long word."""
    assert slip(typed, FUNCTIONS) == meant


@pytest.mark.parametrize(
    "typed",
    ["tan", "cosh", "sinh", "lg", "arctan", "std", "var", "inner", "prod", "where", "tr", "range", "floor", "gamma", "avg", "cot", "mish", "swish",
     "median", "softmin", "batchnorm", "len", "foo", "f", "sim", "tenh", "sqr", "size", "mode"],
)  # fmt: skip
def test_another_function_is_no_slip(typed: str) -> None:
    """One letter makes another function of a short word."""
    assert slip(typed, FUNCTIONS) is None


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("W3", ["W2", "b2"]),
        ("x", ["y"]),
        ("x2", ["x"]),
        ("zeta", ["beta", "theta"]),
        ("h", ["hh"]),
        ("layer1", ["layer2"]),
    ],
)
def test_a_number_or_a_letter_says_which_quantity_is_meant(typed: str, known: list[str]) -> None:
    """W3 is not W2."""
    assert slip(typed, known) is None


def test_where_two_words_are_as_near_none_is_proposed() -> None:
    """`weigth` could be either."""
    assert slip("weighta", ["weights", "weightb"]) is None
    assert slip("hiden", ["hidden", "HIDDEN"]) is None


OTHERS = [
    "log2 log10 lg log1p expm1 tan cot sec csc sinh cosh sech coth square sqr cube rsqrt sgn signum heaviside fabs logit sigma logistic expit",
    "swish lrelu prelu relu6 hardtanh hardsigmoid logsigmoid log_sigmoid softsign softmin mish selu id rmse bce mse_loss average avg len numel",
    "var std normalize l2 l1 batchnorm batch_norm inner dot matmul mm mv vdot multiply add subtract div neg pow flatten ravel concat cat stack",
    "column_stack tr trace where clip clamp reciprocal negative exp2 ld tanhshrink magnitude",
]


@pytest.mark.parametrize("function", " ".join(OTHERS).split())
def test_what_is_proposed_for_another_name_can_be_read(function: str) -> None:
    """All of its functions exist, and its values are of a shape that fits."""
    assert not has_function(function, TABLE) or function == "power"
    assert has_other_name(function)
    written = call_meant(function, ["X", "Y", "Y"])
    assert written is not None
    for part in written.split(", or "):
        tree = parse(part)
        assert all(has_function(call.function, TABLE) for call in walk(tree) if isinstance(call, Call))
        assert {one.name for one in names_in(tree)} <= {"X", "Y", "n"}
        quantities = {one: name(one, (2, 2)) for one in ("X", "Y")}
        elaborate(tree, Scope(quantities, letters={"n": 2}, batch="rows"))


@pytest.mark.parametrize(
    "function",
    [
        "inv",
        "det",
        "eig",
        "svd",
        "argmax",
        "median",
        "round",
        "floor",
        "arctan",
        "prod",
        "cumsum",
        "cross",
        "einsum",
        "gamma",
        "randn",
        "dropout",
        "linear",
        "tensor",
    ],
)
def test_what_is_not_computed_here_is_told(function: str) -> None:
    """And what to do instead."""
    assert call_meant(function, ["x"]) is None
    said = absent(function)
    assert said is not None
    assert said.startswith("bpcalc has no ")
    assert "; " in said
