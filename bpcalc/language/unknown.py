"""What is said of a name or a function that means nothing (E301, E302, E304)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NoReturn

from bpcalc.language import syntax
from bpcalc.language.fitting import brief
from bpcalc.language.functions import Function
from bpcalc.language.near import slip
from bpcalc.language.other_names import absent, call_meant, has_other_name, in_place, name_meant
from bpcalc.language.scope import BUILT_IN, Scope
from bpcalc.language.syntax import fail


def no_name(t: syntax.Name, scope: Scope) -> NoReturn:
    """Refuses a name that nothing has."""
    near = name_meant(t.name, scope.quantities) or slip(t.name, [*scope.quantities, *scope.letters])
    known = ", ".join([*scope.quantities][:12])
    fail(
        "E301",
        f"{t.name} is not defined",
        t.span,
        f"did you mean {near}?" if near else f"define it above; known here: {known or 'nothing yet'}",
    )


def no_function(
    t: syntax.Call, quantities: Container[str], functions: Mapping[str, Function], text: str = ""
) -> NoReturn:
    """Refuses the call of something that is no function; `text` is the expression that it stands in."""
    given = [text[slice(*part.span)] or brief(part) or "…" for part in t.arguments]
    if t.function in quantities:
        shown = f"({', '.join(given)})"
        help = f"write {t.function} * {shown} or {t.function} @ {shown}"
        fail("E304", f"{t.function} is a quantity, not a function", t.span, help)
    other = call_meant(t.function, given)
    whole = in_place(other, text[: t.span[0]], text[t.span[1] :]) if other and text else other
    near = whole or function_meant(t.function, functions)
    otherwise = "bpcalc ops lists the functions; a spec adds its own under functions:"
    span = t.span if whole else t.at
    help = f"did you mean {near}?" if near else absent(t.function) or otherwise
    fail("E302", f"there is no function {t.function}", span, help)


def function_meant(name: str, functions: Mapping[str, Function]) -> str | None:
    """The function that a slip of the keyboard has turned into another name."""
    if has_other_name(name):
        return None
    return slip(name, [*(known for known, row in functions.items() if row.group), *BUILT_IN])
