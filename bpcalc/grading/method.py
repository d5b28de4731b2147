"""How a value is worked out: formulas for every quantity and every derivative of a case.

The right method is that of the network. A mistaken one differs at one site, and everything
below that site follows; a student's own earlier answers stand in for what they answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any, TypeAlias

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.calculus.forward import shortened
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array, add, exact_array, matmul
from bpcalc.language.cost import entries
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import NoValueError, value
from bpcalc.records import NamedTuple

Key: TypeAlias = str | Derivative
"""A quantity by its name, a derivative by what it is of and with respect to."""


class Site(NamedTuple):
    """A place where something is worked out: a quantity, or a derivative along one path.

    `via` is the quantity through which a path goes; None for the equation of a quantity.
    """

    key: Key
    via: str | None = None


NEAR = 12
"""How many names before and after one of a kind are taken for it."""

Method: TypeAlias = Mapping[Site, Expr]
"""A formula for every site."""


def right_method(found: Derivation, of: str) -> dict[Site, Expr]:
    """The formulas of the network, and of the derivatives of one 1×1 or larger quantity by reverse
    accumulation: each path as a pull of the adjoint of the quantity it goes through."""
    sites: dict[Site, Expr] = {Site(name): expr for name, expr in found.graph.equations.items()}
    for user, name in found.local:
        site = Site(Derivative(of, (name,)), user)
        sites[site] = path_formula(found, site)
    return sites


def path_formula(found: Derivation, site: Site) -> Expr:
    """The right formula of one path of a derivative."""
    key, user = site
    assert isinstance(key, Derivative)
    assert user is not None
    alone = user == key.of and found.graph.shape(user) == (1, 1)
    seed = simplify.ONE if alone else tree.partial(key.of, (user,), found.graph.shape(user))
    return maps.pull(found.local[user, key.wrt[0]], seed)


def users_of(method: Method) -> dict[Key, set[Key]]:
    """What is worked out from each quantity and derivative."""
    found: dict[Key, set[Key]] = {}
    for site, formula in method.items():
        for leaf in tree.leaves(formula):
            found.setdefault(leaf.data, set()).add(site.key)
    return found


class Worked:
    """Values under a method, worked out when they are asked for.

    `stated` holds values that are taken as they are: what the exercise gives, and what a
    student has answered. Derivatives are stacks (k, r, c), one layer for each entry of `of`.
    A stated ∂q/∂x of a quantity q that all paths go through is multiplied by ∂of/∂q.
    """

    def __init__(self, found: Derivation, of: str, method: Method, stated: Mapping[Key, Array]) -> None:
        self.found = found
        self.of = of
        self.method = method
        self.known: dict[Key, Array] = dict(stated)
        self.letters = {name: n for name, n in found.graph.letters.items() if isinstance(n, int)}
        self.routes = _routes(found, of, stated)
        self.between = _below(found, of)

    def with_mistake(self, formulas: Method, users: Mapping[Key, Collection[Key]]) -> Worked:
        """The same with other formulas at some sites; what does not stand on them is kept."""
        other = copy(self)
        other.method = {**self.method, **formulas}
        moved = {site.key for site in formulas}
        waiting = list(moved)
        while waiting:
            fresh = [key for key in users.get(waiting.pop(), ()) if key not in moved]
            moved.update(fresh)
            waiting += fresh
        other.known = {key: array for key, array in self.known.items() if key not in moved}
        return other

    def quantity(self, name: str) -> Array:
        """The value of a quantity."""
        return self._value(name)

    def derivative(self, name: str) -> Array:
        """∂of/∂name as a stack (entries of `of`, r, c): the sum over its paths."""
        return self._value(Derivative(self.of, (name,)))

    def _value(self, key: Key) -> Array:
        """A value once all that it stands on has one: chains may be longer than the machine's stack."""
        waiting, begun = [key], set[Key]()
        while waiting:
            one = waiting[-1]
            if one in self.known:
                waiting.pop()
            elif not (first := [other for other in self._needs(one) if other not in self.known]):
                self.known[one] = shortened(self._worked_out(one))
            elif one in begun:
                raise NoValueError("a value is worked out from itself")
            else:
                begun.add(one)
                waiting += reversed(first)
        return self.known[key]

    def _needs(self, key: Key) -> list[Key]:
        """What a value is worked out from."""
        if isinstance(key, Derivative) and key.wrt[0] in self.routes:
            return [Derivative(self.of, (self.routes[key.wrt[0]],))]
        return [leaf.data for site in self._sites(key) for leaf in tree.leaves(self.method[site])]

    def _sites(self, key: Key) -> list[Site]:
        if isinstance(key, str):
            return [Site(key)]
        name = key.wrt[0]
        users = self.found.uses.get(name, ()) if name != self.of else ()
        return [Site(key, user) for user in users if user in self.between]

    def _worked_out(self, key: Key) -> Array:
        if isinstance(key, str):
            return self._of(self.method[Site(key)])
        name = key.wrt[0]
        many, shape = entries(self.found.graph.shape(self.of)), self.found.graph.shape(name)
        assert isinstance(many, int)
        if name == self.of:
            return _unit(many, shape)
        if name in self.routes:
            return self._along(self.routes[name], name, many)
        total: Array | None = None
        for site in self._sites(key):
            path = self._of(self.method[site])
            path = numpy.broadcast_to(path, (many, *path.shape[-2:]))
            total = path if total is None else add(total, path)
        return total if total is not None else value(tree.zeros(shape), {})[None].repeat(many, axis=0)

    def _along(self, via: str, name: str, many: int) -> Array:
        """∂of/∂via · ∂via/∂name, the second factor as stated."""
        stated = self.known[Derivative(via, (name,))]
        outer = self.derivative(via).reshape(many, -1)
        return matmul(outer, stated.reshape(stated.shape[0], -1)).reshape(many, *stated.shape[-2:])

    def _of(self, formula: Expr) -> Array:
        names: dict[Any, Any] = dict(self.letters)
        names |= {leaf.data: self.known[leaf.data] for leaf in tree.leaves(formula)}
        return value(formula, names)


def _routes(found: Derivation, of: str, stated: Mapping[Key, Array]) -> dict[str, str]:
    """For each x the nearest q with a stated ∂q/∂x through which every path from x to `of` goes."""
    order = {name: place for place, name in enumerate(found.graph.equations)}
    routes: dict[str, str] = {}
    for key in stated:
        if isinstance(key, Derivative) and key.of != of and separates(found, key.of, key.wrt[0], of):
            name = key.wrt[0]
            if name not in routes or order[key.of] < order[routes[name]]:
                routes[name] = key.of
    return routes


def separates(found: Derivation, middle: str, name: str, of: str) -> bool:
    """Whether every path from a name to `of` goes through a quantity between."""
    if middle in (name, of) or not leads_to(found, middle, of) or not leads_to(found, name, middle):
        return False
    return of not in _above(found, name, without=middle)


def paths(found: Derivation, key: Key) -> list[Site]:
    """The paths of a derivative, by the quantities that its variable stands in; none of a quantity."""
    if not isinstance(key, Derivative) or key.wrt[0] == key.of:
        return []
    users = found.uses.get(key.wrt[0], ())
    return [Site(key, user) for user in users if leads_to(found, user, key.of)]


def near(names: Sequence[str], name: str) -> Sequence[str]:
    """The names beside one of them, itself included: who takes another one takes one near by."""
    place = names.index(name)
    return names[max(0, place - NEAR) : place + NEAR + 1]


def letter(name: str) -> str:
    """h of h1, h2, …: names that differ in their number alone are of one kind."""
    return name.rstrip("0123456789")


def leads_to(found: Derivation, name: str, of: str) -> bool:
    """Whether a quantity is on a way to `of`."""
    return of in _above(found, name)


def _below(found: Derivation, of: str) -> set[str]:
    """Everything that a quantity depends on, itself included."""
    seen = {of}
    waiting = [of]
    while waiting:
        fresh = set(found.inputs.get(waiting.pop(), ())) - seen
        seen |= fresh
        waiting += fresh
    return seen


def _above(found: Derivation, name: str, without: str = "") -> set[str]:
    """Everything that depends on a quantity, itself included; not by way of `without`."""
    seen = {name}
    waiting = [name]
    while waiting:
        for user in found.uses.get(waiting.pop(), ()):
            if user not in seen and user != without:
                seen.add(user)
                waiting.append(user)
    return seen


def _unit(n: int, shape: tuple[Any, Any]) -> Array:
    rows = [[int(i == j) for j in range(n)] for i in range(n)]
    return exact_array(rows).reshape(n, *shape)
