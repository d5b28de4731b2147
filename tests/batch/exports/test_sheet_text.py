"""A CSV text taken apart cell by cell: nothing is lost, and it says what the csv module reads."""

from __future__ import annotations

import csv
import io
import random

import pytest

from bpcalc.batch.exports.sheet_text import Document, document, joined, records, value, written

SIGNS = "ab ,;\"\t\n\r'é"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_text_is_the_same_again(delimiter: str) -> None:
    """Also one with quotes that never end."""
    rng = random.Random(1)
    for _ in range(2000):
        text = "".join(rng.choices(SIGNS, k=rng.randint(0, 30)))
        doc = Document(text, "utf-8", b"", delimiter)
        assert "".join(joined(record, doc) for record in records(doc)) == text


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_cells_say_what_was_written(delimiter: str, ending: str, quoting: int) -> None:
    rng = random.Random(2)
    for _ in range(300):
        size = rng.randint(2, 4)
        rows = [
            ["".join(rng.choices(SIGNS.replace("\r", ""), k=rng.randint(0, 6))) for _ in range(size)]
            for _ in range(3)
        ]
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
        doc = Document(out.getvalue(), "utf-8", b"", delimiter)
        assert [list(record.values()) for record in records(doc)] == rows


def test_a_new_cell_says_what_is_put_into_it() -> None:
    rng = random.Random(3)
    for _ in range(1000):
        text, old = ("".join(rng.choices(SIGNS, k=rng.randint(0, 8))) for _ in range(2))
        doc = Document("", "utf-8", b"", rng.choice(",;\t"))
        cell = written(text, f'"{old}', doc)
        assert value(cell) == text
        assert value(written(text, "x", doc)) == text
        assert written("7", f'"{old}"', doc) == '"7"'
        assert written("7", "old", doc) == "7"


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        ("a,b,c", ","),
        ("a;b,c;d", ";"),
        ("a\tb", "\t"),
        ('"x;y;z;",b', ","),
        ("one", ","),
        ('"a\nb;c",d', ","),
    ],
)
def test_the_delimiter_is_what_the_first_line_has(first: str, delimiter: str) -> None:
    assert document(f"{first}\n1;2;3;4;5\n".encode()).delimiter == delimiter
