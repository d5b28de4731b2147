"""What an expression means that is written in another notation: LaTeX, MATLAB, Python, or as on paper.

`\\frac{1}{2} x^{2}`, `sin²(x)`, `x.sum()`, `tf.nn.relu(x)`, `1,5 * x`. A text is only rewritten where
it means one thing, and is only proposed where it can be read then.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bpcalc.errors import InputError
from bpcalc.language.names import GREEK
from bpcalc.language.near import slip
from bpcalc.language.other_names import call_meant, has_other_name, in_place
from bpcalc.language.other_numbers import WIDE
from bpcalc.language.scope import BUILT_IN
from bpcalc.language.table import TABLE

_LONGEST = 300
"""Letters of an expression that is looked into."""

_FUNCTIONS = frozenset((*TABLE, *BUILT_IN, "ln"))
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ⊤", "0123456789+-nTT")
_NAME = r"[^\W\d_][\w']*"
_INSIDE = r"[^{}]*"
_OF_LATEX = r"(?:max|min|exp|log|ln|sin|cos|tanh|tan|det|" + "|".join(sorted(set(GREEK.values()))) + ")"
_OPERAND = rf"(?:{_NAME}(?:\.T|\[[^\[\]]*\])*|[0-9.]+)(?![\w\[(^'²³]|\s*[(^])"
_LIBRARY = r"\b(?:np|numpy|torch|tf|keras|jnp|jax|math|F|nn|functional|linalg|activations|special|random)\."
_BASE = rf"(?:{_NAME}(?:\([^()]*\))?|\([^()]*\))"

_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # LaTeX
    (r"\$|\\[,;:! ]|\\q?quad\b|\\(?:left|right)\b|\\[()\[\]]", " "),
    (r"\\(?:text|mathrm|mathbf|mathit|boldsymbol|operatorname\*?|bm|vec)\s*\{(\w*)\}", r"\1"),
    (r"\\(hat|bar|tilde)\s*\{(\w*)\}", r"\2\1"),
    (r"\\(hat|bar|tilde)\s+(\w)\b", r"\2\1"),
    (rf"\\[dt]?frac\s*\{{({_INSIDE})\}}\s*\{{({_INSIDE})\}}",
     lambda at: _quotient(at)),
    (rf"\\?sqrt\s*\{{({_INSIDE})\}}", r"sqrt(\1)"),
    (r"\\(?:odot|circ)\b", "*"),
    (r"\\leq?\b", "<="), (r"\\geq?\b", ">="), (r"\\neq?\b", "!="),
    (r"\\lVert\b|\\rVert\b|\\\|", "‖"),
    (r"\^\s*\{?\s*(?:\\top|\\intercal|\\mathsf\s*T)\s*\}?|\^\s*\{\s*T\s*\}", ".T"),
    (rf"\\({_OF_LATEX})\b", r"\1"),
    (r"_\{(\w+)\}", lambda at: at[1] if at[1].isdigit() else f"_{at[1]}"),
    (r"\^\{\s*(\w+)\s*\}", r"^\1"),
    (rf"\^\{{({_INSIDE})\}}", r"^(\1)"),
    (rf"({_NAME})\s*\{{({_INSIDE})\}}", lambda at: f"{at[1]}({at[2]})" if at[1] in _FUNCTIONS else at[0]),
    # signs of paper
    (rf"({_NAME})(?:\^([0-9])|([²³]))\s*\(([^()]*)\)", lambda at: _powered(at)),
    (rf"({_NAME})(?:\^([0-9])|([²³]))\s+({_NAME})(?![\w(])", lambda at: _powered(at)),
    (r"(?<=[\w)\]])(?!⁻¹(?![⁰¹²³⁴⁵⁶⁷⁸⁹]))([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+)", lambda at: f"^{at[1].translate(_RAISED)}"),
    (r"(?<=[\w)\]])[ᵀ⊤]", ".T"),
    (r"[½¼¾⅓⅔]", lambda at: {"½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)"}[at[0]]),
    (rf"√\s*(?:\(([^()]*)\)|({_OPERAND}))", lambda at: f"sqrt({at[1] or at[2]})"),
    (rf"∑\s*(?:\(([^()]*)\)|({_OPERAND}))", lambda at: f"sum({at[1] or at[2]})"),
    (r"‖([^‖]+)‖", r"norm(\1)"),
    (r"\|\|([^|]+)\|\|", r"norm(\1)"),
    (r"(?<![\w.])([0-9.]+)\s*(?:[·×⋅∙•]|\\cdot\b|\\times\b)\s*", r"\1 * "),
    (r"[–—‐]", "-"), (r"[÷⁄∕]", "/"), (r"∗", "*"), (r"[“”]", ""),
    # operators of other languages
    (r"\.([*/^])", r"\1"),
    (r"<>|!\s+=|~=", "!="), (r"=>", ">="), (r"=<", "<="),
    (r"\s*&&?\s*", " and "), (r"\s*\|\|\s*", " or "), (r"!(?=[\w(])", "not "),
    (r"\A(\s*)(?:let|def|var|const|set)\s+(?=[^\W\d][\w']*\s*=)", r"\1"),
    (rf"\A(\s*{_NAME}\s*)(?::=|<-|←|≔)", r"\1="),
    # calls
    (rf"(?:{_LIBRARY})+({_NAME})\(([^()]*)\)(?!\s*\()", lambda at: _in_call(at, "", at[1], at[2]) or at[0]),
    (rf"(?:{_LIBRARY})+({_NAME})(?=\s*\()", lambda at: _function_meant(at[1]) or at[1]),
    (rf"({_NAME})\(\s*\)\s*(?=\()", r"\1"),
    (rf"({_BASE})\.({_NAME})\(([^()]*)\)", lambda at: _in_call(at, at[1], at[2], at[3]) or at[0]),
    (rf"({_NAME})\s+({_OPERAND})", lambda at: f"{at[1]}({at[2]})" if at[1] in _FUNCTIONS else at[0]),
    (r"(?<![\w'])(['\"`])(\w+)\1(?!\w)", r"\2"),
    (r"([0-9.]+)\s*%", r"(\1/100)"),
    (rf"(?<![\w}}])\{{({_INSIDE})\}}", r"(\1)"),
    (r"\s*[;,]\s*\Z", ""),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), written) for pattern, written in _RULES)
_GROUPED = re.compile(r"(?<![\w.,])([0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+)(?![\w.])")
_COMMA = re.compile(r"(?<![\w.,])([0-9]+),([0-9]+)(?![\w.,])")


def in_our_notation(error: InputError, text: str, reads: Callable[[str], object]) -> InputError:
    """The error of a text with what to write for it, where that can be told and read."""
    found = error.problems[0]
    if len(text) > _LONGEST or "alphabet" in found.message:
        return error
    other = _rewritten(text)
    if other == text:
        return error
    try:
        reads(other)
    except InputError:
        return error
    (start, end), written = _difference(text, other)
    return InputError(found._replace(span=(start, end), help=f"write {written}"))


def _rewritten(text: str) -> str:
    text = text.translate(WIDE)
    before = None
    while before != text and len(text) <= 2 * _LONGEST:
        before = text
        for pattern, written in _COMPILED:
            text = pattern.sub(written, text)
        text = _GROUPED.sub(lambda at: re.sub(r"\s", "", at[1]), text)
        text = _outside_brackets(text)
    return text


def _outside_brackets(text: str) -> str:
    """The text with points for commas between digits, where no arguments stand."""
    found = _COMMA.search(text)
    while found and text.count("(", 0, found.start()) == text.count(")", 0, found.start()):
        text = f"{text[: found.start()]}{found[1]}.{found[2]}{text[found.end() :]}"
        found = _COMMA.search(text)
    return text


def _closed(text: str) -> str:
    """A text as a part of a quotient."""
    text = text.strip()
    return text if re.fullmatch(r"[\w']+|\([^()]*\)|[\w']+\([^()]*\)", text) else f"({text})"


def _quotient(at: re.Match[str]) -> str:
    """`\\frac{a}{b}` as a/b, in brackets behind a sign that would part the two."""
    written = f"{_closed(at[1])}/{_closed(at[2])}"
    before, behind = at.string[: at.start()].rstrip()[-1:], at.string[at.end() :].lstrip()[:1]
    return f"({written})" if (before and before in "/^*@") or (behind and behind in "^.") else written


def _powered(at: re.Match[str]) -> str:
    """`sin²(x)` as sin(x)^2."""
    function, digit, raised, argument = at.groups()
    if function not in _FUNCTIONS:
        return at[0]
    return f"{function}({argument})^{digit or raised.translate(_RAISED)}"


def _in_call(at: re.Match[str], base: str, function: str, arguments: str) -> str | None:
    """`x.sum()` as sum(x), `W.dot(x)` as W @ x, `np.dot(W, x)` as W @ x."""
    given = [part.strip() for part in (base, *arguments.split(",")) if part.strip()]
    if base and function in ("t", "transpose") and not arguments.strip():
        return f"{base}.T"
    written = call_meant(function, given)
    if written is not None and "…" not in written:
        return in_place(written, at.string[: at.start()], at.string[at.end() :])
    name = _function_meant(function)
    if base[:1] == "(":
        given[0] = base[1:-1]
    return f"{name}({', '.join(given)})" if name else None


def _function_meant(name: str) -> str | None:
    """The function of this name, but for its spelling."""
    if name in _FUNCTIONS:
        return name
    return None if has_other_name(name) else slip(name, (one for one in _FUNCTIONS if "'" not in one))


def _difference(text: str, other: str) -> tuple[tuple[int, int], str]:
    """The stretch of a text that differs from another one, by whole words, and what stands there."""
    start, shorter = 0, min(len(text), len(other))
    while start < shorter and text[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and text[-1 - end] == other[-1 - end]:
        end += 1

    def splits(at: int, whole: str) -> bool:
        return 0 < at < len(whole) and bool(re.match(r"[\w.'\\]{2}|\w[(\[{]", whole[at - 1 : at + 1]))

    def is_open(part: str) -> bool:
        return part.count("(") != part.count(")")

    def parts() -> tuple[str, str]:
        return text[start : len(text) - end], other[start : len(other) - end]

    while start and (splits(start, text) or splits(start, other)):
        start -= 1
    while end and (
        splits(len(text) - end, text) or splits(len(other) - end, other) or any(map(is_open, parts()))
    ):
        end -= 1
    while start and any(map(is_open, parts())):
        start -= 1
    if not parts()[1].strip():
        start, end = max(0, start - 1), max(0, end - 1)
    left, right = parts()
    cut = len(left) - len(left.lstrip()) if left[:1].isspace() and right[:1].isspace() else 0
    return (start + cut, len(text) - end), right.strip()
