"""Names of derivatives, and what looks like one and is a quotient."""

from __future__ import annotations

import pytest

from bpcalc.language.parser import parse
from tests.language.typed import shown

KNOWN = ("C", "s1", "l", "x", "yhat", "W1", "d", "z'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a @ dC/ds1", "(a @ <C by s1>)"),
        ("dC/ds1 @ a", "(<C by s1> @ a)"),
        ("2 * dl/dx / 3", "((2 * <l by x>) / 3)"),
        ("∂l/∂x", "<l by x>"),
        ("∂l/∂ŷ", "<l by yhat>"),
        ("∂ℓ/∂x", "<l by x>"),
        ("∂ l / ∂ x", "<l by x>"),
        ("dl/dyhat * dyhat/dx", "(<l by yhat> * <yhat by x>)"),
        ("dl/dW1.T", "<l by W1>.T"),
        ("-dl/dx^2", "(- (<l by x> ^ 2))"),
        ("d2l/dx/dx", "<l by x x>"),
        ("d2l/dx/dW1", "<l by x W1>"),
        ("dl/dx[0]", "<l by x>[0]"),
        ("dl/dz'", "<l by z'>"),
        ("(dl/dx)", "<l by x>"),
        ("dl/2", "(dl / 2)"),
        ("dl/dq", "(dl / dq)"),
        ("dq/dx", "(dq / dx)"),
        ("d/x", "(d / x)"),
        ("d * x", "(d * x)"),
        ("d2l/dx", "(d2l / dx)"),
        ("f(dl/dx, l)", "f(<l by x>, l)"),
    ],
)
def test_names_of_derivatives(text: str, expected: str) -> None:
    """`dl/dx` is one name where l and x are known; everything else stays a quotient."""
    assert shown(parse(text, KNOWN)) == expected


def test_a_quantity_called_dc_is_itself() -> None:
    """When dC is defined, `dC/ds1` is a quotient; below a differential stands another one."""
    assert shown(parse("dC/ds1", (*KNOWN, "dC"))) == "(dC / ds1)"
    assert shown(parse("dC/ds1", (*KNOWN, "ds1"))) == "<C by s1>"
    assert shown(parse("ddy/dx", ("d", "x", "dx", "dy"))) == "<dy by x>"
    assert shown(parse("ddy/ddx", ("d", "x", "dx", "dy"))) == "<dy by dx>"
    assert shown(parse("dC/ds1")) == "(dC / ds1)"
