"""A CSV file as text in which single cells can be replaced: every other byte stays as it was."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from bpcalc.batch.table_header import delimiter
from bpcalc.records import NamedTuple

LARGEST = 64 << 20
"""Bytes that a sheet may have."""
NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class SheetError(Exception):
    """A sheet that cannot be filled: what is wrong, and what to do."""


class Document(NamedTuple):
    """The text of a file, and how it is turned into bytes again."""

    text: str
    encoding: str
    bom: bytes
    delimiter: str

    def encoded(self, text: str) -> bytes:
        """The bytes of a part of the text."""
        return text.encode(self.encoding, "surrogateescape")

    def storable(self, text: str, spelled: str = "backslashreplace") -> str:
        """New text, with what the encoding of the file lacks spelled out."""
        return text.encode(self.encoding, spelled).decode(self.encoding)


class Record(NamedTuple):
    """The cells of a line as they are written, with their quotes, and how the line ends."""

    cells: tuple[str, ...]
    end: str

    def values(self) -> tuple[str, ...]:
        """What the cells say."""
        return tuple(map(value, self.cells))


def document(data: bytes) -> Document:
    """The text of a CSV file: UTF-8, UTF-16 with its mark, else Windows-1252. Raises SheetError."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SheetError("this is an Excel workbook; save it as CSV, or export the sheet as CSV again")
    if len(data) > LARGEST:
        raise SheetError(f"this sheet is larger than {LARGEST >> 20} MiB; is it the right file?")
    bom, encoding = next(((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", "utf-8"))
    body = data[len(bom) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = body.decode(encoding, "surrogateescape")
    if not text.strip() or "\0" in text:
        raise SheetError("this is no CSV file; export the sheet from the course as CSV")
    return Document(text, encoding, bom, delimiter(text[:65536]))


def records(doc: Document) -> Iterator[Record]:
    """The lines, quoted line breaks within them. Joined again they are the text."""
    sign = re.escape(doc.delimiter)
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*(?:"[^{sign}\r\n]*|\Z)|[^{sign}\r\n]*')
    ending = re.compile(r"\r\n|\n|\r")
    place = 0
    cells: list[str] = []
    while place < len(doc.text) or cells:
        match = cell.match(doc.text, place)
        assert match is not None  # the pattern takes nothing, too
        cells.append(match[0])
        place = match.end()
        if doc.text.startswith(doc.delimiter, place):
            place += 1
            continue
        end = ending.match(doc.text, place)
        yield Record(tuple(cells), end[0] if end else "")
        cells = []
        place = end.end() if end else len(doc.text)


def joined(record: Record, doc: Document) -> str:
    """The line again."""
    return doc.delimiter.join(record.cells) + record.end


def value(cell: str) -> str:
    """What a cell says, without its quotes."""
    if not cell.startswith('"'):
        return cell
    match = re.fullmatch(r'"([^"]*(?:""[^"]*)*)(?:"(.*))?', cell, re.DOTALL)
    assert match is not None
    return match[1].replace('""', '"') + (match[2] or "")


def at(values: Sequence[str], place: int) -> str:
    """What a cell of a line says, without blanks around it; nothing where the line is shorter."""
    return values[place].strip() if place < len(values) else ""


def written(text: str, old: str, doc: Document) -> str:
    """A cell that says `text`: quoted where it has to be, or where the old one was."""
    if old.startswith('"') or any(sign in text for sign in (doc.delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def amount(text: str) -> float | None:
    """The number in a cell, with a point or a comma; None for any other text."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
