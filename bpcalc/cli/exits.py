"""Exit codes, in one place: what every ending of the program means to a script."""

from __future__ import annotations

DONE = 0
"""Done; `check`: all correct."""
WRONG = 1
"""`check`: an answer is wrong or missing; `prove`: refuted; `gradcheck`: a gradient differs."""
USAGE = 2
"""The command line itself."""
SPEC = 3
"""The spec cannot be read, is invalid, or a case of it cannot be solved."""
ANSWERS = 4
"""The answer sheet is unreadable; `grade`: some submission needs a person."""
OUTPUT = 5
"""The output cannot be written."""
INTERNAL = 70
"""A mistake of the program."""
INTERRUPTED = 130
"""Ctrl-C."""
CLOSED = 141
"""Whoever read the output has closed the pipe."""


class Exit(Exception):  # noqa: N818 - it is an ending, not always an error
    """Ends the program with a code; everything has been said already."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class OutputError(Exception):
    """The output could not be written; the old content of the file is intact."""
