"""What a second derivative costs, as it is written and in place."""

from __future__ import annotations

from bpcalc.calculus import memory
from bpcalc.calculus.derivation import Derivation, gradient_formulas
from bpcalc.calculus.memory import Memory
from bpcalc.errors import InputError
from bpcalc.language import maps, tree
from bpcalc.language.cost import entries
from bpcalc.language.derivative import derivative
from bpcalc.language.evaluation import Work, work
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple


class Way(NamedTuple):
    """One way to compute it: its formula, the work, memory by every array used and in place."""

    name: str
    formula: Expr
    work: Work
    memory: Memory
    in_place: Size


class Curvature(NamedTuple):
    """The second derivative of `of` by one variable, and the ways to compute it."""

    of: str
    wrt: str
    ways: tuple[Way, ...]


def curvature(found: Derivation, wrt: str) -> Curvature | None:
    """The Hessian of a 1×1 quantity that is one formula in `wrt`; None where it is no such
    formula, or the second derivative is 0."""
    of = found.of
    if of is None or found.between(wrt) != (of,) or wrt not in found.graph.leaves:
        return None
    try:
        gradient = gradient_formulas(found.graph, of, found.local).get(wrt)
        if gradient is None:
            return None
        formula = maps.matrix(derivative(gradient, found.graph.leaves[wrt]))
    except InputError:  # no formula: an abstract function, or sizes that have to be numbers
        return None
    ways = (_way("as written", formula), *(_way("scaling first", one) for one in _scaled_first(formula)))
    if len(ways) > 1:
        ways = (ways[0]._replace(name="product first"), *ways[1:])
    return Curvature(of, wrt, ways) if ways[0].work.arithmetic.multiplications != 0 else None


def _way(name: str, formula: Expr) -> Way:
    return Way(name, formula, work(formula), *memory.of_formula(formula))


def _scaled_first(formula: Expr) -> tuple[Expr, ...]:
    """2·(v vᵀ) as (2·v) vᵀ: the smaller factor is scaled."""
    if formula.op != "mul" or len(formula.args) != 2 or formula.args[1].op != "matmul":
        return ()
    scale, chain = formula.args
    first = chain.args[0]
    sizes = entries(first.shape), entries(chain.shape)
    if scale.op != "number" or sizes[0] == sizes[1]:
        return ()
    return (tree.matmul(tree.mul(scale, first), *chain.args[1:]),)
