"""Formulas as they come out when one thing is done wrong, site by site.

Every function takes a site with its right formula and yields what may stand there instead;
results of another shape are dropped by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TypeVar

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.kinks import of_ties
from bpcalc.grading.method import Site, letter, path_formula, paths
from bpcalc.language import simplify, tree
from bpcalc.language.tree import Derivative, Expr

MOST = 6
"""Paths of a derivative, or terms on one of them, up to which every choice of some is tried."""


def _is_backward(site: Site) -> bool:
    return isinstance(site.key, Derivative)


def paths_multiplied(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """The product of two paths instead of their sum."""
    if not isinstance(site.key, Derivative):
        return
    both = paths(found, site.key)
    if len(both) == 2 and site == both[0]:
        other = path_formula(found, both[1])
        yield {site: tree.mul(formula, other), both[1]: simplify.zeros(formula.shape)}


def transpose_toggled(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """One factor of a product transposed, or not transposed."""
    for part in tree.nodes(formula):
        if part.op == "matmul":
            for k, factor in enumerate(part.args):
                if factor.shape[0] == factor.shape[1] != 1:
                    args = (*part.args[:k], simplify.transposed(factor), *part.args[k + 1 :])
                    yield tree.substituted(formula, {part: tree.matmul(*args)})


def order_reversed(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Two neighbouring factors exchanged, where the shapes allow it."""
    for part in tree.nodes(formula):
        if part.op == "matmul":
            for k in range(len(part.args) - 1):
                args = (*part.args[:k], part.args[k + 1], part.args[k], *part.args[k + 2 :])
                if _conform(args) and tree.matmul(*args).shape == part.shape:
                    yield tree.substituted(formula, {part: tree.matmul(*args)})


def _conform(args: tuple[Expr, ...]) -> bool:
    return all(a.shape[1] == b.shape[0] for a, b in pairwise(args))


def factor_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product without one of its factors."""
    for part in tree.nodes(formula):
        if part.op in ("mul", "matmul") and len(part.args) > 1:
            for k, factor in enumerate(part.args):
                rest = part.args[:k] + part.args[k + 1 :]
                if factor.op == "number" or (part.op == "matmul" and not _conform(rest)):
                    continue
                shorter = rest[0] if len(rest) == 1 else tree.node(part.op, rest, None, part.shape)
                if shorter.shape == part.shape and (
                    len(rest) == 1 or _made(part.op, rest).shape == part.shape
                ):
                    yield tree.substituted(formula, {part: shorter})
        elif part.op == "div" and tree.leaves(part.args[1]):
            top, bottom = part.args
            yield tree.substituted(formula, {part: top})
            if tree.leaves(top):
                yield tree.substituted(formula, {part: tree.div(tree.ones(top.shape), bottom)})


def times_for_over(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A · B instead of A / B, where B is more than a whole number."""
    for part in tree.nodes(formula):
        if part.op == "div" and part.args[1].op not in ("number", "size"):
            yield tree.substituted(formula, {part: tree.mul(*part.args)})


def factor_repeated(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product with one of its factors two or three times."""
    for part in tree.nodes(formula):
        if part.op in ("mul", "matmul"):
            for k, factor in enumerate(part.args):
                for more in (1, 2):
                    args = (*part.args[:k], *(factor,) * more, *part.args[k:])
                    fits = part.op == "mul" or _conform(args)
                    if factor.op != "number" and fits and _made(part.op, args).shape == part.shape:
                        yield tree.substituted(formula, {part: _made(part.op, args)})


def _made(op: str, args: tuple[Expr, ...]) -> Expr:
    return tree.mul(*args) if op == "mul" else tree.matmul(*args)


def part_times(factor: int | Fraction) -> Callable[[Derivation, Site, Expr], Iterator[Expr]]:
    """A factor at one of several paths, or at one term of a path or of a loss."""

    def rule(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
        if not isinstance(site.key, Derivative) and site.key != found.of:
            return
        yield from _path_times(factor, found, site, formula)
        for k, term in enumerate(formula.args if formula.op == "add" else ()):
            if (term.args[0] if term.op == "neg" else term).op not in ("name", "number"):
                scaled = tree.mul(tree.number(factor), term)
                yield tree.add(*formula.args[:k], scaled, *formula.args[k + 1 :])

    return rule


def _path_times(factor: int | Fraction, found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    if isinstance(site.key, Derivative) and len(found.uses.get(site.key.wrt[0], ())) > 1:
        yield tree.mul(tree.number(factor), formula)


def path_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr | dict[Site, Expr]]:
    """Nothing along this path, where there are others; nor along those that lead on from step to step."""
    if len(paths(found, site.key)) > 1:
        yield simplify.zeros(formula.shape)
        alike = _at_every_step(found, site)
        if len(alike) > 1 and site == next(iter(alike)):
            yield {one: simplify.zeros(found.graph.shape(name)) for one, name in alike.items()}


def _at_every_step(found: Derivation, site: Site) -> dict[Site, str]:
    """The paths like that from h1 through h2, with what they are from: those of h2 through h3 and so on."""
    assert isinstance(site.key, Derivative)
    of, wrt, via = site.key.of, letter(site.key.wrt[0]), letter(site.via or "")
    steps = [name for name in found.graph.equations if letter(name) == wrt]
    return {
        one: name
        for name in steps
        if len(every := paths(found, Derivative(of, (name,)))) > 1
        for one in every
        if letter(one.via or "") == via
    }


def direct_part(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """The path on which nothing lies between, without the others."""
    if isinstance(site.key, Derivative) and site.via == site.key.of:
        yield _without_paths(found, site)


def one_path_only(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """One of three or more paths, without the others."""
    if len(paths(found, site.key)) > 2:
        yield _without_paths(found, site)


def _without_paths(found: Derivation, kept: Site) -> dict[Site, Expr]:
    others = (one for one in paths(found, kept.key) if one != kept)
    assert isinstance(kept.key, Derivative)
    shape = found.graph.shape(kept.key.wrt[0])
    return {one: simplify.zeros(shape) for one in others}


def some_paths_only(found: Derivation, site: Site, formula: Expr) -> Iterator[dict[Site, Expr]]:
    """Two or more paths, without two or more others."""
    every = paths(found, site.key)
    if site not in every[:1]:
        return
    for gone in _some(every):
        yield dict.fromkeys(gone, simplify.zeros(formula.shape))


def some_terms_only(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The derivative along one path without two or more of the terms that it adds up."""
    if isinstance(site.key, Derivative) and formula.op == "add":
        for gone in _some(formula.args, least=1):
            yield simplify.plus(*(term for term in formula.args if term not in gone))


T = TypeVar("T")


def _some(every: Sequence[T], least: int = 2) -> Iterator[tuple[T, ...]]:
    """Two or more of them, so that so many are left."""
    for many in range(2, len(every) - least + 1) if len(every) <= MOST else ():
        yield from combinations(every, many)


def term_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum without one of its terms."""
    for part, k in _terms(formula):
        if not _is_bias(found, part, k):
            yield tree.substituted(formula, {part: _without(part, k)})


def bias_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum without its bias."""
    if _is_backward(site):
        return
    for part, k in _terms(formula):
        if _is_bias(found, part, k):
            yield tree.substituted(formula, {part: _without(part, k)})


def _terms(formula: Expr) -> Iterator[tuple[Expr, int]]:
    for part in tree.nodes(formula):
        if part.op == "add":
            for k in range(len(part.args)):
                yield part, k


def _is_bias(found: Derivation, part: Expr, k: int) -> bool:
    """Whether a term is a given value added to something worked out here, as b in W x + b."""
    names = [term.args[0] if term.op == "broadcast" else term for term in part.args]
    given = names[k].op == "name" and names[k].data in found.graph.leaves
    return given and any(term.op != "name" for term in names) and not _is_a_factor(found, names[k])


def _is_a_factor(found: Derivation, name: Expr) -> bool:
    """Whether a value stands in a product somewhere, as a weight does and no bias."""
    users = found.uses.get(name.data, ())
    parts = (part for user in users for part in tree.nodes(found.graph.equations[user]))
    return any(part.op in ("mul", "matmul") and name in part.args for part in parts)


def _without(part: Expr, k: int) -> Expr:
    rest = part.args[:k] + part.args[k + 1 :]
    return rest[0] if len(rest) == 1 else tree.add(*rest)


def term_negated(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A sum with the other sign of one term, or of one of several paths."""
    yield from _path_times(-1, found, site, formula)
    sides = {call.args[0] for call in of_ties(found, site, formula)} if _is_backward(site) else ()
    for part, k in _terms(formula):
        if part in sides:  # u − v in the derivative of max(u, v) is no sum that anybody writes
            continue
        term = part.args[k]
        turned = term.args[0] if term.op == "neg" else tree.neg(term)
        yield tree.substituted(formula, {part: tree.add(*part.args[:k], turned, *part.args[k + 1 :])})


def entry_by_entry(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A ⊙ B for A B."""
    for part in tree.nodes(formula):
        if part.op == "matmul" and {factor.shape for factor in part.args} == {part.shape}:
            yield tree.substituted(formula, {part: tree.mul(*part.args)})
