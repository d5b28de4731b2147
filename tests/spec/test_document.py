"""Strict YAML: what is refused and where, what is accepted, and that nothing else happens."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from bpcalc.errors import InputError, Place
from bpcalc.spec.document import (
    Limits,
    Mapping,
    Node,
    Scalar,
    Sequence,
    parse_document,
    parse_node,
    place_in,
)
from bpcalc.spec.events import NextEvent, events, pure_events
from bpcalc.spec.source import NotTextError, source_from_text
from bpcalc.spec.traps import missing_space
from tests.spec.documents import BAD, CHARACTERS, GOOD

both = pytest.mark.parametrize("parser", [events, pure_events], ids=["fast", "pure"])
Parser = Callable[[str], NextEvent]


def refusal(text: str, parser: Parser = events, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_document(source_from_text(text, "f"), limits or Limits(), parser)
    return caught.value


def summary(error: InputError) -> str:
    """Codes and places: `E120 3:1, E121 4:5`."""
    places = ((problem.code, problem.place or Place("", 0, 0, 0)) for problem in error.problems)
    return ", ".join(f"{code} {place.line}:{place.column}" for code, place in places)


def data(node: Node) -> object:
    """The node without its places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [data(item) for item in node.items]
    return {key.text: data(value) for key, value in node.entries}


def node_at(node: Node, *steps: int | str) -> Node:
    for step in steps:
        if isinstance(node, Mapping):
            node = next(value for key, value in node.entries if key.text == step)
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node


def parsed(text: str) -> Node:
    return parse_node(source_from_text(text, "f"))


@both
@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_a_bad_document_is_refused_with_its_code_and_place(text: str, expected: str, parser: Parser) -> None:
    """Each mistake has one code and the line and column where it was made."""
    assert summary(refusal_of_any(text, parser)) == expected


def refusal_of_any(text: str, parser: Parser) -> InputError:
    """The refusal of a document, as a list where that hides nothing."""
    source = source_from_text(text, "f")
    try:
        parse_node(source, parser=parser)
    except InputError as error:
        return error
    return refusal(text, parser)


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CHARACTERS])
def test_a_hidden_character_is_refused_with_its_place(text: str, expected: str) -> None:
    """Control, bidi and zero-width characters never reach the parser."""
    with pytest.raises(NotTextError) as caught:
        source_from_text(text, "f")
    assert summary(caught.value) == expected
    assert caught.value.source.name == "f"


@both
@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in GOOD])
def test_a_borderline_document_means_what_it_says(text: str, expected: object, parser: Parser) -> None:
    """Every value is the text that stands there."""
    assert data(parse_node(source_from_text(text, "f"), parser=parser)) == expected


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in (*BAD, *CHARACTERS)])
def test_every_problem_says_what_to_do(text: str) -> None:
    """A problem has a message, a line of help, and a stretch of one line."""
    try:
        problems = refusal_of_any(text, events).problems
    except NotTextError as error:
        problems = error.problems
    for problem in problems:
        assert problem.message
        assert problem.help
        assert problem.place
        assert problem.place.line == 0 or problem.place.column < problem.place.end


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in GOOD])
def test_both_parsers_build_the_same_nodes(text: str) -> None:
    """Texts, places and paths do not depend on the parser."""
    source = source_from_text(text, "f")
    assert parse_node(source) == parse_node(source, parser=pure_events)


PLACES = """\
title: Two layers
layers:
  - z1 = W1 @ x + b1
  - linear: {weights: [[1, -2],
                       [0, 2]], bias: []}
notes: |
  Some text.
more: 'a text'
last:
list:
  -
  - 'two
    lines'
"""


@pytest.mark.parametrize(
    ("steps", "place", "path"),
    [
        ((), (1, 1, 18), ""),
        (("title",), (1, 8, 18), "title"),
        (("layers",), (3, 3, 21), "layers"),
        (("layers", 0), (3, 5, 21), "layers[0]"),
        (("layers", 1), (4, 5, 31), "layers[1]"),
        (("layers", 1, "linear"), (4, 13, 31), "layers[1].linear"),
        (("layers", 1, "linear", "weights"), (4, 23, 31), "layers[1].linear.weights"),
        (("layers", 1, "linear", "weights", 0), (4, 24, 31), "layers[1].linear.weights[0]"),
        (("layers", 1, "linear", "weights", 1, 1), (5, 28, 29), "layers[1].linear.weights[1][1]"),
        (("layers", 1, "linear", "bias"), (5, 39, 41), "layers[1].linear.bias"),
        (("notes",), (6, 8, 9), "notes"),
        (("more",), (8, 7, 15), "more"),
        (("last",), (9, 1, 5), "last"),
        (("list", 0), (11, 4, 5), "list[0]"),
        (("list", 1), (12, 5, 9), "list[1]"),
    ],
)
def test_a_node_knows_its_place_and_its_path(
    steps: tuple[int | str, ...], place: tuple[int, int, int], path: str
) -> None:
    """Places count from 1 and keep to one line; a value left out stands at its key."""
    node = node_at(parsed(PLACES), *steps)
    assert tuple(node.place) == ("f", *place)
    assert node.path == path


@both
@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: 1", (1, 5)), ("a: 1\n", (1, 5)), ("a: |", (1, 5)), ("- [1,\n  2]", (1, 5))],
)
def test_a_document_ends_with_its_first_line(text: str, expected: tuple[int, int], parser: Parser) -> None:
    """Whether or not a line break follows."""
    place = parse_node(source_from_text(text, "f"), parser=parser).place
    assert (place.column, place.end) == expected


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("- z = W @ x", "W @ x", (1, 7, 12)),
        ("- 'z = W @ x'", "W @ x", (1, 8, 13)),
        ('- "z = W @ x"', "W @ x", (1, 8, 13)),
        ("- 名 = x", "x", (1, 7, 8)),
        ("- 'z'' = x'", "x", (1, 3, 12)),  # an escape moves what follows it
        ('- "\\x7a = x"', "x", (1, 3, 13)),
        ("- z =\n    x", "x", (1, 3, 6)),
        ("- |\n  z = x", "x", (1, 3, 4)),
        ("- >-\n  zx", "x", (1, 3, 4)),
    ],
)
def test_a_part_of_a_text_has_a_place_of_its_own(
    text: str, part: str, expected: tuple[int, int, int]
) -> None:
    """Exact on one line as it stands there, else the place of all of it."""
    scalar = node_at(parsed(text), 0)
    assert isinstance(scalar, Scalar)
    start = scalar.text.index(part)
    assert tuple(place_in(scalar, start, start + len(part))) == ("f", *expected)


def test_all_that_can_be_found_is_told_at_once_in_order() -> None:
    """Problems before a syntax error are kept, and sorted by place."""
    error = refusal("b: {x:1, <<: 2}\na: 1\na: 2\nc: [1\n")
    assert summary(error) == "E112 1:6, E123 1:10, E120 3:1, E117 4:4"


@both
def test_a_long_document_is_told_of_as_a_short_one(parser: Parser) -> None:
    """Events are read ahead: an error far below hides nothing, and nothing below a limit is told."""
    long = "".join(f"k{n}: [1, 2]\n" for n in range(300))
    source = source_from_text(f"{long}k7: 1\n{long}", "f")
    with pytest.raises(InputError) as caught:
        parse_node(source, parser=parser)
    assert len(caught.value.problems) == 301
    assert summary(refusal(f"{long}k7: 1\nlast: [1\n", parser)) == "E120 301:1, E117 302:7"
    assert summary(refusal(f"{long}k7: 1\nlast: [1\n", parser, Limits(nodes=900))) == "E120 301:1, E130 301:5"


@both
def test_limits_are_given_by_the_caller(parser: Parser) -> None:
    """Depth, nodes, letters of a text and of a key."""
    limits = Limits(depth=2, nodes=4, text=5, key=3)
    assert summary(refusal("a: [[1]]", parser, limits)) == "E129 1:5"
    assert summary(refusal("a: [1, 2, 3, 4, 5]", parser, limits)) == "E130 1:17"
    assert summary(refusal("a: 123456", parser, limits)) == "E128 1:4"
    assert summary(refusal("abcd: 1", parser, limits)) == "E127 1:1"


def test_the_first_of_two_equal_keys_is_named() -> None:
    """Both places are told."""
    (problem,) = refusal("a: 1\nb:\n  c: 2\n  c: 3\n").problems
    assert problem.notes == ("the first one is at 3:3",)
    assert problem.path == "b.c"


def test_a_missing_space_can_be_asked_for() -> None:
    """A reader that expects keys can tell why it got a text."""
    scalar = node_at(parsed("inputs: x:1"), "inputs")
    assert isinstance(scalar, Scalar)
    problem = missing_space(scalar)
    assert problem
    assert problem.place == Place("f", 1, 10, 11)
    assert missing_space(scalar._replace(text="x = a[0:1]")) is None


BOMBS = {
    "aliases": "a: &a [x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    ),
    "merge keys": "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 30)),
    "long keys": "".join(f"{{{'k' * 1000}{n}: " for n in range(14)) + "[" + "1, " * 19_000,
    "brackets": "[" * 250_000,
    "dashes": "- " * 125_000,
    "keys": "a: " * 80_000,
    "quotes": "'" * 250_001,
    "anchors": "&" * 250_000,
    "tags": "!" * 250_000,
    "spaces": " " * 250_000,
    "lines": "\n" * 250_000 + "a: [",
    "one long word": "x" * 250_000,
    "backslashes": 'a: "' + "\\" * 250_000,
    "no-break spaces": "\u00a0" * 120_000,
    "tabs": "\t" * 120_000 + "x",
}  # fmt: skip


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BOMBS.items()])
def test_a_bomb_is_refused_at_once(text: str) -> None:
    """What takes other programs minutes, or takes them down, costs little work here."""
    start = time.process_time()
    refusal(text)
    assert time.process_time() - start < 5


PIECES = [
    "[", "]", "{", "}", ",", ": ", ":", "- ", "-", '"', "'", "|", ">", "&", "*a", "!", "%", "@",
    "`", "?", "#", " #", "\n", "\n  ", "  ", "\t", "---\n", "...\n", "<<: ", "\\u", "\\ud800", "=",
    "<=", "(", ")", "~", "1", "\x00", "\x1b", "\u202e", "\u00a0", "\u0177", "\u540d", "\udc80",
    "\r\n", "",
]  # fmt: skip


def mutant(random_: random.Random, texts: list[str]) -> str:
    """A document with a few pieces put in, taken out, doubled or exchanged."""
    text = random_.choice(texts)
    for _ in range(random_.choice((1, 1, 2, 3, 6))):
        start = random_.randrange(len(text) + 1)
        end = start + random_.choice((0, 0, 1, 1, 4, 16))
        other = random_.choice(texts)
        at = random_.randrange(len(other) + 1)
        part = random_.choice(
            (random_.choice(PIECES), other[at : at + 12], text[start:end] * 2, chr(at % 128))
        )
        text = text[:start] + part + text[end:]
    return text


def outcome(text: str, parser: Parser) -> object:
    try:
        return parse_node(source_from_text(text, "f"), parser=parser)
    except InputError as error:
        return error.problems


@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_is_read_or_refused_by_both_parsers_alike(seed: int) -> None:
    """Whatever the input: nodes or problems, the same from both, soon."""
    texts = [text for _, text, _ in (*BAD, *GOOD) if len(text) < 1000] + [PLACES] * 20
    random_ = random.Random(seed)
    start = time.process_time()
    for _ in range(2000):
        text = mutant(random_, texts)
        assert outcome(text, events) == outcome(text, pure_events), text
    assert time.process_time() - start < 30
