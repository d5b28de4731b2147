r"""The LaTeX that this program writes, read back into a tree: for MathML, and to know its width.

Only what the LaTeX notation uses is read; anything else is an error, so that a new command
cannot be lost on its way to a page.
"""

from __future__ import annotations

import re

from bpcalc.records import NamedTuple

SIGNS = {
    r"\cdot": "·", r"\odot": "⊙", r"\otimes": "⊗", r"\times": "×", r"\pm": "±",
    r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\approx": "≈", r"\to": "→",
    r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|", r"\rvert": "|",
    r"\cdots": "⋯", r"\vdots": "⋮", r"\ddots": "⋱", r"\dots": "…",
    "+": "+", "-": "−", "=": "=", "<": "<", ">": ">", ",": ",", ":": ":",
    "(": "(", ")": ")", "[": "[", "]": "]", "/": "/",
}  # fmt: skip
LETTERS = {
    r"\partial": "∂", r"\nabla": "∇", r"\ell": "ℓ", r"\infty": "∞", r"\top": "⊤",
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\epsilon": "ϵ", r"\zeta": "ζ",
    r"\eta": "η", r"\theta": "θ", r"\iota": "ι", r"\kappa": "κ", r"\lambda": "λ", r"\mu": "μ",
    r"\nu": "ν", r"\xi": "ξ", r"\omicron": "ο", r"\pi": "π", r"\rho": "ρ", r"\sigma": "σ",
    r"\tau": "τ", r"\upsilon": "υ", r"\phi": "ϕ", r"\chi": "χ", r"\psi": "ψ", r"\omega": "ω",
    r"\Gamma": "Γ", r"\Delta": "Δ", r"\Theta": "Θ", r"\Lambda": "Λ", r"\Xi": "Ξ", r"\Pi": "Π",
    r"\Sigma": "Σ", r"\Upsilon": "Υ", r"\Phi": "Φ", r"\Psi": "Ψ", r"\Omega": "Ω",
}  # fmt: skip
WORDS = {r"\mathit": "italic", r"\mathrm": "upright", r"\mathbf": "bold", r"\operatorname": "function"}
FUNCTIONS = frozenset({r"\exp", r"\log", r"\sin", r"\cos", r"\tanh", r"\max", r"\min"})
SPACES = {r"\,": 0.167, r"\quad": 1.0, r"\qquad": 2.0, r"\ ": 0.333}
"""Widths in em."""
ACCENTS = frozenset({r"\hat", r"\bar", r"\tilde", r"\overline"})
_FENCES = ("(", ")", "[", "]", r"\lVert", r"\rVert", r"\lvert", r"\rvert")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)


class Node(NamedTuple):
    """A part of a formula.

    kind: row, letter, number, sign, word, text, fraction, root, accent, script, fence, matrix,
    phantom, space. `text` is the sign itself, the style of a word, the environment of a matrix, the
    brackets of a fence. An empty row stands for a script that is absent.
    """

    kind: str
    text: str = ""
    args: tuple[Node, ...] = ()
    style: str = ""


NOTHING = Node("row")


def tree(tex: str) -> Node:
    """The formula as a row. Raises ValueError for LaTeX that this program does not write."""
    reader = _Reader(_TOKEN.findall(tex))
    row = reader.row(())
    if reader.peek():
        raise ValueError(f"{reader.peek()!r} closes nothing in {tex!r}")
    return row


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [*tokens, ""]  # an empty one ends them
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place]

    def take(self) -> str:
        token = self.tokens[self.place]
        if not token:
            raise ValueError("a formula ends too early")
        self.place += 1
        return token

    def after_blanks(self) -> str:
        """The next token that is no blank; it stays."""
        token = self.tokens[self.place]
        while token.isspace():
            self.place += 1
            token = self.tokens[self.place]
        return token

    def row(self, ends: tuple[str, ...]) -> Node:
        """What stands before one of the tokens that end it; that token stays."""
        parts: list[Node] = []
        while (token := self.after_blanks()) and token != "}" and token not in ends:
            parts.append(self.scripted())
        return parts[0] if len(parts) == 1 and parts[0].kind == "row" else Node("row", args=tuple(parts))

    def scripted(self) -> Node:
        """An atom with what stands below and above it."""
        base, below, above = self.atom(), NOTHING, NOTHING
        primes = 0
        while (sign := self.after_blanks()) in ("_", "^", "'"):
            self.place += 1
            if sign == "'":
                primes += 1
            elif sign == "_":
                below = self.argument()
            else:
                above = self.argument()
        if primes:
            above = Node("row", args=(Node("sign", "′" * primes), *above.args))
        return base if below == above == NOTHING else Node("script", args=(base, below, above))

    def argument(self) -> Node:
        """A group, or the one token that TeX would take."""
        if self.after_blanks() == "{":
            return self.group()
        return Node("row", args=(self.atom(),))

    def group(self) -> Node:
        self.expect("{")
        inner = self.row(("}",))
        self.expect("}")
        return inner

    def words(self) -> str:
        """The letters of a group that is no formula."""
        self.expect("{")
        found = ""
        while self.peek() != "}":
            token = self.take()
            found += token[1] if len(token) == 2 and token[0] == "\\" else token
        self.expect("}")
        return found

    def expect(self, token: str) -> None:
        found = self.take()
        if found != token:
            raise ValueError(f"{token!r} was expected, not {found!r}")

    def atom(self) -> Node:
        token = self.peek()
        if token == "{":
            return self.group()
        self.take()
        if token in SIGNS:
            return Node("sign", SIGNS[token])
        if token in LETTERS:
            return Node("letter", LETTERS[token])
        if token[0].isdigit():
            return Node("number", token)
        if token in SPACES:
            return Node("space", str(SPACES[token]))
        if token in FUNCTIONS:
            return Node("word", token[1:], style="function")
        if token in WORDS:
            return Node("word", self.words(), style=WORDS[token])
        if token == r"\text":
            return Node("text", self.words())
        if token in (r"\frac", r"\tfrac"):
            return Node("fraction", args=(self.argument(), self.argument()))
        if token == r"\sqrt":
            return Node("root", args=(self.argument(),))
        if token == r"\phantom":
            return Node("phantom", self.words())
        if token in ACCENTS:
            return Node("accent", token[1:], (self.argument(),))
        if token == r"\left":
            return self.fence()
        if token in (r"\bigl", r"\bigr"):
            return Node("sign", self.fencing())
        if token == r"\begin":
            return self.matrix(self.words())
        if token.isalpha():
            return Node("letter", token)
        raise ValueError(f"{token!r} is no LaTeX of this program")

    def fence(self) -> Node:
        left = self.fencing()
        inner = self.row((r"\right",))
        self.expect(r"\right")
        return Node("fence", left + self.fencing(), (inner,))

    def fencing(self) -> str:
        token = self.take()
        if token not in _FENCES:
            raise ValueError(f"{token!r} is no bracket")
        return SIGNS[token]

    def matrix(self, kind: str) -> Node:
        """Rows of cells, each a row."""
        rows: list[Node] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row(("&", r"\\", r"\end")))
            token = self.take()
            if token == "&":
                continue
            rows.append(Node("row", args=tuple(cells)))
            cells = []
            if token == r"\end":
                break
        if self.words() != kind:
            raise ValueError(f"{kind} has another end")
        return Node("matrix", kind, tuple(rows))
