"""Lines of JSON with a sheet each, as forms and programs write them: `{"student": "…", "answers": {…}}`.

What says whose a line is and which attempt, says so under the names that columns of tables have, and is
no answer. A number in quotes is one, too: many forms write all that was typed as a text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import lru_cache

from bpcalc.batch.submissions import problems
from bpcalc.batch.submissions.cells import typed
from bpcalc.batch.submissions.columns import attempt, columns, identity, label_of, who
from bpcalc.batch.submissions.found import Found, shown, student_name
from bpcalc.batch.submissions.records import lines_of
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.submissions.times import in_order
from bpcalc.batch.table_header import TIME
from bpcalc.errors import Problem
from bpcalc.grading.answers import LIMITS
from bpcalc.spec.source import ANSWERS_BYTES

_LONG = problems.broken_row(f"this line has more than {ANSWERS_BYTES:,} characters", "shorten it")
_columns = lru_cache(maxsize=64)(columns)
_quoted = json.JSONEncoder(ensure_ascii=False).encode


class _Bare(str):
    """A number as it stands in the line."""

    __slots__ = ()


class _Mapping(tuple[tuple[str, object], ...]):
    """Names with values; a name may stand twice."""

    __slots__ = ()


def json_lines(data: bytes, name: str) -> Iterator[Found]:
    """A submission for each line that is not empty."""
    found: list[Found] = []
    numbers: list[int | None] = []
    times: list[str] = []
    tells_order = False
    for number, line in enumerate(lines_of(data, name), 1):
        if line is not None and not line.strip():
            continue
        source = f"{shown(name)}, line {number}"
        sheet = _LONG if line is None else _mapping(line)
        numbers.append(None)
        times.append("")
        if line is None or isinstance(sheet, Problem):
            found.append(
                Found(Submission(source, source, problem=sheet if isinstance(sheet, Problem) else None))
            )
            continue
        said = [(key, str(value)) for key, value in sheet if isinstance(value, str)]
        cells = [value for _, value in said]
        where = _columns(tuple(key for key, _ in said))
        student = who(cells, where)
        text = _text(sheet, {said[k][0] for places in where.roles.values() for k in places})
        label = student_name(label_of(student, where)) or source
        one = Submission(label, source, text=line.rstrip("\n") if text is None else text)
        found.append(Found(one, identity(student, where, name), student.clues))
        tells_order = tells_order or where.tells_order
        numbers[-1] = attempt(cells, where)
        times[-1] = next((cells[k] for k in where.roles.get(TIME, ())), "")
    yield from in_order(found, numbers, times) if tells_order else found


def is_json_line(line: str) -> bool:
    """Whether a line is a mapping in JSON on its own."""
    return line.lstrip()[:1] == "{" and not isinstance(_mapping(line), Problem)


_decoded = json.JSONDecoder(
    parse_int=_Bare, parse_float=_Bare, parse_constant=_Bare, object_pairs_hook=_Mapping
).decode


def _mapping(line: str) -> _Mapping | Problem:
    """What is in a line, or what is wrong with it."""
    try:
        sheet = _decoded(line)
    except json.JSONDecodeError as error:
        return problems.no_json(f"{error.msg}, in column {error.pos + 1}")
    except (ValueError, RecursionError):
        return problems.no_json("it is nested too deep")
    return sheet if isinstance(sheet, _Mapping) else problems.no_json("it is no mapping")


def _text(sheet: _Mapping, told: Collection[str]) -> str | None:
    """The line without what tells whose it is, and without quotes around numbers; None where it can stay."""
    pairs = _Mapping(pair for pair in sheet if pair[0].strip().lower() == "student" or pair[0] not in told)
    if len(pairs) == len(sheet) and not _has_texts(pairs, 0):
        return None
    return _written(pairs, 0)


def _has_texts(value: object, depth: int) -> bool:
    """Whether a number, or a blank, stands in quotes; what is nested too deep is refused in its place."""
    if isinstance(value, _Mapping):
        return depth < LIMITS.depth and any(
            key != "student" and _has_texts(one, depth + 1) for key, one in value
        )
    if isinstance(value, list):
        return depth < LIMITS.depth and any(_has_texts(one, depth + 1) for one in value)
    return isinstance(value, str) and not isinstance(value, _Bare) and typed(value) is not None


def _written(value: object, depth: int) -> str:
    if depth > LIMITS.depth:
        return '"…"'  # more than a sheet may have
    if isinstance(value, _Mapping):
        return f"{{{', '.join(_pair(key, one, depth + 1) for key, one in value)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_written(one, depth + 1) for one in value)}]"
    if isinstance(value, _Bare):
        return value
    bare = typed(value) if isinstance(value, str) else None
    return _quoted(value) if bare is None else bare


def _pair(key: str, value: object, depth: int) -> str:
    is_name = key == "student" and isinstance(value, str)  # even if it is a number
    return f"{_quoted(key)}: {_quoted(value) if is_name else _written(value, depth)}"
