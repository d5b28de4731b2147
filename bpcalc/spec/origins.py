"""Where the rows and columns of a value come from: what to look at when shapes do not fit."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.errors import Place, Problem
from bpcalc.language.fitting import MisfitError, Operand, brief, many
from bpcalc.language.sizes import size_text
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.network import Equation, Given, Network
from bpcalc.spec.report import at

SIDES = ("row", "column")


class Origin(NamedTuple):
    """The quantity whose rows (axis 0) or columns (axis 1) decide, and where it stands."""

    name: str
    axis: int
    place: Place | None


class Origins:
    """Traces sizes through the equations of a network."""

    def __init__(self, network: Network, given: Mapping[str, Given], equations: Mapping[str, Expr]) -> None:
        self.network = network
        self.given = given
        self.equations = equations

    def of(self, expr: Expr, axis: int) -> Origin | None:
        """Where a size of an expression comes from; None where no one name decides."""
        name: str | None = None
        while True:
            leaf = _deciding(expr, axis)
            if leaf is None:
                return self._origin(name, axis) if name else None
            name, axis = leaf
            if name not in self.equations:
                return self._origin(name, axis)
            if _deciding(self.equations[name], axis) is None:
                return self._origin(name, axis)
            expr = self.equations[name]

    def place(self, name: str) -> Place | None:
        """Where a quantity got its value."""
        if name in self.given:
            return self.given[name].place
        if name in self.network.declared:
            return self.network.declared[name].place
        return next((e.place for e in self.network.equations if e.name == name), None)

    def _origin(self, name: str, axis: int) -> Origin:
        return Origin(name, axis, self.place(name))


def _deciding(expr: Expr, axis: int) -> tuple[str, int] | None:
    """The name in an expression that has its rows or columns from there."""
    while expr.op != "name":
        if expr.op == "matmul":
            expr = expr.args[0 if axis == 0 else -1]
        elif expr.op == "T":
            expr, axis = expr.args[0], 1 - axis
        elif expr.op in ("add", "neg", "mul", "div", "pow", "compare", "logic", "call", "broadcast"):
            alike = [arg for arg in expr.args if arg.shape == expr.shape]
            if not alike:
                return None
            expr = alike[0]
        else:
            return None
    return str(expr.data), axis


def explained(error: MisfitError, equation: Equation, origins: Origins) -> Problem:
    """A misfit with its origins: which value has how many rows because of what."""
    problem = error.problems[0]
    place, whose = _place(error, equation)
    sides = ((error.left, 1), (error.right, 0)) if error.operator == "@" else ()
    notes: list[str] = []
    remedies: list[str] = []
    if error.operator != "@":
        axis = 0 if error.left.value.shape[0] != error.right.value.shape[0] else 1
        sides = ((error.left, axis), (error.right, axis))
    for operand, axis in sides:
        origin = origins.of(operand.value, axis)
        if origin is None or origin.place is None:
            continue
        note = _note(operand, axis, origin, place)
        notes += [note] if note else []
        other = error.left if operand is error.right else error.right
        needed = other.value.shape[axis if error.operator != "@" else 1 - axis]
        who = "these values" if origin.place == place else origin.name
        remedies.append(f"{who} {many(size_text(needed), SIDES[origin.axis])}")
    help = problem.help
    if len(remedies) == 2 and not help.startswith(("perhaps", "turn", "write")):
        help = f"give {remedies[0]}, or {remedies[1]}"
    if whose:
        from bpcalc.spec.layer_shapes import layer_help  # most specs have no such problem

        help = layer_help(error, whose, origins.given.get(whose), origins.network.batch) or help
    label = problem.label
    if whose and error.operator == "@":
        label = many(size_text(error.left.value.shape[1]), "column")
    return problem._replace(place=place, span=None, label=label, notes=tuple(dict.fromkeys(notes)), help=help)


def _place(error: MisfitError, equation: Equation) -> tuple[Place, str | None]:
    """The operation in the text, or the values that a layer brought with it."""
    for operand in (error.left, error.right):
        name = str(operand.value.data) if operand.value.op == "name" else ""
        if name in equation.parts:
            return equation.parts[name], name
    return equation.at(error.span), None


def _note(operand: Operand, axis: int, origin: Origin, place: Place) -> str:
    assert origin.place is not None
    size = many(size_text(operand.value.shape[axis]), SIDES[axis])
    where = f"{origin.name} ({at(origin.place)})"
    source = many(size_text(operand.value.shape[axis]), SIDES[origin.axis])
    if operand.value.op == "name" and operand.value.data == origin.name:
        return "" if origin.place == place else f"{where} has {source}"
    what = brief(operand.syntax) or "the expression"
    return f"{what} has {size} because {where} has {source}"
