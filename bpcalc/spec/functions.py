"""`functions:` of a spec: rows that it adds to the function table.

`phi(z): indicator(-1 <= z <= 1)` has a formula; `sigma: abstract elementwise` and
`f: abstract [c]` (a column of c) have none and serve derivations in symbols.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax
from bpcalc.language.elaborate import Scope, elaborate, has_function
from bpcalc.language.functions import Function
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse
from bpcalc.language.sizes import LARGEST, Size, letter
from bpcalc.language.syntax import Call, Name, Syntax
from bpcalc.language.table import TABLE
from bpcalc.language.tokens import is_name
from bpcalc.language.tree import SCALAR
from bpcalc.language.tree import name as a_number
from bpcalc.spec.nodes import Node, Scalar
from bpcalc.spec.report import Report, entries_of, problem, tell
from bpcalc.spec.uses import unknown_function, used_in
from bpcalc.spec.weight import require_light

_HEAD = r"\s*([^\W\d][\w']*)\s*(?:\(\s*([^()]*)\s*\))?\s*"
_ABSTRACT = r"abstract(?:\s+(elementwise)|\s*\[\s*(\w+)\s*\])?"

Functions = dict[str, Function]


def table(node: Node | None, report: Report) -> tuple[Functions, set[str]]:
    """The function table with the rows of a spec added, and the names of those not understood."""
    functions, broken = dict(TABLE), set[str]()
    entries = entries_of(node, "functions", report) or ()
    calls = {canonical(key.text.partition("(")[0].strip()): _called_in(value) for key, value in entries}
    below = dict(calls)
    for key, value in entries:
        own = canonical(key.text.partition("(")[0].strip())
        below.pop(own, None)
        needs_broken = any(_way(own, one, calls) for one in broken)
        row = None if needs_broken else _row(key, value, functions, below, report)
        head = re.match(_HEAD, key.text)
        if head is not None and not is_name(canonical(head[1])):
            head = None
        if row is not None:
            functions[row.name] = row
        elif head is not None and not has_function(canonical(head[1]), functions):
            name = canonical(head[1])
            broken.add(name)
            functions[name] = Function(name, ("z",), abstract=0, elementwise=True, group="yours")
    return functions, broken


def _called_in(value: Node) -> set[str]:
    """The names that a formula calls."""
    text = value.text if isinstance(value, Scalar) else ""
    return {canonical(name) for name in re.findall(r"([^\W\d][\w']*)\s*\(", text)}


def _way(start: str, end: str, calls: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The functions on a way of calls from one to another; empty where there is none."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    while waiting:
        name = waiting.pop(0)
        for called in calls.get(name, ()):
            if called == end:
                return ways[name]
            if called not in ways:
                ways[called] = (*ways[name], called)
                waiting.append(called)
    return ()


def _row(
    key: Scalar, value: Node, functions: Functions, below: Mapping[str, set[str]], report: Report
) -> Function | None:
    head = re.fullmatch(_HEAD, key.text)
    if head is not None and not is_name(canonical(head[1])):
        head = None
    if head is None or not isinstance(value, Scalar) or not value.text.strip():
        wrong = key if head is None else value
        what = f"{key.text} is not the head of a function" if head is None else f"{key.text} has no formula"
        report(problem(wrong, "E513", what, "write phi(z): max(z, 0), or sigma: abstract elementwise"))
        return None
    name = canonical(head[1])
    if has_function(name, functions):
        owner = "of this spec" if name in functions and name not in TABLE else "of bpcalc"
        help = f"choose another name, as my_{name}"
        report(problem(key, "E504", f"{name} is already a function {owner}", help))
        return None
    arguments = tuple(canonical(part.strip()) for part in head[2].split(",")) if head[2] else ()
    if len(set(arguments)) < len(arguments) or not all(part.isidentifier() for part in arguments):
        help = f"write {name}(z): …, or {name}(u, v): …"
        report(problem(key, "E513", f"the arguments of {name} must be different names", help))
        return None
    abstract = re.fullmatch(_ABSTRACT, value.text.strip())
    if abstract is not None:
        return _abstract(name, arguments or ("z",), abstract, value, report)
    if not arguments:
        report(problem(key, "E513", f"{name} does not say what it takes", f"write {name}(z): …"))
        return None
    return _written(name, arguments, value, functions, below, report)


def _abstract(
    name: str, arguments: tuple[str, ...], match: re.Match[str], value: Scalar, report: Report
) -> Function | None:
    if match[2] is None:
        return Function(name, arguments[:1], elementwise=True, abstract=0, group="yours")
    size: Size = int(match[2]) if match[2].isdecimal() and len(match[2]) < 9 else letter(match[2])
    if match[2][0].isdecimal() and not (isinstance(size, int) and 1 <= size <= LARGEST):
        out = f"a size of {match[2]} is out of range"
        report(problem(value, "E316", out, f"use a letter, or a size from 1 to {LARGEST}"))
        return None
    return Function(name, arguments[:1], abstract=size, group="yours")


def _written(
    name: str,
    arguments: tuple[str, ...],
    value: Scalar,
    functions: Functions,
    below: Mapping[str, set[str]],
    report: Report,
) -> Function | None:
    """A function with a formula in which all is known: its arguments and the functions above."""
    try:
        tree = parse(value.text)
        require_light(tree, functions, (0, len(value.text)))
        problems = list(dict.fromkeys(_unknown(value.text, tree, name, arguments, functions, below)))
        if problems:
            raise InputError(*problems)
        elementwise = len(arguments) == 1 and _is_elementwise(tree, functions)
        if elementwise:  # else its formula is read where it is called, with the shapes there
            elaborate(tree, Scope({arguments[0]: a_number(arguments[0], SCALAR)}, functions))
    except InputError as error:
        tell(error, value, report)
        return None
    return Function(
        name,
        arguments,
        formula=value.text,
        group="yours",
        among=dict(functions),
        elementwise=elementwise,
    )


def _unknown(
    text: str,
    tree: Syntax,
    name: str,
    arguments: tuple[str, ...],
    functions: Functions,
    below: Mapping[str, set[str]],
) -> list[Problem]:
    """What the formula uses and does not know."""
    found: list[Problem] = []
    for part in used_in(tree):
        match part:
            case Name(name=used) if used not in (*arguments, "pi"):
                help = f"a function knows its arguments only: {', '.join(arguments)}"
                found.append(Problem("E301", f"{used} is not defined here", span=part.span, help=help))
            case Call(function=used) if used.rstrip("'") == name:
                help = "write its formula without itself; a loop is written out in equations"
                found.append(Problem("E515", f"{name} is defined by itself", span=part.at, help=help))
            case Call(function=used) if way := _way(used, name, below):
                circle = " → ".join((name, *way, name))
                help = "write one of the formulas without the others"
                what = f"these functions go in a circle: {circle}"
                found.append(Problem("E515", what, span=part.at, help=help))
            case Call(function=used) if used in below and not has_function(used, functions):
                help = f"move {used} above {name}"
                found.append(Problem("E516", f"{used} is defined below {name}", span=part.at, help=help))
            case Call(function=used) if not has_function(used, functions):
                found.append(unknown_function(part, set(arguments), functions, text))
    return found


def _is_elementwise(tree: Syntax, functions: Functions) -> bool:
    match tree:
        case syntax.Number() | syntax.Name():
            return True
        case syntax.Unary(operator=operator, operand=operand):
            return operator != "T" and _is_elementwise(operand, functions)
        case syntax.Binary(operator=operator, left=left, right=right):
            return operator != "@" and all(_is_elementwise(part, functions) for part in (left, right))
        case syntax.Compare(operands=operands):
            return all(_is_elementwise(part, functions) for part in operands)
        case syntax.Call(function=function, arguments=arguments):
            row = functions.get(function)
            several = function in ("max", "min") and len(arguments) > 1
            known = several or (row is not None and row.elementwise)
            return known and all(_is_elementwise(part, functions) for part in arguments)
    return False
