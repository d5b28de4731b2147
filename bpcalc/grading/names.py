"""The names on a sheet: which quantity, derivative or part each one means.

A name is spelt as in the exercise. Another spelling is read where it differs in capitals and
underscores alone and can mean one name only: `dL/dW_1` is dl/dW1 unless there is an L as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import LIMITS
from bpcalc.grading.truth import subject
from bpcalc.language import syntax
from bpcalc.language.names import canonical
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import Graph, graph
from bpcalc.spec.network import Network

HEADINGS = ("student", "answers")
"""What a sheet begins with."""
RESERVED = ("counts", "symbolic", "after")
"""Headings that are no cases."""
_HOLD_NAMES = frozenset(("answers", *RESERVED))
_HEADINGS = frozenset((*HEADINGS, *RESERVED))
_BELOW = {
    "counts": "reverse: 14",
    "symbolic": "dl/dyhat: (yhat - y).T",
    "after": "1: {w5: 0.3589}",
}
"""What stands under the headings that are no cases."""
_ENTRY = "dl/dx: [-1, 2]"
Stretch = tuple[int, int]
"""The first of some rows or columns, and the one behind the last."""
MODES = ("reverse", "forward", "hessian")
"""First words of counts, which belong to no case."""
_WORD = r"[^\W\d][\w'\u0302-\u0305]*"
_DIFFERENTIAL = "([dD][2-9]?)(.+)"
_BULLETS = "•‣▪◦–—* "
"""What stands before a name in lists."""
_KEPT = 10_000
"""How many spellings are remembered: a class writes the same few hundred, a stranger may write any."""


class Named(NamedTuple):
    """What a text names. `identity`: its usual spelling, the same for every spelling of one thing."""

    about: Syntax
    identity: str


class _Shapes(NamedTuple):
    """The shapes of the first case; those of the others are the same."""

    graph: Graph


def no_names(heading: str, meant: str | None = None) -> Problem:
    """What is said of a heading with a text or numbers. `meant`: the entry that is to stand below it."""
    help = f"write {heading}: and under it, indented, {meant or _BELOW.get(heading.lower(), _ENTRY)}"
    return Problem("E701", f"{heading} is a mapping of names to values", help=help)


def no_mode(text: str) -> Problem:
    """What is said of a count whose first word is no mode."""
    ordered = {"left to right": "forward", "right to left": "reverse"}.get(text.lower())
    help = f"write {ordered}" if ordered else "write reverse, forward, or reverse memory"
    return Problem("E705", f"{text} is no mode", help=f"{help} in its place")


def _near(text: str, known: Iterable[str]) -> list[str]:
    """The known name that was probably meant."""
    from difflib import get_close_matches  # few names are misspelt

    return get_close_matches(text, list(known), n=1)


def _plain(name: str) -> str:
    """A name without what may differ in another spelling."""
    return canonical(name).lower().replace("_", "")


class Names:
    """The names of an exercise as students write them; each spelling is worked out once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.cases = [case.name for case in network.cases]
        self.single = self.cases[0] if len(self.cases) == 1 else None
        self.headings = frozenset((*HEADINGS, *RESERVED, *self.cases))
        self.known = dict.fromkeys((*network.declared, *(e.name for e in network.equations)))
        self.known_spellings: dict[str, Named] = {}
        self.alike: dict[str, list[str]] = {}
        for name in self.known:
            self.alike.setdefault(_plain(name), []).append(name)

    @cached_property
    def graph(self) -> Graph | None:
        """The exercise with its shapes, None where it has none."""
        try:
            return graph(self.network, self.network.cases[0])
        except InputError:
            return None

    def heading(self, text: str) -> str:
        """The heading that a key is, in small letters; other keys as they are."""
        small = text.lower()
        if small not in _HEADINGS or (text != small and text in self.known):
            return text
        return small

    def holds_names(self, text: str) -> bool:
        """Whether what stands below a key are names, and can be no value."""
        if text in self.headings or text.lower() in _HEADINGS:
            heading = self.heading(text)
            return heading in _HOLD_NAMES or (text in self.cases and text not in self.known)
        return False

    def named(self, text: str) -> Named:
        """What is asked for. Raises InputError for what is no quantity, derivative or part of one."""
        found = self.known_spellings.get(text)
        if found is None:
            about = self._read(text)
            found = Named(about, self._identity(about))
            if len(self.known_spellings) < _KEPT and len(text) <= LIMITS.key:
                self.known_spellings[text] = found
        return found

    def _identity(self, about: Syntax) -> str:
        """What an answer is about, in ASCII without spare blanks: `yhat`, `dl/dz`, `d2f/dx/dy`; a part by its
        entries: `dl/dx[1]` of a column is `dl/dx[1, 0]`."""
        match about:
            case syntax.Name(name=name):
                return name
            case syntax.Partial(of=of, wrt=wrt):
                return f"d{len(wrt) if len(wrt) > 1 else ''}{of}{''.join(f'/d{name}' for name in wrt)}"
            case syntax.Index(base=base, items=items):
                entries = self._entries(about) or [_item(item) for item in items]
                return f"{self._identity(base)}[{', '.join(entries)}]"
        return repr(about)

    def require_entry(self, text: str) -> None:
        """Raises InputError for a part that lies outside of its matrix; `named` reads it all the same."""
        about = self.named(text).about
        if isinstance(about, syntax.Index):
            self._part(about)

    def _entries(self, about: syntax.Index) -> list[str]:
        """Where a part stands in a matrix: `["1", "0:2"]`; none where that cannot be told."""
        with suppress(InputError):
            return [_stretch(*one) for one in self._part(about) if one is not None]
        return []

    def _part(self, about: syntax.Index) -> tuple[Stretch | None, ...]:
        """The rows and columns of a part, none where shapes are letters. Raises InputError."""
        if self.graph is None:
            return ()
        with suppress(AssertionError):
            part = subject(about, _Shapes(self.graph), self.network.conventions)
            return part.rows, part.columns
        return ()

    def _read(self, text: str) -> Syntax:
        try:
            return self._spelt(text)
        except InputError as error:
            respelt = self._respelt(text)
            if respelt is not None:
                with suppress(InputError):
                    return self._spelt(respelt)
            meant = self._meant(text)
            if meant is None:
                raise
            what, help = f"{text} is no quantity of this exercise", f"did you mean {meant}?"
            raise InputError(Problem("E704", what, help=help)) from error

    def _spelt(self, text: str) -> Syntax:
        if self.graph is not None and self.network.conventions.notation != "partial":
            from bpcalc.grading.adjoints import adjoints  # few specs have another notation

            text = adjoints(self.graph, self.network.conventions).as_partials(text)
        about = parse(text, self.known)
        strange = self.strange(about)
        if strange is not None:
            raise InputError(strange)
        return about

    def _respelt(self, text: str) -> str | None:
        """The text with all names as the exercise spells them; None where one is none, or could be two."""
        bare = text.lstrip(_BULLETS)
        words = {word: self._word(word) for word in re.findall(_WORD, bare)}
        if self.heading(text) in _HEADINGS or None in words.values():
            return None
        respelt = re.sub(_WORD, lambda match: words[match[0]] or "", bare)
        return None if respelt == text else respelt

    def _word(self, word: str) -> str | None:
        """The name, or the differential of one, that a word is in another spelling."""
        if canonical(word) in self.known:
            return word
        found = set(self.alike.get(_plain(word), ()))
        differential = re.fullmatch(_DIFFERENTIAL, canonical(word))
        if differential:
            sign, name = differential.groups()
            names = [name] if name in self.known else self.alike.get(_plain(name), ())
            found |= {f"{sign.lower()}{one}" for one in names}
        return found.pop() if len(found) == 1 else None

    def _meant(self, text: str) -> str | None:
        """The derivative that `dW`, `grad_W`, `W.grad` or `dldW` stands for, the loss for `loss`."""
        of = self.graph.of if self.graph is not None else None
        if of is None:
            return None
        short = re.sub(r"[\W_]", "", text.lower().replace("∇", "grad").replace("nabla", "grad"))
        if short in ("loss", "cost", "error"):
            return of
        found = []
        for name in self.known:
            plain = _plain(name)
            if short in (f"d{plain}", f"grad{plain}", f"{plain}grad", f"d{_plain(of)}d{plain}"):
                found.append(name)
        return f"d{of}/d{found[0]}" if len(found) == 1 else None

    def is_known(self, text: str) -> bool:
        """Whether a text is a name that can be answered."""
        try:
            self.named(text)
        except InputError:
            return False
        return True

    def counted(self, text: str) -> str:
        """What a count is of, the same for every spelling: `reverse`, `reverse memory`, `reverse dl/dx`.

        Raises InputError like `named`.
        """
        mode, _, target = text.partition(" ")
        if target.partition(" ")[0] == "memory":
            mode, target = f"{mode} memory", target.removeprefix("memory").strip()
        return f"{mode} {self.named(target).identity}" if target else mode

    def strange(self, about: Syntax) -> Problem | None:
        """What is wrong with the name of an answer."""
        base = about.base if isinstance(about, syntax.Index) else about
        if isinstance(base, syntax.Binary) and base.operator == "/":
            # `dl/dz9` of an unknown z9 reads as a quotient of two names
            for whole in (base.left, base.right):
                side = whole.base if isinstance(whole, syntax.Index) else whole
                if isinstance(side, syntax.Name):
                    name = side.name[1:] if side.name[:1] == "d" else side.name
                    if name not in self.known:
                        return self.unknown(name)
        if not isinstance(base, (syntax.Name, syntax.Partial)):
            return Problem(
                "E703", "this is no name to be answered", help="write z1, dl/dx or dz1/dW1[0, 0:2]"
            )
        for name in (base.name,) if isinstance(base, syntax.Name) else (base.of, *base.wrt):
            if name not in self.known:
                return self.unknown(name)
        return None

    def unknown(self, name: str) -> Problem:
        """What is said of a name that the exercise does not have."""
        near = _near(name, self.known)
        help = f"did you mean {near[0]}?" if near else f"the quantities: {', '.join(self.known)}"
        if name.partition(" ")[0] in MODES:
            help = "write it under counts:"
        return Problem("E704", f"{name} is no quantity of this exercise", help=help)

    def misplaced(self, text: str) -> Problem:
        """What is said of a name that is neither a case nor inside one."""
        names = [name for name in self.cases if name is not None]
        if text in names or text in RESERVED or len(self.cases) == 1:
            help = "indent it, so that it stands under answers:"
            return Problem("E701", f"{text} stands outside the answers", help=help)
        if text.partition(" ")[0] in MODES:
            return self.unknown(text)
        if not _near(text, names) and ("/" in text or text in self.known):
            help = f"write it under the case it belongs to: {', '.join(names)}"
            return Problem("E702", f"{text} belongs to no case", help=help)
        return self.unknown_case(text)

    def unknown_case(self, text: str) -> Problem:
        """What is said of a name that stands where only a case may."""
        names = [name for name in self.cases if name is not None]
        near = [name for name in names if name.lower() == text.lower()] or _near(text, names)
        help = f"did you mean {near[0]}?" if near else f"the cases: {', '.join(names)}"
        if not names:
            help = "the exercise has no cases; write its answers without one"
        return Problem("E702", f"there is no case {text}", help=help)


def _stretch(start: int, stop: int) -> str:
    return f"{start}:{stop}" if stop > start + 1 else f"{start}"


def _item(item: Syntax | syntax.Slice | None) -> str:
    """An index of an exercise without shapes."""
    match item:
        case None:
            return ""
        case syntax.Slice(start=start, stop=stop):
            return f"{_item(start)}:{_item(stop)}"
        case syntax.Number(value=value):
            return f"{value}"
        case syntax.Name(name=name):
            return name
    return repr(item)
