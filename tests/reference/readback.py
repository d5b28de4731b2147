"""Values read back out of a printed page, each under the name that stands before its first `=`."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpcalc.calculus.solution import Solution
from bpcalc.calculus.solve import solve
from bpcalc.language.notation.latex import name_text
from bpcalc.spec.reader import network
from bpcalc.spec.source import read_source

NETWORKS = sorted(
    path.stem
    for path in (Path(__file__).parents[2] / "networks").glob("*.yaml")
    if path.stem != "abstract-composition"  # it has no numbers
)
Value = tuple[Fraction, ...]
Found = dict[str, list[Value]]
"""By name; some names stand before several values."""

_MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", re.DOTALL)
_NUMBER = re.compile(r"(-?)(?:\\tfrac\{(\d+)\}\{(\d+)\}|([0-9.]+)(?: \\cdot 10\^\{(-?\d+)\})?)")


def solved(name: str, case: bool = True) -> Solution:
    """A shipped network; of several cases the first."""
    found = network(read_source(Path(__file__).parents[2] / "networks" / f"{name}.yaml"))
    first = found.cases[0].name if case and found.cases else None
    return solve(found, case=first)


def expected(record: dict[str, Any], of: str, bar: bool) -> list[tuple[str, Value]]:
    """What the JSON of one case says, by the names that LaTeX gives."""
    pairs: list[tuple[str, Any]] = [(name_text(n), q) for n, q in record["quantities"].items()]
    for group in ("jacobians", "totals"):
        for key, found in record[group].items():
            above, below = (part.removeprefix("d") for part in key.split("/"))
            pairs.append((_derivative(above, below, bar and above == of), found))
    pairs += [(_derivative(of, name, bar), found) for name, found in record["gradients"].items()]
    return [(label, _flat(found)) for label, found in pairs if _is_shown(found["value"])]


def _is_shown(rows: list[list[float]] | None) -> bool:
    """Whether a page prints all the entries."""
    return rows is not None and len(rows) <= 16 and len(rows[0]) <= 16


def _derivative(above: str, below: str, bar: bool) -> str:
    if bar:
        base, sign, digits = name_text(below).partition("_")
        return rf"\bar{{{base}}}{sign}{digits}"
    return rf"\frac{{\partial {name_text(above)}}}{{\partial {name_text(below)}}}"


def _flat(found: dict[str, Any]) -> Value:
    rows = found.get("exact", found["value"])
    return tuple(Fraction(entry) for row in rows for entry in row)


def missing(record: dict[str, Any], of: str, bar: bool, found: Found) -> list[str]:
    """The names of the JSON that the page does not give the same numbers, to six digits."""
    return [
        label
        for label, value in expected(record, of, bar)
        if not any(_same(value, other) for other in found.get(label, ()))
    ]


def _same(left: Value, right: Value) -> bool:
    return len(left) == len(right) and all(
        abs(x - y) <= abs(x) * Fraction(1, 10**5) for x, y in zip(left, right, strict=True)
    )


# -- LaTeX, and Markdown's LaTeX ---------------------------------------------------------


def from_latex(page: str) -> Found:
    """The chains of `align*` and the values of `gather*`."""
    found: Found = {}
    for kind, body in re.findall(r"\\begin\{(align|gather)\*\}(.*?)\\end\{\1\*\}", page, re.DOTALL):
        lines = re.split(r" \\\\(?:\[1ex\])?\n", body)
        for chain in _chains(lines) if kind == "align" else _values(lines):
            _add(found, chain)
    return found


def from_markdown(page: str) -> Found:
    """The `$$` blocks."""
    found: Found = {}
    for body in re.findall(r"^\$\$\n(.*?)\n\$\$$", page, re.DOTALL | re.MULTILINE):
        text = body.replace(r"\cr", r"\\").replace(" _", "_")
        inner = re.fullmatch(r"\\begin\{(aligned|gathered)\}\n(.*)\n\\end\{\1\}", text, re.DOTALL)
        lines = inner[2].split(" \\\\\n") if inner else [text]
        for chain in _chains(lines) if inner and inner[1] == "aligned" else _values(lines):
            _add(found, chain)
    return found


def _chains(lines: list[str]) -> Iterator[str]:
    """Lines whose left side is empty go on the one above."""
    chain = ""
    for line in lines:
        left, _, right = line.strip().partition("&")
        if left.strip() and chain:
            yield chain
            chain = ""
        chain += f" {left}{right}" if left.strip() or not chain else f" {line.strip().removeprefix('&')}"
    yield chain


def _values(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield from line.split(r", \qquad ")


def _add(found: Found, chain: str) -> None:
    chain = re.sub(r"\\qquad \\text\{\(.*\)\}$", "", chain.strip())  # a remark
    sides = re.split(r" (?:=|\\approx) (?![^{]*\\end\{cases\})", chain)
    if len(sides) > 1:
        found.setdefault(sides[0].strip(), []).extend(_value(sides[-1].strip()))


def _value(text: str) -> Iterator[Value]:
    matrix = _MATRIX.fullmatch(text)
    rows = matrix[1].split(r"\\") if matrix else [text]
    cells = [cell.strip() for row in rows for cell in row.split("&")]
    numbers = [_NUMBER.fullmatch(re.sub(r"\\phantom\{[^}]*\}", "", cell)) for cell in cells]
    if all(numbers):
        yield tuple(_number(match) for match in numbers if match)


def _number(match: re.Match[str]) -> Fraction:
    minus, above, below, digits, power = match.groups()
    size = Fraction(int(above), int(below)) if above else Fraction(digits) * Fraction(10) ** int(power or 0)
    return -size if minus else size


# -- HTML --------------------------------------------------------------------------------


def from_html(page: str) -> Found:
    """The MathML; only the name is taken from the LaTeX beside it."""
    found: Found = {}
    for element in ET.fromstring(page.partition("\n")[2]).iter("div"):
        kinds = (element.get("class") or "").split()
        if "maths" not in kinds:
            continue
        formulas = list(element.iter("math"))
        for first, last in [(m, m) for m in formulas] if "values" in kinds else [(formulas[0], formulas[-1])]:
            tex = next(first.iter("annotation")).text or ""
            label = re.split(r" (?:=|\\approx) ", tex)[0]
            found.setdefault(label, []).extend(_drawn(last))
    return found


def _drawn(math: ET.Element) -> Iterator[Value]:
    """What stands behind the last `=`."""
    inner = math[0][0]
    row = list(inner) if inner.tag == "mrow" else [inner]
    after = max((k for k, part in enumerate(row) if part.tag == "mo" and part.text in ("=", "≈")), default=-1)
    value = row[after + 1 :]
    tables = [table for part in value for table in part.iter("mtable")]
    try:
        if len(tables) == len(value) == 1:
            yield tuple(_spelled(list(cell)) for cell in tables[0].iter("mtd"))
        else:
            yield (_spelled(value),)
    except ValueError:
        return


def _spelled(parts: list[ET.Element]) -> Fraction:
    text = "".join(_text(part) for part in parts)
    mantissa, _, power = text.partition("·10^")
    return Fraction(mantissa) * Fraction(10) ** int(power or 0)


def _text(part: ET.Element) -> str:
    if part.tag == "mfrac":
        return f"{_text(part[0])}/{_text(part[1])}"
    if part.tag == "msup":
        return f"{_text(part[0])}^{_text(part[1])}"
    if part.tag in ("mrow", "mtd"):
        return "".join(map(_text, part))
    return (part.text or "").replace("−", "-")
