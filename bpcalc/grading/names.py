"""The names on a sheet: which quantity, derivative or part each one means."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from bpcalc.errors import InputError, Problem
from bpcalc.grading.answers import LIMITS
from bpcalc.language import syntax
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Syntax
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Network

RESERVED = ("counts", "symbolic", "after")
"""Headings that are no cases."""
MODES = ("reverse", "forward", "hessian")
"""First words of counts, which belong to no case."""
_KEPT = 10_000
"""How many spellings are remembered: a class writes the same few hundred, a stranger may write any."""


class Named(NamedTuple):
    """What a text names. `identity` is the same for every spelling of one thing."""

    about: Syntax
    identity: Hashable


def _near(text: str, known: Iterable[str]) -> list[str]:
    """The known name that was probably meant."""
    from difflib import get_close_matches  # few names are misspelt

    return get_close_matches(text, list(known), n=1)


class Names:
    """The names of an exercise as students write them; each spelling is worked out once."""

    def __init__(self, network: Network) -> None:
        self.cases = [case.name for case in network.cases]
        self.single = self.cases[0] if len(self.cases) == 1 else None
        self.known = dict.fromkeys((*network.declared, *(e.name for e in network.equations)))
        self.known_spellings: dict[str, Named] = {}

    def named(self, text: str) -> Named:
        """What is asked for. Raises InputError for what is no quantity, derivative or part of one."""
        found = self.known_spellings.get(text)
        if found is None:
            about = parse(text, self.known)
            strange = self.strange(about)
            if strange is not None:
                raise InputError(strange)
            found = Named(about, _unplaced(about))
            if len(self.known_spellings) < _KEPT and len(text) <= LIMITS.key:
                self.known_spellings[text] = found
        return found

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
        return Problem("E704", f"{name} is no quantity of this exercise", help=help)

    def misplaced(self, text: str) -> Problem:
        """What is said of a name that is neither a case nor inside one."""
        names = [name for name in self.cases if name is not None]
        if text in names or text in RESERVED or len(self.cases) == 1:
            help = "indent it, so that it stands under answers:"
            return Problem("E701", f"{text} stands outside the answers", help=help)
        if not _near(text, names) and ("/" in text or text in self.known):
            help = f"write it under the case it belongs to: {', '.join(names)}"
            return Problem("E702", f"{text} belongs to no case", help=help)
        return self.unknown_case(text)

    def unknown_case(self, text: str) -> Problem:
        """What is said of a name that stands where only a case may."""
        names = [name for name in self.cases if name is not None]
        near = [name for name in names if name.lower() == text.lower()] or _near(text, names)
        help = f"did you mean {near[0]}?" if near else f"the cases: {', '.join(names)}"
        return Problem("E702", f"there is no case {text}", help=help)


def _unplaced(about: Syntax) -> Hashable:
    """What an answer is about, wherever it stands and however it is spelt."""
    match about:
        case syntax.Name(name=name):
            return name
        case syntax.Partial(of=of, wrt=wrt):
            return of, wrt
        case syntax.Index(base=base, items=items):
            return _unplaced(base), tuple(map(_item, items))
    return repr(about)


def _item(item: object) -> Hashable:
    if isinstance(item, syntax.Slice):
        return "slice", _item(item.start), _item(item.stop)
    return item.value if isinstance(item, syntax.Number) else repr(item)
