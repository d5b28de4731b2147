"""Eight bytes that stand for a text where many texts would take too much memory."""

from __future__ import annotations

from hashlib import blake2b


def digest(text: str) -> int:
    """The same on every machine; two of a million texts share one in one case of 10⁷."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
