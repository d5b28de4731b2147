"""Numbers on the command line: `[1, 0]`, `[[1, 2], [3, 4]]`, `1/2`, as a spec writes them."""

from __future__ import annotations

import click

from bpcalc.errors import InputError, Problem
from bpcalc.language.arrays import Array


def read_value(text: str, option: str) -> Array:
    """The matrix that a text states; a flat list is a column. Raises InputError."""
    from bpcalc.spec.document import parse_node
    from bpcalc.spec.source import source_from_text
    from bpcalc.spec.values import given

    if not text.strip():
        raise click.UsageError(f"{option} needs a value, as {option} '[1, 0]'")
    problems: list[Problem] = []
    found = given(parse_node(source_from_text(text, option)), problems.append)
    if found is None or problems:
        raise InputError(*problems)
    return found.array
