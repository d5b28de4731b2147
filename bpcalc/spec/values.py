"""Values in a spec: a number, a list (a column), a list of lists, random or from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy

from bpcalc.errors import InputError, Place, Problem
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.elaborate import elaborate
from bpcalc.language.numbers import Rational, read_number
from bpcalc.language.parser import parse
from bpcalc.language.scope import LARGEST, Scope
from bpcalc.language.syntax import names_in
from bpcalc.language.value import value
from bpcalc.spec.network import Given
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence, place_in

Report = Callable[[Problem], None]


def given(node: Node, report: Report) -> Given | None:
    """The value that a node states, or None after telling `report` what is wrong with it."""
    match node:
        case Scalar():
            entry = number(node, report)
            if entry is None:
                return None
            array = entry.array if entry.array.ndim == 2 else entry.array.reshape(1, 1)
            return Given(array, False, entry.decimal, node.place)
        case Sequence():
            return _listed(node, report)
        case Mapping():
            return _described(node, report)


class _Entry:
    """One number: a 1×1 array, and whether it was written as a decimal."""

    __slots__ = ("array", "decimal")

    def __init__(self, array: Array, decimal: bool) -> None:
        self.array, self.decimal = array, decimal


_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "~", ""}


def number(node: Scalar, report: Report) -> _Entry | None:
    """One number or constant expression, as `1/3`, `-.5`, `sqrt(2)`."""
    if node.quoted:
        report(_problem(node, "E402", "a number stands without quotes", "remove the quotes"))
        return None
    try:
        literal = read_number(node.text)
        if literal is not None:
            return _Entry(arrays.exact_array([[literal.value]]), literal.decimal)
        text = node.text.strip()
        if text.lower() in _WORDS:
            what = f"{text} is no number" if text else "a value is missing here"
            report(_problem(node, "E401", what, "write a number: 0, 1, -0.5, 1/3"))
            return None
        if text.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
            report(_problem(node, "E401", f"{text} is no number to calculate with", "write a finite number"))
            return None
        hint = _look_of_a_list(text)
        if hint:
            report(_problem(node, "E403", f"{text} is not a list of numbers", hint))
            return None
        parsed = parse(text)
        names = [name for name in names_in(parsed) if name.name != "pi"]
        if names:
            first = names[0]
            place = place_in(node, *first.span)
            report(
                Problem(
                    "E401",
                    f"{first.name} has no value here; a value is a number",
                    place,
                    path=node.path,
                    help="write a number, or a constant such as 1/3 or sqrt(2)",
                )
            )
            return None
        array = value(elaborate(parsed, Scope({})), {})
        if not arrays.finite(array):
            report(_problem(node, "E401", f"{text} has no finite value", "write a finite number"))
            return None
        return _Entry(array, False)
    except InputError as error:
        for problem in error.problems:
            place = place_in(node, *problem.span) if problem.span else node.place
            report(problem._replace(place=place, span=None, path=node.path))
        return None


def _look_of_a_list(text: str) -> str:
    parts = text.replace(";", " ").split()
    if len(parts) > 1 and all(read_number(part) is not None for part in parts):
        if ";" in text:
            return f"write [[{'], ['.join(', '.join(row.split()) for row in text.split(';'))}]]"
        return f"separate the numbers by commas: [{', '.join(parts)}]"
    if ":" in text:
        return "a colon has no place in a number; write a plain number"
    return ""


def _listed(node: Sequence, report: Report) -> Given | None:
    if not node.items:
        report(_problem(node, "E404", "this list is empty", "write at least one number"))
        return None
    nested = [isinstance(item, Sequence) for item in node.items]
    if not any(nested):
        rows: list[tuple[Node, ...]] = [(item,) for item in node.items]
    elif all(nested):
        rows = [item.items for item in node.items if isinstance(item, Sequence)]
    else:
        odd = node.items[nested.index(not nested[0])]
        report(
            _problem(
                odd,
                "E405",
                "numbers and rows are mixed in one matrix",
                "write every row in its own brackets: [[1, 2], [3, 4]]",
            )
        )
        return None
    if not _even(node, rows, report):
        return None
    entries: list[list[_Entry | None]] = [[_entry(item, report) for item in row] for row in rows]
    if any(entry is None for row in entries for entry in row):
        return None
    found = [[entry for entry in row if entry is not None] for row in entries]
    decimal = any(entry.decimal for row in found for entry in row)
    parts = [[entry.array[0, 0] for entry in row] for row in found]
    if all(arrays.is_exact(entry.array) for row in found for entry in row):
        array = arrays.exact_array(parts)
    else:
        array = numpy.array([[float(x) for x in row] for row in parts])
    return Given(array, not any(nested), decimal, node.place)


def _entry(item: Node, report: Report) -> _Entry | None:
    if isinstance(item, Scalar):
        return number(item, report)
    report(_problem(item, "E405", "a matrix has rows and columns, nothing deeper", "write [[1, 2], [3, 4]]"))
    return None


def _even(node: Sequence, rows: list[tuple[Node, ...]], report: Report) -> bool:
    """Whether all rows have one length; the first that has not is reported."""
    width = len(rows[0])
    for row, item in zip(rows, node.items, strict=True):
        if not row:
            report(_problem(item, "E404", "this row is empty", "write at least one number"))
            return False
        if len(row) != width:
            first = rows[0][0].place
            report(
                _problem(
                    item,
                    "E406",
                    f"this row has {len(row)} entries, the first one {width}",
                    "give all rows one length",
                    notes=(f"the first row stands at {first.line}:{first.column}",),
                )
            )
            return False
    return True


def _described(node: Mapping, report: Report) -> Given | None:
    """`{random: [r, c], seed: 1}` or `{file: W.npy}`."""
    entries = {key.text: item for key, item in node.entries}
    if "random" in entries and set(entries) <= {"random", "seed"}:
        return _random(node, entries, report)
    if set(entries) == {"file"} and isinstance(entries["file"], Scalar):
        return _from_file(entries["file"], report)
    report(
        _problem(
            node,
            "E407",
            "a value is a number, a list or a list of lists",
            "or write {random: [rows, columns], seed: 1} or {file: W.npy}",
        )
    )
    return None


def _random(node: Mapping, entries: dict[str, Node], report: Report) -> Given | None:
    """Whole numbers from −3 to 3, the same for the same seed."""
    sizes = _whole_numbers(entries["random"])
    seed = _whole_numbers(entries["seed"]) if "seed" in entries else [0]
    if sizes is None or len(sizes) not in (1, 2) or seed is None or len(seed) != 1:
        report(
            _problem(
                node,
                "E407",
                "random takes sizes and a seed in whole numbers",
                "write {random: [rows, columns], seed: 1}",
            )
        )
        return None
    shape = (sizes[0], sizes[1] if len(sizes) == 2 else 1)
    if not all(1 <= size <= LARGEST for size in shape):
        report(_problem(node, "E316", f"a size is from 1 to {LARGEST}", "use a smaller matrix"))
        return None
    drawn = numpy.random.default_rng(seed[0]).integers(-3, 4, shape)
    return Given(_exact(drawn), len(sizes) == 1, False, node.place)


def _whole_numbers(node: Node) -> list[int] | None:
    items = node.items if isinstance(node, Sequence) else (node,)
    found: list[int] = []
    for item in items:
        literal = read_number(item.text) if isinstance(item, Scalar) else None
        if literal is None or not isinstance(literal.value, int) or literal.value < 0:
            return None
        found.append(literal.value)
    return found


def _from_file(node: Scalar, report: Report) -> Given | None:
    path = Path(node.place.file).parent / node.text
    try:
        loaded = (
            numpy.load(path, allow_pickle=False)
            if path.suffix == ".npy"
            else numpy.loadtxt(path, delimiter=",", ndmin=2)
        )
    except (OSError, ValueError) as error:
        reason = (
            error.strerror if isinstance(error, OSError) and error.strerror else "it holds no plain array"
        )
        report(
            _problem(
                node,
                "E408",
                f"{node.text} cannot be read: {reason}",
                "name a .npy or .csv file beside the spec",
            )
        )
        return None
    fits = (
        loaded.ndim in (1, 2) and loaded.size and max(loaded.shape) <= LARGEST and loaded.dtype.kind in "iuf"
    )
    if not fits or not numpy.isfinite(loaded).all():
        report(
            _problem(
                node,
                "E408",
                f"{node.text} holds no matrix of finite numbers up to {LARGEST} wide",
                "save one array of one or two axes",
            )
        )
        return None
    matrix = loaded.reshape(-1, 1) if loaded.ndim == 1 else loaded
    whole = bool((matrix == numpy.rint(matrix)).all() and abs(matrix).max() < 2**31)
    array = _exact(matrix.astype(numpy.int64)) if whole else matrix.astype(numpy.float64)
    return Given(array, loaded.ndim == 1, not whole, node.place)


def _exact(whole: Array) -> Array:
    rows: list[list[Rational]] = whole.tolist()
    return arrays.exact_array(rows)


def _problem(node: Node, code: str, message: str, help: str, notes: tuple[str, ...] = ()) -> Problem:
    place: Place = node.place
    return Problem(code, message, place, path=node.path, help=help, notes=notes)
