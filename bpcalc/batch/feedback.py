"""What a student is told: a view of the row, with nothing in it that the row does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpcalc.batch.rows import ABSENT, Entry, Row
from bpcalc.batch.wording import PASSED, VERDICT_WORDS, group, label, marks
from bpcalc.formats.html import html_fragment, html_page
from bpcalc.formats.lines import plain_text
from bpcalc.formats.markdown import markdown_page
from bpcalc.formats.text import text_lines
from bpcalc.formats.written import options_for
from bpcalc.grading.number import RIGHT, WRONG
from bpcalc.grading.verdicts import CARRIED
from bpcalc.report.blocks import Block, Code, Inline, Section, Table, Text
from bpcalc.report.check import SIGNS, stopped, where
from bpcalc.report.style import Page
from bpcalc.spec.conventions import CHOICES

FORMS = {"text": "txt", "markdown": "md", "html": "html"}
"""The forms of a feedback file, with their extensions."""
WIDTH = 80
"""Columns of a text; who opens it has no other width to tell."""
LISTED = 3
"""Answers named in a sentence."""
_STYLE = Page()


def feedback(row: Row, form: str, width: int = WIDTH) -> str:
    """The file for one student, in one of FORMS."""
    blocks = feedback_blocks(row)
    if form == "html":
        return html_page(blocks, _STYLE)
    if form == "markdown":
        return markdown_page(blocks, _STYLE)
    return plain_text(text_lines(blocks, options_for(_STYLE, width, True)))


def feedback_fragment(row: Row) -> str:
    """The same as HTML on one line, without the student's name, for a cell of a sheet."""
    (section,) = feedback_blocks(row)
    return re.sub(r">\s*\n\s*<", "><", html_fragment(section.blocks, _STYLE)).replace("\n", " ")


def feedback_blocks(row: Row) -> tuple[Section]:
    """What there is, where to look first, every answer, and the reasons."""
    title = f"Feedback for {row.student}" if row.student else "Feedback"
    return (Section((title,), tuple(_body(row))),)


def _body(row: Row) -> Iterator[Block]:
    if row.score is None:
        yield from _ungraded(row)
        return
    yield Text((_total(row),))
    yield from _where_to_begin(row)
    groups: dict[str, list[Entry]] = {}
    for entry in row.answers:
        groups.setdefault(group(entry), []).append(entry)
    for heading, entries in groups.items():
        body = tuple(_answers(entries))
        if len(groups) > 1:
            yield Section((heading,), body)
        else:
            yield from body
    if row.replaced:
        many = (
            f"{len(row.replaced)} earlier submissions" if len(row.replaced) > 1 else "an earlier submission"
        )
        yield Text((f"This replaces {many}.",), "quiet")
    if row.beside:
        yield Text(
            (f"Graded is {row.source.rpartition('/')[2]}; not looked at: {', '.join(row.beside)}.",), "quiet"
        )


def _ungraded(row: Row) -> Iterator[Block]:
    if row.status == ABSENT:
        yield Text(("Nothing of yours was found. If you have handed something in, tell your instructor.",))
        return
    yield Text(("What you handed in could not be graded, and it has not been counted as a zero.",))
    if row.reason:
        # What is wrong in a line the student can mend; about anything else the instructor has to act.
        told = row.reason if row.reason.startswith("line ") else row.reason.partition("; ")[0]
        yield Text((f"The reason: {told}.",), "note")
    yield Text(("Your instructor sees this too. Ask whether you may hand it in again.",))


def _total(row: Row) -> str:
    if not row.answers:
        return "There are no answers on your sheet."
    carried = sum(entry.verdict == CARRIED for entry in row.answers)
    right = sum(entry.verdict in PASSED for entry in row.answers) - carried
    many = len(row.answers)
    said = f"{marks(row.score or 0)} of {marks(row.out_of)} marks"
    if right == many:
        words = "every answer is right" if many > 1 else "your answer is right"
        return f"{said}: {words}. Well done."
    rest = f", {carried} carried on from an earlier error" if carried else ""
    return f"{said}: {right} of {many} answers {'is' if right == 1 else 'are'} right{rest}."


def _where_to_begin(row: Row) -> Iterator[Block]:
    """The first errors; what follows from them was judged by the student's own numbers."""
    first = [entry for entry in row.answers if entry.first_error]
    if not first:
        return
    carried = any(entry.verdict == CARRIED for entry in row.answers)
    more = f" and {len(first) - LISTED} more" if len(first) > LISTED else ""
    them = "them" if len(first) > 1 else "it"
    rest = f". What follows from {them} was judged by your own numbers." if carried else "."
    yield Text(("Look first at ", *_listed(first[:LISTED]), f"{more}{rest}"), "note")


def _listed(entries: list[Entry]) -> Inline:
    parts: list[str | Code] = []
    for entry in entries:
        parts += [", "] * bool(parts) + [Code(label(entry))]
    return tuple(parts)


def _answers(entries: list[Entry]) -> Iterator[Block]:
    rows = tuple(
        (
            (Code(entry.answer),),
            (f"{SIGNS[entry.verdict]} {_verdict(entry)}",),
            (f"{marks(entry.marks)} of {marks(entry.out_of)}",),
        )
        for entry in entries
    )
    yield Table((("answer",), ("verdict",), ("marks",)), rows)
    for entry in entries:
        if entry.remark and entry.remark != VERDICT_WORDS[entry.verdict]:
            role = "note" if entry.verdict == WRONG else "quiet"
            said = f"{where(entry.line, entry.column)}{stopped(entry.remark)}"
            yield Text((Code(entry.answer), f": {said}"), role)
        if entry.solution:
            yield Text(("The step: ", Code(entry.solution)), "quiet")


def _verdict(entry: Entry) -> str:
    if entry.verdict == WRONG and entry.first_error:
        return "wrong, a first error"
    if entry.verdict == RIGHT and entry.layout in CHOICES["layout"]:
        return f"right in {entry.layout} layout"
    return VERDICT_WORDS[entry.verdict]
