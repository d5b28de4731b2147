"""A network with shapes: every equation as an expression, for one case or in symbols."""

from __future__ import annotations

from collections.abc import Container, Mapping

from bpcalc.errors import InputError, Problem
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.fitting import MisfitError, mismatch
from bpcalc.language.sizes import Polynomial, Shape, Size, letter, letters, shape_text, size_at
from bpcalc.language.syntax import Binary, functions_in, names_in
from bpcalc.language.tree import Expr
from bpcalc.records import NamedTuple
from bpcalc.spec.network import TARGET, Case, Declared, Equation, Given, Network
from bpcalc.spec.origins import Origins, explained
from bpcalc.spec.report import at


class Graph(NamedTuple):
    """The expressions of a network by name, in the order in which they are computed.

    `leaves`: the declared names. `letters`: the sizes that letters stand for.
    """

    leaves: Mapping[str, Expr]
    equations: Mapping[str, Expr]
    letters: Mapping[str, Size]
    of: str | None

    def shape(self, name: str) -> Shape:
        """The shape of any quantity."""
        return (self.equations.get(name) or self.leaves[name]).shape

    def leaf(self, name: str) -> Expr:
        """A quantity as a name, as other equations use it."""
        return self.leaves[name] if name in self.leaves else tree.name(name, self.equations[name].shape)


def values_of(network: Network, case: Case) -> dict[str, Given]:
    """The values of a case: its own before those of the network."""
    stated = {d.name: d.given for d in network.declared.values() if d.given is not None}
    return stated | dict(case.values)


def graph(network: Network, case: Case | None = None) -> Graph:
    """The network with the shapes of a case, or of `shapes` alone when case is None.

    Raises InputError with every equation that does not fit.
    """
    found, problems = outline(network, case)
    if problems:
        raise InputError(
            *sorted(problems, key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0))
        )
    return found


def outline(network: Network, case: Case | None, unknown: Container[str] = ()) -> tuple[Graph, list[Problem]]:
    """As much of the graph as can be made, and why not all of it.

    What depends on a name that is `unknown`, or on an equation that does not fit, is left
    out without a word.
    """
    given = values_of(network, case if case is not None else network.cases[0])
    problems: list[Problem] = []
    sizes = _letters(network, given, problems)
    leaves: dict[str, Expr] = {}
    for declared in network.declared.values():
        if declared.name not in unknown:
            shape = _shape(network, declared, given, sizes, case, problems)
            if shape is not None:
                leaves[declared.name] = tree.name(declared.name, shape)
    equations: dict[str, Expr] = {}
    flat = frozenset(name for name, value in given.items() if value.flat and value.array.shape[0] > 1)
    quantities = {*network.declared, *(equation.name for equation in network.equations)}
    for equation in network.equations:
        known = leaves | {name: tree.name(name, found.shape) for name, found in equations.items()}
        used = {name.name for name in names_in(equation.tree)} | functions_in(equation.tree)
        if equation.name in unknown or any(
            name in unknown or (name in quantities and name not in known) for name in used
        ):
            continue
        scope = Scope(
            known, network.functions, sizes, network.conventions.relu_slope_at_zero, network.batch, flat
        )
        try:
            equations[equation.name] = expr = elaborate(equation.tree, scope)
            _require_outputs(equation, expr, scope)
        except InputError as error:
            problems += _placed(error, equation, Origins(network, given, equations), known)
    return Graph(leaves, equations, sizes, _of(network, equations)), problems


def _require_outputs(equation: Equation, expr: Expr, scope: Scope) -> None:
    """Refuses a bias that would give a linear layer other outputs than its weights do (E310)."""
    whole = equation.tree
    if equation.scalar is None and isinstance(whole, Binary) and whole.operator == "+":
        product = elaborate(whole.left, scope)
        if product.shape != expr.shape:
            mismatch(whole, product, elaborate(whole.right, scope))


def _placed(
    error: InputError, equation: Equation, origins: Origins, known: Mapping[str, Expr]
) -> list[Problem]:
    """The problems of an equation at their place in the file."""
    if isinstance(error, MisfitError):
        found = [explained(error, equation, origins)]
    else:
        found = []
        batch = origins.network.batch
        for problem in error.problems:
            from bpcalc.spec.label_counts import label_count  # most specs have no such problem

            problem = label_count(problem, equation.tree, known, origins.given, batch)
            place = problem.place or equation.at(problem.span or (0, len(equation.text)))
            found.append(problem._replace(place=place, span=None))
    path = equation.scalar.path if equation.scalar is not None else ""
    return [problem._replace(path=problem.path or path) for problem in found]


def _letters(network: Network, given: Mapping[str, Given], problems: list[Problem]) -> dict[str, Size]:
    """The sizes of the letters, bound where a value shows them."""
    bound: dict[str, int] = {}
    origin: dict[str, Given] = {}
    for declared in network.declared.values():
        if declared.shape is None or declared.name not in given:
            continue
        value = given[declared.name]
        for stated, actual in zip(declared.shape, value.array.shape, strict=True):
            name = str(stated)
            if not (isinstance(stated, Polynomial) and stated == letter(name)):
                continue
            if bound.setdefault(name, actual) != actual:
                problems.append(
                    Problem(
                        "E520",
                        f"{name} is {bound[name]} in one value and {actual} in another",
                        value.place,
                        notes=(f"{name} is {bound[name]} because of the value at {at(origin[name].place)}",),
                        help="give both values the same size, or use two letters under shapes:",
                        expected=str(bound[name]),
                        got=str(actual),
                    )
                )
            origin.setdefault(name, value)
    return {name: bound.get(name, letter(name)) for name in network.letters}


def _shape(
    network: Network,
    declared: Declared,
    given: Mapping[str, Given],
    sizes: Mapping[str, Size],
    case: Case | None,
    problems: list[Problem],
) -> Shape | None:
    value = given.get(declared.name)
    numbers = {name: size for name, size in sizes.items() if isinstance(size, int)}
    stated = None
    if declared.shape is not None:
        stated = (size_at(declared.shape[0], numbers), size_at(declared.shape[1], numbers))
    if value is None:
        if stated is None:
            problems.append(_no_value(declared, case))
        return stated
    shape = value.array.shape
    if stated is not None and stated != shape and not any(letters(size) for size in stated):
        problems.append(
            Problem(
                "E520",
                f"{declared.name} is {shape_text(shape)}, but shapes says {shape_text(stated)}",
                value.place,
                help="make the value and its shape agree",
                expected=shape_text(stated),
                got=shape_text(shape),
            )
        )
        return None
    return (shape[0], shape[1])


def _no_value(declared: Declared, case: Case | None) -> Problem:
    """What is said of a name with neither a value nor a shape."""
    help = f"write {declared.name}: […], or its size under shapes:"
    if case is None or case.name is None:
        return Problem("E514", f"{declared.name} has no value", declared.place, help=help)
    message = f"{declared.name} has no value in case {case.name}"
    return Problem("E514", message, case.place, help=f"write {declared.name}: […] in this case")


def _of(network: Network, equations: Mapping[str, Expr]) -> str | None:
    """What is differentiated: `of`, else the loss, else the last equation when it is 1×1."""
    if network.of is not None or network.loss is not None:
        return network.of or network.loss
    last = next(reversed(tuple(equations)), None)
    return last if last is not None and equations[last].shape == (1, 1) else None


def numbers_of(network: Network, case: Case) -> dict[str, Array]:
    """The arrays of a case by name."""
    return {name: value.array for name, value in values_of(network, case).items()}


__all__ = ["TARGET", "Graph", "graph", "numbers_of", "outline", "values_of"]
