"""Names that Python takes: `y'` is y_prime, `lambda` is lambda_, and no two names become one."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable

TAKEN = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins)))


def identifier(name: str, taken: Collection[str] = ()) -> str:
    """A Python name as near to this one as can be, and none of `taken`."""
    plain = unicodedata.normalize("NFKC", name.replace("'", "_prime"))
    plain = re.sub(r"\W", "_", plain)
    plain = plain if plain.isidentifier() else f"_{plain}"
    while plain in TAKEN or plain in taken:
        plain += "_"
    return plain


def identifiers(names: Iterable[str], reserved: Iterable[str], prefix: str = "") -> dict[str, str]:
    """A Python name of its own for each name, with a prefix; none is reserved."""
    taken = set(reserved)
    found: dict[str, str] = {}
    for name in names:
        found[name] = identifier(prefix + name, taken)
        taken.add(found[name])
    return found
