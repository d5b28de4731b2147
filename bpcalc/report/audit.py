"""The page of an audit: what the answers of an exercise cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.grading.audit import Audit
from bpcalc.grading.mistakes import NAMED
from bpcalc.language import tree
from bpcalc.report.blocks import Block, Code, Display, Inline, Section, Table, Text
from bpcalc.report.view import matrix


def page(audits: tuple[Audit, ...]) -> tuple[Block, ...]:
    """Case by case: which mistakes do not show, kinks, and a better input."""
    blocks: list[Block] = []
    for one in audits:
        body = tuple(_case(one))
        blocks.extend(body if one.case is None else [Section((f"Case {one.case}",), body)])
    return (Section(("Mistakes that this exercise cannot reveal",), tuple(blocks)),)


def _case(one: Audit) -> Iterator[Block]:
    rows = tuple(
        ((Code(answer.key),), len({(h.name, h.at) for h in answer.hidden}), answer.tried)
        for answer in one.answers
    )
    yield Table((("answer",), ("do not show",), ("tried",)), rows)
    yield from _nowhere(one)
    for kink in one.kinks:
        entries = ", ".join(f"[{i}, {j}]" for i, j in kink.entries)
        yield Text((Code(kink.equation), f" sits on a kink of {kink.function} at {entries}."), "warning")
    if one.better is not None:
        value = one.better.value
        size = value.shape[0], value.shape[1]
        yield Text((f"At another input near by, {one.better.hidden} instead of {one.hidden} do not show:",))
        yield Display((matrix(value, size, tree.name(one.better.name, size)),))


def _nowhere(one: Audit) -> Iterator[Block]:
    """Each mistake that shows in no answer, with the answers that would have it."""
    where: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for answer in one.answers:
        for hidden in answer.hidden:
            where.setdefault((NAMED[hidden.name].says, (hidden.at, *hidden.instead)), []).append(answer.key)
    tried = {answer.key: answer.steps for answer in one.answers}
    said: dict[str, dict[str, list[str]]] = {}
    for (words, (at, *instead)), keys in where.items():
        if all(key in keys for key, steps in tried.items() if at in steps):
            said.setdefault(at, {}).setdefault(words, []).extend(instead)
    for at, mistakes in said.items():
        listed = "; or if ".join(
            f"{words} ({', '.join(names)})" if names else words for words, names in mistakes.items()
        )
        content: Inline = ("At ", Code(at), f" it does not show if {listed}.")
        yield Text(content, "note")
    if not said:
        yield Text(("Every mistake that is tried shows in some answer.",))
