"""What a quantity runs through in a claim: every entry through the same values.

{each: [1, 2, 3, 4], length: 4}   {each: 1..4, shape: [2, 3]}   {each: {from: 0, to: 1, step: 0.25}}
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from bpcalc.errors import InputError, Place
from bpcalc.language.numbers import Rational, read_number, simplest
from bpcalc.language.sizes import LARGEST
from bpcalc.records import NamedTuple
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import Report, entries_of, is_missing, near, problem, tell
from bpcalc.spec.values import given

VALUES = 10_000
"""Values that one entry may run through."""
Number = Rational | float


class Domain(NamedTuple):
    """What a quantity runs through: every entry through the same values. `shape` is None where
    the spec says it elsewhere."""

    name: str
    values: tuple[Number, ...]
    shape: tuple[int, int] | None
    decimal: bool
    place: Place


def parts_of(node: Node, what: str, keys: tuple[str, ...], report: Report) -> dict[str, Node]:
    """The entries by key; a misspelt key is reported, and read as what was meant."""
    found: dict[str, Node] = {}
    for key, value in entries_of(node, what, report) or ():
        meant = key.text if key.text in keys else near(key.text, keys)
        if key.text not in keys:
            help = f"did you mean {meant}?" if meant else f"its keys: {', '.join(keys)}"
            report(problem(key, "E541", f"{what} has no key {key.text}", help))
        if meant:
            found[meant] = value
    return found


def domain_of(name: str, key: Scalar, node: Node, report: Report) -> Domain | None:
    """The domain that stands beside a name, or None after a report."""
    if not isinstance(node, Mapping):
        report(problem(node, "E543", f"this is no domain for {name}", "write {each: [0, 1], length: 2}"))
        return None
    parts = parts_of(node, "a domain", ("each", "length", "shape"), report)
    if is_missing(parts.get("each")):
        report(problem(node, "E543", "each is missing here", "write {each: [0, 1], length: 2}"))
        return None
    values = _values(parts["each"], report)
    shape = _shape(parts, report)
    if values is None:
        return None
    return Domain(name, values[0], shape, values[1], key.place)


def _values(node: Node, report: Report) -> tuple[tuple[Number, ...], bool] | None:
    """The numbers of a list, of `1..4` or of `{from: 0, to: 1, step: 0.25}`, once each."""
    if isinstance(node, Scalar) and ".." in node.text:
        first, _, last = node.text.partition("..")
        return _run(node, first, last, report)
    if isinstance(node, Mapping):
        return _grid(node, report)
    found = given(node, report)
    if found is None:
        return None
    numbers: list[Number] = [
        simplest(x) if isinstance(x, (int, Fraction)) else float(x) for x in found.array.ravel().tolist()
    ]
    return tuple(dict.fromkeys(numbers)), found.decimal


def _run(node: Scalar, first: str, last: str, report: Report) -> tuple[tuple[Number, ...], bool] | None:
    try:
        ends = [read_number(first), read_number(last)]
    except InputError as error:
        tell(error, node, report)
        return None
    low, high = (end.value if end is not None else None for end in ends)
    if not (isinstance(low, int) and isinstance(high, int)):
        report(problem(node, "E543", "a range goes from one whole number to another", "write each: 1..4"))
        return None
    return _progression(node, low, high, 1, False, report)


def _grid(node: Mapping, report: Report) -> tuple[tuple[Number, ...], bool] | None:
    parts = {key.text: value for key, value in node.entries}
    if not {"from", "to"} <= set(parts) <= {"from", "to", "step"}:
        report(problem(node, "E543", "a range has from, to and step", "write {from: 0, to: 1, step: 0.25}"))
        return None
    found = {name: given(value, report) for name, value in parts.items()}
    numbers: dict[str, Fraction] = {}
    for name, one in found.items():
        if one is None:
            return None
        if one.array.shape != (1, 1):
            report(
                problem(parts[name], "E543", f"{name} is one number", "write {from: 0, to: 1, step: 0.25}")
            )
            return None
        numbers[name] = Fraction(one.array.item())
    step = numbers.get("step", Fraction(1))
    decimal = any(one is not None and one.decimal for one in found.values())
    return _progression(node, numbers["from"], numbers["to"], step, decimal, report)


def _progression(
    node: Node, low: Rational, high: Rational, step: Rational, decimal: bool, report: Report
) -> tuple[tuple[Number, ...], bool] | None:
    if step <= 0:
        report(problem(node, "E543", "the step of a range is positive", "write step: 0.25"))
        return None
    if high < low:
        report(problem(node, "E543", "this range is empty", "write the smaller number first"))
        return None
    many = (high - low) // step + 1
    if many > VALUES:
        help = f"use at most {VALUES:,} values for one entry"
        report(problem(node, "E543", f"this range has {ceil(many):,} values", help))
        return None
    return tuple(simplest(Fraction(low + k * step)) for k in range(int(many))), decimal


def _shape(parts: dict[str, Node], report: Report) -> tuple[int, int] | None:
    if "length" in parts and "shape" in parts:
        report(problem(parts["shape"], "E543", "length and shape say the same", "keep one of the two"))
        return None
    for key, many in (("length", 1), ("shape", 2)):
        if key in parts:
            node = parts[key]
            items = node.items if isinstance(node, Sequence) else (node,)
            sizes = [_size(item) for item in items]
            if len(sizes) != many or None in sizes:
                example = "length: 4" if many == 1 else "shape: [2, 3]"
                said = f"{key} has {'one size' if many == 1 else 'two sizes'}, from 1 to {LARGEST}"
                report(problem(node, "E543", said, f"write {example}"))
                return None
            rows, columns = sizes[0] or 1, (sizes[1] if many == 2 else 1) or 1
            return rows, columns
    return None


def _size(node: Node) -> int | None:
    try:
        literal = read_number(node.text) if isinstance(node, Scalar) and not node.quoted else None
    except InputError:
        return None
    good = literal is not None and isinstance(literal.value, int) and 1 <= literal.value <= LARGEST
    return int(literal.value) if good and literal is not None else None
