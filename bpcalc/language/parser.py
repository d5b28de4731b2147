"""Expression text to its syntax tree, by precedence climbing.

`^` binds tightest, then unary minus, `* / @` from the left, `+ -`, comparisons, `not`,
`and`, `or`.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TypeVar

from bpcalc.errors import InputError
from bpcalc.language.cursor import Cursor, Nesting
from bpcalc.language.differentials import partial
from bpcalc.language.numbers import read_number
from bpcalc.language.other_names import joined
from bpcalc.language.syntax import (
    Binary,
    Call,
    Compare,
    Index,
    Name,
    Number,
    Slice,
    Span,
    Syntax,
    Unary,
    fail,
)
from bpcalc.language.tokens import WORDS, Token
from bpcalc.records import NamedTuple

_T = TypeVar("_T")
_LEVELS = (
    ("or",),
    ("and",),
    ("not",),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "@"),
)


class Assignment(NamedTuple):
    """`name = expression`, with the place of the name."""

    name: str
    at: Span
    value: Syntax


def parse(text: str, known: Container[str] = ()) -> Syntax:
    """The syntax tree of an expression; `known` names the quantities a derivative may name.

    Raises InputError with one problem (E2xx) and its span.
    """
    return _read(_expression, text, known)


def parse_assignment(text: str, known: Container[str] = ()) -> Assignment:
    """`z1 = W1 @ x + b1` as its name and its tree. Raises InputError like `parse`."""
    return _read(_assignment, text, known)


def _read(reader: Callable[[str, Container[str]], _T], text: str, known: Container[str]) -> _T:
    try:
        return reader(text, known)
    except InputError as error:
        from bpcalc.language.other_notation import in_our_notation  # what is right needs no such help

        raise in_our_notation(error, text, lambda other: reader(other, known)) from None


def _expression(text: str, known: Container[str]) -> Syntax:
    parser = _Parser(text, known)
    tree = parser.level(0)
    parser.finish()
    return tree


def _assignment(text: str, known: Container[str]) -> Assignment:
    parser = _Parser(text, known)
    target, equals = parser.next(), parser.next()
    if target.kind != "name" or equals.text != "=":
        head = text.partition("=")[0]
        plain = joined(head.strip())
        if plain is not None:
            help = f"a name has letters, digits and _; write {plain}"
            fail("E212", f"{head.strip()} is no name", (target.start, len(head.rstrip())), help)
        from bpcalc.language.misplaced import no_equation  # what is right needs no such help

        raise InputError(no_equation(target, equals))
    value = parser.level(0)
    parser.finish()
    return Assignment(target.text, target.span, value)


def is_assignment(text: str) -> bool:
    """Whether the text has the `=` of an equation (`==` and `<=` are comparisons)."""
    depth = 0
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        depth += (letter == "(") - (letter == ")")
        if letter == "=" and not depth and before not in "=<>!" and after != "=":
            return True
    return False


class _Parser(Cursor):
    """One pass over the tokens of one expression."""

    def __init__(self, text: str, known: Container[str]) -> None:
        super().__init__(text, known)

    # -- levels of precedence ----------------------------------------------------

    def level(self, rank: int) -> Syntax:
        if rank == len(_LEVELS):
            return self.sign()
        operators = _LEVELS[rank]
        if operators == ("not",):
            return self.negation(rank)
        start = self.peek().start
        left = self.level(rank + 1)
        if "==" in operators:
            return self.comparison(rank, left, start)
        while self.at(*operators):
            sign = self.next()
            self.operation(sign)
            right = self.level(rank + 1)
            left = Binary(sign.text, left, right, sign.span, (start, self.end()))
        return left

    def negation(self, rank: int) -> Syntax:
        if not self.at("not"):
            return self.level(rank + 1)
        sign = self.next()
        with Nesting(self, sign):
            operand = self.level(rank)
        return Unary("not", operand, (sign.start, operand.span[1]))

    def comparison(self, rank: int, left: Syntax, start: int) -> Syntax:
        operators: list[str] = []
        operands = [left]
        while self.at(*_LEVELS[rank]):
            self.operation(self.peek())
            operators.append(self.next().text)
            operands.append(self.level(rank + 1))
        if not operators:
            return left
        return Compare(tuple(operators), tuple(operands), (start, self.end()))

    def sign(self) -> Syntax:
        if not self.at("-", "+"):
            return self.power()
        sign = self.next()
        with Nesting(self, sign):
            operand = self.sign()
        if sign.text == "+":
            return operand
        return Unary("-", operand, (sign.start, self.end()))

    def power(self) -> Syntax:
        start = self.peek().start
        base = self.postfix()
        if not self.at("^"):
            return base
        sign = self.next()
        if self.at("T") and "T" not in self.known:
            token = self.next()
            what = "^T is no transpose: ^ raises every entry to a power"
            fail("E210", what, (sign.start, token.end), "write .T for the transpose")
        with Nesting(self, sign):
            exponent = self.sign()
        return Binary("^", base, exponent, sign.span, (start, self.end()))

    def postfix(self) -> Syntax:
        start = self.peek().start
        tree = self.primary()
        while self.at(".", "["):
            opening = self.next()
            self.operation(opening)
            if opening.text == ".":
                tree = self.transpose(tree, start, opening)
            else:
                self.open.append(opening)
                with Nesting(self, opening):
                    items = self.items()
                closing = self.expect("]")
                tree = Index(tree, items, (start, closing.end))
        return tree

    def transpose(self, base: Syntax, start: int, dot: Token) -> Syntax:
        name = self.next()
        if name.kind != "name" or name.text != "T":
            from bpcalc.language.misplaced import no_attribute  # what is right needs no such help

            raise InputError(no_attribute(dot, name))
        if self.at("(") and self.second().text == ")":
            span = (dot.start, self.peek().end + 1)
            fail("E206", "the transpose takes no ( )", span, "write .T without ( )")
        return Unary("T", base, (start, name.end))

    def items(self) -> tuple[Syntax | Slice, ...]:
        found = [self.item()]
        while self.at(","):
            self.next()
            found.append(self.item())
        return tuple(found)

    def item(self) -> Syntax | Slice:
        start = self.peek().start
        first = None if self.at(":") else self.level(0)
        if not self.at(":"):
            if first is None:
                self.unexpected()
            return first
        self.next()
        last = None if self.at(",", "]") else self.level(0)
        return Slice(first, last, (start, self.end()))

    def primary(self) -> Syntax:
        token = self.peek()
        span = token.span
        if token.kind == "number":
            self.next()
            try:
                literal = read_number(token.text)
            except InputError as error:  # its span counts from the number
                raise InputError(*(problem._replace(span=span) for problem in error.problems)) from None
            assert literal is not None  # the tokenizer uses the same grammar
            return Number(literal.value, literal.decimal, span)
        if token.kind == "partial" or (token.kind == "name" and token.text not in WORDS):
            return partial(self, self.known) or self.name()
        if token.text == "(":
            self.next()
            self.open.append(token)
            with Nesting(self, token):
                tree = self.level(0)
            self.expect(")")
            return tree._replace(bracketed=True) if isinstance(tree, Binary) else tree
        self.unexpected()
        return None

    def name(self) -> Syntax:
        token = self.next()
        span = token.span
        if token.kind == "partial":
            fail("E207", "∂ needs a derivative such as ∂l/∂x", span, "write dl/dx")
        if not self.at("("):
            return Name(token.text, span)
        opening = self.next()
        self.open.append(opening)
        arguments: list[Syntax] = []
        settings: list[tuple[str, Syntax, Span]] = []
        with Nesting(self, opening):
            while not self.at(")"):
                first = self.peek()
                if first.kind == "name" and self.second().text == "=":
                    self.next(), self.next()
                    settings.append((first.text, self.level(0), first.span))
                elif settings:
                    what = "a value without a name follows one with a name"
                    fail("E207", what, first.span, "put the named settings last")
                else:
                    arguments.append(self.level(0))
                if not self.at(","):
                    break
                self.operation(self.next())
        closing = self.expect(")")
        return Call(token.text, tuple(arguments), tuple(settings), span, (token.start, closing.end))
