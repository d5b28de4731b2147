"""Formulas in which a function or a number is left out or taken for another one."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.calculus.derivation import Derivation
from bpcalc.grading.method import Site
from bpcalc.grading.slopes import other_activations
from bpcalc.language import tree
from bpcalc.language.sizes import Shape, Size
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Derivative, Expr


def activation_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """z instead of f(z)."""
    for part in activations_in(found, site, formula):
        yield tree.substituted(formula, {part: part.args[0]})


def another_activation(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """g(z) instead of f(z)."""
    for part in activations_in(found, site, formula):
        for other in other_activations(part, part.args[0]):
            if other.data[0].name != "identity":
                yield tree.substituted(formula, {part: other})


def activations_in(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Activations in an equation; in a derivative only those that it brings in."""
    known = _of_the_equation(found, site)
    for part in tree.nodes(formula):
        if part.op == "call" and part not in known:
            row = part.data[0]
            if row.group in ("activations", "yours") and part.shape == part.args[0].shape:
                yield part


def _of_the_equation(found: Derivation, site: Site) -> frozenset[Expr]:
    """What stands in the equation that a derivative goes through; all else is brought in by the
    derivative, as the softmax(z) of softmax(z) − y."""
    if not isinstance(site.key, Derivative):
        return frozenset()
    return frozenset(tree.nodes(found.graph.equations[site.via or ""]))


def argument_negated(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """f(−z) instead of f(z), as 1 / (1 + exp(z)) for a sigmoid."""
    for part in activations_in(found, site, formula):
        yield tree.substituted(formula, {part: _of(part, tree.neg(part.args[0]))})


def _of(call: Expr, argument: Expr) -> Expr:
    return tree.call(call.data[0], (argument, *call.args[1:]), call.data[1], call.shape)


def function_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A value instead of its exponential, logarithm, sine, …, or of the larger of it and a number."""
    known = _of_the_equation(found, site)
    calls = [part for part in tree.nodes(formula) if part.op == "call" and part not in known]
    kinds: dict[str, dict[Expr, Expr]] = {}
    for part in calls:
        if part.data[0].name == "xlogy":  # as y log p is written
            kinds.setdefault("xlogy", {})[part] = tree.mul(*part.args)
        inner = _inside(part)
        if inner is not None:
            name = part.data[0].name
            kind = kinds.setdefault("" if name in ("maximum", "minimum") else name, {})
            kind[part] = kind.get(inner, inner)
    for exchange in kinds.values():
        yield tree.substituted(formula, exchange)


def _inside(call: Expr) -> Expr | None:
    """The one argument of an elementary function that is no number."""
    row, inner = call.data[0], [one for one in call.args if tree.leaves(one)]
    able = row.group == "elementary functions" and not row.flat and row.name != "sqrt"
    return inner[0] if able and len(inner) == 1 and inner[0].shape == call.shape else None


def root_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A value instead of its square root, as d for √d."""
    for part in tree.nodes(formula):
        if part.op == "call" and part.data[0].name == "sqrt":
            yield tree.substituted(formula, {part: part.args[0]})


def number_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A product or quotient without its number, as Q Kᵀ without 1/√2."""
    for part in tree.nodes(formula):
        if part.op == "mul" and any(map(_is_number, part.args)):
            rest = tuple(arg for arg in part.args if not _is_number(arg))
            if rest:
                yield tree.substituted(formula, {part: rest[0] if len(rest) == 1 else tree.mul(*rest)})
        elif part.op == "div" and (part.args[1].op == "size" or _is_number(part.args[1])):
            yield tree.substituted(formula, {part: part.args[0]})


def _is_number(part: Expr) -> bool:
    return part.shape == SCALAR and not tree.leaves(part) and part.op != "size"


def square_left_out(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A value or its amount instead of its square; the length of a vector for a sum of squares."""
    for part in tree.nodes(formula):
        if part.op == "pow" and part.args[1].op == "number":
            yield tree.substituted(formula, {part: part.args[0]})
            if part.shape != SCALAR and not isinstance(site.key, Derivative):
                amount = tree.call(TABLE["abs"], (part.args[0],), (), part.shape)
                yield tree.substituted(formula, {part: amount})
        elif part.op == "call" and part.data[0].name == "squared_norm":
            yield tree.substituted(formula, {part: tree.call(TABLE["norm"], part.args, (), SCALAR)})


def root_taken(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The root of a sum or mean of squares."""
    for part in tree.nodes(formula):
        if part.shape == SCALAR and _is_sum(part) and part.args[0].op == "pow":
            yield tree.substituted(formula, {part: tree.call(TABLE["sqrt"], (part,), (), SCALAR)})


def _is_sum(part: Expr) -> bool:
    return part.op == "sum" or (part.op == "call" and part.data[0].name == "mean")


def sum_for_mean(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """Σ instead of the mean."""
    for part in tree.nodes(formula):
        if part.op == "call" and part.data[0].name == "mean":
            yield tree.substituted(formula, {part: tree.total(part.args[0], part.data[1][0])})


def mean_for_sum(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """The mean instead of Σ."""
    if isinstance(site.key, Derivative):
        return
    for part in tree.nodes(formula):
        summed = part.op == "sum" or (part.op == "call" and part.data[0].name == "squared_norm")
        if summed and part.shape == SCALAR:
            size = tree.size(part.args[0].shape[0] * part.args[0].shape[1])
            yield tree.substituted(formula, {part: tree.div(part, size)})


def one_less(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """A mean of squares divided by n − 1 instead of n."""
    for part in tree.nodes(formula):
        if part.op == "call" and part.data[0].name == "mean" and part.args[0].op == "pow":
            many = count(part.args[0].shape, part.data[1][0])
            if many != 1:
                squares = tree.total(part.args[0], part.data[1][0])
                less = tree.add(tree.size(many), tree.number(-1))
                yield tree.substituted(formula, {part: tree.div(squares, less)})


def count(shape: Shape, axis: int | None) -> Size:
    """How many entries are added up along an axis."""
    return shape[0] * shape[1] if axis is None else shape[axis]


def other_base(found: Derivation, site: Site, formula: Expr) -> Iterator[Expr]:
    """log₁₀ or log₂ instead of the natural logarithm."""
    if isinstance(site.key, Derivative):
        if not any(map(_is_log, tree.nodes(found.graph.equations.get(site.via or "", formula)))):
            return
        logs = [formula]
    else:
        logs = [part for part in tree.nodes(formula) if _is_log(part)]
    for base in (10, 2) if logs else ():
        scale = tree.call(TABLE["log"], (tree.number(base),), (), SCALAR)
        yield tree.substituted(formula, {part: tree.div(part, scale) for part in logs})


def _is_log(part: Expr) -> bool:
    """Whether a logarithm is taken; that of the inside of a function counts as its own."""
    if part.op != "call":
        return False
    row = part.data[0]
    return (
        row.name in ("log", "xlogy") or "log(" in (row.formula or "") or "log_softmax(" in (row.formula or "")
    )
