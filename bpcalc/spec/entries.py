"""One number of a spec: `-.5`, `1/3`, or a constant expression such as `sqrt(2)`."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import elaborate
from bpcalc.language.numbers import EXPONENT, read_number
from bpcalc.language.parser import parse
from bpcalc.language.scope import Scope
from bpcalc.language.syntax import names_in
from bpcalc.language.tree import Expr
from bpcalc.language.value import infinite_parts, value
from bpcalc.records import NamedTuple
from bpcalc.spec.budget import cost_of
from bpcalc.spec.nodes import Scalar
from bpcalc.spec.report import Report, problem, tell
from bpcalc.spec.weight import require_light

_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "~", ""}
NO_CLASSES = _WORDS | {"nan", "inf", "infinity", "pi"}
_SMALL = 1_000_000
SEMICOLON = "a semicolon does not begin a new row"


class Entry(NamedTuple):
    """A 1×1 array (more where an expression gives more), and whether it was written as a decimal."""

    array: Array
    decimal: bool


def entry_of(node: Scalar, report: Report) -> Entry | None:
    """The number that a text is, or None after a report."""
    odd = _no_number(node)
    if odd is not None:
        report(odd)
        return None
    try:
        literal = read_number(node.text)
        if literal is not None:
            return Entry(arrays.exact_array([[literal.value]]), literal.decimal)
        looks = _looks_like(node)
        if looks is not None:
            report(looks)
            return None
        return Entry(_constant(node.text), False)
    except InputError as error:
        tell(error, node, report)
        return None


def _no_number(node: Scalar) -> Problem | None:
    """What is neither a number nor an expression, though a YAML reader may take it for one."""
    text = node.text.strip()
    if node.quoted:
        return problem(node, "E402", "a number stands without quotes", "remove the quotes")
    if not text:
        return problem(node, "E401", "a value is missing here", "write a number: 0, 1, -0.5, 1/3")
    if text.lower() in _WORDS:
        return problem(node, "E401", f"{text} is no number", "write a number: 0, 1, -0.5, 1/3")
    if text.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
        return problem(node, "E401", f"{text} is no number to calculate with", "write a finite number")
    return None


def _looks_like(node: Scalar) -> Problem | None:
    """What other languages write as a list or as a number."""
    text = node.text.strip()
    if ";" in text:
        help = "write every row in its own brackets: [[1, -2], [0, 2]]"
        return problem(node, "E403", SEMICOLON, help)
    parts = text.split()
    if len(parts) > 1 and all(_is_number(part) for part in parts):
        what = f"commas are missing between the numbers {text}"
        return problem(node, "E403", what, f"write {', '.join(parts)}")
    if re.fullmatch(r"[-+]?\d+(:\d+)+(\.\d*)?", text):
        return problem(
            node,
            "E403",
            f"{text} is not one number: a colon has no place in it",
            "write a decimal or a fraction, such as 1.5 or 1/30",
        )
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        whole, _, rest = text.partition(",")
        return problem(node, "E403", f"{text} is not one number", f"write {whole}.{rest} with a point")
    if re.fullmatch(r"[-+]?\d[\d_]*(\.[\d_]*)?", text):
        return problem(node, "E403", f"{text} has a _ in it", f"write {text.replace('_', '')}")
    if re.fullmatch(r"[-+]?0[xob][0-9a-fA-F_]+", text):
        return problem(node, "E403", f"{text} is not a decimal number", "write it with the digits 0 to 9")
    return None


def _is_number(text: str) -> bool:
    try:
        return read_number(text) is not None
    except InputError:
        return False


def _constant(text: str) -> Array:
    """The value of an expression without names. Raises InputError with spans."""
    parsed = parse(text)
    names = [name for name in names_in(parsed) if name.name != "pi"]
    whole = (0, len(text))
    if names:
        first = names[0]
        help = "write a number, or a constant such as 1/3 or sqrt(2)"
        raise InputError(
            Problem("E401", f"{first.name} is not a number, and values have no names in them",
                    span=first.span, help=help)
        )  # fmt: skip
    scope = Scope({})
    require_light(parsed, scope.functions, whole)
    expr = elaborate(parsed, scope)
    _require_small(expr, whole)
    parts: dict[Expr, Array] = {}
    found = value(expr, {}, parts)
    if not arrays.finite(found) or infinite_parts(expr, parts):
        raise InputError(
            Problem("E401", f"{text} has no finite value", span=whole, help="write a finite number")
        )
    if (abs(found) > 10**EXPONENT).any():
        help = f"stay within 1e±{EXPONENT}"
        raise InputError(
            Problem("E401", "the value of this is too large to work with", span=whole, help=help)
        )
    return found if found.ndim == 2 else found.reshape(1, 1)


def _require_small(expr: Expr, span: tuple[int, int]) -> None:
    cost = cost_of([expr])
    if cost.entries > _SMALL or cost.multiplications > _SMALL:
        help = "write {random: [rows, columns]} or {file: W.npy} for a large matrix"
        raise InputError(Problem("E519", "this value takes too much work", span=span, help=help))
