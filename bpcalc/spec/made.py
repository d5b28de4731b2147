"""Large values that are not written out: `{random: [r, c], seed: 1}` and `{file: W.npy}`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy

from bpcalc.errors import InputError, Problem
from bpcalc.language import arrays
from bpcalc.language.arrays import Array
from bpcalc.language.numbers import read_number
from bpcalc.language.sizes import LARGEST
from bpcalc.spec.budget import ENTRIES
from bpcalc.spec.network import Given
from bpcalc.spec.nodes import Mapping, Node, Scalar, Sequence
from bpcalc.spec.report import Report, problem
from bpcalc.spec.source import file_bytes
from bpcalc.spec.tables import TableError, require_matrix, table

FILE_BYTES = 8 * LARGEST * LARGEST + 4096
"""A .npy file of the largest matrix."""


def made(node: Mapping, report: Report) -> Given | None:
    """The value that a mapping describes, or None after a report."""
    entries = {key.text: item for key, item in node.entries}
    if "random" in entries and set(entries) <= {"random", "seed"}:
        return _random(node, entries, report)
    file = entries.get("file")
    if set(entries) == {"file"} and isinstance(file, Scalar):
        return _from_file(file, report)
    help = "write it as [1, 2] or [[1, 2], [3, 4]]; also {random: [rows, columns], seed: 1} or {file: W.npy}"
    report(problem(node, "E407", "a value is a number, a list or a list of lists", help))
    return None


def too_many_entries(root: Mapping) -> Problem | None:
    """Described values that would take too much memory together."""
    entries = 0
    for node, count in _described(root):
        entries += count
        if entries > ENTRIES:
            what = f"up to here the values have {entries:,} numbers"
            return problem(node, "E519", what, f"use smaller matrices; the limit is {ENTRIES:,}")
    return None


def _described(node: Node) -> Iterator[tuple[Node, int]]:
    """Every described value below a node, and how many numbers it would have at most."""
    if isinstance(node, Scalar):
        return
    inside = node.items if isinstance(node, Sequence) else [item for _, item in node.entries]
    if isinstance(node, Mapping):
        for key, item in node.entries:
            if key.text == "random":
                sizes = _whole_numbers(item) or []
                yield node, min(sizes[0], LARGEST) * min(sizes[-1], LARGEST) if len(sizes) == 2 else 0
            elif key.text == "file" and isinstance(item, Scalar):
                yield node, _file_size(item) // 8
    for item in inside:
        yield from _described(item)


def _path(node: Scalar) -> str:
    return os.path.join(os.path.dirname(node.place.file), node.text)


def _file_size(node: Scalar) -> int:
    try:
        return min(os.stat(_path(node)).st_size, FILE_BYTES)
    except (OSError, ValueError):
        return 0


def _random(node: Mapping, entries: dict[str, Node], report: Report) -> Given | None:
    """Whole numbers from −3 to 3, the same for the same seed."""
    sizes = _whole_numbers(entries["random"])
    seed = _whole_numbers(entries["seed"]) if "seed" in entries else [0]
    if sizes is None or len(sizes) not in (1, 2) or seed is None or len(seed) != 1:
        help = "write {random: [rows, columns], seed: 1}"
        report(problem(node, "E407", "random takes one or two sizes, and a seed, in whole numbers", help))
        return None
    shape = (sizes[0], sizes[1] if len(sizes) == 2 else 1)
    if not all(1 <= size <= LARGEST for size in shape):
        wrong = next(size for size in shape if not 1 <= size <= LARGEST)
        help = f"use sizes from 1 to {LARGEST}"
        report(problem(entries["random"], "E316", f"a size of {wrong} is out of range", help))
        return None
    drawn = numpy.random.default_rng(seed[0]).integers(-3, 4, shape)
    return Given(_exact(drawn), len(sizes) == 1, False, node.place)


def _whole_numbers(node: Node) -> list[int] | None:
    items = node.items if isinstance(node, Sequence) else (node,)
    found: list[int] = []
    for item in items:
        try:
            literal = read_number(item.text) if isinstance(item, Scalar) else None
        except InputError:
            return None
        if literal is None or not isinstance(literal.value, int) or literal.value < 0:
            return None
        found.append(literal.value)
    return found


def _from_file(node: Scalar, report: Report) -> Given | None:
    path = _path(node)
    try:
        data = file_bytes(path, FILE_BYTES, follow_links=True)
        if len(data) > FILE_BYTES:
            raise ValueError(f"it is larger than {FILE_BYTES // 2**20} MiB")
        loaded = _binary(data) if path.endswith(".npy") else table(data)
        require_matrix(loaded)
    except InputError as error:
        reason = error.problems[0].message
        report(problem(node, "E408", f"{node.text}: {reason}", "name a .npy or .csv file beside the spec"))
        return None
    except TableError as error:
        report(problem(node, "E408", f"{node.text} cannot be read: {error.reason}", error.help))
        return None
    except (ValueError, EOFError, MemoryError, SyntaxError) as error:
        reason = str(error) if type(error) is ValueError and "it " in str(error) else "it is no NumPy array"
        report(problem(node, "E408", f"{node.text} cannot be read: {reason}", "save one array of numbers"))
        return None
    matrix = loaded.reshape(-1, 1) if loaded.ndim == 1 else loaded
    whole = bool((matrix == numpy.rint(matrix)).all() and abs(matrix.astype(numpy.float64)).max() < 2**31)
    array = _exact(matrix.astype(numpy.int64)) if whole else matrix.astype(numpy.float64)
    return Given(array, loaded.ndim == 1, not whole, node.place)


def _binary(data: bytes) -> Any:
    """A .npy file; what its head promises must really be there."""
    stream = BytesIO(data)
    version = numpy.lib.format.read_magic(stream)
    read = (
        numpy.lib.format.read_array_header_1_0
        if version == (1, 0)
        else numpy.lib.format.read_array_header_2_0
    )
    shape, _, kind = read(stream)
    if kind.hasobject or numpy.prod(shape, dtype=float) * kind.itemsize > len(data):
        raise ValueError("it is cut short, or it holds more than numbers")
    return numpy.load(BytesIO(data), allow_pickle=False)


def _exact(whole: Array) -> Array:
    """Python numbers while they are few, int64 from then on."""
    return whole if whole.size > arrays.SMALL else arrays.exact_array(whole.tolist())
