"""The YAML parsers, as sources of events: nothing is resolved, composed or constructed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

_STAND_INS = {"\ufdd0": "?", "\ufdd1": "!", "\ufdd2": "#"}
"""No source has these characters."""

_GLUED_COMMENT = "([|>][-+0-9]*)#"

NextEvent = Callable[[], Any]


class _PureParser(Reader, Scanner, Parser):
    """The parser in Python, as strict as the one in C."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_flow_scalar_non_spaces(self, double: Any, start_mark: Any) -> Any:
        """Half of a surrogate pair, or more than a character can be, is no escape."""
        try:
            chunks = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            chunks = ["\ud800"]
        if any("\ud800" <= letter <= "\udfff" for chunk in chunks for letter in chunk):
            raise ScannerError("while parsing a quoted scalar", start_mark, "invalid escape", self.get_mark())
        return chunks

    def scan_plain(self) -> Any:
        """`x:[1]` in brackets is an error."""
        start_mark = self.get_mark()
        token = super().scan_plain()
        if self.flow_level and self.peek() == ":" and self.peek(1) in ",[]{}":
            raise ScannerError("while scanning a plain scalar", start_mark, "unexpected ':'", self.get_mark())
        return token


def pure_events(text: str) -> NextEvent:
    """The next event of the parser in Python."""
    return _PureParser(_prepared(text)).get_event


try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]
except ImportError:
    events = pure_events
else:

    def events(text: str) -> NextEvent:
        """The next event of the fastest parser there is."""
        get_event: NextEvent = CParser(_prepared(text)).get_event
        return get_event


def _prepared(text: str) -> str:
    """The text without what the two parsers read differently; no column moves here.

    That is tabs, an unfinished last line, a comment glued to `|`, and the signs `?` and `!`,
    for keys of many lines and for tags: they are letters here.
    """
    text = text.replace("\t", " ").replace("?", "\ufdd0").replace("!", "\ufdd1")
    if "#" in text:
        text = re.sub(_GLUED_COMMENT, "\\1\ufdd2", text)
    return text if text.endswith("\n") else text + "\n"


def has_stand_ins(text: str) -> bool:
    """Whether the texts of events differ from those of the source, and need `restored`."""
    return "?" in text or "!" in text or ("#" in text and re.search(_GLUED_COMMENT, text) is not None)


def restored(text: str) -> str:
    """The text of an event as it stands in the source."""
    for stand_in, sign in _STAND_INS.items():
        text = text.replace(stand_in, sign)
    return text
