"""The function table as a page: every row of it and every operation, with its derivative.

Formulas and derivatives are worked out from the rows; a new row needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from bpcalc.errors import InputError, Problem
from bpcalc.language import maps, simplify, tree
from bpcalc.language.arrays import exact_array
from bpcalc.language.derivative import derivative
from bpcalc.language.elaborate import Scope, apply, expression
from bpcalc.language.functions import ALL, CONVENTION, EACH, Function
from bpcalc.language.names import canonical
from bpcalc.language.numerics import HALF
from bpcalc.language.sizes import Shape, letter, shape_text
from bpcalc.language.table import TABLE
from bpcalc.language.tree import SCALAR, Expr
from bpcalc.language.value import value
from bpcalc.records import NamedTuple
from bpcalc.report.blocks import Block, Code, Equation, Inline, Section, Table, Text
from bpcalc.report.operations import OPERATIONS
from bpcalc.spec.report import did_you_mean

LONG = 40
"""Formulas with more operations are left out of the overview."""
IMAGES: dict[str, Shape] = {"X": (4, 4), "K": (2, 2)}
"""Sizes that an image needs in numbers."""


class Entry(NamedTuple):
    """One function or operation.

    `call`: how it is typed. `settings`: names with their defaults as text. `formula`: its
    value, None for a primitive. `change`: the differential da, linear in dz for the argument
    z. `jacobians`: by argument, for one entry or a column of n. `kink`: where there is no
    derivative, and what is taken there.
    """

    name: str
    group: str
    call: str
    settings: tuple[tuple[str, str], ...] = ()
    formula: Expr | None = None
    change: Expr | None = None
    jacobians: tuple[tuple[str, Expr], ...] = ()
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
    help = did_you_mean(wanted, known, "bpcalc ops lists all functions")
    raise InputError(Problem("E302", f"there is no function {name}", help=help))


def overview() -> tuple[Block, ...]:
    """A table for each group."""
    header: tuple[Inline, ...] = (("write",), ("value a",), ("change da",), ("remark",))
    said = (
        "a is the value, dz the change of the argument z; ⊙ is the product entry by entry. ",
        Code("bpcalc ops relu"),
        " shows one function with its Jacobian.",
    )
    sections: list[Block] = [Text(said, "quiet")]
    for group in dict.fromkeys(found.group for found in entries()):
        rows = tuple(_cells(found) for found in entries() if found.group == group)
        sections.append(Section((group[:1].upper() + group[1:],), (Table(header, rows),)))
    return (Section(("Functions and operations",), tuple(sections)),)


def detail(found: Entry) -> tuple[Block, ...]:
    """All that is known about one function."""
    shape = found.change.shape if found.change is not None else SCALAR
    blocks: list[Block] = []
    if found.formula is not None:
        blocks.append(Equation(tree.name("a", shape), (found.formula,)))
    if found.change is not None:
        blocks.append(Equation(tree.name("da", shape), (found.change,)))
    blocks += [Equation(tree.partial("a", (name,), j.shape), (j,)) for name, j in found.jacobians]
    said = [(f"setting {name}", default) for name, default in found.settings]
    said += [("shapes", found.shapes), ("kink", found.kink), ("remark", found.remark)]
    said.append(("in PyTorch", found.pytorch))
    facts: list[Block] = [Text((f"{what}: {text}",), "quiet") for what, text in said if text]
    return (Section((Code(found.call),), (Text((found.group,), "quiet"), *blocks, *facts)),)


def _cells(found: Entry) -> tuple[Inline | int, ...]:
    settings = ", ".join(f"{name}={default}" for name, default in found.settings)
    kink = "" if "derivative" in found.remark else found.kink
    remarks = "; ".join(part for part in (kink, found.remark) if part)
    return (
        (Code(f"{found.call[:-1]}, {settings})" if settings else found.call),),
        (found.formula,) if found.formula is not None and _short(found.formula) else (),
        (found.change,) if found.change is not None and _short(found.change) else (),
        (remarks,) if remarks else (),
    )


def _short(expr: Expr) -> bool:
    return _size(expr) <= LONG


def _size(expr: Expr) -> int:
    """Operations as they are printed: those that occur twice count twice."""
    return 1 + sum(_size(arg) for arg in expr.args)


# -- rows of the table ---------------------------------------------------------------


def _of_row(row: Function) -> Entry:
    shape = SCALAR if row.elementwise else (letter("n"), 1)
    args = {name: tree.name(name, IMAGES.get(name, shape)) for name in row.arguments}
    node = apply(row, tuple(args.values()), {}, Scope({}))
    written = _written(row, args, node)
    return Entry(
        row.name,
        row.group,
        f"{row.name}({', '.join(row.arguments)})",
        tuple((name, _default(default)) for name, default in row.settings if default is not CONVENTION),
        written(row.formula) if row.formula is not None else None,
        written(row.differential) if row.differential is not None else _change(node, args),
        () if row.body is not None else _jacobians(node, args),
        _at_kink(row),
        row.remark,
        _pytorch(row.code or ""),
    )


def _written(row: Function, args: Mapping[str, Expr], node: Expr) -> Callable[[str], Expr]:
    """The text of a row as a formula that keeps the names of its settings."""
    numbers = ("axis", "at_zero", "tie")  # these choose among functions, and are no factors
    letters = {name: tree.name(name, SCALAR) for name, _ in row.settings if name not in numbers}
    changes = {f"d{name}": tree.name(f"d{name}", arg.shape) for name, arg in args.items()}
    value = {"a": tree.name("a", node.shape)}
    chosen = {"axis": ALL, "at_zero": 0, "tie": HALF}
    return lambda text: expression(text, Scope({**args, **letters, **changes, **value}, settings=chosen))


def _change(node: Expr, args: Mapping[str, Expr]) -> Expr | None:
    """The differential where no row states it: every argument pushed through its derivative."""
    pushed = [
        maps.push(derivative(node, arg), tree.name(f"d{name}", arg.shape))
        for name, arg in args.items()
        if arg in tree.leaves(node)
    ]
    return simplify.plus(*pushed) if pushed else None


def _jacobians(node: Expr, args: Mapping[str, Expr]) -> tuple[tuple[str, Expr], ...]:
    used = {name: arg for name, arg in args.items() if arg in tree.leaves(node)}
    return tuple((name, maps.matrix(derivative(node, arg))) for name, arg in used.items())


def _default(default: object) -> str:
    return {ALL: "all", EACH: "each"}.get(default, default) if isinstance(default, str) else str(default)


def _pytorch(code: str) -> str:
    if not code:
        return ""
    if code.startswith("functional."):
        return f"torch.nn.{code}"
    return f"torch.{code}" if code[0].islower() else f"torch.nn.{code}"


def _at_kink(row: Function) -> str:
    """`at z = 0 the derivative is 0`, for functions of every entry."""
    if row.kink is None or not row.elementwise or row.flat:
        return ""
    args = {name: tree.name(name, SCALAR) for name in row.arguments}
    node = apply(row, tuple(args.values()), {}, Scope({}))
    zeros = {name: exact_array([[0]]) for name in args}
    taken = value(_jacobians(node, args)[0][1], zeros)[0, 0]
    where = " = ".join(args) if len(args) > 1 else f"{row.kink} = 0"
    said = f"at {where} the derivative is {taken}"
    by_convention = any(default is CONVENTION for _, default in row.settings)
    return f"{said}, or what relu_at_zero says" if by_convention else said


# -- operations ----------------------------------------------------------------------


def _of_operation(name: str, group: str, call: str, given: Mapping[str, Shape], remark: str) -> Entry:
    leaves = {leaf: tree.name(leaf, shape) for leaf, shape in given.items()}
    made = expression(call, Scope(leaves, letters={size: letter(size) for size in "mn"}))
    change = _change(made, leaves)
    shapes = ", ".join(f"{leaf} {shape_text(shape)}" for leaf, shape in given.items())
    return Entry(
        name,
        group,
        call,
        change=change,
        jacobians=_jacobians(made, leaves),
        remark=remark,
        shapes=f"{shapes} → {shape_text(made.shape)}" if shapes else shape_text(made.shape),
    )
