"""What students write where they have no number."""

from __future__ import annotations

_NOTHING = "-‐‑‒–—−.…?_~ "
_NOT_DONE = ("null", "none", "nil", "n/a", "n.a.")


def is_nothing(text: str) -> bool:
    """Whether a text says nothing: signs such as `-`, `?` and `…`, or what programs write for it."""
    return not text.strip(_NOTHING) or text.lower() == "null"


def is_not_done(text: str) -> bool:
    """Whether a text stands where a number is left out: nothing, or n/a and none, which no number is."""
    return not text.strip(_NOTHING) or text.lower() in _NOT_DONE
