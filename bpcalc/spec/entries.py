"""One number of a spec: `-.5`, `1/3`, or a constant expression such as `sqrt(2)`."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import elaborate, has_function
from bpcalc.language.numbers import EXPONENT, is_number, read_number
from bpcalc.language.parser import parse
from bpcalc.language.scope import Scope
from bpcalc.language.syntax import Binary, Compare, Unary, walk
from bpcalc.language.table import TABLE
from bpcalc.language.tokens import WORDS, tokens
from bpcalc.language.tree import Expr
from bpcalc.language.value import infinite_parts, value
from bpcalc.records import NamedTuple
from bpcalc.spec.budget import cost_of
from bpcalc.spec.nodes import Scalar
from bpcalc.spec.report import Report, problem, tell
from bpcalc.spec.weight import require_light

_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "~", ""}
NO_CLASSES = _WORDS | {"nan", "inf", "infinity", "pi"}
_NUMBERS = "write a number: 0, 1, -0.5, 1/3"
_CONSTANTS = "write a number, or a constant such as 1/3 or sqrt(2)"
_LEFT_OUT = ("...", "…")
_OPENS = ("(", ".", "=")
"""What stands behind the name of a function, of a library and of a setting."""
_SMALL = 1_000_000
_REASONS = (
    (r".*;.*", "a semicolon does not begin a new row"),
    (r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?", "{} is not one number: a colon has no place in it"),
    (r"[-+]?[0-9]+,[0-9]+", "{} is not one number"),
    (r"[-+]?[0-9]*\.[0-9]*\.[0-9.]*", "{} has more than one point"),
    (r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?", "{} has a _ in it"),
    (r"[-+]?0[xob][0-9a-fA-F_]+", "{} is not a decimal number"),
)
"""What other languages write as a list or as a number."""


class Entry(NamedTuple):
    """A 1×1 array (more where an expression gives more), and whether it was written as a decimal."""

    array: Array
    decimal: bool


def entry_of(node: Scalar, report: Report) -> Entry | None:
    """The number that a text is, or None after a report."""
    problems: list[Problem] = []
    found = _read(node, problems.append)
    if problems:
        from bpcalc.spec.retold import of_node  # most numbers are right

        report(of_node(problems[0], node))
    return found


def _read(node: Scalar, report: Report) -> Entry | None:
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
        return Entry(constant(node.text), False)
    except InputError as error:
        tell(error, node, report)
        return None


def _no_number(node: Scalar) -> Problem | None:
    """What is neither a number nor an expression, though a YAML reader may take it for one."""
    text = node.text.strip()
    if node.quoted:
        return problem(node, "E402", "a number stands without quotes", f"{_NUMBERS}, without quotes")
    if not text:
        return problem(node, "E401", "a value is missing here", _NUMBERS)
    if text.lower() in _WORDS:
        return problem(node, "E401", f"{text} is no number", _NUMBERS)
    if text.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
        return problem(node, "E401", f"{text} is no number to calculate with", "write a finite number")
    if text in _LEFT_OUT:
        what = f"{text} stands for numbers that were left out"
        return problem(node, "E401", what, "write all of them, or {random: [rows, columns], seed: 1}")
    return None


def _looks_like(node: Scalar) -> Problem | None:
    """What other languages write as a list or as a number."""
    text = node.text.strip()
    parts = text.split()
    if len(parts) > 1 and all(map(is_number, parts)):
        return problem(node, "E403", f"commas are missing between the numbers {text}", _CONSTANTS)
    reason = next((why for pattern, why in _REASONS if re.fullmatch(pattern, text)), None)
    return problem(node, "E403", reason.format(text), _NUMBERS) if reason else None


def constant(text: str) -> Array:
    """The value of an expression without names. Raises InputError with spans."""
    read = tokens(text)
    for before, token, after in zip((read[-1], *read), read, read[1:], strict=False):
        stranger = token.kind == "name" and _is_quantity(token.text)
        if stranger and before.text != "." and after.text not in _OPENS:
            what = f"{token.text} is not a number, and values have no names in them"
            raise InputError(Problem("E401", what, span=token.span, help=_CONSTANTS))
    parsed = parse(text)
    whole = (0, len(text))
    for part in walk(parsed):
        if isinstance(part, Compare) or (isinstance(part, Binary | Unary) and part.operator in WORDS):
            what = "a value is a number, and this is true or false"
            raise InputError(Problem("E401", what, span=whole, help="write one number, or a case for each"))
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


def _is_quantity(name: str) -> bool:
    """Whether a name belongs to no constant, function or word of the language."""
    return name != "pi" and name not in WORDS and not has_function(name, TABLE)


def _require_small(expr: Expr, span: tuple[int, int]) -> None:
    cost = cost_of([expr])
    if cost.entries > _SMALL or cost.multiplications > _SMALL:
        help = "write {random: [rows, columns]} or {file: W.npy} for a large matrix"
        raise InputError(Problem("E519", "this value takes too much work", span=span, help=help))
