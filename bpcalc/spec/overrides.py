"""Values given beside a spec, as `b2=-2`: they take the place of those in it."""

from __future__ import annotations

from collections.abc import Collection

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical
from bpcalc.spec.document import parse_document
from bpcalc.spec.network import Network
from bpcalc.spec.nodes import Mapping
from bpcalc.spec.report import did_you_mean
from bpcalc.spec.source import source_from_text
from bpcalc.spec.values import given

SOURCE = "--set"
"""What problems with such a value call its file."""


def overridden(network: Network, text: str, chosen: Collection[str] = ()) -> Network:
    """The network with another value, in every case. `chosen`: names that claims run through values.

    Raises InputError for what is no `name=value`, and for a name that is `chosen`.
    """
    name, equals, value = text.partition("=")
    name = canonical(name.strip())
    if not equals or not value.strip():
        raise InputError(Problem("E549", f"{text} sets nothing", help="write --set b2=-2"))
    if name not in network.declared:
        computed = any(equation.name == name for equation in network.equations)
        said = f"{name} is computed; it cannot be set" if computed else f"{name} is not defined"
        help = did_you_mean(name, network.declared, f"known names: {', '.join(network.declared)}")
        raise InputError(Problem("E549", said, help=help))
    if name in chosen:
        said = f"{name} is chosen by the claim; it cannot be set"
        help = f"change what {name} runs through under for:, or add a condition, as --where '{name} == 1'"
        raise InputError(Problem("E549", said, help=help))
    root = parse_document(source_from_text(f"{name}: {value.strip()}", SOURCE))
    assert isinstance(root, Mapping)
    problems: list[Problem] = []
    found = given(root.entries[0][1], problems.append)
    if found is None or problems:
        raise InputError(*problems)
    declared = {**network.declared, name: network.declared[name]._replace(given=found)}
    cases = tuple(
        case._replace(values={**case.values, name: found}) if name in case.values else case
        for case in network.cases
    )
    return network._replace(declared=declared, cases=cases)
