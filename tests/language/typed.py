"""What was typed, shown with a bracket around everything, or what is wrong with it."""

from __future__ import annotations

import pytest

from bpcalc.errors import InputError, Problem
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Binary, Call, Compare, Index, Name, Number, Partial, Slice, Syntax, Unary


def shown(t: Syntax | Slice | None) -> str:
    """The tree with a bracket around everything."""
    match t:
        case None:
            return ""
        case Number(value=value):
            return str(value)
        case Name(name=name):
            return name
        case Partial(of=of, wrt=wrt):
            return f"<{of} by {' '.join(wrt)}>"
        case Unary(operator="T", operand=operand):
            return f"{shown(operand)}.T"
        case Unary(operator=operator, operand=operand):
            return f"({operator} {shown(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({shown(left)} {operator} {shown(right)})"
        case Compare(operators=operators, operands=operands):
            signs = (*operators, "")
            return (
                "("
                + " ".join(f"{shown(x)} {sign}" for x, sign in zip(operands, signs, strict=True)).strip()
                + ")"
            )
        case Call(function=function, arguments=arguments, settings=settings):
            parts = [shown(x) for x in arguments] + [f"{name}={shown(x)}" for name, x, _ in settings]
            return f"{function}({', '.join(parts)})"
        case Slice(start=start, stop=stop):
            return f"{shown(start)}:{shown(stop)}"
        case Index(base=base, items=items):
            return f"{shown(base)}[{', '.join(shown(x) for x in items)}]"
    raise AssertionError(t)


def problem_of(text: str, known: tuple[str, ...] = ()) -> Problem:
    """The problem of a text that is refused."""
    with pytest.raises(InputError) as caught:
        parse(text, known)
    [problem] = caught.value.problems
    return problem
