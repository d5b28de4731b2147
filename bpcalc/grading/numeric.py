"""Whether the answers of an exercise are numbers, or formulas only."""

from __future__ import annotations

from bpcalc.spec.graph import graph, numbers_of
from bpcalc.spec.network import Case, Network


def has_numbers(network: Network, case: Case) -> bool:
    """Whether every name has a number and every function a formula. Raises InputError like `graph`."""
    if any(function.abstract is not None for function in network.functions.values()):
        return False
    return graph(network, case).leaves.keys() <= numbers_of(network, case).keys()
