"""Problems of a document in words: a function for each, as several places find them."""

from __future__ import annotations

import unicodedata

from bpcalc.errors import Place, Problem
from bpcalc.spec.nodes import Scalar


def empty(name: str) -> Problem:
    return Problem(
        "E110",
        "there is nothing in this file",
        Place(name, 0, 0, 0),
        help="write at least one `key: value` line",
    )


def second_document(place: Place) -> Problem:
    return Problem(
        "E125",
        "a second document begins here",
        place,
        help="keep one document in a file: delete this line or what follows it",
    )


def too_deep(place: Place, limit: int) -> Problem:
    return Problem(
        "E129",
        f"this is nested more than {limit} levels deep",
        place,
        expected=f"at most {limit} levels",
        help="take out brackets or levels of indentation",
    )


def too_many(place: Place, limit: int) -> Problem:
    return Problem(
        "E130",
        f"the file has more than {limit:,} values",
        place,
        expected=f"at most {limit:,} values",
        help="put large matrices into a file, `{file: W.npy}`",
    )


def alias(place: Place) -> Problem:
    return Problem(
        "E121",
        "this is a YAML alias; they are not used here",
        place,
        help="write the value out; put a text that begins with * in quotes",
    )


def anchor(place: Place) -> Problem:
    return Problem(
        "E121",
        "this is a YAML anchor; they are not used here",
        place,
        help="delete it; put a text that begins with & in quotes",
    )


def tag(place: Place) -> Problem:
    return Problem(
        "E122",
        "this is a YAML tag; they are not used here",
        place,
        help="delete it; put a text that begins with ! in quotes",
    )


def key_not_text(place: Place) -> Problem:
    return Problem(
        "E126",
        "a list or a mapping stands where a key is expected",
        place,
        expected="a key that is one text",
        help="put the key in quotes if it has brackets",
    )


def duplicate(key: Scalar, first: Scalar) -> Problem:
    there = f"{first.place.line}:{first.place.column}"
    layer = key.path.startswith("layers.") and key.path.count(".") == 1
    return Problem(
        "E120",
        f"the key {key.text} stands here a second time",
        key.place,
        notes=(f"the first one is at {there}",),
        path=key.path,
        help="begin each layer with - on a line of its own" if layer else "keep one of the two",
    )


def dash_continues(place: Place, above: int) -> Problem:
    where = f"this dash stands in column {place.column}, the one above in column {above}"
    return Problem(
        "E116",
        where if 0 < above != place.column else "YAML reads this dash as a minus in the text above",
        place,
        notes=("YAML reads it as a minus in the text above",) if 0 < above != place.column else (),
        help="begin it in the column of the dash above",
    )


def cannot_begin(place: Place, sign: str) -> Problem:
    return Problem(
        "E132", f"a text cannot begin with {sign}", place, help="put the whole text in quotes: '…'"
    )


def no_space_after_colon(place: Place, path: str = "") -> Problem:
    return Problem(
        "E112",
        "a space is missing after this colon",
        place,
        path=path,
        notes=("without it YAML reads the key and the value as one text",),
        help="write `key: value`",
    )


def odd_space(place: Place, character: str) -> Problem:
    name = unicodedata.name(character, "space").lower()
    return Problem(
        "E113",
        f"this is not a common space but U+{ord(character):04X} ({name})",
        place,
        notes=("YAML takes it for a letter",),
        help="type the space again",
    )


def wide_sign(place: Place, sign: str) -> Problem:
    common = chr(ord(sign) - 0xFEE0)
    space = " and a space behind it" if common == ":" else ""
    return Problem(
        "E113",
        f"this is not a common {common} but U+{ord(sign):04X} ({unicodedata.name(sign).lower()})",
        place,
        notes=("YAML takes it for a letter",),
        help=f"type a common {common}{space}",
    )


def remark(place: Place) -> Problem:
    return Problem("E136", "this is no key with a value", place, help="begin a remark with #, or delete it")


def bullet(place: Place, sign: str, text: str) -> Problem:
    what = f"{sign} begins no entry of a list"
    return Problem("E116", what, place, help=f"write - {text}")


def quote_this(place: Place, reason: str) -> Problem:
    return Problem("E114", reason, place, label="quote this", help="put the whole text in quotes: '…'")
