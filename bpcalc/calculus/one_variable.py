"""A function as typed on a command line: a name of the table, or an expression in one variable."""

from __future__ import annotations

from typing import NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax, tree
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.other_names import absent, call_meant
from bpcalc.language.parser import parse
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.unknown import function_meant

VARIABLE = "z"
ELSE = "plot an elementwise function (bpcalc ops lists them) or an expression in z, as exp(-z^2)"


def read_function(text: str) -> tuple[Expr, Expr]:
    """The formula and its variable. Raises InputError for what has no curve over one variable."""
    parsed = parse(text)
    if isinstance(parsed, syntax.Name) and (len(parsed.name) > 2 or parsed.name in TABLE):
        parsed = _called(parsed)
    for part in syntax.walk(parsed):
        if isinstance(part, syntax.Call):
            _require_elementwise(part)
    names = dict.fromkeys(name.name for name in syntax.names_in(parsed) if name.name not in (*TABLE, "pi"))
    if len(names) > 1:
        several = " and ".join(names)
        _refuse(f"{several} are {len(names)} variables, and a curve is drawn over one", parsed.span,
                "write numbers for the others")  # fmt: skip
    variable = tree.name(next(iter(names), VARIABLE), SCALAR)
    formula = elaborate(parsed, Scope({str(variable.data): variable}))
    if formula.shape != SCALAR:
        _refuse("this is a matrix, and a curve has one value at each place", parsed.span, ELSE)
    return formula, variable


def _called(name: syntax.Name) -> syntax.Syntax:
    """`relu` as `relu(z)`."""
    plain = name.name.rstrip("'")
    row = TABLE.get(name.name) or TABLE.get(plain)
    if row is None and plain not in (*BUILT_IN, "ln"):
        known = {one: found for one, found in TABLE.items() if found.elementwise}
        near = call_meant(plain, [VARIABLE]) or function_meant(plain, known)
        help = f"did you mean {near}?" if near else absent(plain) or ELSE
        _refuse(f"there is no function {name.name}", name.span, help, "E302")
    if row is not None and row.elementwise and len(row.arguments) > 1:
        shown = f"{row.name}({VARIABLE}, {', '.join('0' for _ in row.arguments[1:])})"
        _refuse(f"{row.name} takes {len(row.arguments)} arguments", name.span, f"write {shown}", "E303")
    if name.name == "indicator":
        _refuse("indicator takes a condition", name.span, "write indicator(-1 <= z <= 1)")
    made = parse(f"{name.name}({VARIABLE})")
    assert isinstance(made, syntax.Call)
    return made._replace(span=name.span, at=name.span)


def _require_elementwise(call: syntax.Call) -> None:
    name = call.function.rstrip("'")
    row = TABLE.get(name)
    several = name in ("max", "min") and len(call.arguments) > 1
    if several or name in ("derivative", "ln", "power") or (row is not None and row.elementwise):
        return
    if row is not None or name in BUILT_IN:
        _refuse(f"{name} is not elementwise: its value depends on all entries of its argument together, "
                "so it has no curve over one of them", call.at, ELSE)  # fmt: skip


def _refuse(message: str, span: syntax.Span, help: str, code: str = "E318") -> NoReturn:
    raise InputError(Problem(code, message, span=span, help=help))
