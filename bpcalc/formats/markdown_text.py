r"""Words and formulas that Markdown leaves as they are.

GitHub draws `$$` blocks and $`…`$. What stands in a block is read as Markdown first, so it must
hold nothing that Markdown would change: `\\` would lose a backslash, `_` before a bracket could
begin emphasis, `<` a tag, `](` a link.
"""

from __future__ import annotations

import re

from bpcalc.errors import visible

_IN_BLOCKS = (
    (re.compile(r"\\\\"), r"\\cr"),
    (re.compile(r"\\,"), r"\\thinspace"),
    (re.compile(r"(?<![\\\s])_(?=[^\w\s])"), " _"),
    (re.compile(r"<"), r"\\lt "),
    (re.compile(r">"), r"\\gt "),
    (re.compile(r"\["), r"\\lbrack "),
    (re.compile(r"\]"), r"\\rbrack "),
)
_ESCAPABLE = re.compile(r"\\[!-/:-@\[-`{-~]")
_MARKUP = re.compile(r"([\\`*_{}\[\]|~])")
_SPANNED = re.compile(r"\$|@(?=\w)|#(?=\w)|(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*)([-+=#]|[0-9]+(?=[.)]))", re.MULTILINE)
_GAP = re.compile(r" {3,}")
_TAGS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def block(tex: str) -> str:
    """A formula on lines of its own."""
    plain = tex
    for pattern, instead in _IN_BLOCKS:
        plain = pattern.sub(instead, plain)
    if _ESCAPABLE.search(plain):  # a fence holds anything, but fewer programs draw it
        return f"```math\n{tex}\n```"
    return f"$$\n{plain}\n$$"


def inline(tex: str) -> str:
    """A formula within a line, in the form that Markdown takes for code and so leaves alone."""
    return f"$`{tex}`$"


def code(text: str) -> str:
    """Text from the author, letter by letter."""
    text = visible(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {text} {ticks}" if longest or not text.strip() else f"{ticks}{text}{ticks}"


def escaped(text: str) -> str:
    """Words on one line: no markup, no tag, no link, no mention, no formula."""
    text = _MARKUP.sub(r"\\\1", visible(text))
    text = "".join(_TAGS.get(character, character) for character in text)
    return _SPANNED.sub(r"<span>\g<0></span>", text)


def prose(text: str) -> str:
    """Words in which a line feed ends a line and wide gaps stay wide."""
    lines = [_started(escaped(line.replace("\t", " ").strip())) for line in text.split("\n")]
    lines[0] = " " * text[:1].isspace() + lines[0]
    lines[-1] += " " * (text[-1:].isspace() and text != "")
    return "<br>\n".join(_GAP.sub(" &emsp; ", line) for line in lines)


def _started(line: str) -> str:
    return _LINE_START.sub(_escaped_start, line)


def _escaped_start(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}\\" if sign[0].isdigit() else rf"{space}\{sign}"
