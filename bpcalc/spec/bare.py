"""A value without what other programs and people put around it: quotes, `L =`, `array( )`, LaTeX."""

from __future__ import annotations

import re

_LATEX = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2"),
        (r"\\?sqrt\s*\{([^{}]*)\}|√\s*([0-9]+\.?[0-9]*)", r"sqrt(\1\2)"),
        (r"\\(?:begin|end)\s*\{\w+\*?\}|\\(?:left|right)\b|\\[()\[\]]|\$", " "),
        (r"\\(?:cdot|times)\b", "*"),
        (r"\\\\", ";"),
        (r"&", ","),
    )
)
_BLOCK = re.compile(r"[|>][-+]?[ \t]*\n")
_DASHES = re.compile(r"[ \t]*-[ \t]+(.*)")
_CALL = re.compile(
    r"(?:\w+\.)*(?:as)?(?:array|tensor|matrix|vector|float[0-9]*)\((.*?)\)"
    r"(?:\.(?:float|double|astype|clone|copy|detach|requires_grad_|to)\([^()]*\))*",
    re.IGNORECASE | re.DOTALL,
)
_SETTING = re.compile(r",\s*[a-z_]+\s*=.*", re.DOTALL)
_LIBRARY = re.compile(r"\b(?:np|numpy|math|torch)\.")
_QUOTES = "'\"`“”„‘’"


def bare(text: str) -> str:
    """A text without what other programs and people put around a value: quotes, `L =`, `array( )`."""
    text = _BLOCK.sub("", text, count=1)
    one_line = "\n" not in text.strip()
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    if not one_line:
        dashes = [_DASHES.fullmatch(line) for line in text.strip().split("\n")]
        text = "\n".join(line[1] for line in dashes if line) if all(dashes) else text
    before = None
    while before != text:
        before = text = text.strip()
        if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
            text = text[1:-1]
        call = _CALL.fullmatch(text)
        if call:
            text = _SETTING.sub("", call[1])
        if text[:1] == "<" and text[-1:] == ">":
            text = f"[{text[1:-1]}]"
        head, equals, rest = text.partition("=")
        of_one = "," not in head or "[" in head
        if equals and one_line and of_one and not re.search(r"[(<>!]", head) and rest[:1] != "=":
            text = rest
        text = text.lstrip("≈~:→ ")
    return without_libraries(text)


def without_libraries(text: str) -> str:
    """`np.sqrt(2)` as sqrt(2)."""
    return _LIBRARY.sub("", text)
