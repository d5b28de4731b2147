"""The class at a glance, for the instructor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bpcalc.batch.alike import ALIKE, NO_GROUPS, Alike, Groups
from bpcalc.batch.names import Names
from bpcalc.batch.quartiles import quartiles
from bpcalc.batch.rows import ABSENT
from bpcalc.batch.tally import Answer, Tally
from bpcalc.batch.wording import VERDICT_WORDS, VERDICTS, many, marks
from bpcalc.grading.mistakes import NAMED
from bpcalc.grading.verdicts import CARRIED, MISSING
from bpcalc.report.blocks import Block, Code, Inline, Section, Table, Text
from bpcalc.report.check import SIGNS

BAR = 24
"""Signs of the longest bar."""
SHOWN = 6
"""Names in a list; the rest is counted."""
GROUPS, ANSWERS = 20, 200
"""Rows of tables that could go on for ever."""
BLANK = "\u00a0"
"""At which no line ends."""
PERCENT = f"{BLANK}%"
_MEANS = {**VERDICT_WORDS, CARRIED: "right from earlier answers"}


def summary_blocks(tally: Tally, groups: Groups = NO_GROUPS, title: str = "") -> tuple[Section]:
    """How many, the scores, the answers, the mistakes, and what a person has to look at; `groups`: of
    sheets that are alike."""
    heading = f"Results: {title}" if title else "Results of the class"
    parts = (
        _scores(tally),
        _answers(tally),
        _mistakes(tally),
        _ungradable(tally),
        _unreadable(tally),
        _absent(tally),
        _alike(groups.sheets),
        _same_files(groups.files),
    )
    blocks: list[Block] = [Text((_counted(tally),)), *(block for part in parts for block in part)]
    return (Section((heading,), tuple(blocks)),)


def _counted(tally: Tally) -> str:
    handed_in = tally.graded + tally.ungradable.count
    said = f"{many(handed_in, 'submission')}: {tally.graded} graded"
    if tally.ungradable.count:
        said += f", {tally.ungradable.count} not gradable (a person has to look)"
    return said + (
        f". {many(tally.absent.count, 'student')} handed in nothing." if tally.absent.count else "."
    )


def _scores(tally: Tally) -> Iterator[Section]:
    found = quartiles(tally.percents)
    if found is None:
        return
    full = sum(count for value, count in tally.percents if value == 100)
    none = sum(count for value, count in tally.percents if value == 0)
    bins = [0] * 10
    for value, count in tally.percents:
        bins[min(9, int(value // 10))] += count
    rows = tuple(
        ((f"{10 * k}–{10 * k + 9 + (k == 9)}{PERCENT}",), count, (_bar(count, max(bins)),))
        for k, count in enumerate(bins)
    )
    lines = (
        f"Mean {_share(tally, found.mean)}, median {_share(tally, found.median)}. "
        f"The middle half has {_percent(found.lower)} to {_percent(found.upper)}, "
        f"all have {_percent(found.lowest)} to {_percent(found.highest)}.",
        f"{many(full, 'sheet')} with full marks, {none} with none.",
    )
    table = Table((("score",), ("students",), ("",)), rows)
    yield Section(("Scores",), (Text((lines[0],)), Text((lines[1],)), table))


def _share(tally: Tally, percent: float) -> str:
    """`71.4 %`, with the marks where all sheets can have the same."""
    totals = {out_of for _, out_of in tally.scores}
    if len(totals) > 1:
        return _percent(percent)
    (out_of,) = totals
    return f"{marks(percent * out_of / 100)} of {marks(out_of)} ({_percent(percent)})"


def _percent(value: float) -> str:
    """A whole number only where it is one: 99.97 is not 100."""
    text = f"{value:.1f}"
    if text in ("100.0", "0.0") and value not in (100, 0):
        return f"{'over 99.9' if value > 50 else 'under 0.1'}{PERCENT}"
    return text.removesuffix(".0") + PERCENT


def _bar(count: int, most: int) -> str:
    """In proportion; one sign for any count but 0."""
    return "█" * max(bool(count), round(BAR * count / most)) if most else ""


def _answers(tally: Tally) -> Iterator[Section]:
    answers = tally.in_order
    if not answers:
        return
    counts = {name: _with_blanks(answer, tally.graded) for name, answer in answers}
    used = [verdict for verdict in VERDICTS if any(found[verdict] for found in counts.values())]
    key = ", ".join(f"{SIGNS[verdict]}{BLANK}{_MEANS[verdict]}" for verdict in used)
    rows: tuple[tuple[Inline | int, ...], ...] = tuple(
        ((Code(name),), *(counts[name][verdict] for verdict in used)) for name, _ in answers[:ANSWERS]
    )
    header: tuple[Inline, ...] = (("answer",), *((SIGNS[verdict],) for verdict in used))
    body: list[Block] = [Text((f"Students by what became of each answer: {key}.",)), Table(header, rows)]
    body += _more(len(answers) - ANSWERS, "answers")
    if tally.strange:
        body.append(Text((f"{many(tally.strange, 'line')} of the sheets asked for no such thing.",), "quiet"))
    if tally.nobody:
        body.append(Text(("Nobody got ", *_codes(tally.nobody), "."), "note"))
    yield Section(("Answers",), tuple(body))


def _with_blanks(answer: Answer, graded: int) -> Counter[str]:
    """The verdicts; whoever left the answer out has none, whether or not it was asked for."""
    found = Counter(answer.verdicts)
    found[MISSING] = graded - sum(count for verdict, count in found.items() if verdict != MISSING)
    return found


def _mistakes(tally: Tally) -> Iterator[Section]:
    if not tally.mistakes and not tally.unexplained:
        return
    if not tally.mistakes:
        said = "None of the known mistakes was made."
        yield Section(("Mistakes",), (Text((said,)),))
        return
    by_count = sorted(tally.mistakes.items(), key=lambda pair: (-tally.mistaken[pair[0]], -pair[1], pair[0]))
    rows: list[tuple[Inline | int, ...]] = [
        (tally.mistaken[name], count, (NAMED[name].says if name in NAMED else name,))
        for name, count in by_count[:GROUPS]
    ]
    blocks: list[Block] = [Table((("students",), ("answers",), ("what was probably done",)), tuple(rows))]
    if tally.unexplained:
        are = "is" if tally.unexplained == 1 else "are"
        said = f"{many(tally.unexplained, 'wrong answer')} {are} explained by no known mistake."
        blocks.append(Text((said,), "quiet"))
    yield Section(("Mistakes",), tuple(blocks))


def _ungradable(tally: Tally) -> Iterator[Section]:
    if not tally.ungradable.count:
        return
    by_count = sorted(tally.reasons.items(), key=lambda pair: (-pair[1].count, pair[0]))
    rows = tuple((names.count, (_names(names),), (reason,)) for reason, names in by_count[:GROUPS])
    blocks: list[Block] = [Table((("how many",), ("whose",), ("why",)), rows)]
    blocks += _more(len(by_count) - GROUPS, "reasons")
    yield Section(("Not gradable",), tuple(blocks))


def _unreadable(tally: Tally) -> Iterator[Section]:
    if not tally.unread:
        return
    by_count = sorted(tally.unread.items(), key=lambda pair: (-pair[1].count, pair[0]))
    said = "These count as wrong. Where one is only spelt in a way of its own, a person may want to look."
    rows = tuple((names.count, (_names(names),), (what,)) for what, names in by_count[:GROUPS])
    blocks: list[Block] = [Text((said,)), Table((("how many",), ("whose",), ("what",)), rows)]
    blocks += _more(len(by_count) - GROUPS, "kinds")
    yield Section(("Answers that cannot be read",), tuple(blocks))


def _absent(tally: Tally) -> Iterator[Section]:
    if tally.absent.count:
        rest = tally.absent.count > SHOWN
        where = f' All of them have a row in the results, with the status "{ABSENT}".' if rest else ""
        yield Section(("Nothing handed in",), (Text((f"{_names(tally.absent)}.{where}",)),))


def _alike(groups: Sequence[Alike]) -> Iterator[Section]:
    if not groups:
        return
    said = (
        f"These sheets have the same wrong numbers, {ALIKE} or more with those that follow from them. That "
        "is a fact and no verdict: whoever makes the same mistake gets the same numbers. Slips, and what no "
        "known mistake explains, are counted apart."
    )
    rows = tuple(
        (one.students.count, one.wrong, one.unexplained, (_names(one.students),)) for one in groups[:GROUPS]
    )
    header = (("sheets",), ("wrong",), ("unexplained",), ("whose",))
    blocks: list[Block] = [Text((said,)), Table(header, rows), *_more(len(groups) - GROUPS, "groups")]
    yield Section(("Sheets alike",), tuple(blocks))


def _same_files(groups: Sequence[Alike]) -> Iterator[Section]:
    if not groups:
        return
    said = (
        "These files are the same in every letter but the name of the student, and not all in them is right."
    )
    rows = tuple((one.students.count, one.wrong, (_names(one.students),)) for one in groups[:GROUPS])
    blocks: list[Block] = [Text((said,)), Table((("files",), ("wrong",), ("whose",)), rows)]
    blocks += _more(len(groups) - GROUPS, "groups")
    yield Section(("The same files",), tuple(blocks))


def _more(count: int, what: str) -> Iterator[Text]:
    if count > 0:
        yield Text((f"{count} more {what} are not shown here.",), "quiet")


def _names(names: Names) -> str:
    shown = ", ".join(names.first[:SHOWN])
    return shown + (f" and {names.count - SHOWN} more" if names.count > SHOWN else "")


def _codes(names: Sequence[str]) -> Inline:
    parts: list[str | Code] = []
    for name in names[:GROUPS]:
        parts += [", "] * bool(parts) + [Code(name)]
    return (*parts, f" and {len(names) - GROUPS} more") if len(names) > GROUPS else tuple(parts)
