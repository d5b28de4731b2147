"""Equations as they are misread, and the derivatives of equations that were misread.

A rule here changes a call of an equation: another setting, a turned kernel, a function that is
nearly the same. In a derivative along a path it is the equation of that path that is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site, leads_to
from bpcalc.language import maps, tree
from bpcalc.language.derivative import derivative, expansion
from bpcalc.language.elaborate import Scope, expression
from bpcalc.language.functions import Function
from bpcalc.language.simplify import ONE
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr

Rule = Callable[[Derivation, Site, Expr], Iterator[Expr]]
OfSite = Callable[[Derivation, Site, Expr], Iterator[Expr | dict[Site, Expr]]]
"""What may stand at a site in the place of its formula, or at several sites at once."""
OfCall = Callable[[Expr], Iterator[Expr]]
"""What may stand in the place of a call."""

NEARLY = {
    "gelu": ("z * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z^3))) / 2", "z * sigmoid(1.702 * z)"),
}
"""Well-known approximations of functions."""


def _misread(of_call: OfCall, op: str = "call") -> OfSite:
    """An equation with one call changed; a derivative as the changed equation has it, with the
    value that the quantity really has or with that of the changed equation; or a derivative with
    one of its own calls changed."""

    def of_site(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
        if not isinstance(site.key, Derivative):
            yield from _changed(formula, of_call, op)
            return
        equation = found.graph.equations[site.via or ""]
        yield from _changed(formula, of_call, op, frozenset(tree.nodes(equation)))
        for other in _changed(equation, of_call, op):
            made = _derived(found, site, other)
            yield made
            if other in tree.nodes(made):
                yield tree.substituted(made, {other: found.graph.leaf(site.via or "")})

    return throughout(of_site)


def _derived(found: Derivation, site: Site, equation: Expr) -> Expr:
    """A derivative along a path, as another equation has it."""
    assert isinstance(site.key, Derivative)
    return maps.pull(derivative(equation, found.graph.leaf(site.key.wrt[0])), seed_at(found, site))


def throughout(rule: Rule) -> OfSite:
    """A rule that is also tried on an equation and all its derivatives at once, as by a student who
    takes one function for another."""

    def of_site(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr | dict[Site, Expr]]:
        inner = site.key if isinstance(site.key, str) and site.key != found.of else ""
        for other in rule(found, site, formula):
            yield other
            if inner and other.shape == formula.shape:
                yield {site: other, **dict(derived_paths(found, inner, other))}

    return of_site


def differentiated(rule: Rule) -> Rule:
    """A rule that is also tried on an equation before it is differentiated, as 2 w for the derivative
    of λ w²; only where there are several paths, for it is a factor on the whole elsewhere."""

    def of_site(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
        yield from rule(found, site, formula)
        if isinstance(site.key, Derivative) and len(found.uses.get(site.key.wrt[0], ())) > 1:
            assert site.via is not None
            equation = found.graph.equations[site.via]
            for other in rule(found, Site(site.via), equation):
                yield _derived(found, site, other)

    return of_site


def derived_paths(found: Derivation, name: str, equation: Expr) -> Iterator[tuple[Site, Expr]]:
    """The derivatives through a quantity, as another equation has them."""
    if found.of is None or not leads_to(found, name, found.of):
        return
    own = {equation: found.graph.leaf(name)} if equation.op == "call" else {}
    for inner in found.inputs.get(name, ()):
        path = Site(Derivative(found.of, (inner,)), name)
        yield path, tree.substituted(_derived(found, path, equation), own)


def seed_at(found: Derivation, site: Site) -> Expr:
    """∂of/∂q for the quantity q through which a path goes."""
    assert isinstance(site.key, Derivative)
    assert site.via is not None
    shape = found.graph.shape(site.via)
    end = site.via == site.key.of and shape == SCALAR
    return ONE if end else tree.partial(site.key.of, (site.via,), shape)


def _changed(
    expr: Expr, of_call: OfCall, op: str, besides: frozenset[Expr] = frozenset()
) -> Iterator[Expr]:  # fmt: skip
    for part in tree.nodes(expr):
        if part.op == op and part not in besides:
            for other in of_call(part):
                if other.shape == part.shape:
                    yield tree.substituted(expr, {part: other})


def _another_axis(call: Expr) -> Iterator[Expr]:
    row, settings = call.data
    if 1 in call.args[0].shape:
        return
    for place, (name, _) in enumerate(row.settings):
        if name == "axis":
            for axis in (0, 1, None):
                if axis != settings[place]:
                    yield _with_setting(call, place, axis)


def with_usual_settings(call: Expr) -> Iterator[Expr]:
    """A call with one setting as it is where none is stated; without its ε."""
    row, settings = call.data
    for place, (name, usual) in enumerate(row.settings):
        plain = 0 if name == "eps" else usual
        if not isinstance(plain, str) and name not in ("axis", "tie") and plain != settings[place]:
            yield _with_setting(call, place, plain)


def _with_setting(call: Expr, place: int, value: object) -> Expr:
    row, settings = call.data
    settings = (*settings[:place], value, *settings[place + 1 :])
    shape = call.shape if row.body is None else row.body(*call.args, *settings).shape
    return tree.call(row, call.args, settings, shape)


def _nearly(call: Expr) -> Iterator[Expr]:
    for formula in NEARLY.get(call.data[0].name, ()):
        yield expression(formula, Scope({"z": call.args[0]}))


def _turned_kernel(call: Expr) -> Iterator[Expr]:
    if call.data[0].name == "conv2d":
        image, kernel = call.args
        yield tree.call(call.data[0], (image, rotated(kernel)), call.data[1], call.shape)


def rotated(a: Expr) -> Expr:
    """A matrix turned by 180°: its entries in the opposite order."""
    many = a.shape[0] * a.shape[1]
    return tree.gather(a, tuple(reversed(range(many))), a.shape) if isinstance(many, int) else a


def _another_norm(call: Expr) -> Iterator[Expr]:
    """Σ |w| and Σ w² for each other, of weights."""
    (inner, *_), name = call.args, call.data[0].name
    if name == "abs":
        yield tree.power(inner, tree.number(2))
    elif name == "squared_norm" and inner.op == "name":
        yield tree.total(tree.call(TABLE["abs"], (inner,), (), inner.shape))


def _of_degrees(call: Expr) -> Iterator[Expr]:
    if call.data[0].name in ("sin", "cos", "tan"):
        angle = expression("z * pi / 180", Scope({"z": call.args[0]}))
        yield tree.call(call.data[0], (angle,), call.data[1], call.shape)


def _turned_vec(vec: Expr) -> Iterator[Expr]:
    (inner,) = vec.args
    if 1 not in inner.shape:
        yield tree.reshape(tree.transpose(inner), vec.shape)
    elif 1 not in vec.shape:
        rows, columns = vec.shape
        yield tree.transpose(tree.reshape(inner, (columns, rows)))


another_axis = _misread(_another_axis)
"""A function along the other axis, or of all entries."""
setting_ignored = _misread(with_usual_settings)
"""A function with the usual setting, or without its ε."""
another_norm = _misread(_another_norm)
"""Amounts for squares, squares for amounts."""
in_degrees = _misread(_of_degrees)
"""A sine or cosine of so many degrees."""
by_columns = _misread(_turned_vec, "reshape")
"""A matrix as a column, column by column."""
approximated = _misread(_nearly)
"""An approximation of a function."""
_kernel_turned = _misread(_turned_kernel)


def kernel_turned(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr | dict[Site, Expr]]:
    """A convolution with the kernel, or in its derivative with δ, turned by 180°."""
    yield from _kernel_turned(found, site, formula)
    if isinstance(site.key, Derivative):
        expr = found.graph.equations[site.via or ""]
        seed, leaf = seed_at(found, site), found.graph.leaf(site.key.wrt[0])
        if any(part.op == "call" and part.args[-1] is leaf for part in _convolutions(expr)):
            yield tree.substituted(formula, {seed: rotated(seed)})


def _convolutions(expr: Expr) -> Iterator[Expr]:
    return (part for part in tree.nodes(expr) if part.op == "call" and part.data[0].name == "conv2d")


def written_out(rule: Rule) -> Rule:
    """A rule for formulas that is also tried on the functions of an equation written out, as on
    exp(z) / sum(exp(z)) for softmax(z)."""

    def of_site(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
        yield from rule(found, site, formula)
        if isinstance(site.key, Derivative):
            return
        for part in tree.nodes(formula):
            if part.op == "call" and _is_written_out(part.data[0]):
                written = expansion(part)
                for other in of_site(found, site, written) if written is not None else ():
                    if other.shape == part.shape:
                        yield tree.substituted(formula, {part: other})

    return of_site


def _is_written_out(row: Function) -> bool:
    """Whether a person works a function out from others: no calculator has a key for it."""
    if row.elementwise:
        return row.numeric is None and row.formula is not None
    return row.formula is not None or row.body is not None
