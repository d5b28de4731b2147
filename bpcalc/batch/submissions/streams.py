"""What comes through the standard input: a table, lines of JSON, or one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from bpcalc.batch.submissions.columns import columns
from bpcalc.batch.submissions.found import Found
from bpcalc.batch.submissions.json_lines import is_json_line, json_lines
from bpcalc.batch.submissions.records import TABLE_BYTES, Record, lines_of, records
from bpcalc.batch.submissions.remarks import Remarks
from bpcalc.batch.submissions.submission import Submission
from bpcalc.batch.submissions.tables import table_rows
from bpcalc.spec.source import ANSWERS_BYTES, STDIN


def streamed(data: bytes, remarks: Remarks) -> Iterator[Found]:
    """The submissions in a text, told apart by its first line: a mapping in JSON is one of many
    such lines; several columns, one of which names students, are a table; all else is one sheet."""
    first = next((line for line in lines_of(data[:TABLE_BYTES], STDIN) if line is None or line.strip()), "")
    if first is not None and is_json_line(first):
        yield from json_lines(data, STDIN)
        return
    header = next(records(iter([first])), Record(0, []))
    if len(header.cells) > 1 and columns(header.cells).tells_who:
        yield from table_rows(data, STDIN, remarks)
        return
    text = data[: ANSWERS_BYTES + 1].decode("utf-8", "surrogateescape")
    yield Found(Submission(STDIN, STDIN, text=text, by_name=True))
