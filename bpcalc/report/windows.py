"""One window of a convolution or a pooling, worked out in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpcalc.language import tree
from bpcalc.language.derivative import expansion
from bpcalc.language.images import Windows
from bpcalc.language.tree import Expr
from bpcalc.language.value import value
from bpcalc.report.arithmetic import entry, products
from bpcalc.report.blocks import Block, Text

LARGEST = 25
"""Windows with more entries are not written out."""


def windows(formula: Expr, values: Mapping[Any, Any]) -> Iterator[Block]:
    """`conv2d(X, K)[0, 0] = 1·1 + 0·2 + … = 3`, `maxpool(A)[0, 0] = max(0, 2, 1, 0) = 2`."""
    for call in tree.calls(formula):
        if call.data[0].name in ("conv2d", "maxpool"):
            places = next(part.data for part in tree.nodes(expansion(call) or call) if _is_windows(part))
            many = places.window[0] * places.window[1]
            if many <= LARGEST:
                whole = [sum(p >= 0 for p in places[k : k + many]) for k in range(0, len(places), many)]
                i, j = divmod(whole.index(max(whole)), places.result[1])  # the first that is all inside
                said = f" = {_worked(call, places, values, (i, j))}"
                yield Text((tree.part(call, (i, i + 1), (j, j + 1)), said), "quiet")


def _is_windows(part: Expr) -> bool:
    return part.op == "gather" and isinstance(part.data, Windows)


def _worked(call: Expr, places: Windows, values: Mapping[Any, Any], at: tuple[int, int]) -> str:
    many = places.window[0] * places.window[1]
    start = (at[0] * places.result[1] + at[1]) * many
    image, *others = (value(arg, values).ravel() for arg in call.args)
    result = entry(value(call, values)[at])
    inside = [(k, image[place]) for k, place in enumerate(places[start : start + many]) if place >= 0]
    if not others:
        return f"max({', '.join(entry(x) for _, x in inside)}) = {result}"
    return f"{products((x, others[0][k]) for k, x in inside)} = {result}"
