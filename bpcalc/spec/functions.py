"""`functions:` of a spec: rows that it adds to the function table.

`phi(z): indicator(-1 <= z <= 1)` has a formula; `sigma: abstract elementwise` and
`f: abstract [c]` (a column of c) have none and serve derivations in symbols.
"""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.language import syntax
from bpcalc.language.functions import Function
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse
from bpcalc.language.sizes import Size, letter
from bpcalc.language.syntax import Syntax, names_in
from bpcalc.language.table import TABLE
from bpcalc.spec.nodes import Mapping, Node, Scalar, place_in
from bpcalc.spec.values import Report

_HEAD = re.compile(r"\s*([^\W\d][\w']*)\s*(?:\(\s*([^()]*)\s*\))?\s*")
_ABSTRACT = re.compile(r"abstract(?:\s+(elementwise)|\s*\[\s*(\w+)\s*\])?")


def table(node: Node | None, report: Report) -> dict[str, Function]:
    """The function table with the rows of a spec added."""
    functions = dict(TABLE)
    if node is None:
        return functions
    if not isinstance(node, Mapping):
        report(
            Problem(
                "E503",
                "functions is a mapping",
                node.place,
                path=node.path,
                help="write functions: and under it phi(z): max(z, 0)",
            )
        )
        return functions
    for key, value in node.entries:
        row = _row(key, value, functions, report)
        if row is not None:
            functions[row.name] = row
    return functions


def _row(key: Scalar, value: Node, functions: dict[str, Function], report: Report) -> Function | None:
    head = _HEAD.fullmatch(key.text)
    if head is None or not isinstance(value, Scalar):
        report(
            Problem(
                "E513",
                f"{key.text} is not the head of a function",
                key.place,
                path=key.path,
                help="write phi(z): formula, or sigma: abstract elementwise",
            )
        )
        return None
    name = canonical(head[1])
    if name in functions:
        owner = "of bpcalc" if name in TABLE else "of this spec"
        report(
            Problem(
                "E504",
                f"{name} is already a function {owner}",
                key.place,
                path=key.path,
                help=f"choose another name, as my_{name}",
            )
        )
        return None
    arguments = tuple(canonical(part.strip()) for part in head[2].split(",")) if head[2] else ()
    abstract = _ABSTRACT.fullmatch(value.text.strip())
    if abstract is not None:
        return _abstract(name, arguments or ("z",), abstract)
    if not arguments or not all(part.isidentifier() for part in arguments):
        report(
            Problem(
                "E513",
                f"{name} does not say what it takes",
                key.place,
                path=key.path,
                help=f"write {name}(z): …",
            )
        )
        return None
    return _written(name, arguments, value, functions, report)


def _abstract(name: str, arguments: tuple[str, ...], match: re.Match[str]) -> Function:
    if match[2] is None:
        return Function(name, arguments[:1], elementwise=True, abstract=0, group="yours")
    size: Size = int(match[2]) if match[2].isdigit() else letter(match[2])
    return Function(name, arguments[:1], abstract=size, group="yours")


def _written(
    name: str,
    arguments: tuple[str, ...],
    value: Scalar,
    functions: dict[str, Function],
    report: Report,
) -> Function | None:
    try:
        tree = parse(value.text)
    except InputError as error:
        for problem in error.problems:
            place = place_in(value, *problem.span) if problem.span else value.place
            report(problem._replace(place=place, span=None, path=value.path))
        return None
    for used in names_in(tree):
        if used.name not in arguments and used.name != "pi":
            report(
                Problem(
                    "E301",
                    f"{used.name} is not defined here",
                    place_in(value, *used.span),
                    path=value.path,
                    help=f"a function knows its arguments only: {', '.join(arguments)}",
                )
            )
            return None
    return Function(
        name,
        arguments,
        formula=value.text,
        group="yours",
        among=dict(functions),
        elementwise=len(arguments) == 1 and _is_elementwise(tree, functions),
    )


def _is_elementwise(tree: Syntax, functions: dict[str, Function]) -> bool:
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
