"""Rows of a small class, with what a hostile or a careless one puts into them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from bpcalc.batch.rows import ABSENT, GRADED, UNGRADABLE, Entry, Row, Rows

HOSTILE = (
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r\n=1", " =1+1", "＝1+1", "'=1",
    "a,b;c\td", 'say "hi"', "line\nbreak", "\x1b[31mred\x1b[0m", "nul\x00", "bell\x07", "\ud800", "\ufffe",
    "\u202egpj.exe", "<script>alert(1)</script>", "]]>", "&amp;", "[link](javascript:x)", "# heading", "|a|b|",
    "`code`", "**bold**", "$x$", ":x:", "../../etc/passwd", "CON", "a" * 300, "名前", "Ünïcödé", "", " ",
)  # fmt: skip
"""Names and texts that mean something to some reader of an export."""


def entry(answer: str, verdict: str = "right", marks: float = 1, out_of: float = 1, **more: Any) -> Entry:
    """An answer of a row."""
    return Entry(None, answer, verdict, False, (), "", marks, out_of)._replace(**more)


ANSWERS = (
    entry("z", "right"),
    entry("a", "rounding", 0.5, mistakes=("rounded-early",), remark="a matter of rounding"),
    entry("l", "carried", remark="right from your earlier answers; they make this one trivial"),
    entry("dl/dz", "wrong", 0, first_error=True, mistakes=("sign",), remark="the sign is the other one"),
    entry("dl/dx", "missing", 0, remark="no answer"),
    entry("dl/dW", "unreadable", 0, remark="two is no number; write a number"),
)
"""One of each verdict: 2.5 of 6 marks."""


def graded(student: str, *answers: Entry, source: str = "", fingerprint: str = "", file: str = "") -> Row:
    """A graded row; its score is the sum of its marks."""
    score, out_of = sum(one.marks for one in answers), sum(one.out_of for one in answers)
    return Row(
        student,
        source or f"in/{student}.yaml",
        GRADED,
        score,
        out_of,
        answers,
        fingerprint=fingerprint,
        file=file,
    )


def scored(student: str, score: float, out_of: float = 10, source: str = "") -> Row:
    """A graded row with one answer."""
    return graded(student, entry("z", "right" if score else "wrong", score, out_of), source=source)


def ungradable(student: str, reason: str = "this is no answer sheet; write answers:") -> Row:
    """A row that needs a person."""
    return Row(student, f"in/{student}.yaml", UNGRADABLE, None, 6, reason=reason)


def absent(student: str) -> Row:
    """A row of a roster."""
    return Row(student, "", ABSENT, None, 6, reason="nothing was handed in")


CLASS = (
    graded("ada", *ANSWERS),
    graded("bob", *(entry(one.answer, "wrong", 0) for one in ANSWERS)),
    graded("cleo", *(entry(one.answer) for one in ANSWERS)),
    graded("thirds", *(entry(f"t{k}", "carried", 1 / 3, 1 / 3) for k in range(3))),
    graded("tenths", entry("x", marks=0.1), entry("y", marks=0.2)),
    graded("nothing"),
    ungradable("dan"),
    absent("eve"),
    *(graded(text, entry(text, remark=text)) for text in HOSTILE),
    *(ungradable(f"u{k}", text) for k, text in enumerate(HOSTILE)),
)
"""Every kind of row."""


def again(rows: Iterable[Row]) -> Rows:
    """The rows as exports take them."""
    kept = tuple(rows)
    return lambda: iter(kept)


def written(write: Callable[[Rows, BinaryIO], object], rows: Iterable[Row]) -> bytes:
    """What an export writes."""
    out = io.BytesIO()
    write(again(rows), out)
    assert not out.closed
    return out.getvalue()


def many(count: int) -> Iterator[Row]:
    """A large class, made as it is read; no two rows share a text."""
    return (
        graded(f"s{k}", *(one._replace(remark=f"{one.remark} {k}") for one in ANSWERS)) for k in range(count)
    )
