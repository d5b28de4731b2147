"""What a file is that is no text in UTF-8, by its first bytes."""

from __future__ import annotations

AGAIN = "save it again as UTF-8"
TEXT = "save it as plain text, in UTF-8"
_BEGINNINGS = (
    (b"PK\x03\x04", "this is a zip archive, as Word and Excel write them (.docx, .xlsx)", TEXT),
    (b"%PDF-", "this is a PDF", TEXT),
    (b"\xff\xfe\x00\x00", "the file is UTF-32, not UTF-8", AGAIN),
    (b"\x00\x00\xfe\xff", "the file is UTF-32, not UTF-8", AGAIN),
    (b"\xff\xfe", "the file is UTF-16, not UTF-8", AGAIN),
    (b"\xfe\xff", "the file is UTF-16, not UTF-8", AGAIN),
)
_LOOKED_AT = 4096


def foreign(data: bytes) -> tuple[str, str] | None:
    """What is said of data that is no text in UTF-8, and what to do; None where it may be one."""
    for beginning, what, help in _BEGINNINGS:
        if data.startswith(beginning):
            return what, help
    head = data[:_LOOKED_AT]
    if head.count(0) * 4 <= len(head):
        return None
    if any(head[first::2].count(0) * 10 >= len(head[first::2]) * 9 > 0 for first in (0, 1)):
        wide = "UTF-32" if head.count(0) * 8 > len(head) * 5 else "UTF-16"
        return f"the file is {wide}, not UTF-8", AGAIN
    return "this is a program or other data, not a text", TEXT
