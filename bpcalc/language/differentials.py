"""Names of derivatives: `dC/ds1` is one name when C and s1 are known names and dC is not."""

from __future__ import annotations

import re
from collections.abc import Container

from bpcalc.language.cursor import Cursor
from bpcalc.language.names import canonical
from bpcalc.language.syntax import Partial

_SECOND = r"d([2-9])(.+)"


def partial(cursor: Cursor, known: Container[str]) -> Partial | None:
    """`dl/dx`, `∂l/∂x`, `d2l/dx/dx` or `d2l/dx2` from here on, or None when this is something else."""
    start = cursor.position
    of = _differential(cursor, known, marked=True)
    second = re.fullmatch(_SECOND, f"d{of}")
    order = int(second[1]) if second and second[2] in known and of not in known else 1
    wrt: list[str] = []
    while of is not None and cursor.at("/"):
        cursor.next()
        below = _repeated(cursor, known, order) if order > 1 and not wrt else None
        if below is not None:
            wrt = [below] * (order - 1)
        else:
            below = _differential(cursor, known, marked=False)
        if below is None:
            cursor.position -= 1
            break
        wrt.append(below)
        if len(wrt) == order:
            name = second[2] if order > 1 and second else of
            return Partial(name, tuple(wrt), (cursor.tokens[start].start, cursor.end()))
    cursor.position = start
    return None


def _repeated(cursor: Cursor, known: Container[str], order: int) -> str | None:
    """The x of `dx2` below a `d2`, where nothing else is below it; steps over it."""
    ahead = cursor.tokens[cursor.position : cursor.position + 3]
    text = ahead[0].text[1:]
    if ahead[0].kind == "partial" and len(ahead) > 1:
        text, ahead = ahead[1].text, ahead[1:]
    name = text.removesuffix(str(order))
    if ahead[0].kind != "name" or name == text or name not in known or ahead[1].text == "/":
        return None
    while cursor.peek() is not ahead[1]:
        cursor.next()
    return name


def _differential(cursor: Cursor, known: Container[str], marked: bool) -> str | None:
    """The name behind a `d` or `∂`, when it is a known one; steps over it."""
    token = cursor.peek()
    if token.kind == "partial" and cursor.tokens[cursor.position + 1].kind == "name":
        cursor.next()
        return cursor.next().text
    if token.kind != "name" or not token.text.startswith("d"):
        return None
    if marked and token.text in known:  # below a differential there is another one
        return None
    name = canonical(token.text[1:])
    second = re.fullmatch(_SECOND, token.text) if marked else None
    if name in known or (second and second[2] in known):
        cursor.next()
        return name
    return None
