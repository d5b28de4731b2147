"""Who handed in what, as Gradescope says it in the `submission_metadata.yml` of an export.

The file is written by one program in one form and may have megabytes of results in it, so it
is read line by line for the few lines that count:

    submission_12345678:
      :submitters:
      - :name: Jane Doe
        :sid: '100'
        :email: jane@example.edu
"""

from __future__ import annotations

import io
import json
import re

from bpcalc.batch.submissions.scan import within
from bpcalc.errors import InputError
from bpcalc.records import NamedTuple
from bpcalc.spec.source import file_bytes

NAME = "submission_metadata.yml"
BYTES = 64 << 20
_HEAD = re.compile(r"""(["']?)([^\s:"'][^:"']*)\1:\s*$""")
_FIELD = re.compile(r"\s*(- )?:(name|sid|email):\s*(.*?)\s*$")


class Submitter(NamedTuple):
    """One of those who handed in a submission, in the words of the platform."""

    name: str
    sid: str
    email: str


def submitters(folder: str) -> dict[str, list[Submitter]]:
    """The submitters by the name of the submission's folder; empty where nothing says it."""
    try:
        data = file_bytes(within(folder, NAME), BYTES, False)
    except InputError:
        return {}
    found: dict[str, list[Submitter]] = {}
    people: list[dict[str, str]] | None = None
    here = ""
    for line in io.TextIOWrapper(io.BytesIO(data[:BYTES]), "utf-8", "surrogateescape"):
        if not line[0].isspace():
            head = _HEAD.match(line)
            here, people = head[2] if head else "", None
        elif line.rstrip() == "  :submitters:":
            people = []
        elif people is not None:
            if not line.startswith(("  - ", "    ")):
                people = None
                continue
            field = _FIELD.match(line)
            if field and field[1]:
                people.append({})
            if field and people:
                people[-1][field[2]] = _text(field[3])
                found[here] = [_submitter(one) for one in people]
    return found


def _submitter(fields: dict[str, str]) -> Submitter:
    return Submitter(fields.get("name", ""), fields.get("sid", ""), fields.get("email", ""))


def _text(value: str) -> str:
    """The text that YAML writes as it is, in ' or in "."""
    if value[:1] == "'" == value[-1:] and len(value) > 1:
        return value[1:-1].replace("''", "'")
    if value[:1] == '"':
        try:
            found = json.loads(value)
        except ValueError:
            return value.strip('"')
        return found if isinstance(found, str) else ""
    return "" if value in ("null", "~") else value
