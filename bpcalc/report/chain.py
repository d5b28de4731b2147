"""The chain rule in symbols: each quantity from those it feeds, as conventions write it.

As Jacobians, in the numerator layout ∂C/∂s = ∂C/∂a · ∂a/∂s, in the denominator layout
∂C/∂s = ∂a/∂s · ∂C/∂a; as adjoints in the shape of their variable, s̄ = relu'(s) ⊙ ā.
"""

from __future__ import annotations

from bpcalc.calculus.solution import Pair
from bpcalc.calculus.symbolic import Derived, Local
from bpcalc.language import maps, simplify, tree
from bpcalc.language.cost import entries
from bpcalc.language.sizes import Shape, Size, letter, shape_text
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Equation
from bpcalc.report.deltas import Deltas, deltas
from bpcalc.report.layouts import formula_in
from bpcalc.spec.conventions import Conventions


class Frame(NamedTuple):
    """A derivation under the conventions of a page."""

    done: Derived
    conventions: Conventions

    @property
    def numerator(self) -> bool:
        """Whether a Jacobian has one row for each output."""
        return self.conventions.layout == "numerator"

    @property
    def of(self) -> str:
        """What is differentiated."""
        return self.done.of or ""

    @property
    def in_shapes(self) -> bool:
        """Whether derivatives of a 1×1 `of` have the shape of their variable: in the notations
        for adjoints, and where results are proper matrices."""
        if self.done.of is None or self.done.graph.shape(self.of) != SCALAR:
            return False
        between = [name for name in self.done.order if name in self.done.graph.equations]
        return self.conventions.notation != "partial" or any(
            1 not in self.done.graph.shape(name) for name in between
        )

    def label(self, pair: Pair) -> Expr:
        """∂of/∂wrt as a name, in the shape in which it is shown."""
        of, wrt = pair
        if of == self.of and self.in_shapes:
            return self.adjoint(wrt)
        size = (entries(self.done.graph.shape(of)), entries(self.done.graph.shape(wrt)))
        return tree.partial(of, (wrt,), size if self.numerator else (size[1], size[0]))

    def adjoint(self, name: str) -> Expr:
        """The derivative of `of` in the shape of its variable, or the delta that stands for it."""
        return self.deltas.name(name)

    def jacobian(self, pair: Pair) -> Expr:
        """The formula of a local Jacobian."""
        return self.laid_out(self.done.locals[pair].formula, pair)

    def laid_out(self, formula: Expr, pair: Pair) -> Expr:
        """A Jacobian in the layout of the page, entries counted as it counts them."""
        return formula_in(self.conventions, formula, self.done.graph, pair)

    def entry(self, pair: Pair) -> Equation | None:
        """`(∂a/∂s)ᵢⱼ = 3 if i = j and sᵢ > 0, else 0`, where that says more than the formula."""
        found = self.done.locals[pair].entry
        if found is None:
            return None
        first, second = (found.rows, found.columns) if self.numerator else (found.columns, found.rows)
        of, wrt = pair
        left = tree.partial(of, (wrt,), self._size(pair))
        return Equation(tree.part(left, _range(first), _range(second)), (found.formula,))

    def _size(self, pair: Pair) -> tuple[Size, Size]:
        rows, columns = (entries(self.done.graph.shape(name)) for name in pair)
        return (rows, columns) if self.numerator else (columns, rows)

    def size(self, pair: Pair) -> str:
        """`m×n`."""
        if pair[0] == self.of and self.in_shapes:
            return size_words(self.done.graph.shape(pair[1]))
        return size_words(self._size(pair))

    @property
    def deltas(self) -> Deltas:
        """The derivatives of `of`, as the conventions name them."""
        return deltas(self.conventions, self.done.graph, self.done.of)


def size_words(shape: Shape) -> str:
    """`h×(h·n)`, to read."""
    return shape_text(shape).replace("*", "·").replace("^2", "²")


def _range(letters: str) -> tuple[Size, Size]:
    return (letter(letters), letter(letters) + 1) if letters else (0, 1)


def lines(frame: Frame) -> tuple[Equation, ...]:
    """One equation for each quantity and parameter, in the order of reverse accumulation."""
    if frame.in_shapes:
        return tuple(_adjoint_line(frame, name) for name in frame.done.order)
    written: dict[str, tuple[Expr, ...]] = {}
    return tuple(_product_line(frame, name, written) for name in frame.done.order)


def _adjoint_line(frame: Frame, name: str) -> Equation:
    terms = [pulled(frame, user, name) for user in frame.done.users[name]]
    right = frame.deltas.formula(name, simplify.plus(*terms))
    return Equation(frame.adjoint(name), (right,), (frame.size((frame.of, name)),))


def pulled(frame: Frame, user: str, name: str) -> Expr:
    """What reaches a quantity through one equation, in the shape of the quantity.

    The derivative of a column is a row in the numerator layout, and is transposed here.
    """
    if user == frame.of:
        upstream = simplify.ONE
    else:
        upstream = frame.deltas.derivative(user)
        rows, columns = frame.done.graph.shape(user)
        if not frame.in_shapes and frame.numerator and columns == 1 != rows:
            upstream = tree.transpose(tree.partial(frame.of, (user,), (1, rows)))
    return maps.pull(frame.done.locals[user, name].map, upstream)


def _product_line(frame: Frame, name: str, written: dict[str, tuple[Expr, ...]]) -> Equation:
    """`∂C/∂s = ∂C/∂a · ∂a/∂s = ∂C/∂ŷ · W · ∂a/∂s`: by name, then down to nonlinear Jacobians."""
    users = frame.done.users[name]
    label = frame.label((frame.of, name))
    named = [_named(frame, user, name) for user in users]
    sides = [named[0] if len(named) == 1 else tree.add(*named)]
    if len(users) == 1 and users[0] != frame.of:
        factor = _factor(frame, (users[0], name), frame.done.locals[users[0], name])
        written[name] = (*written[users[0]], *factor)
        whole = _chained(frame, written[name])
        if whole not in (sides[0], label):
            sides.append(whole)
    else:
        written[name] = (label,)
    if name in frame.done.totals:
        total = frame.laid_out(frame.done.totals[name], (frame.of, name))
        if total not in sides:
            sides.append(total)
    return Equation(label, tuple(sides), (frame.size((frame.of, name)),))


def _named(frame: Frame, user: str, name: str) -> Expr:
    """One path of a sum: two derivatives by name, or the direct part as a formula."""
    if user == frame.of:
        return frame.jacobian((user, name))
    factors = (frame.label((frame.of, user)), frame.label((user, name)))
    return tree.matmul(*(factors if frame.numerator else factors[::-1]))


def _factor(frame: Frame, pair: Pair, local: Local) -> tuple[Expr, ...]:
    """A local Jacobian in a long product: one that is a name (a weight matrix) as itself, as is the
    derivative of an abstract function; an identity left out."""
    named = frame.done.graph.equations[pair[0]].op == "call"  # of a function, even of identity
    if not named and (local.formula.op == "eye" or local.formula is simplify.ONE):
        return ()
    if local.formula.op == "number":
        return (local.formula,)
    bare = local.formula.args[0] if local.formula.op == "T" else local.formula
    if bare.op == "name" or (bare.op == "call" and bare.data[0].abstract is not None):
        return (frame.jacobian(pair),)
    return (frame.label(pair),)


def _chained(frame: Frame, factors: tuple[Expr, ...]) -> Expr:
    ordered = factors if frame.numerator else factors[::-1]
    if len(ordered) == 1:
        return ordered[0]
    if any(factor.op == "number" for factor in ordered):
        return simplify.product(*ordered)
    return tree.matmul(*ordered)
