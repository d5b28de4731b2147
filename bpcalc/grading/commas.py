"""Decimal commas in lists: `[0,39, 0,14]` is a list of four numbers for YAML, and two are meant."""

from __future__ import annotations

from bpcalc.errors import InputError
from bpcalc.grading.names import Names
from bpcalc.grading.tables import Table
from bpcalc.grading.values import raw
from bpcalc.language import syntax
from bpcalc.language.other_numbers import has_decimal_commas
from bpcalc.language.syntax import Syntax
from bpcalc.spec.graph import Graph
from bpcalc.spec.nodes import Sequence


def check(node: Sequence, table: Table, about: Syntax, names: Names) -> None:
    """Raises InputError for a list that has the entries that are asked for only with points for commas."""
    text = raw(node)
    if not has_decimal_commas(text) or names.graph is None:
        return
    from bpcalc.grading.advice import decimal_commas, with_points  # such lists are rare

    asked, stated = _entries(about, names.graph), table.shape[0] * table.shape[1]
    points = with_points(text)
    if asked is None or points is None or stated == asked or points.count(",") + 1 != asked:
        return
    raise InputError(decimal_commas(points)._replace(place=node.place, path=node.path))


def _entries(about: Syntax, found: Graph) -> int | None:
    """The entries of a quantity or of a first derivative; None where they are not known."""
    sizes = [found.shape(name) for name in ((about.name,) if isinstance(about, syntax.Name) else ())]
    if isinstance(about, syntax.Partial) and len(about.wrt) == 1:
        sizes = [found.shape(about.of), found.shape(about.wrt[0])]
    entries = 1
    for rows, columns in sizes:
        if not isinstance(rows, int) or not isinstance(columns, int):
            return None
        entries *= rows * columns
    return entries if sizes else None
