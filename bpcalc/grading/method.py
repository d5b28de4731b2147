"""How a value is worked out: formulas for every quantity and every derivative of a case.

The right method is that of the network. A mistaken one differs at one site, and everything
below that site follows; a student's own earlier answers stand in for what they answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any, TypeAlias

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array, add, exact_array, matmul
from bpcalc.language.cost import entries
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple

Key: TypeAlias = str | Derivative
"""A quantity by its name, a derivative by what it is of and with respect to."""


class Site(NamedTuple):
    """A place where something is worked out: a quantity, or a derivative along one path.

    `via` is the quantity through which a path goes; None for the equation of a quantity.
    """

    key: Key
    via: str | None = None


Method: TypeAlias = Mapping[Site, Expr]
"""A formula for every site."""


def right_method(found: Derivation, of: str) -> dict[Site, Expr]:
    """The formulas of the network, and of the derivatives of one 1×1 or larger quantity by reverse
    accumulation: each path as a pull of the adjoint of the quantity it goes through."""
    sites: dict[Site, Expr] = {Site(name): expr for name, expr in found.graph.equations.items()}
    for (user, name), local in found.local.items():
        if user == of:
            seed = simplify.ONE if found.graph.shape(of) == (1, 1) else _leaf(found, of, of)
            sites[Site(Derivative(of, (name,)), user)] = maps.pull(local, seed)
        else:
            sites[Site(Derivative(of, (name,)), user)] = maps.pull(local, _leaf(found, of, user))
    return sites


def users_of(method: Method) -> dict[Key, set[Key]]:
    """What is worked out from each quantity and derivative."""
    found: dict[Key, set[Key]] = {}
    for site, formula in method.items():
        for leaf in tree.leaves(formula):
            found.setdefault(leaf.data, set()).add(site.key)
    return found


def _leaf(found: Derivation, of: str, name: str) -> Expr:
    return tree.partial(of, (name,), found.graph.shape(name))


class Worked:
    """Values under a method, worked out when they are asked for.

    `stated` holds values that are taken as they are: what the exercise gives, and what a
    student has answered. Derivatives are stacks (k, r, c), one layer for each entry of `of`.
    A stated ∂q/∂x of a quantity q that all paths go through is multiplied by ∂of/∂q.
    `touched` collects what was used on the way.
    """

    def __init__(self, found: Derivation, of: str, method: Method, stated: Mapping[Key, Array]) -> None:
        self.found = found
        self.of = of
        self.method = method
        self.known: dict[Key, Array] = dict(stated)
        self.letters = {name: n for name, n in found.graph.letters.items() if isinstance(n, int)}
        self.routes = _routes(found, of, stated)
        self.between = _below(found, of)
        self.touched: set[Key] = set()

    def with_mistake(self, formulas: Method, users: Mapping[Key, Collection[Key]]) -> Worked:
        """The same with other formulas at some sites; what does not stand on them is kept."""
        other = copy(self)
        other.method, other.touched = {**self.method, **formulas}, set()
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
        self.touched.add(name)
        if name not in self.known:
            self.known[name] = self._value(self.method[Site(name)])
        return self.known[name]

    def derivative(self, name: str) -> Array:
        """∂of/∂name as a stack (entries of `of`, r, c): the sum over its paths."""
        key = Derivative(self.of, (name,))
        self.touched.add(key)
        if key not in self.known:
            self.known[key] = self._summed(key, name)
        return self.known[key]

    def _summed(self, key: Derivative, name: str) -> Array:
        many = entries(self.found.graph.shape(self.of))
        shape = self.found.graph.shape(name)
        assert isinstance(many, int)
        if name == self.of:
            return _unit(many, shape)
        if name in self.routes:
            return self._along(self.routes[name], name, many)
        total: Array | None = None
        for user in self.found.uses.get(name, ()):
            if user not in self.between:
                continue
            path = self._value(self.method[Site(key, user)])
            path = numpy.broadcast_to(path, (many, *path.shape[-2:]))
            total = path if total is None else add(total, path)
        return total if total is not None else value(tree.zeros(shape), {})[None].repeat(many, axis=0)

    def _along(self, via: str, name: str, many: int) -> Array:
        """∂of/∂via · ∂via/∂name, the second factor as stated."""
        stated = self.known[Derivative(via, (name,))]
        outer = self.derivative(via).reshape(many, -1)
        return matmul(outer, stated.reshape(stated.shape[0], -1)).reshape(many, *stated.shape[-2:])

    def _value(self, formula: Expr) -> Array:
        names: dict[Any, Any] = dict(self.letters)
        for leaf in tree.leaves(formula):
            if leaf.op == "name":
                names[leaf.data] = self.quantity(leaf.data)
            else:
                names[leaf.data] = self.derivative(leaf.data.wrt[0])
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
