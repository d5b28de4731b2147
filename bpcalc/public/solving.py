"""From a spec to its network, and to its solution; an error tells the whole report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bpcalc.calculus.plan import FORWARD, REVERSE
from bpcalc.calculus.solve import solve as solved
from bpcalc.errors import InputError
from bpcalc.language.names import canonical
from bpcalc.public.solution import Solution
from bpcalc.spec import reader
from bpcalc.spec.network import Network
from bpcalc.spec.source import Source, read_source, source_from_text


def load(path: str | Path) -> Network:
    """The network of a spec file. Raises InputError with every problem of the file."""
    return _network(read_source(path))


def loads(text: str) -> Network:
    """The network of a spec given as text. Raises InputError with every problem of the text."""
    return _network(source_from_text(text, "spec"))


def solve(
    spec: str | Path | Network,
    *,
    case: str | None = None,
    of: str | None = None,
    wrt: str | Iterable[str] | None = None,
    mode: str = REVERSE,
) -> Solution:
    """Every case of a spec, solved: forward pass, Jacobians, accumulation, gradients, counts.

    `spec`: a path, the text of a spec (a string of several lines), or what `load` returned.
    `case`: this one only. `of`: what is differentiated, by default the loss; `wrt`: by what,
    by default every input and parameter. `mode`: "reverse" or "forward".

    Raises InputError, with the whole report as its message, where the spec cannot be read or a
    name is unknown. A case without finite values does not stop the others: see `Case.problem`.
    """
    if mode not in (REVERSE, FORWARD):
        raise ValueError(f'mode is {mode!r}; choose "{REVERSE}" or "{FORWARD}"')
    source = None
    if not isinstance(spec, Network):
        text = isinstance(spec, str) and "\n" in spec
        source = source_from_text(str(spec), "spec") if text else _read(spec)
        spec = _network(source)
    names = (wrt,) if isinstance(wrt, str) else wrt
    try:
        return Solution(
            solved(
                spec,
                mode=mode,
                of=canonical(of) if of is not None else None,
                wrt=tuple(map(canonical, names)) if names is not None else None,
                case=case,
            )
        )
    except InputError as error:
        raise _told(error, source) from None


def _read(path: str | Path) -> Source:
    try:
        return read_source(path)
    except InputError as error:
        raise _told(error, None) from None


def _network(source: Source) -> Network:
    try:
        return reader.network(source)
    except InputError as error:
        raise _told(error, source) from None


def _told(error: InputError, source: Source | None) -> InputError:
    from bpcalc.formats.problems import told

    return told(error, source)
