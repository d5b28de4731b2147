"""Which answers take no work: what the exercise states, and derivatives that are 0 or 1 by themselves."""

from __future__ import annotations

from functools import lru_cache

from bpcalc.language import syntax
from bpcalc.language.syntax import Syntax, names_in
from bpcalc.spec.network import Network


def is_given(network: Network, about: Syntax) -> bool:
    """Whether an answer is read off: `x`, `dx/dx`, `dl/dl`, and `dz/dw` of a z without w in it."""
    base = about.base if isinstance(about, syntax.Index) else about
    if isinstance(base, syntax.Name):
        return base.name in network.declared
    if isinstance(base, syntax.Partial):
        return any(name == base.of or name not in _inside(network, base.of) for name in base.wrt)
    return False


def _inside(network: Network, name: str) -> frozenset[str]:
    """Everything that a quantity is made of, itself included."""
    return _made_of(tuple((one.name, names_in(one.tree)) for one in network.equations)).get(name, frozenset())


@lru_cache(maxsize=16)
def _made_of(equations: tuple[tuple[str, tuple[syntax.Name, ...]], ...]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, used in equations:
        inner = {one.name for one in used}
        found[name] = frozenset({name, *inner, *(deep for one in inner for deep in found.get(one, ()))})
    return found
