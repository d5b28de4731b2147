"""A network with shapes: every equation as an expression, for one case or in symbols."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bpcalc.errors import InputError, Problem
from bpcalc.language import tree
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import Scope, elaborate
from bpcalc.language.sizes import Polynomial, Shape, Size, letter, letters, shape_text, size_at
from bpcalc.language.syntax import Name, names_in
from bpcalc.language.tree import Expr
from bpcalc.spec.network import TARGET, Case, Declared, Equation, Given, Network


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
    given = values_of(network, case) if case is not None else values_of(network, network.cases[0])
    problems: list[Problem] = []
    sizes = _letters(network, given, problems)
    leaves: dict[str, Expr] = {}
    for declared in network.declared.values():
        shape = _shape(network, declared, given, sizes, case, problems)
        if shape is not None:
            leaves[declared.name] = tree.name(declared.name, shape)
    equations: dict[str, Expr] = {}
    if not problems:
        flat = frozenset(name for name, value in given.items() if value.flat and value.array.shape[0] > 1)
        for equation in network.equations:
            _elaborated(network, equation, leaves, equations, sizes, flat, problems)
    if problems:
        raise InputError(
            *sorted(problems, key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0))
        )
    return Graph(leaves, equations, sizes, _of(network, equations))


def _letters(network: Network, given: Mapping[str, Given], problems: list[Problem]) -> dict[str, Size]:
    """The sizes of the letters, bound where a value shows them."""
    bound: dict[str, Size] = {}
    origin: dict[str, str] = {}
    for declared in network.declared.values():
        if declared.shape is None or declared.name not in given:
            continue
        for stated, actual in zip(declared.shape, given[declared.name].array.shape, strict=True):
            if not (isinstance(stated, Polynomial) and stated.terms == letter(str(stated)).terms):
                continue
            name = str(stated)
            if bound.setdefault(name, actual) != actual:
                problems.append(
                    Problem(
                        "E520",
                        f"{name} is {bound[name]} by {origin[name]}, but {actual} by {declared.name}",
                        given[declared.name].place,
                        help="give both values the same size, or use two letters",
                    )
                )
            origin.setdefault(name, declared.name)
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
        if stated is not None:
            return stated
        where = f"case {case.name}" if case is not None and case.name is not None else "the spec"
        place = case.place if case is not None and case.name is not None else declared.place
        problems.append(
            Problem(
                "E514",
                f"{declared.name} has no value in {where}",
                place,
                help=f"write {declared.name}: […], or its size under shapes:",
            )
        )
        return None
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


def _elaborated(
    network: Network,
    equation: Equation,
    leaves: dict[str, Expr],
    equations: dict[str, Expr],
    sizes: Mapping[str, Size],
    flat: frozenset[str],
    problems: list[Problem],
) -> None:
    known = leaves | {name: tree.name(name, found.shape) for name, found in equations.items()}
    later = {other.name: other for other in network.equations if other.name not in equations}
    for used in names_in(equation.tree):
        if used.name not in known and used.name in later:
            problem = _too_early(used, equation, later[used.name], problems)
            if problem is not None:
                problems.append(problem)
            return
    scope = Scope(
        known, network.functions, sizes, network.conventions.relu_slope_at_zero, network.batch, flat
    )
    try:
        equations[equation.name] = elaborate(equation.tree, scope)
    except InputError as error:
        for problem in error.problems:
            span = problem.span or (0, len(equation.text))
            origins = _origins(network, equation, known) if problem.code == "E310" else ()
            problems.append(
                problem._replace(place=equation.at(span), span=None, notes=problem.notes + origins)
            )


def _too_early(used: Name, equation: Equation, later: Equation, problems: list[Problem]) -> Problem | None:
    """A use above the equation that defines it; None where that one has failed already."""
    place = equation.at(used.span)
    if later.place.line < equation.place.line or (
        later.name != equation.name and (later.place < equation.place)
    ):
        return None  # it stands above, and its own problem is reported
    if later.name == equation.name:
        return Problem(
            "E515", f"{used.name} is defined by itself", place, help="write a loop out: h1, h2, h3"
        )
    if any(name.name == equation.name for name in names_in(later.tree)):
        return Problem(
            "E515",
            f"{equation.name} and {later.name} are defined by each other",
            place,
            notes=(f"{later.name} stands at {later.place.line}:{later.place.column}",),
            help="write a loop out: h1, h2, h3",
        )
    return Problem(
        "E516",
        f"{used.name} is used above its equation",
        place,
        notes=(f"{used.name} is defined at {later.place.line}:{later.place.column}",),
        help=f"move the equation of {used.name} above this one",
    )


def _origins(network: Network, equation: Equation, known: Mapping[str, Expr]) -> tuple[str, ...]:
    """Where the shapes of the names in an equation come from."""
    notes: list[str] = []
    for name in dict.fromkeys(used.name for used in names_in(equation.tree)):
        if name not in known:
            continue
        declared = network.declared.get(name)
        place = declared.given.place if declared and declared.given else declared.place if declared else None
        if place is None:
            place = next((other.place for other in network.equations if other.name == name), None)
        where = f" ({place.line}:{place.column})" if place else ""
        notes.append(f"{name} is {shape_text(known[name].shape)}{where}")
    return tuple(notes)


def _of(network: Network, equations: Mapping[str, Expr]) -> str | None:
    """What is differentiated: `of`, else the loss, else the last equation when it is 1×1."""
    if network.of is not None or network.loss is not None:
        return network.of or network.loss
    last = next(reversed(tuple(equations)), None)
    return last if last is not None and equations[last].shape == (1, 1) else None


def numbers_of(network: Network, case: Case) -> dict[str, Array]:
    """The arrays of a case by name."""
    return {name: value.array for name, value in values_of(network, case).items()}


__all__ = ["TARGET", "Graph", "graph", "numbers_of", "values_of"]
