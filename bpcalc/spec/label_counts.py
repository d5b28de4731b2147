"""Labels that are too many, too few or turned over for the examples of a batch."""

from __future__ import annotations

from collections.abc import Mapping

from bpcalc.errors import Problem
from bpcalc.language.fitting import many
from bpcalc.language.syntax import Call, Name, Syntax
from bpcalc.language.tree import Expr
from bpcalc.spec.network import Given
from bpcalc.spec.typed import as_list, as_rows
from bpcalc.spec.uses import used_in

LABELLED = ("cross_entropy", "softmax_cross_entropy")
"""The losses whose target may be a label for each example."""


def label_count(
    found: Problem, tree: Syntax, known: Mapping[str, Expr], given: Mapping[str, Given], batch: str | None
) -> Problem:
    """A misfit of labels and values said in labels and examples; any other problem as it is."""
    if found.code != "E310" or batch is None:
        return found
    for call in used_in(tree):
        match call:
            case Call(arguments=(Name(name=values), Name(name=labels))) if call.span == found.span:
                pass
            case _:
                continue
        if call.function not in LABELLED or labels not in given or values not in known:
            continue
        if 1 not in given[labels].array.shape:
            continue
        count = given[labels].array.size
        examples = known[values].shape[0 if batch == "rows" else 1]
        if count != examples:
            what = f"{labels} has {many(str(count), 'label')}, but there are {many(str(examples), 'example')}"
            help = "give one label for each example, or one row of targets"
        else:
            column = batch == "rows"
            what = f"{labels} has its labels in a {'row' if column else 'column'}"
            turned = as_list(given[labels]) if column else as_rows(given[labels], turned=True)
            help = f"write {turned or ('a flat list' if column else '[[…]]')}"
        return found._replace(message=what, place=given[labels].place, help=help)
    return found
