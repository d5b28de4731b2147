"""Text that every XML parser reads back as it is shown."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from bpcalc.errors import visible


def text(words: str) -> str:
    """Between two tags. What XML forbids, and what hides, is spelled out: `\\x1b`."""
    return escape(visible(words))


def opening(name: str, attributes: dict[str, str | int]) -> str:
    """`<name a="b">`."""
    inner = "".join(f" {key}={quoteattr(visible(str(value)))}" for key, value in attributes.items())
    return f"<{name}{inner}>"


def element(name: str, attributes: dict[str, str | int], content: str = "") -> str:
    """`<name a="b">content</name>`, `<name a="b"/>` without content, which is markup already."""
    head = opening(name, attributes)
    return f"{head}{content}</{name}>" if content else f"{head[:-1]}/>"
