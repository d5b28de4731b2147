"""What a spec may say and its author hardly means: told beside the result, which is computed all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpcalc.errors import Place
from bpcalc.language.arrays import Array
from bpcalc.language.syntax import Call, Name, names_in, walk
from bpcalc.records import NamedTuple
from bpcalc.spec.graph import values_of
from bpcalc.spec.network import TARGET, Equation, Network

_MENTIONING = ("prove", "marks", "update")
"""Sections that may be about a name which no equation uses."""
_CLASSES = ("cross_entropy", "softmax_cross_entropy")
_PROBABILITIES = (*_CLASSES, "binary_cross_entropy")
_ROUNDING = 1e-6
"""By how much the sum of probabilities with few decimals may be off."""


class Doubt(NamedTuple):
    """Where it is, what is odd about it, and what to do if it is not meant."""

    place: Place
    message: str
    help: str


def doubts(network: Network) -> Iterator[Doubt]:
    """All doubts about a network without problems, in the order in which it is read."""
    yield from _unused(network)
    results = {equation.name: equation for equation in network.equations}
    for equation in network.equations:
        for call in walk(equation.tree):
            if isinstance(call, Call) and call.function in _PROBABILITIES and len(call.arguments) == 2:
                yield from _of_loss(network, results, equation, call)


def _unused(network: Network) -> Iterator[Doubt]:
    """Names that are given for nothing, and results that lead nowhere."""
    used = {name.name for equation in network.equations for name in names_in(equation.tree)}
    used |= {
        *(network.wrt or ()),
        *network.letters,
        network.of or "",
        network.loss or "",
        *_mentioned(network),
    }
    for declared in network.declared.values():
        if declared.name not in used:
            what = f"nothing uses {declared.name}, so no result depends on it"
            yield Doubt(declared.place, what, "use it in an equation, or leave it out")
    if network.loss is None:
        return
    order = [equation.name for equation in network.equations if equation.name != network.loss]
    last = max((place for place, name in enumerate(order) if name in used), default=0)
    for equation in network.equations:
        if equation.name not in used and equation.name in order[:last]:
            what = f"nothing uses {equation.name}, so {network.loss} does not depend on it"
            yield Doubt(equation.place, what, "use it further down, or leave it out")


def _mentioned(network: Network) -> Iterator[str]:
    for section in _MENTIONING:
        node = network.sections.get(section)
        if node is not None:
            yield from re.findall(r"[^\W\d][\w']*", node.source.text[node.start : node.end])


def _of_loss(
    network: Network, results: dict[str, Equation], equation: Equation, call: Call
) -> Iterator[Doubt]:
    """Arguments of a loss that cannot be what it compares."""
    first, second = call.arguments
    place = equation.at(call.span)
    targets = network.names(TARGET)
    if isinstance(first, Name) and first.name in targets:
        if not isinstance(second, Name) or second.name not in targets:
            what = f"{call.function} takes the prediction first, and {first.name} is a target"
            yield Doubt(place, what, f"write {call.function}(prediction, {first.name})")
        return
    if isinstance(first, Name) and call.function == "softmax_cross_entropy" and first.name in results:
        made = results[first.name].tree
        if isinstance(made, Call) and made.function == "softmax":
            what = f"softmax_cross_entropy takes logits, and {first.name} is a softmax already"
            yield Doubt(place, what, "cross_entropy takes probabilities")
    if isinstance(second, Name):
        yield from _of_target(network, call.function, second.name)


def _of_target(network: Network, loss: str, name: str) -> Iterator[Doubt]:
    for case in network.cases:
        given = values_of(network, case).get(name)
        if given is None:
            continue
        odd = (
            _outside(given.array)
            if loss == "binary_cross_entropy"
            else _no_classes(given.array, network.batch)
        )
        if odd:
            yield Doubt(given.place, f"{name} {odd}, and {loss} compares with {_WANTED[loss]}", _HELP[loss])
            return


_WANTED = {
    "binary_cross_entropy": "probabilities",
    **dict.fromkeys(_CLASSES, "a one-hot target, or a label for each example"),
}
_HELP = {
    "binary_cross_entropy": "write 0 or 1 for each entry",
    **dict.fromkeys(_CLASSES, "write 1 for the right class and 0 for the others, or the number of the class"),
}


def _outside(target: Array) -> str:
    """What is odd about targets that should be between 0 and 1."""
    return "" if all(0 <= entry <= 1 for entry in target.flat) else "is not between 0 and 1 everywhere"


def _no_classes(target: Array, batch: str | None) -> str:
    """What is odd about the targets of classes that are no labels: their sums, example by example."""
    if target.shape == (1, 1) or (batch and 1 in target.shape and not _is_vector_of_one(target, batch)):
        return ""  # labels, which are looked at elsewhere
    if any(entry < 0 for entry in target.flat):
        return "has a negative entry"
    axis = {"rows": 1, "columns": 0}.get(batch or "")
    for total in target.sum(axis=axis).ravel() if axis is not None else [target.sum()]:
        if abs(total - 1) > _ROUNDING:
            return f"has entries that sum to {float(total):.6g}"
    return ""


def _is_vector_of_one(target: Array, batch: str) -> bool:
    """Whether a row or column is the single example of a batch, and not a label for each."""
    return bool(target.shape[0 if batch == "rows" else 1] == 1)
