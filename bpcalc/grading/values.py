"""The value of an answer, from the nodes of a sheet."""

from __future__ import annotations

from bpcalc.errors import InputError, Problem
from bpcalc.grading.tables import Table
from bpcalc.language.other_numbers import number
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence


def table_of(node: Node) -> Table:
    """Numbers, a list of them or rows of them. Raises InputError for anything else."""
    if isinstance(node, Scalar):
        return Table.stated([_number(node, node)], 1, False)
    if not isinstance(node, Sequence):
        names = ", ".join(key.text[:40] for key, _ in node.entries[:3])
        what = f"an answer is a number or a list of numbers, without names: {names}"
        raise _unreadable(node, "E407", what, "write 1/2, [1, 2] or [[1, 2], [3, 4]]")
    items = node.items
    if not items:
        raise _unreadable(node, "E404", "this list is empty", "write the numbers, or leave the answer out")
    rows = [item.items for item in items if isinstance(item, Sequence)]
    if not rows and not any(isinstance(item, Mapping) for item in items):
        return Table.stated([_number(item, node) for item in items], 1, True)
    if len(rows) < len(items) or not all(rows):
        raise _unreadable(node, "E405", "numbers and rows are mixed", "write [1, 2] or [[1, 2], [3, 4]]")
    texts = [_number(entry, node) for row in rows for entry in row]
    if any(len(row) != len(rows[0]) for row in rows):
        from bpcalc.grading.advice import with_points  # this is rare

        help = f"write {with_points(raw(node)) or '[[1, 2], [3, 4]]'}"
        raise _unreadable(node, "E406", "the rows do not have one length", help)
    return Table.stated(texts, len(rows[0]), False)


def raw(node: Node) -> str:
    """A value as it stands on the sheet."""
    return node.source.text[node.start : node.end].strip()


def _number(node: Node, whole: Node) -> str:
    """A number of an answer, as `claim` reads it. `whole`: all of the answer."""
    found = None
    if isinstance(node, Scalar) and node.style not in ("|", ">"):
        try:
            found = number(node.text)
        except InputError:
            from bpcalc.grading.advice import decimal_commas, with_points  # this is rare

            points = with_points(raw(whole))
            if points is None:
                raise
            raise _placed(node, decimal_commas(points)) from None
    if found is None:
        from bpcalc.grading.advice import unreadable_number  # most answers are numbers

        quoted = isinstance(node, Scalar) and node.style in ("'", '"')
        text = node.text if isinstance(node, Scalar) and node.style not in ("|", ">") else raw(node)
        raise _placed(node, unreadable_number(text, quoted, _to_the_bracket(whole)))
    return found


def _to_the_bracket(node: Node) -> str:
    """A value to the ) that it lacks: in { } a text ends at its comma."""
    text = raw(node)
    _, _, line_end = node.source.line_at(node.start)
    closed = node.source.text.find(")", node.end, line_end) if text.count("(") > text.count(")") else -1
    return text if closed < 0 else node.source.text[node.start : closed + 1]


def _placed(node: Node, problem: Problem) -> InputError:
    return InputError(problem._replace(place=node.place, path=node.path))


def _unreadable(node: Node, code: str, message: str, help: str) -> InputError:
    return _placed(node, Problem(code, message, help=help))
