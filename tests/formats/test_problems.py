"""Problems in print: excerpts, carets, remarks, and nothing that a terminal would obey."""

from __future__ import annotations

import json

import pytest

from bpcalc.errors import InputError, Place, Problem, visible
from bpcalc.formats.lines import cells
from bpcalc.formats.problems import problems_json, problems_text
from bpcalc.spec.document import parse_document
from bpcalc.spec.source import NotTextError, Source, source_from_text

SHAPES = Problem(
    "E310",
    "W2 is 1×3 but z2 is 2×1",
    Place("ex2.yaml", 7, 23, 35),
    label="3 columns",
    notes=("z2 has 2 rows because W1 (5:23) has 2 rows",),
    help="give these weights 2 columns, or W1 3 rows",
    path="layers[2].linear.weights",
    expected="2 columns",
    got="3 columns",
)
SPEC = Source("ex2.yaml", "#\n" * 6 + "  - linear: {weights: [[1, -1, 3]]}\n")


def printed(*problems: Problem, source: Source = SPEC, width: int = 80, unicode: bool = True) -> str:
    return problems_text(problems, {source.name: source}, width, unicode)


def test_a_problem_is_printed_with_its_excerpt() -> None:
    """Place, message, the line, a caret for each column, where it comes from, what to do."""
    assert printed(SHAPES) == (
        "ex2.yaml:7:23: error[E310]: W2 is 1×3 but z2 is 2×1\n"
        "  |\n"
        "7 |   - linear: {weights: [[1, -1, 3]]}\n"
        "  |                       ^^^^^^^^^^^^ 3 columns\n"
        "  = note: z2 has 2 rows because W1 (5:23) has 2 rows\n"
        "  = help: give these weights 2 columns, or W1 3 rows\n"
        "\n"
        "1 error in ex2.yaml; nothing computed.\n"
    )


def test_long_remarks_are_wrapped() -> None:
    """Under the first word; a label without room goes below its carets."""
    assert printed(SHAPES, width=44, unicode=False) == (
        "ex2.yaml:7:23: error[E310]: W2 is 1x3 but z2 is 2x1\n"
        "  |\n"
        "7 |   - linear: {weights: [[1, -1, 3]]}\n"
        "  |                       ^^^^^^^^^^^^\n"
        "  | 3 columns\n"
        "  = note: z2 has 2 rows because W1 (5:23)\n"
        "          has 2 rows\n"
        "  = help: give these weights 2 columns, or\n"
        "          W1 3 rows\n"
        "\n"
        "1 error in ex2.yaml; nothing computed.\n"
    )


def test_the_gutter_grows_with_the_number() -> None:
    """Line 100 needs three columns."""
    source = Source("f", "\n" * 99 + "abc\n")
    assert printed(Problem("E1", "m", Place("f", 100, 2, 3)), source=source).splitlines()[1:4] == [
        "    |",
        "100 | abc",
        "    |  ^",
    ]


@pytest.mark.parametrize(
    ("line", "marked", "shown", "carets"),
    [
        ("a: b", "b", "a: b", "   ^"),
        ("名前: b", "b", "名前: b", "      ^"),
        ("a: 名前", "名前", "a: 名前", "   ^^^^"),
        ("y\u0302 = b", "b", "y\u0302 = b", "    ^"),
        ("\ta:\tb", "b", " a: b", "    ^"),
        ("ａ：b", "b", "ａ：b", "    ^"),
        ("\x1b[31mb", "b", "\\x1b[31mb", "        ^"),
        ("\u202eb", "\u202e", "\\u202eb", "^^^^^^"),
        ("\udce9b", "b", "\\udce9b", "      ^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, marked: str, shown: str, carets: str) -> None:
    """Wide letters take two cells, combining ones none, a tab one, an escape what it shows."""
    column = line.index(marked) + 1
    place = Place("f", 1, column, column + len(marked))
    lines = printed(Problem("E1", "m", place), source=Source("f", line)).splitlines()
    assert lines[2:4] == [f"1 | {shown}", f"  | {carets}"]


def test_ascii_is_complete() -> None:
    """Signs by name, the rest as escapes; the caret moves along."""
    text = printed(
        Problem("E1", "1×3, “x” → ŷ", Place("f", 1, 6, 7), help="≤ 名"),
        source=Source("f", "ŷ: 名·b"),
        unicode=False,
    )
    assert text.isascii()
    excerpt, carets = text.splitlines()[2:4]
    assert excerpt.index("b") == carets.index("^")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("start", [0, 30, 150, 299])
@pytest.mark.parametrize("length", [1, 12, 100])
@pytest.mark.parametrize("letter", ["x", "名"])
def test_a_long_line_is_shown_around_the_carets(
    width: int, unicode: bool, start: int, length: int, letter: str
) -> None:
    """The excerpt never passes the width, and the first marked character is in it."""
    text = letter * start + "A" + letter * (300 - start)
    place = Place("f", 1, start + 1, start + 1 + length)
    lines = printed(
        Problem("E1", "m", place, label="here"),
        source=Source("f", text),
        width=width,
        unicode=unicode,
    ).splitlines()
    assert all(cells(line) <= width for line in lines[1:4])
    assert cells(lines[2][: lines[2].index("A")]) == lines[3].index("^")


def test_a_problem_of_the_whole_file_has_no_excerpt() -> None:
    """Line 0 is no line."""
    problem = Problem("E100", "there is no such file", Place("x.yaml", 0, 0, 0), help="look")
    assert printed(problem) == (
        "x.yaml: error[E100]: there is no such file\n  = help: look\n\n1 error in x.yaml; nothing computed.\n"
    )
    assert printed(Problem("E1", "somewhere")).startswith("error[E1]: somewhere\n")


def test_a_place_without_its_source_is_still_told() -> None:
    """The source may be gone, or shorter than the place says."""
    for place in (Place("gone", 3, 1, 2), SHAPES.place._replace(line=99)):  # type: ignore[union-attr]
        assert printed(SHAPES._replace(place=place)).splitlines()[1].startswith("  = note")


def test_twenty_problems_are_told_and_the_others_counted() -> None:
    """The first twenty, in their order."""
    problems = [SHAPES._replace(message=f"number {n}") for n in range(23)]
    text = printed(*problems)
    assert "number 19" in text
    assert "number 20" not in text
    assert text.endswith("\nand 3 more\n\n23 errors in ex2.yaml; nothing computed.\n")
    assert "more" not in printed(*problems[:20])


def test_all_files_are_named() -> None:
    """Each once, the first three."""
    places = [Place(name, 1, 1, 2) for name in "aabcde"]
    text = printed(*(Problem("E1", "m", place) for place in places))
    assert text.endswith("\n6 errors in a, b, c and 2 more files; nothing computed.\n")


def test_nothing_foreign_reaches_the_terminal() -> None:
    """Names, messages, labels, remarks and excerpts are made visible."""
    evil = "\x1b[2J\x07\u202e\u200b\x9b\n\r\udcff"
    problem = Problem(
        "E1", evil, Place(evil, 1, 1, 2), label=evil, notes=(evil,), help=evil, path=evil, got=evil
    )
    text = problems_text([problem], {evil: Source(evil, evil)})
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    assert "\\x1b[2J\\x07\\u202e\\u200b\\x9b" in text
    assert all(value.isprintable() for value in problems_json([problem])[0].values() if type(value) is str)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ŷ = σ(z₁) 名", "ŷ = σ(z₁) 名"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b\x00\x7f\x85", "\\x1b\\x00\\x7f\\x85"),
        ("\u2066\ufeff\u2028", "\\u2066\\ufeff\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_hidden_characters_are_spelled_out(text: str, shown: str) -> None:
    """What can be seen stays as it is."""
    assert visible(text) == shown


def test_problems_are_data() -> None:
    """All that is known, None for the rest."""
    assert problems_json([SHAPES]) == [
        {
            "code": "E310",
            "message": "W2 is 1×3 but z2 is 2×1",
            "file": "ex2.yaml",
            "line": 7,
            "column": 23,
            "end_column": 35,
            "path": "layers[2].linear.weights",
            "expected": "2 columns",
            "got": "3 columns",
            "help": "give these weights 2 columns, or W1 3 rows",
        }
    ]
    (record,) = problems_json([Problem("E1", "m", Place("f", 0, 0, 0))])
    assert record["file"] == "f"
    assert [record[key] for key in ("line", "column", "path", "got", "help")] == [None] * 5
    json.dumps(record, allow_nan=False)


def test_a_file_of_latin_1_is_shown_where_it_fails() -> None:
    """The byte is spelled out in the excerpt."""
    with pytest.raises(NotTextError) as caught:
        source_from_text(b"title: caf\xe9".decode("utf-8", "surrogateescape"), "f")
    source = caught.value.source
    assert printed(*caught.value.problems, source=source).startswith(
        "f:1:11: error[E105]: the byte 0xe9 is not UTF-8\n  |\n1 | title: caf\\udce9\n  |           ^^^^^^\n"
    )


def test_a_bad_document_reads_well() -> None:
    """From text to page."""
    source = Source("ex.yaml", "inputs: {x: [1, 0}\nx: 1\n")
    with pytest.raises(InputError) as caught:
        parse_document(source)
    assert printed(*caught.value.problems, source=source) == (
        "ex.yaml:1:13: error[E117]: this [ is never closed\n"
        "  |\n"
        "1 | inputs: {x: [1, 0}\n"
        "  |             ^\n"
        "  = note: the } at 1:18 closes another\n"
        "  = help: write ] where the list ends\n"
        "\n"
        "1 error in ex.yaml; nothing computed.\n"
    )
