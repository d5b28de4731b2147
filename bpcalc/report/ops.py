"""The function table as a page: every row of it and every operation, with its derivative.

Formulas and derivatives are worked out from the rows; a new row needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, tree
from bpcalc.language.arrays import exact_array
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, apply, expression, formula
from bpcalc.language.functions import ALL, CONVENTION, EACH, Function
from bpcalc.language.names import canonical
from bpcalc.language.sizes import Shape, letter
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.report.blocks import Block, Code, Equation, Inline, Section, Table, Text
from bpcalc.report.operations import OPERATIONS

LONG = 60
"""Derivatives with more operations are left out of the overview."""
IMAGES: dict[str, Shape] = {"X": (4, 4), "K": (2, 2)}
"""Sizes that an image needs in numbers."""


class Entry(NamedTuple):
    """One function or operation.

    `call`: how it is typed. `settings`: names with their defaults as text. `formula`: its
    value, None for a primitive. `derivatives`: by argument; for a function of every entry of
    one entry, else the Jacobian for a column of n entries. `kink`: where there is no
    derivative, and what is taken there.
    """

    name: str
    group: str
    call: str
    settings: tuple[tuple[str, str], ...] = ()
    formula: Expr | None = None
    derivatives: tuple[tuple[str, Expr], ...] = ()
    kink: str = ""
    remark: str = ""
    pytorch: str = ""
    shapes: str = ""


@cache
def entries() -> tuple[Entry, ...]:
    """Every function that a spec can use, in the order of the table, and the operations."""
    rows = tuple(_of_row(row) for row in TABLE.values() if row.group)
    return rows + tuple(_of_operation(*operation) for operation in OPERATIONS)


def entry(name: str) -> Entry:
    """One of them by its name. Raises InputError for a name that is in no table."""
    wanted = canonical(name)
    known = {found.name: found for found in entries()}
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1)
    help = f"did you mean {near[0]}?" if near else "bpcalc ops lists all functions"
    raise InputError(Problem("E302", f"there is no function {name}", help=help))


def overview() -> tuple[Block, ...]:
    """A table for each group."""
    sections: list[Block] = []
    for group in dict.fromkeys(found.group for found in entries()):
        rows = tuple(_cells(found) for found in entries() if found.group == group)
        header: tuple[Inline, ...] = (("write",), ("value",), ("derivative",), ("remark",))
        sections.append(Section((group[:1].upper() + group[1:],), (Table(header, rows),)))
    said = (
        "The derivative of a function of every entry is that of one entry; of other functions it is "
        "the Jacobian for a column of n entries, by the first argument. "
    )
    return (Text((said, Code("bpcalc ops relu"), " shows one function in detail."), "quiet"), *sections)


def detail(found: Entry) -> tuple[Block, ...]:
    """All that is known about one function."""
    blocks: list[Block] = []
    name = tree.name(found.name, SCALAR)
    if found.formula is not None:
        blocks.append(Equation(_label(found), (found.formula,)))
    blocks += [
        Equation(tree.partial("a", (argument,), slope.shape), (slope,)) for argument, slope in found.derivatives
    ]
    facts: list[tuple[Inline | int, ...]] = [(("write",), (Code(found.call),))]
    facts += [((f"setting {setting}",), (default,)) for setting, default in found.settings]
    for what, said in (
        ("shapes", found.shapes),
        ("at its kink", found.kink),
        ("remark", found.remark),
        ("in PyTorch", found.pytorch),
    ):
        if said:
            facts.append(((what,), (said,)))
    del name
    return (Section((Code(found.name), f"   {found.group}"), (*blocks, Table((("",), ("",)), tuple(facts)))),)


def _label(found: Entry) -> Expr:
    return tree.name("a", found.formula.shape if found.formula is not None else SCALAR)


def _cells(found: Entry) -> tuple[Inline | int, ...]:
    settings = ", ".join(f"{name}={default}" for name, default in found.settings)
    first = next((slope for _, slope in found.derivatives), None)
    remarks = "; ".join(part for part in (found.kink, found.remark, found.shapes) if part)
    return (
        (Code(f"{found.call[:-1]}, {settings})" if settings else found.call),),
        (found.formula,) if found.formula is not None else (),
        (first,) if first is not None and _short(first) else (),
        (remarks,) if remarks else (),
    )


def _short(expr: Expr) -> bool:
    return sum(1 for _ in tree.nodes(expr)) <= LONG


# -- rows of the table ---------------------------------------------------------------


def _of_row(row: Function) -> Entry:
    node = _applied(row)
    slopes = tuple(_slopes(row, node))
    return Entry(
        row.name,
        row.group,
        f"{row.name}({', '.join(row.arguments)})",
        tuple((name, _default(default)) for name, default in row.settings if default is not CONVENTION),
        node if row.inline else formula(node) if row.formula is not None else None,
        slopes,
        _at_kink(row),
        row.remark,
        f"torch.{row.code}" if row.code and row.code[0].islower() else f"torch.nn.{row.code}" if row.code else "",
    )


def _applied(row: Function) -> Expr:
    """The function of letters: of one entry, of columns, or of an image."""
    shape = SCALAR if row.elementwise else (letter("n"), 1)
    args = tuple(tree.name(name, IMAGES.get(name, shape)) for name in row.arguments)
    named = {name: tree.name(name, SCALAR) for name, default in row.settings if _is_open(row, name, default)}
    return apply(row, args, named, Scope({}))


def _is_open(row: Function, name: str, default: object) -> bool:
    """Whether formulas can keep the name of a setting; others need its number."""
    return name not in ("axis", "at_zero", "tie") and row.body is None and default not in (CONVENTION, ALL, EACH)


def _slopes(row: Function, node: Expr) -> Iterator[tuple[str, Expr]]:
    if row.body is not None:
        return
    for argument in row.arguments:
        shape = SCALAR if row.elementwise else (letter("n"), 1)
        yield argument, maps.matrix(derivative(node, tree.name(argument, shape)))


def _default(default: object) -> str:
    return {ALL: "all entries", EACH: "each example"}.get(default, str(default)) if isinstance(default, str) else str(default)


def _at_kink(row: Function) -> str:
    """`at z = 0 the derivative is 0 (relu_at_zero)`, for functions of every entry."""
    if row.kink is None or not row.elementwise or row.flat:
        return ""
    args = tuple(tree.name(name, SCALAR) for name in row.arguments)
    slope = maps.matrix(derivative(apply(row, args, {}, Scope({})), args[0]))
    zero = exact_array([[0]])
    taken = value(slope, {name: zero for name in row.arguments})[0, 0]
    where = " = ".join(row.arguments) if len(row.arguments) > 1 else f"{row.kink} = 0"
    said = f"at {where} the derivative is {taken}"
    by_convention = any(default is CONVENTION for _, default in row.settings)
    return f"{said}, by the convention relu_at_zero" if by_convention else said


# -- operations ----------------------------------------------------------------------


def _of_operation(name: str, group: str, call: str, given: dict[str, Shape], remark: str) -> Entry:
    sizes = {size: letter(size) for size in "mnpq"}
    leaves = {leaf: tree.name(leaf, shape) for leaf, shape in given.items()}
    made = expression(call, Scope(leaves, letters=sizes))
    slopes = tuple(
        (leaf, maps.matrix(derivative(made, found)))
        for leaf, found in leaves.items()
        if found in tree.leaves(made)
    )
    shown = tuple((leaf, slope) for leaf, slope in slopes if slope.op != "zeros")
    return Entry(name, group, call, derivatives=shown, remark=remark, shapes=_shapes(given, made))


def _shapes(given: dict[str, Shape], made: Expr) -> str:
    from bpcalc.language.sizes import shape_text

    taken = ", ".join(f"{name} {shape_text(shape)}" for name, shape in given.items())
    return f"{taken} → {shape_text(made.shape)}" if taken else shape_text(made.shape)
