"""Products of three or more matrices in every order, and second derivatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpcalc.calculus.counting import Counts
from bpcalc.calculus.products import BEST, LEFT, Chain, Difference, Way
from bpcalc.calculus.second import Curvature
from bpcalc.language import tree
from bpcalc.language.factoring import Threshold
from bpcalc.language.sizes import Size, letters
from bpcalc.report.blocks import Block, Inline, Section, Table, Text
from bpcalc.report.sizes import (
    Cell,
    cell,
    extreme_cell,
    extreme_formula,
    factors_formula,
    product_shapes,
    words,
)

LONG = 12
"""Products with more factors are not written out."""


def sections(found: Counts) -> tuple[Block, ...]:
    """One section for each product, then the second derivative."""
    blocks: list[Block] = [
        Section(("The product in ", found.graph.leaf(chain.name)), _chain(found, chain))
        for chain in found.chains
    ]
    if found.curvature is not None:
        blocks.append(_curvature(found, found.curvature))
    return tuple(blocks)


def _chain(found: Counts, chain: Chain) -> tuple[Block, ...]:
    blocks: list[Block] = [*_totals(chain), *_verdict(chain)]
    if len(chain.factors) <= LONG:
        for way in chain.ways:
            title: Inline = (f"{way.name[0].upper()}{way.name[1:]}   ", way.formula)
            blocks.append(Section(title, (_products(found, chain, way),), "step"))
    memory = (
        "Every array: the matrices given, each product and the result. "
        "Most at once: a product goes after its last use."
    )
    return (*blocks, Text((memory,), "quiet"))


def _totals(chain: Chain) -> tuple[Table, ...]:
    """A row per order; polynomials are long, so their memory has a table of its own."""
    order: Inline = ("order",)
    costs = [(cell(way.cost.multiplications), cell(way.cost.additions)) for way in chain.ways]
    memory = [(cell(way.memory.every), extreme_cell(way.memory.peak)) for way in chain.ways]
    names: list[Inline] = [(way.name,) for way in chain.ways]
    counted, kept = (("×",), ("+",)), (("every array",), ("most at once",))
    if all(isinstance(size, int) for size in chain.dims):
        rows = tuple((name, *c, *m) for name, c, m in zip(names, costs, memory, strict=True))
        return (Table((order, *counted, *kept), rows),)
    return (
        Table((order, *counted), tuple((name, *c) for name, c in zip(names, costs, strict=True))),
        Table((order, *kept), tuple((name, *m) for name, m in zip(names, memory, strict=True))),
    )


def _products(found: Counts, chain: Chain, way: Way) -> Table:
    """A line per product, each with a name, and the running total of multiplications."""
    rows: list[tuple[Cell, ...]] = []
    done: Size = 0
    made = {(k, k + 1): factor for k, factor in enumerate(chain.factors)}
    letter = _letter(found)
    for place, product in enumerate(way.products, 1):
        left, right = made[product.left], made[product.right]
        m, k, n = product.sizes
        last = chain.whole and place == len(way.products)
        result = tree.name(chain.name if last else f"{letter}{place}", (m, n))
        made[product.left[0], product.right[1]] = result
        done = done + product.cost.multiplications
        rows.append(
            ((result, " = ", tree.matmul(left, right)), (product_shapes(((m, k), (k, n))),),
             cell(product.cost.multiplications), cell(product.cost.additions), cell(done), cell(m * n))
        )  # fmt: skip
    header: tuple[Inline, ...] = (
        ("product",),
        ("shapes",),
        ("×",),
        ("+",),
        ("× so far",),
        ("entries",),
    )
    return Table(header, tuple(rows))


def _letter(found: Counts) -> str:
    """A letter for products that no quantity uses."""
    taken = {name[0] for name in (*found.graph.leaves, *found.graph.equations)}
    return next((letter for letter in "BMTPQRSUVN" if letter not in taken), "product_")


def _verdict(chain: Chain) -> tuple[Block, ...]:
    """The best order, when one beats the other, and how that was checked."""
    blocks: list[Block] = []
    best = extreme_formula(chain.best)
    if chain.best_is_proved:
        said: Inline = ("Fewest multiplications over all bracketings: ", best, ".")
        names = [way.name for way in chain.ways if not way.name.startswith(BEST)]
        if len(names) < len(chain.ways):
            said = (*said, f" Neither {' nor '.join(names)} is best.")
    else:
        said = ("Best found: ", best, " multiplications; not all bracketings were compared.")
    blocks.append(Text(said))
    blocks.extend(Text(_difference(one)) for one in chain.differences if any(map(letters, one.factors)))
    blocks.extend(checked(chain.checked))
    return tuple(blocks)


def checked(places: Sequence[Mapping[str, int]]) -> tuple[Block, ...]:
    """At which sizes the polynomials were compared with counting."""
    if not places:
        return ()
    said = "; ".join(", ".join(f"{name}={size}" for name, size in at.items()) for at in places)
    return (Text((f"Checked by carrying the products out and counting, with {said}.",), "quiet"),)


def _difference(found: Difference) -> Inline:
    """`right to left wins when m < n`, with the difference in factors."""
    one, other = "right to left", LEFT
    factors, when, reverse = found.factors, found.when, found.reverse
    if reverse is False:  # what is never negative reads better
        one, other = other, one
        factors, when, reverse = found.opposite, reverse, when
    what: Inline = (
        f"{found.what.capitalize()}, {one} less {other}: ",
        factors_formula(factors),
        ". ",
    )
    if when is False and isinstance(reverse, Threshold):
        return (*what, f"{other.capitalize()} wins when ", *_condition(reverse), f"; {one} never does.")
    if isinstance(when, bool):
        return (*what, f"{(one if when else other).capitalize()} always wins.")
    if isinstance(when, Threshold):
        against = (words(when.left), " > ", words(when.right))
        return (*what, f"{one.capitalize()} wins when ", *_condition(when), f", {other} when ", *against, ".")
    return (*what, f"{one.capitalize()} wins where this is negative.")


def _condition(when: Threshold) -> Inline:
    if isinstance(when.left, int):
        return (words(when.right), " > ", words(when.left))
    return (words(when.left), " < ", words(when.right))


def _curvature(found: Counts, second: Curvature) -> Section:
    wrt = second.wrt
    n = found.graph.shape(wrt)
    size = n[0] * n[1]
    label = tree.partial(second.of, (wrt, wrt), (size, size))
    rows: list[tuple[Cell, ...]] = []
    for way in second.ways:
        cost = way.work.arithmetic
        counted = cell(cost.multiplications), cell(cost.additions)
        rows.append(((way.name,), (way.formula,), *counted, cell(way.memory.every), cell(way.in_place)))
    header: tuple[Inline, ...] = (
        ("order",), ("formula",), ("×",), ("+",), ("every array",), ("in place",),
    )  # fmt: skip
    said = (
        "Every array: what is given, each intermediate result and the result. "
        "In place: scaling overwrites its argument."
    )
    return Section(("The second derivative ", label), (Table(header, tuple(rows)), Text((said,), "quiet")))
