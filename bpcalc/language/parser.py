"""Expression text to its syntax tree, by precedence climbing.

`^` binds tightest, then unary minus, `* / @` from the left, `+ -`, comparisons, `not`,
`and`, `or`. `dC/ds1` is one name when C and s1 are known names and dC is not.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NoReturn

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical
from bpcalc.language.numbers import read_number
from bpcalc.language.other_names import call_meant, joined
from bpcalc.language.syntax import (
    Binary,
    Call,
    Compare,
    Index,
    Name,
    Number,
    Partial,
    Slice,
    Span,
    Syntax,
    Unary,
)
from bpcalc.language.tokens import Token, tokens
from bpcalc.records import NamedTuple

DEPTH = 60
OPERATIONS = 150
"""What one expression may have: trees are read by functions that call themselves."""
_LEVELS = (
    ("or",),
    ("and",),
    ("not",),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "@"),
)
_LIBRARIES = ("np", "numpy", "torch", "math", "F", "nn", "jnp")
_WORDS = ("and", "or", "not")
_SECOND = r"d([2-9])(.+)"


class Assignment(NamedTuple):
    """`name = expression`, with the place of the name."""

    name: str
    at: Span
    value: Syntax


def parse(text: str, known: Container[str] = ()) -> Syntax:
    """The syntax tree of an expression; `known` names the quantities a derivative may name.

    Raises InputError with one problem (E2xx) and its span.
    """
    parser = _Parser(text, known)
    tree = parser.level(0)
    parser.finish()
    return tree


def parse_assignment(text: str, known: Container[str] = ()) -> Assignment:
    """`z1 = W1 @ x + b1` as its name and its tree. Raises InputError like `parse`."""
    parser = _Parser(text, known)
    target, equals = parser.next(), parser.next()
    if target.kind != "name" or equals.text != "=":
        head = text.partition("=")[0]
        plain = joined(head.strip())
        if plain is not None:
            parser.fail("E212", f"{head.strip()} is no name", (target.start, len(head.rstrip())),
                        f"a name has letters, digits and _; write {plain}")  # fmt: skip
        parser.fail("E212", "an equation begins with one name and =", (target.start, equals.end),
                    "write it as  name = expression")  # fmt: skip
    value = parser.level(0)
    parser.finish()
    return Assignment(target.text, (target.start, target.end), value)


def is_assignment(text: str) -> bool:
    """Whether the text has the `=` of an equation (`==` and `<=` are comparisons)."""
    depth = 0
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        depth += (letter == "(") - (letter == ")")
        if letter == "=" and not depth and before not in "=<>!" and after != "=":
            return True
    return False


def _is_end_of_operand(token: Token | None) -> bool:
    if token is None or token.text in _WORDS:
        return False
    return token.kind in ("number", "name") or token.text in (")", "]")


class _Parser:
    """One pass over the tokens of one expression."""

    def __init__(self, text: str, known: Container[str]) -> None:
        self.known = known
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0
        self.operations = 0
        self.open: list[Token] = []

    # -- reading tokens ----------------------------------------------------------

    def peek(self) -> Token:
        return self.tokens[self.position]

    def next(self) -> Token:
        token = self.tokens[self.position]
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def at(self, *texts: str) -> bool:
        token = self.peek()
        return token.kind in ("symbol", "name") and token.text in texts

    def fail(self, code: str, message: str, span: Span, help: str) -> NoReturn:
        raise InputError(Problem(code, message, span=span, help=help))

    def operation(self, sign: Token) -> None:
        """Counts one more operation."""
        self.operations += 1
        if self.operations > OPERATIONS:
            self.fail("E209", f"this expression has more than {OPERATIONS} operations",
                      (sign.start, sign.end), "split it into several equations")  # fmt: skip

    def fail_at(self, error: InputError, span: Span) -> NoReturn:
        """The same problem with its place in the whole text."""
        raise InputError(*(problem._replace(span=span) for problem in error.problems)) from None

    def finish(self) -> None:
        token = self.peek()
        if token.kind != "end":
            self.unexpected(token)

    def unexpected(self, token: Token) -> NoReturn:
        span = (token.start, token.end)
        before = self.tokens[self.position - 1] if self.position else None
        if token.kind == "end":
            if self.open:
                opening = self.open[-1]
                closing = ")" if opening.text == "(" else "]"
                self.fail("E203", f"this {opening.text} is never closed",
                          (opening.start, opening.end), f"add the {closing} that belongs to it")  # fmt: skip
            self.fail("E207", "the expression ends too early", (max(0, token.start - 1), token.end),
                      "write what belongs behind the last sign")  # fmt: skip
        if token.text in (")", "]") and self.open and before is self.open[-1] and before.end <= token.start:
            what = "[ ]" if token.text == "]" else "( )"
            help = "write an index, as W[0] or W[0, :]" if token.text == "]" else "write a value in them"
            self.fail("E203", f"these {what} are empty", (before.start, token.end), help)
        if token.text in (")", "]"):
            self.fail(
                "E203",
                f"this {token.text} closes nothing",
                span,
                "remove it, or add the opening one",
            )
        if token.text == "=":
            self.fail("E205", "= is not a comparison", span, "write == to compare")
        if token.text == ".":
            self.fail("E206", "the dot is only used for the transpose", span,
                      "write x.T; there are no other attributes")  # fmt: skip
        if _is_end_of_operand(before) and (token.kind in ("number", "name") or token.text in ("(", "[")):
            self.missing_operator(before, token)
        self.fail(
            "E207",
            f"{token.text} cannot stand here",
            span,
            "a name, a number or ( is expected here",
        )

    def missing_operator(self, before: Token | None, token: Token) -> NoReturn:
        left = before.text if before else ""
        start = before.start if before else token.start
        if before is not None and before.kind == "number" and before.end == token.start:
            self.not_decimal(before, token)
        both = f"{left} * {token.text}"
        if before is None or before.kind != "number":
            both += f" (entry by entry) or {left} @ {token.text} (matrix product)"
        if token.text in ("(", "["):
            both = f"{left} * {token.text} or {left} @ {token.text}"
        self.fail("E204", f"an operator is missing between {left} and {token.text}",
                  (start, token.end), f"write {both}")  # fmt: skip

    def not_decimal(self, number: Token, token: Token) -> None:
        """Refuses `1_000` and `0x1F`, numbers of other languages."""
        text, span = number.text + token.text, (number.start, token.end)
        if re.fullmatch(r"[\d_]+", text):
            self.fail("E208", f"{text} has a _ in it", span, f"write {text.replace('_', '')}")
        if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
            self.fail("E208", f"{text} is not a decimal number", span, "write it with the digits 0 to 9")

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
            span = (start, self.tokens[self.position - 1].end)
            left = Binary(sign.text, left, right, (sign.start, sign.end), span)
        return left

    def negation(self, rank: int) -> Syntax:
        if not self.at("not"):
            return self.level(rank + 1)
        sign = self.next()
        with _Nesting(self, sign):
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
        span = (start, self.tokens[self.position - 1].end)
        return Compare(tuple(operators), tuple(operands), span)

    def sign(self) -> Syntax:
        if not self.at("-", "+"):
            return self.power()
        sign = self.next()
        with _Nesting(self, sign):
            operand = self.sign()
        if sign.text == "+":
            return operand
        return Unary("-", operand, (sign.start, self.tokens[self.position - 1].end))

    def power(self) -> Syntax:
        start = self.peek().start
        base = self.postfix()
        if not self.at("^"):
            return base
        sign = self.next()
        if self.at("T") and "T" not in self.known:
            token = self.next()
            self.fail("E210", "^T is no transpose: ^ raises every entry to a power", (sign.start, token.end),
                      "write .T for the transpose")  # fmt: skip
        with _Nesting(self, sign):
            exponent = self.sign()
        span = (start, self.tokens[self.position - 1].end)
        return Binary("^", base, exponent, (sign.start, sign.end), span)

    def postfix(self) -> Syntax:
        start = self.peek().start
        tree = self.primary()
        while self.at(".", "["):
            opening = self.next()
            self.operation(opening)
            if opening.text == ".":
                name = self.next()
                if isinstance(tree, Name) and tree.name in _LIBRARIES and name.text != "T":
                    written = call_meant(name.text, ["A", "B"])
                    self.fail("E206", f"{tree.name}.{name.text} is not known", (start, name.end),
                              f"write {written}" if written else
                              f"write {name.text}(…) without {tree.name}.")  # fmt: skip
                if name.kind != "name" or name.text != "T":
                    named = name.kind == "name"
                    self.fail("E206", f".{name.text} is not known" if named else "a . ends nothing",
                              (opening.start, name.end if named else opening.end),
                              "write x.T for the transpose; there are no other attributes")  # fmt: skip
                if self.at("(") and self.tokens[self.position + 1].text == ")":
                    self.fail("E206", "the transpose takes no ( )", (opening.start, self.peek().end + 1),
                              "write .T without ( )")  # fmt: skip
                tree = Unary("T", tree, (start, name.end))
            else:
                self.open.append(opening)
                with _Nesting(self, opening):
                    items = self.items()
                closing = self.expect("]")
                tree = Index(tree, items, (start, closing.end))
        return tree

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
                self.unexpected(self.peek())
            return first
        self.next()
        last = None if self.at(",", "]") else self.level(0)
        return Slice(first, last, (start, self.tokens[self.position - 1].end))

    def expect(self, text: str) -> Token:
        if not self.at(text):
            self.unexpected(self.peek())
        self.open.pop()
        return self.next()

    def primary(self) -> Syntax:
        token = self.peek()
        span = (token.start, token.end)
        if token.kind == "number":
            self.next()
            try:
                literal = read_number(token.text)
            except InputError as error:
                self.fail_at(error, span)
            assert literal is not None  # the tokenizer uses the same grammar
            return Number(literal.value, literal.decimal, span)
        if token.kind == "partial" or (token.kind == "name" and token.text not in _WORDS):
            return self.partial() or self.name()
        if token.text == "(":
            self.next()
            self.open.append(token)
            with _Nesting(self, token):
                tree = self.level(0)
            self.expect(")")
            return tree._replace(bracketed=True) if isinstance(tree, Binary) else tree
        self.unexpected(token)
        return None

    def name(self) -> Syntax:
        token = self.next()
        span = (token.start, token.end)
        if token.kind == "partial":
            self.fail("E207", "∂ needs a derivative such as ∂l/∂x", span, "write dl/dx")
        if not self.at("("):
            return Name(token.text, span)
        opening = self.next()
        self.open.append(opening)
        arguments: list[Syntax] = []
        settings: list[tuple[str, Syntax, Span]] = []
        with _Nesting(self, opening):
            while not self.at(")"):
                first, second = (
                    self.peek(),
                    self.tokens[min(self.position + 1, len(self.tokens) - 1)],
                )
                if first.kind == "name" and second.text == "=":
                    self.next(), self.next()
                    settings.append((first.text, self.level(0), (first.start, first.end)))
                elif settings:
                    self.fail("E207", "a value without a name follows one with a name",
                              (first.start, first.end), "put the named settings last")  # fmt: skip
                else:
                    arguments.append(self.level(0))
                if not self.at(","):
                    break
                self.operation(self.next())
        closing = self.expect(")")
        return Call(token.text, tuple(arguments), tuple(settings), span, (token.start, closing.end))

    def partial(self) -> Syntax | None:
        """`dl/dx`, `∂l/∂x`, `d2l/dx/dx` or `d2l/dx2` from here on, or None when this is something else."""
        start = self.position
        of = self.differential(marked=True)
        second = re.fullmatch(_SECOND, f"d{of}")
        order = int(second[1]) if second and second[2] in self.known and of not in self.known else 1
        wrt: list[str] = []
        while of is not None and self.at("/"):
            self.next()
            below = self.repeated(order) if order > 1 and not wrt else None
            if below is not None:
                wrt = [below] * (order - 1)
            else:
                below = self.differential(marked=False)
            if below is None:
                self.position -= 1
                break
            wrt.append(below)
            if len(wrt) == order:
                name = second[2] if order > 1 and second else of
                span = (self.tokens[start].start, self.tokens[self.position - 1].end)
                return Partial(name, tuple(wrt), span)
        self.position = start
        return None

    def repeated(self, order: int) -> str | None:
        """The x of `dx2` below a `d2`, where nothing else is below it; steps over it."""
        ahead = self.tokens[self.position : self.position + 3]
        text = ahead[0].text[1:]
        if ahead[0].kind == "partial" and len(ahead) > 1:
            text, ahead = ahead[1].text, ahead[1:]
        name = text.removesuffix(str(order))
        if ahead[0].kind != "name" or name == text or name not in self.known or ahead[1].text == "/":
            return None
        while self.peek() is not ahead[1]:
            self.next()
        return name

    def differential(self, marked: bool) -> str | None:
        """The name behind a `d` or `∂`, when it is a known one; steps over it."""
        token = self.peek()
        if token.kind == "partial" and self.tokens[self.position + 1].kind == "name":
            self.next()
            return self.next().text
        if token.kind != "name" or not token.text.startswith("d"):
            return None
        if marked and token.text in self.known:  # below a differential there is another one
            return None
        name = canonical(token.text[1:])
        second = re.fullmatch(_SECOND, token.text) if marked else None
        if name in self.known or (second and second[2] in self.known):
            self.next()
            return name
        return None


class _Nesting:
    """Counts brackets and signs within each other; the machine's stack is finite."""

    def __init__(self, parser: _Parser, token: Token) -> None:
        self.parser = parser
        self.token = token

    def __enter__(self) -> None:
        self.parser.operation(self.token)
        self.parser.depth += 1
        if self.parser.depth > DEPTH:
            span = (self.token.start, self.token.end)
            message = f"this is nested more than {DEPTH} deep"
            self.parser.fail("E209", message, span, "split it into several equations")

    def __exit__(self, *reason: object) -> None:
        self.parser.depth -= 1
