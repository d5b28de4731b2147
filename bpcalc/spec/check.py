"""A network looked over before anything is computed: names, shapes, labels, limits."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language.syntax import names_in
from bpcalc.spec.budget import case_problems, size_problems
from bpcalc.spec.graph import outline, values_of
from bpcalc.spec.labels import label_problems
from bpcalc.spec.names import Names
from bpcalc.spec.network import Network
from bpcalc.spec.report import near
from bpcalc.spec.uses import Uses
from bpcalc.spec.weight import require_light


def check(network: Network, names: Names) -> Iterator[Problem]:
    """Every problem of the equations in all cases, each place once."""
    yield from case_problems(network)
    uses = Uses(network, names)
    yield from uses.problems
    unknown = names.unknown | uses.failed
    for name, problem in _too_heavy(network):
        unknown.add(name)
        yield problem
    for meant, problem in _unused(network, names):
        unknown |= meant
        yield problem
    told: set[tuple[str, Place | None, tuple[str, ...]]] = set()
    for found in _in_cases(network, unknown):
        what = found.code, found.place, found.notes
        if what not in told:
            told.add(what)
            yield found


def _too_heavy(network: Network) -> Iterator[tuple[str, Problem]]:
    """Equations that would be too much once their functions are written out."""
    for equation in network.equations:
        try:
            require_light(equation.tree, network.functions, (0, len(equation.text)))
        except InputError as error:
            place = equation.at((0, len(equation.text)))
            yield equation.name, error.problems[0]._replace(place=place, span=None)


def _unused(network: Network, names: Names) -> Iterator[tuple[set[str], Problem]]:
    """Names that only cases give and nothing uses: misspelt, most likely. With what they mean."""
    if names.incomplete or names.unknown:
        return
    used = {name.name for equation in network.equations for name in names_in(equation.tree)}
    used |= {*(network.wrt or ()), network.of or "", network.loss or ""}
    in_cases = {name for case in network.cases for name in case.values}
    for declared in network.declared.values():
        name = declared.name
        alone = declared.given is None and declared.shape is None and name in in_cases
        first = next((c for c in network.cases if name in c.values), None)
        if not alone or name in used or first is None or declared.kind != "input":
            continue
        missing = [d.name for d in network.declared.values() if d.name not in values_of(network, first)]
        meant = near(name, missing or [other for other in network.declared if other != name])
        help = f"did you mean {meant}?" if meant else "use it in an equation, or remove it"
        yield {name, meant or name}, Problem("E522", f"nothing uses {name}", declared.place, help=help)


def _in_cases(network: Network, unknown: set[str]) -> Iterator[Problem]:
    """The problems of each case; cases of the same shapes have the same ones."""
    seen: set[object] = set()
    for case in network.cases:
        given = values_of(network, case)
        looks = tuple((name, value.array.shape, value.flat) for name, value in given.items())
        graph, problems = outline(network, case, unknown)
        if looks not in seen:
            seen.add(looks)
            yield from {(one.code, one.place): one for one in reversed(problems)}.values()
            if not problems:
                yield from size_problems(network, graph)
        yield from label_problems(graph, given, network.batch, network.loss)
