"""The accumulation of the main derivative, order by order, and what each parameter adds."""

from __future__ import annotations

from collections.abc import Sequence

from bpcalc.calculus import orders
from bpcalc.calculus.counting import Counts, Main, TargetCount, label
from bpcalc.calculus.elimination import is_chain
from bpcalc.calculus.orders import Line
from bpcalc.language import tree
from bpcalc.language.comparison import extreme
from bpcalc.language.cost import FREE, Cost
from bpcalc.language.sizes import Size
from bpcalc.language.tree import Expr
from bpcalc.report.blocks import Block, Inline, Section, Table, Text
from bpcalc.report.count_chains import checked
from bpcalc.report.opening import UNITS
from bpcalc.report.sizes import Cell, cell, cells, extreme_cell, extreme_formula, product_shapes, words
from bpcalc.report.view import SIGNS
from bpcalc.spec.conventions import Conventions
from bpcalc.spec.network import Network

COST: tuple[Inline, ...] = (("×",), ("+",), ("× and +",))
ALL = "multiplications_and_additions"


def answer(network: Network, found: Counts) -> tuple[Block, ...]:
    """The totals of the main derivative in every order and convention."""
    first = found.targets[0]
    of = label(found, (found.found.of or "", first.target))
    if not first.adds and not first.forward:
        said: Inline = (of, " is a local Jacobian: no product is needed, 0 operations.")
        return (Text(said),)
    unit, convention = network.conventions.count, network.conventions.products
    reverse, forward = (orders.total(lines, convention) or FREE for lines in (first.adds, first.forward))
    way = " by structured products" if convention == "structured" else ""
    sentence: Inline = (
        of,
        " takes ",
        *_number(reverse, unit),
        " in reverse accumulation and ",
        *_number(forward, unit),
        f" in forward accumulation{way}.",
    )
    checks = checked(found.main.checked) if found.main is not None else ()
    return (Text(sentence), _totals(found, first), *_best(found, unit), *checks, _units())


def _number(cost: Cost, unit: str) -> Inline:
    """`14 operations (10 multiplications and 4 additions)`, or only what the unit counts."""
    if unit != ALL:
        return (words(cost.multiplications), f" {UNITS[unit]}")
    return (
        words(cost.total), " operations (", words(cost.multiplications), " × and ",
        words(cost.additions), " +)",
    )  # fmt: skip


def _totals(found: Counts, first: TargetCount) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, lines in (("reverse", first.adds), ("forward", first.forward)):
        rows.append(((f"{name} accumulation",), ("dense",), *cells(orders.total(lines))))
        rows.append(((f"{name} accumulation",), ("structured",), *cells(orders.total(lines, "structured"))))
    main = found.main
    if main is not None and is_new(main):
        rows.append(((_best_name(main),), ("dense",), *cells(orders.total(main.best_lines))))
    return Table((("order",), ("products",), *COST), tuple(rows))


def is_new(main: Main) -> bool:
    """Whether the best order is one, and neither reverse nor forward accumulation."""
    return len(main.best.orders) == 1 and main.best.orders[0] not in (_reverse(main), _forward(main))


def _best_name(main: Main) -> str:
    if not main.best.proved:
        return "best found"
    return "best bracketing" if is_chain(main.net) else "best order"


def _units() -> Block:
    said = (
        "Structured: entries of a local Jacobian that its structure makes 0 are skipped, as those beside "
        "a diagonal, and nothing is multiplied by 1 or -1. "
        "Multiply-accumulates are as many as multiplications (×)."
    )
    return Text((said,), "quiet")


def _best(found: Counts, unit: str) -> tuple[Block, ...]:
    main = found.main
    assert main is not None
    what = "bracketing of the chain" if is_chain(main.net) else "order of elimination"
    compared = "all were compared" if main.best.proved else "not all orders were compared"
    if len(main.best.orders) > 1:
        smallest = extreme_formula(extreme(main.best.costs))
        return (Text(("The cheapest order depends on the sizes: ", smallest, f" ({compared})."), "note"),)
    usual = {order: name for name, order in (("forward", _forward(main)), ("reverse", _reverse(main)))}
    name = usual.get(main.best.orders[0])
    cost = orders.total(main.best_lines) or FREE
    if name is None:
        return (Text(("The cheapest order takes ", *_number(cost, unit), f"; {compared}."), "note"),)
    if main.best.proved:
        return (Text((f"No {what} is cheaper than {name} accumulation ({compared}).",)),)
    return (Text((f"Nothing cheaper than {name} accumulation was found; {compared}.",)),)


def _reverse(main: Main) -> tuple[str, ...]:
    return tuple(main.net.names[k] for k in reversed(main.net.inner))


def _forward(main: Main) -> tuple[str, ...]:
    return tuple(main.net.names[k] for k in main.net.inner)


def sections(network: Network, found: Counts) -> tuple[Block, ...]:
    """A table of products for each order, then the parameters, then memory."""
    main = found.main
    assert main is not None
    first, usual = found.targets[0], network.conventions
    blocks: list[Block] = []
    if first.adds:
        blocks.append(_products(found, "Reverse accumulation", first.adds, usual))
    if first.forward and _forward(main) != _reverse(main):
        blocks.append(_products(found, "Forward accumulation", first.forward, usual))
    if is_new(main):
        blocks.append(_products(found, _best_name(main).capitalize(), main.best_lines, usual))
    if any(target.adds or target.forward for target in found.targets[1:]):
        blocks.append(Section(("What each further gradient adds",), _parameters(found, usual)))
    if first.adds or first.forward:
        blocks.append(Section(("Memory of the accumulation",), _memory(found)))
    return tuple(blocks)


def _products(found: Counts, title: str, lines: Sequence[Line], usual: Conventions) -> Section:
    """A line per product and sum, with a running total, by the products and in the unit in force."""
    rows: list[tuple[Cell, ...]] = []
    done: Size = 0
    structured = usual.products == "structured" and orders.total(lines, "structured") is not None
    sign = SIGNS.get(usual.count)
    for line in lines:
        cost = (line.structured if structured else None) or line.dense
        costs = cells(cost) if sign is None else (cell(usual.counted(cost)),)
        done = done + usual.counted(cost)
        shapes: Inline = (product_shapes(line.shapes),) if line.kind == orders.PRODUCT else ("sum",)
        rows.append((equation(found, line), shapes, *costs, cell(done), cell(line.memory)))
    counted: tuple[Inline, ...] = COST if sign is None else ((sign,),)
    header: tuple[Inline, ...] = (("product",), ("shapes",), *counted, ("so far",), ("entries",))
    way = " by structured products" if structured else ""
    return Section((title + way,), (Table(header, tuple(rows)),))


def equation(found: Counts, line: Line) -> Inline:
    """`∂ℓ/∂z₂ = ∂ℓ/∂ŷ · ∂ŷ/∂z₂`."""
    result = label(found, line.result)
    if line.kind == orders.SUM:
        return (result, f" = sum of {len(line.factors)} paths")
    return (result, " = ", tree.matmul(*(label(found, factor) for factor in line.factors)))


def _parameters(found: Counts, usual: Conventions) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = []
    for target in found.targets[1:]:
        name: Inline = (label(found, (found.found.of or "", target.target)),)
        if len(target.adds) == 1:
            name = equation(found, target.adds[0])
        full = orders.total(target.adds)
        rows.append((name, ("reverse, full",), *cells(full)))
        name = (label(found, (found.found.of or "", target.target)),)
        outer = orders.total(target.adds, "outer")
        structured = orders.total(target.adds, "structured")
        if outer != full:
            rows.append((name, ("reverse, outer",), *cells(outer)))
        elif structured != full:
            rows.append((name, ("reverse, structured",), *cells(structured)))
        rows.append((name, ("forward",), *cells(orders.total(target.forward))))
        pushed = orders.total(target.forward, usual.products)
        if pushed != orders.total(target.forward):
            rows.append((name, ("forward, structured",), *cells(pushed)))
    said = (
        "Reverse: beside the products stored already, those of the lines above included. Forward: a chain "
        "of its own. Full: times the whole Jacobian of the weights; outer: the product δ xᵀ."
    )
    return (Table((("gradient",), ("how",), *COST), tuple(rows)), Text((said,), "quiet"))


def _memory(found: Counts) -> tuple[Block, ...]:
    assert found.main is not None
    names = {orders.REVERSE: "reverse accumulation", orders.FORWARD: "forward accumulation"}
    rows: list[tuple[Cell, ...]] = []
    for name, used in found.main.memory.items():
        if name in names or is_new(found.main):
            kind = names.get(name, _best_name(found.main))
            rows.append(((kind,), cell(used.every), extreme_cell(used.peak)))
    table = Table((("numbers kept",), ("every array",), ("most at once",)), tuple(rows))
    said = (
        "Every array: local Jacobians, products and the result. "
        "Most at once: a product goes after its last use."
    )
    return (table, Text((said,), "quiet"), *_tape(found))


def _tape(found: Counts) -> tuple[Block, ...]:
    if not found.tape:
        return (Text(("Reverse mode need not keep any result of the forward pass.",)),)
    total: Size = 0
    kept: list[str | Expr] = []
    for name, size in found.tape.items():
        total = total + size
        kept += [", " if kept else "", found.graph.leaf(name), " (", words(size), ")"]
    start = "Until its backward pass, reverse mode keeps "
    return (Text((start, *kept, " of the forward pass: ", words(total), " numbers.")),)
