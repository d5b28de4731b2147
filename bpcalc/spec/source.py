"""From a file to text that is safe to parse and to show: bounded, UTF-8, nothing hidden in it."""

from __future__ import annotations

import itertools
import os
import re
import stat
import sys
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from bpcalc.errors import HIDDEN, InputError, Place, Problem, hidden, visible
from bpcalc.records import NamedTuple
from bpcalc.spec.foreign import foreign

if TYPE_CHECKING:
    from pathlib import Path

SPEC_BYTES = 256 * 1024
ANSWERS_BYTES = 64 * 1024
STDIN = "<stdin>"

_NO_WIDTH = "[\xad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]"
_LISTED = 2000
"""How many neighbours of a missing file are looked at for a near name."""


class Source(NamedTuple):
    """The text of one input and the name it is shown under; every line break is a newline."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """The line counted from 1, without its line break; empty beyond the end."""
        lines = self.text.split("\n", number)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def line_at(self, offset: int) -> tuple[int, int, int]:
        """The number of the line that a character is in, and where the line begins and ends."""
        begin = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", begin)
        return _numbers(self.text)[begin], begin, end if end >= 0 else len(self.text)


@lru_cache(maxsize=4)
def _numbers(text: str) -> dict[int, int]:
    """The number of each line by where it begins; counting line breaks anew would take its time."""
    begins = itertools.accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    return {begin: number for number, begin in enumerate(begins, 1)}


class NotTextError(InputError):
    """The file was read, but not all of it is text. `source` is there for the excerpts."""

    def __init__(self, source: Source, *problems: Problem) -> None:
        super().__init__(*problems)
        self.source = source


def read_source(path: str | Path, limit: int = SPEC_BYTES, *, follow_links: bool = True) -> Source:
    """The text of a regular file of at most `limit` bytes; "-" is the standard input.

    Never waits for a pipe or a device in the file's place. Without `follow_links` a
    symbolic link is refused as well. Raises InputError.
    """
    return source_from_text(*_text_of(path, limit, follow_links))


def read_answers(path: str | Path, *, follow_links: bool = True) -> Source:
    """The same of an answer sheet, see `answers_from_text`."""
    return answers_from_text(*_text_of(path, ANSWERS_BYTES, follow_links))


def _text_of(path: str | Path, limit: int, follow_links: bool) -> tuple[str, str]:
    """What is in a file, and its name."""
    name = STDIN if str(path) == "-" else str(path)
    data = _stdin_bytes(limit) if name == STDIN else file_bytes(name, limit, follow_links)
    if len(data) > limit:
        raise _refused(
            name, "E104", f"the file is larger than {limit // 1024} KiB", "shorten it, or split it"
        )
    what = foreign(data)
    if what is not None:
        raise _refused(name, "E106", *what)
    # Bytes that are not UTF-8 survive as lone surrogates and are reported with their place.
    return data.decode("utf-8", "surrogateescape"), name


def answers_from_text(text: str, name: str) -> Source:
    """The text of an answer sheet: pages of the web leave signs without a width in what is copied from them.

    Raises NotTextError for what else is hidden.
    """
    return source_from_text(text if text.isascii() else re.sub(_NO_WIDTH, "", text), name)


def source_from_text(text: str, name: str) -> Source:
    """The text as a Source. Raises NotTextError for control, bidi and zero-width characters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(name, text)
    if hidden(text):
        raise NotTextError(source, *_hidden_problems(source))
    return source


def _stdin_bytes(limit: int) -> bytes:
    if sys.stdin is None:
        raise _refused(STDIN, "E103", "there is no standard input", "give the name of a file")
    return sys.stdin.buffer.read(limit + 1)


def file_bytes(name: str, limit: int, follow_links: bool) -> bytes:
    """The bytes of a regular file, one more than `limit` where it is larger. Never waits for a pipe.

    Raises InputError for what cannot be read, and for a link unless links are followed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow_links:
        if os.path.islink(name):
            raise _refused(name, "E102", "this is a symbolic link", "put the file itself here")
        flags |= getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(name, flags)
        try:
            _require_regular(os.fstat(descriptor).st_mode, name)
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(limit + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise _missing(name) from None
    except PermissionError:
        raise _refused(
            name, "E103", "you are not allowed to read this file", "check its permissions"
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(
            name, "E103", f"the file cannot be read: {reason}", "check its name and its folder"
        ) from None


def _require_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise _refused(name, "E101", "this is a directory, not a file", "name a file inside it")
    if not stat.S_ISREG(mode):
        raise _refused(name, "E102", "this is a pipe or a device, not a file", "name a regular file")


def _missing(name: str) -> InputError:
    from difflib import get_close_matches

    folder, wanted = os.path.split(name)
    try:
        with os.scandir(folder or ".") as entries:
            names = [entry.name for entry in itertools.islice(entries, _LISTED)]
    except OSError:
        return _refused(name, "E100", "there is no such file", f"there is no folder '{folder}' either")
    near = get_close_matches(wanted, names, n=3)
    likely = " or ".join(os.path.join(folder, found) for found in near)
    return _refused(
        name,
        "E100",
        "there is no such file",
        f"did you mean {likely}?" if near else "check the name and the folder you are in",
    )


def _refused(name: str, code: str, message: str, remedy: str) -> InputError:
    return InputError(_problem(name, code, message, remedy))


def _problem(name: str, code: str, message: str, remedy: str) -> Problem:
    """A problem of the file as a whole: line 0 says so."""
    return Problem(code, message, Place(name, 0, 0, 0), help=remedy)


def hidden_problem(character: str, place: Place) -> Problem:
    """What is said about a character that is refused."""
    if "\udc80" <= character <= "\udcff":  # what surrogateescape makes of a stray byte
        byte = ord(character) - 0xDC00
        return Problem("E105", f"the byte {byte:#04x} is not UTF-8", place, help="save the file as UTF-8")
    if unicodedata.category(character) in ("Cc", "Cn", "Cs"):
        return Problem("E107", f"a control character, {visible(character)}", place, help="delete it")
    name = unicodedata.name(character, "unnamed").lower()
    return Problem(
        "E108",
        f"an invisible character, U+{ord(character):04X} ({name})",
        place,
        help="delete it, or type the text again",
    )


def _hidden_problems(source: Source) -> list[Problem]:
    """One problem for each code, at the first character that it is about."""
    what = foreign(source.text.encode("utf-8", "replace")) if "\0" in source.text else None
    if what is not None:
        return [_problem(source.name, "E106", *what)]
    found: dict[str, list[Problem]] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        for match in re.finditer(HIDDEN, line):
            place = Place(source.name, number, match.start() + 1, match.end() + 1)
            problem = hidden_problem(match[0], place)
            found.setdefault(problem.code, []).append(problem)
    return [_with_count(problems) for problems in found.values()]


def _with_count(problems: list[Problem]) -> Problem:
    first, *others = problems
    return first._replace(notes=(f"and {len(others)} more of this kind",)) if others else first
