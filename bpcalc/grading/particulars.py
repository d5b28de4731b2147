"""Which term, which factor, which path: what a mistake is about, by the names of the exercise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Method, Site, leads_to, paths
from bpcalc.language.notation.text import ascii
from bpcalc.language.tree import Derivative, Expr

What = Callable[[Derivation, Method, Site, Mapping[Site, Expr]], str]
"""What is said after the words of a mistake, from the right method and what stands there instead."""
LONGEST = 24
"""Characters up to which a term is shown."""


def part(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """The terms of a sum or the factors of a product that are not there: ` (w)`."""
    if len(instead) != 1:
        return ""
    right, made = apart(method[site], instead[site])
    kept = made.args if made.op == right.op else (made,)
    if right.op not in ("add", "mul", "matmul"):
        return ""
    gone = [one for one in right.args if one not in kept]
    if len(gone) != 1 or gone[0].op == "number":
        return ""
    shown = gone[0].args[0] if gone[0].op == "broadcast" else gone[0]
    text = ascii(shown)
    return f" ({text})" if len(text) <= LONGEST else ""


def apart(right: Expr, made: Expr) -> tuple[Expr, Expr]:
    """The smallest parts in which two formulas differ."""
    while (right.op, right.data, len(right.args)) == (made.op, made.data, len(made.args)):
        apart = [(a, b) for a, b in zip(right.args, made.args, strict=True) if a is not b]
        if len(apart) != 1:
            break
        right, made = apart[0]
    return right, made


def exchanged(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """What stands there, and for what: ` (h1 for h2)`."""
    right, made = apart(method[site], instead[site]) if site in instead else (None, None)
    if right is None or made is None or right.op != made.op or right.op not in ("name", "partial"):
        return ""
    return f" ({_called(made)} for {_called(right)})"


def _called(leaf: Expr) -> str:
    return f"∂{leaf.data.of}/∂{leaf.data.wrt[0]}" if leaf.op == "partial" else str(leaf.data)


def moved(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """What stands there, and for what, in each path: ` (h1 for h0, h2 for h1)`."""
    said = [exchanged(found, method, one, {one: instead[one]}) for one in instead]
    return f" ({', '.join(one[2:-1] for one in said)})" if all(said) else ""


def one_of_several(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """The path of several, or the term of a sum, that it is about: ` (from w through c)`, ` (in b u)`."""
    if len(paths(found, site.key)) > 1 and apart(method[site], instead[site])[0] is method[site]:
        return path(found, method, site, {site: instead[site]})
    right, _ = apart(method[site], instead[site])
    text = ascii(right.args[0] if right.op == "neg" else right)
    return f" (in {text})" if len(text) <= LONGEST else ""


def residual(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """Where it stands: ` (in ∂l/∂p)`."""
    assert isinstance(site.key, Derivative)
    return f" (in ∂{site.key.of}/∂{site.key.wrt[0]})"


def path(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """The path that is not there: ` (from w through c)`, or all like it."""
    said = _through(site, [site.via or ""])
    return said if len(instead) == 1 else f"{said[:-1]}, and so on at every step)"


def kept_paths(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """The paths that are there: ` (from w through c and d)`."""
    return _through(site, [one.via or "" for one in paths(found, site.key) if one not in instead])


def _through(site: Site, names: Iterable[str]) -> str:
    assert isinstance(site.key, Derivative)
    return f" (from {site.key.wrt[0]} through {listed(names)})"


def held_fixed(found: Derivation, method: Method, site: Site, instead: Mapping[Site, Expr]) -> str:
    """What it leaves out: `, ∂c2/∂c1 with f2 held fixed; c2 depends on c1 through f2 as well`."""
    assert isinstance(site.key, Derivative)
    of, wrt = site.key.of, site.key.wrt[0]
    between = [name for name in found.inputs[of] if name != wrt and leads_to(found, wrt, name)]
    through = listed(between) if len(between) == 1 else "them"
    return (
        f", ∂{of}/∂{wrt} with {listed(between)} held fixed; {of} depends on {wrt} through {through} as well"
    )


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
