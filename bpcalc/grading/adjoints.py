"""Derivatives of the result by the names that a notation has for them: `x̄`, `δ(z)`, `∇_W ℓ` for dl/dx, dl/dz,
dl/dW. What the page of a spec shows can be typed on its sheets."""

from __future__ import annotations

import re
from collections.abc import Collection

from bpcalc.language.names import canonical
from bpcalc.language.notation.names import parts
from bpcalc.records import NamedTuple
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.graph import Graph

_WORD = r"[^\W\d][\w'\u0302-\u0305]*"
_BAR = re.compile(_WORD)
_DELTA = re.compile(rf"(?<!\w)(?:δ|delta)(?:\s*\(\s*(?P<called>{_WORD})\s*\)|_?(?P<word>{_WORD}))")
_NABLA = re.compile(
    rf"(?:∇|(?<!\w)(?:nabla|grad))(?:\s*\(\s*(?P<called>{_WORD})\s*\)|_?(?P<word>{_WORD}))(?:\s+(?P<of>{_WORD}))?"
)


class Adjoints(NamedTuple):
    """How an exercise writes the derivatives of `of`. `negative`: those by results whose δ is −∂ℓ/∂z."""

    notation: str
    of: str | None
    names: Collection[str]
    negative: frozenset[str] = frozenset()

    def as_partials(self, text: str) -> str:
        """A name of an answer with the derivatives in it as dl/dx."""
        return self._spelt(text, frozenset())

    def in_formula(self, text: str) -> str:
        """The same in a formula: δ(z) is -dl/dz where deltas are negative."""
        return self._spelt(text, self.negative)

    def is_negative(self, text: str) -> bool:
        """Whether the name of an answer is a delta that is a negative derivative."""
        return self.in_formula(text) != self.as_partials(text)

    def _spelt(self, text: str, negative: frozenset[str]) -> str:
        if self.of is None or self.notation == "partial":
            return text

        def partial(name: str) -> str:
            return f"(-d{self.of}/d{name})" if name in negative else f"d{self.of}/d{name}"

        def barred(match: re.Match[str]) -> str:
            name = None if canonical(match[0]) in self.names else self._barred(match[0])
            return match[0] if name is None else partial(name)

        def prefixed(match: re.Match[str]) -> str:
            name = canonical(match["called"] or match["word"])
            if name not in self.names or canonical(match[0]) in self.names:
                return match[0]
            of = match.groupdict().get("of")
            return partial(name) + ("" if of is None or canonical(of) == self.of else f" {of}")

        if self.notation == "bar":
            return _BAR.sub(barred, text)
        return (_DELTA if self.notation == "delta" else _NABLA).sub(prefixed, text)

    def _barred(self, word: str) -> str | None:
        """The name below a bar: x of `x̄` and `xbar`, z1 of `z̄₁`, `z1bar` and `z1_bar`."""
        plain = canonical(word).replace("_", "")
        if "bar" in plain:
            for name in self.names:
                found = parts(name)
                index = found.digits + found.below + found.primes
                above = f"{found.base}{found.accent}bar{index}".replace("_", "")
                if plain in (above, f"{name}bar".replace("_", "")):
                    return name
        return None


def adjoints(graph: Graph, usual: Conventions) -> Adjoints:
    """How an exercise writes the derivatives of its result."""
    names = (*graph.leaves, *graph.equations)
    negative = frozenset(graph.equations) - {graph.of or ""} if usual.negative_deltas else frozenset()
    return Adjoints(usual.notation, graph.of, names, negative)
