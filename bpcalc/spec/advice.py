"""What to type for a value that is written as other programs and people write it.

Where a text may mean two things, both are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bpcalc.language.other_numbers import COMMA, WIDE, mixed_number, without_groups
from bpcalc.spec.bare import without_libraries
from bpcalc.spec.meant import LONGEST, Meant, meant

_SHOWN = 200
"""Letters of what is written out."""
_DRAWN = re.compile(
    r"(?:random\.)?(?:randn?|standard_normal|normal|randint)\(\s*\(?([0-9]+)(?:\s*,\s*([0-9]+))?\)?\s*\)"
)
_TURNED = re.compile(
    r"(.*[\])}])\s*(?:\.T|\.t\(\)|\.transpose\(\)|\^\s*T|\^\{\s*(?:T|\\top)\s*\}|\^\\top|ᵀ|⊤|['’])"
    r"|(?:np\.|torch\.)?transpose\((.*)\)",
    re.DOTALL,
)
_PAIRS = re.compile(r"\[?\s*[-+]?[0-9]+,[0-9]+(?:\s*;\s*[-+]?[0-9]+,[0-9]+)*\s*\]?")
_GROUPED = re.compile(r"\[\s*[0-9]{1,3},[0-9]{3}(?:,\s+[0-9]{1,3},[0-9]{3})+\s*\]")
_COMMAS = re.compile(COMMA)
_COUNTS = {2: "two", 3: "three", 4: "four"}

Typed = Callable[[str], str | None]
"""What to type for a text, None where nobody knows."""


def to_write(text: str) -> str | None:
    """What a text means, as a spec has it: `[1 2; 3 4]` is [[1, 2], [3, 4]], `2/√3` is 2/sqrt(3)."""
    found = meant(text)
    return shown(found) if found else None


def shown(found: Meant) -> str | None:
    """What to type, None where that is long."""
    return found.text if len(found.text) <= _SHOWN else None


def advice(text: str, typed: Typed = to_write) -> str | None:
    """What to do about a text that means a value: `write 1.5`, or what it is in each of its meanings."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    drawn = _DRAWN.fullmatch(without_libraries(text))
    if drawn:
        sizes = ", ".join(filter(None, drawn.groups()))
        return f"write {{random: [{sizes}], seed: 1}} for small whole numbers, or the numbers themselves"
    meanings = _meanings(text.translate(WIDE), typed)
    return f"write {', or '.join(meanings)}" if meanings else None


def _meanings(text: str, typed: Typed) -> list[str]:
    """What to type for each of the things that a text may mean."""
    listed = typed(text)
    turned, groups, mixed = _TURNED.fullmatch(text), without_groups(text), mixed_number(text)
    if turned and listed is None:
        return _of_turned(turned[1] or turned[2], typed)
    if _PAIRS.fullmatch(text):
        decimals = typed(_COMMAS.sub(".", text))
        found = [groups] if groups else []
        found += [f"{decimals}, with a point"] if decimals else []
        several = "more" if ";" in text else "two"
        return found + ([f"{listed} for {several} numbers"] if listed else [])
    if groups or mixed:
        count = _COUNTS.get(len(re.split("[ ,]", text)))
        as_list = f"{listed} for {count} numbers" if listed and count and "." not in text else None
        return [one for one in (groups, mixed, as_list) if one]
    if _GROUPED.fullmatch(text):
        plain = typed(re.sub(COMMA, "", text))
        return [one for one in (plain, listed and f"{listed} with points") if one]
    return [listed] if listed else []


def _of_turned(text: str, typed: Typed) -> list[str]:
    """A list that a sign turns may be meant as a column or as a row; rows have a direction of their own."""
    found = meant(text)
    if found is None:
        return []
    if found.kind == "rows":
        turned = typed(found._replace(rows=tuple(zip(*found.rows, strict=True))).text)
        return [turned] if turned else []
    column, row = typed(found.text), typed(found._replace(kind="rows").text)
    return [f"{column} for a column", f"{row} for a row"] if column and row else []
