"""The page of second derivatives: the gradient as equations, how they change, the Hessian."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcalc.calculus.hessian import CLOSE, Hessian, Second
from bpcalc.calculus.indexing import at
from bpcalc.calculus.twice import Change
from bpcalc.language import arrays, simplify, tree
from bpcalc.language.tree import Expr
from bpcalc.report import hessian_product
from bpcalc.report.blocks import Block, Code, Display, Equation, Inline, Section, Sign, Text
from bpcalc.report.floats import power
from bpcalc.report.hessian_parts import is_short, is_small, label, selects
from bpcalc.report.hessian_shown import is_literal, shown
from bpcalc.report.legend import legend
from bpcalc.report.numbers import put_in
from bpcalc.report.view import matrix
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import Network

FEW = 4
"""Variables with so many entries have a formula for every entry of their Hessian."""


def page(network: Network, found: Sequence[Hessian], *, entrywise: bool = False) -> tuple[Block, ...]:
    """Every case. `entrywise`: a formula for each entry even where the matrix formula reads well."""
    single = len(found) == 1 and found[0].case is None
    blocks: list[Block] = []
    for one in found:
        body = tuple(_case(shown(one, network.conventions), entrywise, network.conventions))
        blocks.extend(body if single else (Section((f"Case {one.case}",), body),))
    title = f"Second derivatives: {network.title}".rstrip(": ")
    return (Section((title,), (*legend(blocks), *blocks)),)


def _case(found: Hessian, entrywise: bool, usual: Conventions) -> Iterator[Block]:
    if found.problem is not None:
        yield Text((f"{found.problem.message}. There are no second derivatives.",), "warning")
        return
    given = tuple(
        matrix(found.values.names[name], leaf.shape, leaf)
        for name, leaf in found.graph.leaves.items()
        if name in found.values.names
    )
    if given:
        yield Section(("Given",), (Display(given),))
    yield Section(("The gradient, as equations",), tuple(_gradient(found)))
    for target, changes in found.changes.items():
        if any(len(change.result) == 2 or change.result[1] not in found.changes for change in changes):
            x = found.graph.leaf(target)
            yield Section(("How they change with ", x), tuple(_changes(found, target, changes, usual)))
    for second in found.seconds.values():
        if list(found.changes).index(second.a) <= list(found.changes).index(second.b):
            name = label(found, (found.of, second.a, second.b), usual)
            yield Section(_title(second, name), tuple(_second(found, second, name, entrywise, usual)))
    for product in found.products:
        yield Section(
            ("Times ", hessian_product.direction(found, product)),
            hessian_product.blocks(found, product, usual),
        )


# -- first derivatives -------------------------------------------------------------------


def _gradient(found: Hessian) -> Iterator[Block]:
    yield Text(("Reverse accumulation gives each first derivative in an equation of its own, in the shape "
                "of its variable.",))  # fmt: skip
    for q, formula in found.gradient.items():
        label = tree.partial(found.of, (q,), found.graph.shape(q))
        yield Equation(label, (formula,))
    parts = tuple(
        matrix(value, value.shape, tree.partial(found.of, (q,), value.shape))
        for q, value in found.first.items()
        if q != found.of and is_small(value.shape)
    )
    if parts:
        yield Display(parts)


# -- the chain rule once more ------------------------------------------------------------


def _changes(found: Hessian, target: str, changes: Sequence[Change], usual: Conventions) -> Iterator[Block]:
    of, x = found.graph.leaf(found.of), found.graph.leaf(target)
    several = len(changes) > 1
    yield Text((
        "Every equation is differentiated by ", x, ", those of the first derivatives as well",
        ": a sum over what it depends on, each local Jacobian times how that changes." if several else ".",
        " ∂²", of, f"/∂a∂b has {_sides(found, usual)}.",
    ))  # fmt: skip
    for change in changes:
        name = label(found, change.result, usual)
        if is_short(change.formula):
            yield Equation(name, (change.formula,))
        is_result = len(change.result) == 3 and change.result[1] == target
        if change.value is not None and not is_result and is_small(change.value.shape):
            yield Display((matrix(change.value, change.value.shape, name),))
    yield from _kinks(found)


def _sides(found: Hessian, usual: Conventions) -> str:
    rows, columns = "ab" if usual.layout == "numerator" else "ba"
    said = f"a row for each entry of {rows} and a column for each entry of {columns}"
    proper = any(1 not in leaf.shape for leaf in found.graph.leaves.values())
    return said + (", matrices column by column" if usual.vec == "columns" and proper else "")


def _kinks(found: Hessian) -> Iterator[Block]:
    flat = {
        part.data[0].name
        for part in tree.nodes(*found.gradient.values())
        if part.op == "call" and part.data[0].flat and part.data[0].name.endswith("'")
    }
    for name in sorted(flat):
        yield Text((f"{name}' is 0 except at the kink, where there is none; 0 is used.",), "quiet")
    for kink in found.kinks:
        sits = " sits exactly on its kink: there is no second derivative at this point."
        yield Text((f"{kink.function} in the equation of ", Code(kink.equation), sits), "note")


# -- results -----------------------------------------------------------------------------


def _title(second: Second, name: Expr) -> Inline:
    if second.a != second.b:
        return ("Mixed second derivatives ", name)
    return ("The second derivative " if name.shape == (1, 1) else "The Hessian ", name)


def _second(
    found: Hessian, second: Second, name: Expr, entrywise: bool, usual: Conventions
) -> Iterator[Block]:
    formula = second.formula
    readable = formula is not None and is_short(formula) and not selects(formula)
    literal = formula is not None and is_literal(formula, usual)
    closed = (
        _entries(name, formula, second.a == second.b)
        if formula is not None and literal and _few(name)
        else ()
    )
    if formula is not None and (readable or (not closed and is_short(formula))):
        yield Equation(name, (formula,))
    elif not closed:
        yield Text(("Its formula is long; the steps above make it up.",), "quiet")
    if closed and (entrywise or not readable):
        yield from closed
    elif entrywise:
        yield Text(("Its entries have no short formulas of their own.",), "quiet")
    if second.value is not None:
        known = dict(found.values.names)
        terms = put_in(formula, known) if formula is not None and readable and literal else None
        result = matrix(second.value, second.value.shape, name)
        yield Display((*terms, Sign("="), result) if terms is not None and len(terms) > 2 else (result,))
        if name.shape != (1, 1) or second.a != second.b:
            yield _symmetric(found, second)


def _entries(whole: Expr, formula: Expr, symmetric: bool) -> tuple[Block, ...]:
    """A formula for each entry, or nothing where one of them would need a sum."""
    rows, columns = whole.shape
    assert isinstance(rows, int)
    assert isinstance(columns, int)
    said = "Entry by entry; H is short for the matrix"
    blocks: list[Block] = [Text((said + (", and H[j, i] is H[i, j]:" if symmetric else ":"),))]
    short = tree.name("H", whole.shape)
    for i in range(rows):
        for j in range(i if symmetric else 0, columns):
            entry = simplify.plus(simplify.ZERO, at(formula, i, j))
            if any(part.op == "slice" and part.args[0].op != "name" for part in tree.nodes(entry)):
                return ()
            blocks.append(Equation(tree.part(short, (i, i + 1), (j, j + 1)), (entry,)))
    return tuple(blocks)


def _symmetric(found: Hessian, second: Second) -> Text:
    a, b = found.graph.leaf(second.a), found.graph.leaf(second.b)
    if found.asymmetry > CLOSE:
        return Text(
            (f"It should be symmetric, and is not: entries differ by {power(found.asymmetry)} of the "
             "largest. Rounding matters here.",), "warning",
        )  # fmt: skip
    how = "exactly" if second.value is not None and arrays.is_exact(second.value) else "to rounding"
    if second.a == second.b:
        return Text((f"Symmetric, {how}: checked.",), "quiet")
    return Text(
        (
            "The transpose of the one by ",
            b,
            " and ",
            a,
            f", {how}: checked.",
        ),
        "quiet",
    )


def _few(name: Expr) -> bool:
    return name.shape != (1, 1) and all(isinstance(n, int) and n <= FEW for n in name.shape)
