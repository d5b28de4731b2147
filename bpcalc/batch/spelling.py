"""One spelling for each answer of a class: `dl / dz`, `∂ℓ/∂z` and dl/dz are one row of every result.

It is that of `marks:` where the answer is listed there, else that in ASCII without spare blanks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from bpcalc.errors import InputError
from bpcalc.grading.marks import Listed
from bpcalc.grading.names import Names
from bpcalc.grading.verdicts import Judged, Judgement
from bpcalc.language import syntax
from bpcalc.language.syntax import Syntax

_KEPT = 10_000
"""How many spellings are remembered: a class writes the same few hundred, a stranger may write any."""


class Spellings:
    """How the answers of an exercise are spelt; each text is looked at once."""

    def __init__(self, names: Names, listed: Iterable[Listed]) -> None:
        self.names = names
        self.listed: dict[tuple[str, Hashable], str] = {}
        for one in listed:
            self.listed.setdefault((one.kind, one.identity), one.key)
        self._known: dict[tuple[str, str], str] = {}

    def respelt(self, judgement: Judgement) -> Judgement:
        """The judgement with every answer under its one spelling; what names nothing stays as it is."""
        known = self._known
        if all(known.get((one.answer.kind, one.answer.key)) == one.answer.key for one in judgement.answers):
            return judgement  # most of a class write as `bpcalc template` does
        return judgement._replace(answers=tuple(map(self._respelt, judgement.answers)))

    def _respelt(self, one: Judged) -> Judged:
        answer = one.answer
        text = answer.kind, answer.key
        key = self._known.get(text)
        if key is None:
            key = self._looked_up(*text)
            if len(self._known) < _KEPT:
                self._known[text] = key
        return one if key == answer.key else one._replace(answer=answer._replace(key=key))

    def _looked_up(self, kind: str, key: str) -> str:
        mode = ""
        try:
            identity: Any = self.names.counted(key) if kind == "count" else self.names.named(key).identity
            if (kind, identity) in self.listed:
                return self.listed[kind, identity]
            if kind == "count":
                mode, _ = identity
            target = key.removeprefix(mode).strip()
            return f"{mode} {_usual(*self.names.named(target))}".strip() if target else mode
        except InputError:
            return key


def _usual(about: Syntax, identity: Any) -> str:
    """The name in ASCII: `yhat`, `dl/dz`, `d2f/dx/dy`; a part by its entries: `dl/dx[1, 0:2]`."""
    match about:
        case syntax.Name(name=name):
            return name
        case syntax.Partial(of=of, wrt=wrt):
            return f"d{len(wrt) if len(wrt) > 1 else ''}{of}{''.join(f'/d{name}' for name in wrt)}"
        case syntax.Index(base=base, items=items):
            entries = map(_stretch, identity[1:]) if len(identity) == 3 else map(_item, items)
            return f"{_usual(base, None)}[{', '.join(entries)}]"
    raise AssertionError


def _stretch(entries: tuple[int, int]) -> str:
    start, stop = entries
    return f"{start}:{stop}" if stop > start + 1 else f"{start}"


def _item(item: object) -> str:
    """An index of an exercise without shapes."""
    if isinstance(item, syntax.Slice):
        return f"{_item(item.start)}:{_item(item.stop)}"
    return (
        f"{item.value}"
        if isinstance(item, syntax.Number)
        else item.name
        if isinstance(item, syntax.Name)
        else ""
    )
