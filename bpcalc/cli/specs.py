"""From the SPEC on the command line to a network; its problems are told here."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import NoReturn

import click

from bpcalc.cli.exits import SPEC, USAGE, Exit
from bpcalc.cli.progress import finish
from bpcalc.errors import InputError, Problem, visible
from bpcalc.spec.network import Network
from bpcalc.spec.source import NotTextError, Source, read_source

EXAMPLE = "relu-net"
"""What `bpcalc run` solves when no SPEC is given."""
NARROWEST = 20
USUAL = 80
"""Columns of a page where nothing says how wide it is."""

_NAMES = ("E301", "E517", "E523", "E549")
"""Problems of a name; where a spec has it, it has a place."""

_read: dict[str, Source] = {}


@cache
def shipped() -> dict[str, str]:
    """The files of the networks that come with bpcalc, by name."""
    package = os.path.dirname(os.path.dirname(__file__))
    folder = os.path.join(package, "networks")
    if not os.path.isdir(folder):  # a checkout keeps them beside the package
        folder = os.path.join(os.path.dirname(package), "networks")
    files = sorted(file for file in os.listdir(folder) if file.endswith(".yaml"))
    return {file.removesuffix(".yaml"): os.path.join(folder, file) for file in files}


def source_of(spec: str) -> Source:
    """The text of a spec: a file, "-" for standard input, or the name of a shipped network."""
    known = shipped()
    if spec in known and not os.path.exists(spec):
        return read_source(known[spec])
    try:
        return read_source(spec)
    except InputError as error:
        from difflib import get_close_matches

        near = get_close_matches(spec, known, n=1)
        if error.problems[0].code == "E100" and "." not in spec and "/" not in spec:
            names = f"did you mean {near[0]}?" if near else f"the shipped networks: {', '.join(known)}"
            beside = [f"{spec}{end}" for end in (".yaml", ".yml") if os.path.isfile(f"{spec}{end}")]
            names = f"did you mean {beside[0]}?" if beside else names
            problem = error.problems[0]._replace(
                message="there is no such file and no such network", help=names
            )
            raise InputError(problem) from None
        raise


@contextmanager
def reading(spec: str, as_data: bool = False) -> Iterator[Network]:
    """The network of a spec; problems found while the block works are told, with the exit code."""
    source: Source | None = None
    try:
        source = _read[spec] = source_of(spec)
        from bpcalc.spec.reader import network

        found = network(source)
        _tell_doubts(found)
        yield found
    except NotTextError as error:
        tell(error.problems, error.source, as_data)
    except InputError as error:
        tell(error.problems, source, as_data)


def _tell_doubts(network: Network) -> None:
    """What is odd about a spec goes to stderr, a line each; nothing ends because of it."""
    from bpcalc.spec.doubts import doubts

    for place, message, help in doubts(network):
        click.echo(f"bpcalc: {visible(place.file)}:{place.line}:{place.column}: {message}; {help}", err=True)


def source_read(spec: str) -> Source:
    """The source of a spec that `reading` has read; the standard input can be read only once."""
    return _read[spec]


def tell(problems: tuple[Problem, ...], source: Source | None, as_data: bool) -> NoReturn:
    """Prints problems, as data to stdout or as text to stderr, and ends with exit code 3, or with 2
    where the spec is as it should be, and an option is not."""
    show(problems, source, as_data)
    raise Exit(USAGE if all(map(_of_an_option, problems)) else SPEC)


def _of_an_option(problem: Problem) -> bool:
    """Whether a problem is one of the command line: what --of, --wrt, --case or --set names is not there."""
    if problem.place is not None:
        return problem.place.file.startswith("--")
    return problem.code in _NAMES


def show(
    problems: tuple[Problem, ...],
    source: Source | None,
    as_data: bool,
    outcome: str = "nothing computed",
) -> None:
    """Prints problems, as data to stdout or as text to stderr, and what came of it."""
    from bpcalc.formats import problems as page
    from bpcalc.formats.terminal import carries_unicode, write_lines

    finish()
    if as_data:
        import json

        click.echo(
            json.dumps({"schema": "bpcalc.errors/1", "errors": page.problems_json(problems)}, indent=2)
        )
        return
    sources = {source.name: source} if source is not None else {}
    width = columns()
    lines = page.problem_lines(problems, sources, width, carries_unicode(sys.stderr), outcome)
    write_lines(lines, sys.stderr)


def columns() -> int:
    """The width to write for: that of the terminal or of COLUMNS, else 80."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated) > 0:
        return max(NARROWEST, int(stated))
    try:
        return max(NARROWEST, os.get_terminal_size(sys.__stdout__.fileno()).columns or USUAL)  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # there is no terminal
        return USUAL
