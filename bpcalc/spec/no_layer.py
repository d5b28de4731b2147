"""What is said of an entry under `layers` that is no layer, and what to type for it (E505)."""

from __future__ import annotations

import re

from bpcalc.errors import InputError, Problem
from bpcalc.language.names import canonical
from bpcalc.language.near import slip
from bpcalc.language.numbers import is_number
from bpcalc.language.other_names import absent, call_meant, has_other_name
from bpcalc.language.other_numbers import WIDE
from bpcalc.language.parser import parse
from bpcalc.language.scope import BUILT_IN
from bpcalc.spec.layers import Around, Functions, is_layer
from bpcalc.spec.nodes import Node, Scalar, Sequence
from bpcalc.spec.report import problem

_CALLED = re.compile(r"(?:[^\W\d]\w*\.)*([^\W\d]\w*)\s*\((.*)\)(?:\(\s*\w*\s*\))?")
_LOOP = re.compile(r"(?:for|while)\s")
_ARROW = re.compile(r"([^\W\d][\w']*)\s*(?:<-|←|->|→|:=|={2,})\s*")
_WORDS = re.compile(r"([^\W\d]\w*)\s+([^\W\d][\w']*)")
_LINEAR = ("linear", "dense", "fc", "affine", "fully_connected", "fullyconnected", "lin")
_WEIGHTS = "linear: {weights: [[1, 2], [3, 4]], bias: [0, 0]}"
_OTHERWISE = "write linear, relu, sigmoid …, or an equation such as z1 = W1 @ x"


def is_like_a_layer(kind: str, functions: Functions) -> bool:
    """Whether a text is probably meant as the name of a layer, or of a function."""
    return (
        _layer_meant(kind, functions) is not None
        or kind in functions
        or kind in BUILT_IN
        or has_other_name(kind)
        or _CALLED.fullmatch(kind) is not None
    )


def no_layer(kind: Scalar, setting: Node | None, functions: Functions, around: Around) -> Problem:
    """What is wrong with the name of a layer, which has this setting."""
    text = kind.text.strip()
    if _LOOP.match(text):
        help = "write it out, step after step: h1 = …, h2 = …, h3 = …"
        return problem(kind, "E505", "there are no loops here", help)
    if text in functions or text in BUILT_IN:
        row = functions.get(text)
        is_loss = row is not None and (row.loss or row.group == "losses")
        what = f"{text} is a {'loss' if is_loss else 'function'}, not a layer"
        help = f"write loss: {text}" if is_loss else f"write {_equation(text, setting, around)}"
        whole = kind._replace(end=setting.end) if setting is not None and setting.end > kind.end else kind
        return problem(whole, "E505", what, help)
    what = f"there is no layer {text}".rstrip()
    return problem(kind, "E505", what, _help(text, functions, around))


def _equation(function: str, setting: Node | None, around: Around) -> str:
    """An equation for a function that is no layer, with what its setting says as its other arguments."""
    given = (
        [item.text for item in setting.items if isinstance(item, Scalar)]
        if isinstance(setting, Sequence)
        else []
    )
    if isinstance(setting, Scalar) and setting.text:
        given = [setting.text]
    return f"{around.free} = {function}({', '.join((around.before or '…', *given))})"


def _help(text: str, functions: Functions, around: Around) -> str:
    arrow = _ARROW.match(text)
    if arrow:
        return f"write {arrow[1]} = {text[arrow.end() :].strip()}"
    if text.startswith("-") and is_layer(text[1:].strip(), functions):
        return f"one dash is enough: write {text[1:].strip()}"
    meant = _layer_meant(text, functions)
    if meant is not None:
        return f"did you mean {meant}?"
    called, words = _CALLED.fullmatch(text), _WORDS.fullmatch(text)
    if called:
        return _of_call(called[1], called[2].strip(), functions, around)
    if words and (is_layer(words[1], functions) or words[1] in BUILT_IN):
        return f"write {around.free} = {words[1]}({words[2]})"
    if has_other_name(text):
        written = call_meant(text, [around.before or "x"])
        return f"write {around.free} = {written}" if written else absent(text) or _OTHERWISE
    if any(sign in text for sign in "@+*(") and _is_expression(text):
        return f"name the result: {around.free} = {text}"
    return _OTHERWISE


def _of_call(function: str, arguments: str, functions: Functions, around: Around) -> str:
    """`relu()`, `leaky_relu(0.1)`, `relu(z)` and `Linear(2, 2)`."""
    meant = _layer_meant(function, functions) or function
    if meant == "linear":
        weights = arguments if arguments.startswith("[[") or arguments in around.known else ""
        return f"write linear: {{weights: {weights}}}" if weights else f"write {_WEIGHTS}, with your numbers"
    if is_layer(meant, functions) and not arguments:
        return f"write {meant}"
    if is_layer(meant, functions) and is_number(arguments):
        return f"write {meant}: {arguments}"
    if has_other_name(function) and not is_layer(meant, functions):
        written = call_meant(function, [part.strip() for part in arguments.split(",")])
        return f"write {around.free} = {written}" if written else absent(function) or _OTHERWISE
    whole = f"{meant}({arguments})"
    return f"name the result: {around.free} = {whole}" if _is_expression(whole) else _OTHERWISE


def _layer_meant(text: str, functions: Functions) -> str | None:
    """The layer that another name, or a slip, stands for."""
    plain = text.translate(WIDE).rpartition(".")[2].strip()
    if not re.fullmatch(r"[\w -]+", plain):
        return None
    if is_layer(plain, functions):
        return plain
    if plain.lower().replace(" ", "_") in _LINEAR:
        return "linear"
    written = call_meant(plain, ["x"]) or ""
    if written.endswith("(x)") and is_layer(written[:-3], functions):
        return written[:-3]
    if has_other_name(plain):
        return None
    return slip(plain, ["linear", *(name for name in functions if is_layer(name, functions))])


def _is_expression(text: str) -> bool:
    try:
        parse(canonical(text))
    except InputError:
        return False
    return True
