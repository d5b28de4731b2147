"""Numbers of an answer in rows, as they stand on the sheet."""

from __future__ import annotations

from typing import NamedTuple

from bpcalc.errors import InputError, Problem
from bpcalc.grading.number import Claim, claim
from bpcalc.spec.nodes import Node, Scalar, Sequence


class Table(NamedTuple):
    """Numbers in rows; `flat`: written as one list, without an orientation."""

    rows: tuple[tuple[Claim, ...], ...]
    flat: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])


def table_of(node: Node) -> Table:
    """Numbers, a list of them or rows of them. Raises InputError for anything else."""
    match node:
        case Scalar():
            return Table(((_claim(node),),), False)
        case Sequence(items=items) if items and all(isinstance(item, Scalar) for item in items):
            return Table(tuple((_claim(item),) for item in items), True)
        case Sequence(items=items) if items and all(
            isinstance(item, Sequence) and item.items for item in items
        ):
            rows = tuple(tuple(_claim(x) for x in item.items) for item in items if isinstance(item, Sequence))
            if len({len(row) for row in rows}) == 1:
                return Table(rows, False)
            raise _unreadable(node, "E406", "the rows do not have one length", "write [[1, 2], [3, 4]]")
        case Sequence(items=()):
            raise _unreadable(
                node, "E404", "this list is empty", "write the numbers, or leave the answer out"
            )
        case Sequence():
            raise _unreadable(node, "E405", "numbers and rows are mixed", "write [1, 2] or [[1, 2], [3, 4]]")
    raise _unreadable(
        node, "E407", "an answer is a number or a list of numbers", "write 1/2, [1, 2] or [[1, 2], [3, 4]]"
    )


def _claim(node: Node) -> Claim:
    if isinstance(node, Scalar) and not node.quoted:
        found = claim(node.text)
        if found is not None:
            return found
    text = node.text if isinstance(node, Scalar) else "this"
    raise _unreadable(node, "E401", f"{text or 'nothing'} is no number", "write a number: 2, -0.5, 1/3, 1e-3")


def _unreadable(node: Node, code: str, message: str, help: str) -> InputError:
    return InputError(Problem(code, message, node.place, path=node.path, help=help))
