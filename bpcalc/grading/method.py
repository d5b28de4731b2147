"""How a value is worked out: formulas for every quantity and every derivative of a case.

The right method is that of the network. A mistaken one differs at one site, and everything
below that site follows; a student's own earlier answers stand in for what they answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy

from bpcalc.calculus.derivation import Derivation
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import Array, add, exact_array
from bpcalc.language.cost import entries
from bpcalc.language.tree import Derivative, Expr
from bpcalc.language.value import value

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


def _leaf(found: Derivation, of: str, name: str) -> Expr:
    return tree.partial(of, (name,), found.graph.shape(name))


class Worked:
    """Values under a method, worked out when they are asked for.

    `stated` holds values that are taken as they are: what the exercise gives, and what a
    student has answered. Derivatives are stacks (k, r, c), one layer for each entry of `of`.
    """

    def __init__(self, found: Derivation, of: str, method: Method, stated: Mapping[Key, Array]) -> None:
        self.found = found
        self.of = of
        self.method = method
        self.known: dict[Key, Array] = dict(stated)
        self.letters = {name: n for name, n in found.graph.letters.items() if isinstance(n, int)}

    def quantity(self, name: str) -> Array:
        """The value of a quantity."""
        if name not in self.known:
            self.known[name] = self._value(self.method[Site(name)])
        return self.known[name]

    def derivative(self, name: str) -> Array:
        """∂of/∂name as a stack (entries of `of`, r, c): the sum over its paths."""
        key = Derivative(self.of, (name,))
        if key not in self.known:
            self.known[key] = self._summed(key, name)
        return self.known[key]

    def _summed(self, key: Derivative, name: str) -> Array:
        many = entries(self.found.graph.shape(self.of))
        shape = self.found.graph.shape(name)
        assert isinstance(many, int)
        if name == self.of:
            return _unit(many, shape)
        total: Array | None = None
        for user in self.found.uses.get(name, ()):
            if not leads_to(self.found, user, self.of):
                continue
            path = self._value(self.method[Site(key, user)])
            path = numpy.broadcast_to(path, (many, *path.shape[-2:]))
            total = path if total is None else add(total, path)
        return total if total is not None else value(tree.zeros(shape), {})[None].repeat(many, axis=0)

    def _value(self, formula: Expr) -> Array:
        names: dict[Any, Any] = dict(self.letters)
        for leaf in tree.leaves(formula):
            if leaf.op == "name":
                names[leaf.data] = self.quantity(leaf.data)
            else:
                names[leaf.data] = self.derivative(leaf.data.wrt[0])
        return value(formula, names)


def leads_to(found: Derivation, name: str, of: str) -> bool:
    """Whether a quantity is on a way to `of`."""
    return name == of or any(leads_to(found, user, of) for user in found.uses.get(name, ()))


def _unit(n: int, shape: tuple[Any, Any]) -> Array:
    rows = [[int(i == j) for j in range(n)] for i in range(n)]
    return exact_array(rows).reshape(n, *shape)
