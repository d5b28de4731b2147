"""Where a YAML parser stopped, and the text around it."""

from __future__ import annotations

from bpcalc.errors import Place, Problem
from bpcalc.records import NamedTuple
from bpcalc.spec.source import Source

Position = tuple[int, int]
"""Line and column, both from 0."""


class Fault(NamedTuple):
    """Where the parser stopped (`at`), in what (`context`), and what it had read before."""

    source: Source
    lines: list[str]
    at: Position
    context: Position
    bracket: Position | None  # the innermost one that is open
    quote: tuple[Position, Position] | None  # start and end of the text before, if quoted

    def line(self) -> str:
        return self.lines[self.at[0]] if self.at[0] < len(self.lines) else ""

    def before(self) -> str:
        return self.line()[: self.at[1]]

    def character(self) -> str:
        """The character at which the parser stopped; empty at the end of a line."""
        return self.line()[self.at[1] : self.at[1] + 1]

    def place(self, position: Position, width: int = 1) -> Place:
        line, column = position
        return Place(self.source.name, line + 1, column + 1, column + 1 + width)

    def rest_of_line(self, position: Position) -> Place:
        width = len(self.lines[position[0]].rstrip()) - position[1]
        return self.place(position, max(width, 1))


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def misplaced(fault: Fault, message: str, remedy: str) -> Problem:
    return Problem("E133", message, fault.place(fault.at), help=remedy)


def missing_value(fault: Fault) -> Problem:
    return Problem(
        "E135",
        "a value is missing before this comma",
        fault.place(fault.at),
        help="write the value, or delete the comma",
    )


def unreadable(fault: Fault) -> Problem:
    line, column = fault.at
    while line > 0 and not fault.lines[line].strip():
        line -= 1
        column = len(fault.lines[line].rstrip()) - 1
    return Problem(
        "E139",
        "YAML cannot be read from here on",
        fault.rest_of_line((line, max(column, 0))),
        help="put the text in quotes if it has a special character",
    )
