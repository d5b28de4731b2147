"""A row of a table as a sheet: every cell is read on its own, by the reader of all sheets.

Whatever a cell holds (line breaks, colons, a bracket that is never closed) is one unreadable
answer at most. Cells that hold plain numbers, which cannot reach beyond themselves, are read
together: that is eight times as fast.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from math import fsum

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.found import shown
from bpcalc.batch.submissions.headers import Path, document, key_line, placed
from bpcalc.errors import InputError, Place, Problem
from bpcalc.grading.answers import Answer, Sheet, once
from bpcalc.grading.marks import Listed
from bpcalc.grading.sheet import SheetReader
from bpcalc.grading.template import blank_sheet
from bpcalc.grading.written import is_not_done, is_nothing
from bpcalc.spec.network import Network
from bpcalc.spec.source import Source, answers_from_text

Cells = Sequence[tuple[str, str]]
_NUMBERS = re.compile(
    r"[-+−0-9.eE/]+"  # a number
    r"|\[[-+−0-9.eE/, ]*\]"  # a list of them
    r"|\[(?: *\[[-+−0-9.eE/, ]*\] *,?)* *\]"  # rows of them
)
_BARE = re.compile(r"[-+−0-9.eE/]+(?:, +[-+−0-9.eE/]+)+")
"""A list as it is typed into a form. `0,5` is none: a comma without a blank may be a point."""
_RESPONSE = re.compile(r"(?i)(?:response|antwort|réponse|respuesta|risposta) (\d+)")
_QUESTION = re.compile(r"(?i)(?:question|frage|pregunta|domanda) (\d+)")
_TEXT_MARK = re.compile(r"\A'(?=[-+=@])")
"""How a spreadsheet is told that a cell is text."""
SHOWN = 8
"""Names in a remark; the rest is counted."""
_KEPT = 10_000


def typed(text: str) -> str | None:
    """How the value in a text is written on a sheet, where it is plain: a number, a list of numbers as it
    is typed into a form, or nothing."""
    text = text.strip()
    if is_nothing(text):
        return "null"
    if not any(map(str.isdigit, text)):
        return None
    return f"[{text}]" if _BARE.fullmatch(text) else text if _NUMBERS.fullmatch(text) else None


class CellReader:
    """Reads the rows of tables for one exercise. A column is looked at once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.reader = SheetReader(network)
        self.cases = [case.name for case in network.cases if case.name is not None]
        self._placed: dict[str, tuple[Path, Answer] | Problem] = {}
        self._blank: list[str] | None = None

    def sheet(self, cells: Cells, student: str, source: str) -> Sheet:
        """The answers in a row. Raises InputError where no column is an answer.

        A table may also have a column with whole sheets, as a form with one large field gives.
        """
        columns = [(header, text) for header, text in self._headed(cells)]
        known = [(self.placed(header), text) for header, text in columns]
        filled = [(k, *place, f"[{text}]" if _BARE.fullmatch(text.strip()) else text)
                  for k, (place, text) in enumerate(known)
                  if not isinstance(place, Problem) and not _is_blank(place[1], text)]  # fmt: skip
        if all(isinstance(place, Problem) for place, _ in known):
            whole = [text for _, text in columns if "\n" in text.strip() or text.lstrip()[:1] == "{"]
            if len(whole) == 1:
                return self.reader.sheet(answers_from_text(whole[0], source))._replace(student=student)
            raise InputError(problems.no_answers(self._called(cells)))
        found = self._together([one for one in filled if _NUMBERS.fullmatch(one[3])])
        for k, path, asked, text in filled:
            if k not in found:
                found[k] = self._alone(path, asked, text, source)
        place = Place(source, 0, 0, 0)
        answers = once(found[k]._replace(place=place) for k in sorted(found))
        return Sheet(student, tuple(map(_twice, answers)))

    def placed(self, header: str) -> tuple[Path, Answer] | Problem:
        """Where the answers of a column belong; or why it is no answer."""
        found = self._placed.get(header)
        if found is None:
            found = placed(header, self.reader, self.cases)
            if len(self._placed) < _KEPT:
                self._placed[header] = found
        return found

    def remarks(self, rows: Iterable[Cells], listed: Iterable[Listed] = ()) -> tuple[str, ...]:
        """The columns that are no answers of this exercise, and why; then the answers of `marks:` that no
        column is for. None where no column is an answer."""
        headers = dict.fromkeys(header for row in rows for header, _ in self._headed(row))
        found = {header: self.placed(header) for header in headers}
        wrong = {header: why for header, why in found.items() if isinstance(why, Problem)}
        if len(wrong) == len(found):
            return ()
        answers = [place[1] for place in found.values() if not isinstance(place, Problem)]
        spots = {one._replace(case=case).spot for one in answers for case in (one.case, None)}
        lost = [one for one in listed if one.points and one.spot not in spots]
        names = [one.key if one.case is None else f"{one.case}: {one.key}" for one in lost]
        said = [f"column {shown(header)}, passed over: {why.message}" for header, why in wrong.items()]
        if lost:
            said.append(
                f"no column is for {problems.listed(names, SHOWN)}: nobody in the table can get "
                f"{fsum(one.points for one in lost):g} of the marks; name a column like the answer"
            )
        return tuple(said)

    def _called(self, cells: Cells) -> list[str]:
        """The columns as the table calls them, with the question where it stands in the row."""
        headed = self._headed(cells)
        own = [one for one, _ in cells if len(headed) == len(cells) or not _QUESTION.fullmatch(one)]
        return [
            one if one == asked else f"{one} ({asked})" for one, (asked, _) in zip(own, headed, strict=True)
        ]

    def _headed(self, cells: Cells) -> list[tuple[str, str]]:
        """The cells under headers of their own: Moodle calls the answer to Question 1 Response 1.

        Without the questions, the responses are the answers of `bpcalc template` in its order,
        if they are as many.
        """
        responses = [_RESPONSE.fullmatch(header) for header, _ in cells]
        count = sum(match is not None for match in responses)
        if not count:
            return list(cells)
        asked = {match[1]: text for header, text in cells if (match := _QUESTION.fullmatch(header))}
        if not asked and self._blank is None:
            self._blank = _blanks(self.network)
        if not asked and self._blank is not None and len(self._blank) == count:
            asked = {str(k): header for k, header in enumerate(self._blank, 1)}
        return [(asked.get(match[1], header) if match else header, text)
                for (header, text), match in zip(cells, responses, strict=True)
                if match or not _QUESTION.fullmatch(header)]  # fmt: skip

    def _together(self, filled: list[tuple[int, Path, Answer, str]]) -> dict[int, Answer]:
        """The answers by column, read as one sheet; none where anything is wrong with it."""
        lines, at, written = ["answers:"], {}, set()
        for k, path, _, text in sorted(filled, key=lambda one: one[1][:-1]):
            if path in written:
                continue  # the second answer of a name is read alone, so that both are seen
            for depth in range(1, len(path) + 1):
                if path[:depth] not in written:
                    written.add(path[:depth])
                    lines.append(key_line(path[depth - 1], depth))
            lines[-1] += f" {text}"
            at[len(lines)] = k
        try:
            answers = self.reader.sheet(Source("", "\n".join(lines) + "\n")).answers
        except InputError:
            return {}
        return {at[one.place.line]: one for one in answers if one.table is not None}

    def _alone(self, path: Path, asked: Answer, text: str, source: str) -> Answer:
        """The answer in one cell. `asked`: another one in the same column."""
        text = _TEXT_MARK.sub("", " ".join(text.split()))
        try:
            value = json.dumps(text, ensure_ascii=False) if asked.kind == "symbolic" else text
            answers = self.reader.sheet(answers_from_text(document(path, value), source)).answers
            if len(answers) == 1 and (answers[0].table or answers[0].formula or answers[0].problem):
                return answers[0]
            problem = problems.no_value(path[-1])
        except InputError as error:
            problem = error.problems[0]
        return asked._replace(table=None, formula="", problem=problem)


def _is_blank(asked: Answer, text: str) -> bool:
    """Whether a cell has no answer: Moodle writes `-` there."""
    return (is_nothing if asked.kind == "symbolic" else is_not_done)(text.strip())


def _twice(answer: Answer) -> Answer:
    """The answer, with a row's words for what stands twice in it."""
    if answer.problem is None or answer.problem.code != "E711":
        return answer
    return answer._replace(problem=answer.problem._replace(notes=("two columns of the table hold it",)))


def _blanks(network: Network) -> list[str]:
    """The answers of a blank sheet as headers, in its order."""
    headers, case = [], ""
    for line in blank_sheet(network).partition("\nanswers:\n")[2].splitlines():
        name = line.partition("#")[0].strip().removesuffix(":")
        if len(network.cases) > 1 and line[:4].strip():
            case = f"{name}: "
        elif line[:4].strip() and network.cases[0].name is not None:
            continue
        else:
            headers.append(case + name)
    return headers
