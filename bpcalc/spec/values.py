"""Values in a spec: a number, a list (a column), a list of lists, or a description of one."""

from __future__ import annotations

import numpy

from bpcalc.errors import Problem
from bpcalc.language import arrays
from bpcalc.spec.entries import NO_CLASSES, Entry, entry_of
from bpcalc.spec.made import made
from bpcalc.spec.network import Given
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import Report, at, problem

__all__ = ["Report", "given"]


def given(node: Node, report: Report) -> Given | None:
    """The value that a node states, or None after telling `report` what is wrong with it."""
    problems: list[Problem] = []
    found = _read(node, problems.append)
    if problems:
        from bpcalc.spec.retold import of_node  # most values are right

        first = of_node(problems[0], node)
        for told in problems if first is problems[0] else [first]:
            report(told)
    return found


def _read(node: Node, report: Report) -> Given | None:
    match node:
        case Scalar():
            entry = entry_of(node, report)
            return None if entry is None else Given(entry.array, False, entry.decimal, node.place)
        case Sequence():
            return _listed(node, report)
        case Mapping():
            return made(node, report)


def _listed(node: Sequence, report: Report) -> Given | None:
    """A list is a column; a list of lists is a matrix, row by row."""
    if _is_words(node):
        help = "for labels number the classes 0, 1, … and write [0, 1]"
        report(problem(node, "E401", "these are words, and values are numbers", help))
        return None
    rows = _rows(node, report)
    if rows is None:
        return None
    entries = [[_entry(item, report) for item in row] for row in rows]
    if any(entry is None for row in entries for entry in row):
        return None
    found = [[entry for entry in row if entry is not None] for row in entries]
    decimal = any(entry.decimal for row in found for entry in row)
    flat = not isinstance(node.items[0], Sequence)
    parts = [[entry.array[0, 0] for entry in row] for row in found]
    if all(arrays.is_exact(entry.array) for row in found for entry in row):
        return Given(arrays.exact_array(parts), flat, decimal, node.place)
    return Given(numpy.array([[float(x) for x in row] for row in parts]), flat, decimal, node.place)


def _is_words(node: Sequence) -> bool:
    """Whether a list names classes, as [cat, dog]."""
    texts = [item.text.strip().lower() for item in node.items if isinstance(item, Scalar)]
    if len(texts) < max(2, len(node.items)):
        return False
    return all(text.isalpha() and len(text) > 1 and text not in NO_CLASSES for text in texts)


def _rows(node: Sequence, report: Report) -> list[tuple[Node, ...]] | None:
    """The items in rows of one length; None after a report."""
    if not node.items:
        report(problem(node, "E404", "this list is empty", "write at least one number"))
        return None
    nested = [isinstance(item, Sequence) for item in node.items]
    if not any(nested):
        return [(item,) for item in node.items]
    if not all(nested):
        odd = node.items[nested.index(not nested[0])]
        help = "write every row in its own brackets, as [[1, 2], [3, 4]]"
        report(problem(odd, "E405", "numbers and rows are mixed in one matrix", help))
        return None
    rows = [item.items for item in node.items if isinstance(item, Sequence)]
    deeper = next((item for row in rows for item in row if not isinstance(item, Scalar)), None)
    if deeper is not None:
        what = "a matrix has rows and columns, nothing deeper"
        report(problem(deeper, "E405", what, "write rows of numbers, as [[1, 2], [3, 4]]"))
        return None
    return rows if _even(node, rows, report) else None


def _even(node: Sequence, rows: list[tuple[Node, ...]], report: Report) -> bool:
    """Whether all rows have one length; those that differ from most of them are reported."""
    lengths = [len(row) for row in rows]
    if 0 in lengths:
        empty = node.items[lengths.index(0)]
        report(problem(empty, "E404", "this row is empty", "write at least one number"))
        return False
    width = max(dict.fromkeys(lengths), key=lengths.count)  # of equally many, the first
    usual = lengths.index(width)
    which = "the first row" if usual == 0 else "another one"
    known = f"{which}, at {at(node.items[usual].place)}, has {_entries(width)}"
    for item, length in zip(node.items, lengths, strict=True):
        if length != width:
            what = f"this row has {_entries(length)}"
            found = problem(item, "E406", what, "give all rows one length", notes=(known,))
            report(found._replace(expected=_entries(width), got=_entries(length)))
    return len(set(lengths)) == 1


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _entry(item: Node, report: Report) -> Entry | None:
    if not isinstance(item, Scalar):
        report(
            problem(
                item,
                "E405",
                "a matrix has rows and columns, nothing deeper",
                "write rows of numbers, as [[1, 2], [3, 4]]",
            )
        )
        return None
    entry = entry_of(item, report)
    if entry is not None and entry.array.shape != (1, 1):
        rows, columns = entry.array.shape
        what = f"this is a {rows}×{columns} matrix, and an entry is one number"
        report(problem(item, "E405", what, "write one number"))
        return None
    return entry
