"""How much an expression is once all its functions are written out: refused before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bpcalc.errors import InputError, Problem
from bpcalc.language.functions import Function
from bpcalc.language.parser import parse
from bpcalc.language.syntax import Binary, Call, Span, Syntax, children
from bpcalc.records import NamedTuple


class Weight(NamedTuple):
    """Operations, and how many of them stand within each other."""

    operations: int
    depth: int


MOST = Weight(3000, 90)


def weight(tree: Syntax, functions: Mapping[str, Function]) -> Weight:
    """The weight of an expression."""
    parts = children(tree)
    below = [weight(part, functions) for part in parts]
    operations = 1 + sum(part.operations for part in below)
    depths = [part.depth + (not _goes_on(tree, child)) for part, child in zip(below, parts, strict=True)]
    depth = max(depths, default=1)
    row = functions.get(tree.function.rstrip("'")) if isinstance(tree, Call) else None
    if row is None:
        return Weight(operations, depth)
    own = _of_row(row)
    return Weight(operations + own.operations, depth + own.depth)


def _goes_on(tree: Syntax, part: Syntax) -> bool:
    """Whether a chain as a + b + c, which is one operation, goes on in its part."""
    if not (isinstance(tree, Binary) and isinstance(part, Binary)) or part is not tree.left or part.bracketed:
        return False
    return any({tree.operator, part.operator} <= signs for signs in ({"+", "-"}, {"*"}, {"@"}))


@lru_cache(maxsize=512)
def _of_row(row: Function) -> Weight:
    if row.formula is None:
        return Weight(0, 0)
    return weight(parse(row.formula), row.among or _table())


def _table() -> Mapping[str, Function]:
    from bpcalc.language.table import TABLE

    return TABLE


def require_light(tree: Syntax, functions: Mapping[str, Function], span: Span) -> None:
    """Raises InputError E209 for an expression that is too large once written out."""
    found = weight(tree, functions)
    if found.operations > MOST.operations:
        raise _refused(f"written out, this has {found.operations:,} operations", span, MOST.operations)
    if found.depth > MOST.depth:
        raise _refused(f"written out, this is nested {found.depth} deep", span, MOST.depth)


def _refused(message: str, span: Span, most: int) -> InputError:
    help = f"split it into several equations; the limit is {most:,}"
    return InputError(Problem("E209", message, span=span, help=help))
