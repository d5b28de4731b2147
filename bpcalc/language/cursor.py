"""A walk over the tokens of one expression: the next one, the open brackets, and the limits."""

from __future__ import annotations

from collections.abc import Container
from typing import NoReturn

from bpcalc.errors import InputError
from bpcalc.language.syntax import fail
from bpcalc.language.tokens import Token, tokens

DEPTH = 60
OPERATIONS = 150
"""What one expression may have: trees are read by functions that call themselves."""


class Cursor:
    """A place among the tokens of one expression."""

    def __init__(self, text: str, known: Container[str] = ()) -> None:
        self.known = known
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0
        self.operations = 0
        self.open: list[Token] = []

    def peek(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.position]

    def second(self) -> Token:
        """The token behind the next one, or the last one."""
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def next(self) -> Token:
        """The token that comes next; steps over it, but for the last one."""
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def at(self, *texts: str) -> bool:
        """Whether one of these signs or words comes next."""
        token = self.peek()
        return token.kind in ("symbol", "name") and token.text in texts

    def end(self) -> int:
        """Where the token before this place ends."""
        return self.tokens[self.position - 1].end

    def expect(self, text: str) -> Token:
        """The bracket that closes the last one; steps over it."""
        if not self.at(text):
            self.unexpected()
        self.open.pop()
        return self.next()

    def finish(self) -> None:
        """Refuses what stands behind the expression."""
        if self.peek().kind != "end":
            self.unexpected()

    def unexpected(self) -> NoReturn:
        """Refuses the token that comes next."""
        from bpcalc.language.misplaced import misplaced  # what is right needs no such help

        read = self.tokens[: self.position]
        raise InputError(misplaced(read, self.peek(), self.second(), self.open, self.known))

    def operation(self, sign: Token) -> None:
        """Counts one more operation."""
        self.operations += 1
        if self.operations > OPERATIONS:
            what = f"this expression has more than {OPERATIONS} operations"
            fail("E209", what, sign.span, "split it into several equations")


class Nesting:
    """Counts brackets and signs within each other; the machine's stack is finite."""

    def __init__(self, cursor: Cursor, token: Token) -> None:
        self.cursor = cursor
        self.token = token

    def __enter__(self) -> None:
        self.cursor.operation(self.token)
        self.cursor.depth += 1
        if self.cursor.depth > DEPTH:
            what = f"this is nested more than {DEPTH} deep"
            fail("E209", what, self.token.span, "split it into several equations")

    def __exit__(self, *reason: object) -> None:
        self.cursor.depth -= 1
