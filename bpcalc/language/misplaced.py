"""What is said of a token that cannot stand where it does (E203 to E208)."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from bpcalc.errors import Problem
from bpcalc.language.tokens import Token, is_end_of_operand

_CLOSED_BY = {"(": ")", "[": "]"}
_CONDITION = ("if", "else", "?", "then", "where")
_OF_LISTS = "write vstack(u, v) for one above the other, hstack(u, v) for side by side"


def misplaced(
    read: Sequence[Token], token: Token, after: Token, opened: Sequence[Token], known: Container[str]
) -> Problem:
    """What is wrong with a token behind those that were read. `opened`: brackets, `known`: quantities."""
    before = read[-1] if read else None
    if token.kind == "end":
        return _end(token, opened)
    text, span = token.text, token.span
    if text in (")", "]"):
        if opened and before is opened[-1] and before.end <= token.start:
            what = "[ ]" if text == "]" else "( )"
            help = "write an index, as W[0] or W[0, :]" if text == "]" else "write a value in them"
            return Problem("E203", f"these {what} are empty", span=(before.start, token.end), help=help)
        return _closing(token, opened)
    if text == "=":
        help = "write == to compare, or each equation on a line of its own"
        return Problem("E205", "= is not a comparison", span=span, help=help)
    if text == ".":
        help = "remove it; there is only .T, the transpose"
        return Problem("E206", "the dot is only used for the transpose", span=span, help=help)
    if before and is_end_of_operand(before) and (token.kind in ("number", "name") or text in ("(", "[")):
        return _not_decimal(before, token) or _missing_operator(read, token, after, known)
    if text == "[":
        return Problem("E207", "a list is no part of an equation", span=span, help=_OF_LISTS)
    if text == "/" and before and before.text == "/":
        whole = (before.start, token.end)
        return Problem(
            "E207", "there is no division without a rest", span=whole, help="write / for the quotient"
        )
    help = "a name, a number or ( is expected here"
    return Problem("E207", f"{text} cannot stand here", span=span, help=help)


def no_equation(target: Token, equals: Token) -> Problem:
    """What is wrong with a text that does not begin with `name =`."""
    help = "write it as  name = expression"
    if target.kind == "name" and equals.text == "(":
        help = "a function stands under functions:, as f(x): x^2"
    elif target.kind == "name" and equals.text == ",":
        help = "write one equation for each name"
    elif target.kind == "name" and equals.text in ("+", "-", "*", "/"):
        help = f"give the new value a name of its own, as {target.text}2 = {target.text} {equals.text} …"
    span = (target.start, equals.end)
    return Problem("E212", "an equation begins with one name and =", span=span, help=help)


def _closing(token: Token, opened: Sequence[Token]) -> Problem:
    """A bracket that comes before another one is closed, before a value, or without one to close."""
    text = token.text
    if opened and _CLOSED_BY[opened[-1].text] != text:
        open, missing = opened[-1].text, _CLOSED_BY[opened[-1].text]
        own = any(_CLOSED_BY[one.text] == text for one in opened)
        help = f"write {missing}{text}" if own else f"write {missing} in its place"
        return Problem("E203", f"this {text} comes while {open} is still open", span=token.span, help=help)
    if opened:
        help = "write it, or remove the sign that needs it"
        return Problem("E203", f"a value is missing before this {text}", span=token.span, help=help)
    help = "remove it, or add the opening one"
    return Problem("E203", f"this {text} closes nothing", span=token.span, help=help)


def _end(token: Token, opened: Sequence[Token]) -> Problem:
    if opened:
        opening = opened[-1]
        help = f"add the {')' if opening.text == '(' else ']'} that belongs to it"
        return Problem("E203", f"this {opening.text} is never closed", span=opening.span, help=help)
    span = (max(0, token.start - 1), token.end)
    help = "write what belongs behind the last sign"
    return Problem("E207", "the expression ends too early", span=span, help=help)


def _not_decimal(number: Token, token: Token) -> Problem | None:
    """`1_000`, `0x1F` and `1.2.3`, which are no numbers here."""
    text, span = number.text + token.text, (number.start, token.end)
    if number.kind != "number" or number.end != token.start:
        return None
    if re.fullmatch(r"[0-9_]+", text):
        return Problem("E208", f"{text} has a _ in it", span=span, help=f"write {text.replace('_', '')}")
    if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
        help = "write it with the digits 0 to 9"
        return Problem("E208", f"{text} is not a decimal number", span=span, help=help)
    if token.kind == "number":
        help = "numbers are 2, 0.5 and 1e-3"
        return Problem("E208", f"{text} has more than one point", span=span, help=help)
    return None


def _missing_operator(read: Sequence[Token], token: Token, after: Token, known: Container[str]) -> Problem:
    before = read[-1]
    left, right, span = before.text, token.text, (before.start, token.end)
    if token.kind == "name" and after.text == "=":
        what = f"a second equation begins at {right}"
        return Problem("E204", what, span=token.span, help="put it on a line of its own, behind a dash")
    if left in _CONDITION or right in _CONDITION:
        help = "choose with indicators, as indicator(x > 0) * a + indicator(x <= 0) * b"
        return Problem("E204", "there is no if in an equation", span=span, help=help)
    message = f"an operator is missing between {left} and {right}"
    strangers = [one.text for one in (before, token) if one.kind == "name" and one.text not in known]
    if strangers and known:
        help = f"{strangers[0]} is no quantity; a name is one word, and an operator stands between two"
        if left + right in known:
            help = f"write {left}{right}"
        return Problem("E204", message, span=span, help=help)
    both = f"{left} * {right}"
    if before.kind == "number" and read[-2:-1] and read[-2].text == "/":
        help = f"write {both}, or put all that is below the line in ( )"
        if token.kind == "name":
            help = f"write {both}, or ({both}) for all of it below the line"
        return Problem("E204", message, span=span, help=help)
    if before.kind != "number" and right in ("(", "["):
        both += f" or {left} @ {right}"
    elif before.kind != "number":
        both += f" (entry by entry) or {left} @ {right} (matrix product)"
    return Problem("E204", message, span=span, help=f"write {both}")


def no_attribute(dot: Token, name: Token) -> Problem:
    """What is wrong with `x.name`; only `x.T` is right."""
    named = name.kind == "name"
    message = f".{name.text} is not known" if named else "a . ends nothing"
    span = (dot.start, name.end if named else dot.end)
    help = "there is only .T, the transpose; functions are called as relu(x)"
    return Problem("E206", message, span=span, help=help if named else f"remove it; {help}")
