"""Things that a submissions folder has held, or that someone may put there to stop a batch."""

from __future__ import annotations

import io
import os
import random
import socket
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.batch import crowds

GOOD = b"z1: 0.3775\n"


class Poison(NamedTuple):
    """How a thing is put at a path, and what its name looks like."""

    kind: str
    put: Callable[[Path], None]
    name: bytes = b"p%06d.yaml"


def _bytes(data: bytes) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        path.write_bytes(data)

    return put


def _answers(value: str) -> bytes:
    return "".join(f"{name}: {value}\n" for name in crowds.truth()).encode()


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 << 30)


def _socket(path: Path) -> None:
    """A path of a socket has 107 bytes at most, so that it is made in the folder itself."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _device(path: Path) -> None:
    """/dev/zero by another name; a link to it where that is not allowed."""
    try:
        os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5))
    except OSError:
        path.symlink_to("/dev/zero")


def _unreadable(path: Path) -> None:
    path.write_bytes(b"\x00" + GOOD)  # root may read everything
    path.chmod(0)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "answers.txt").write_bytes(GOOD)


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("answers.yaml", GOOD)
    return data.getvalue()


def _merge_bomb() -> bytes:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{k}: &a{k} {{<<: [{', '.join([f'*a{k - 1}'] * 9)}]}}" for k in range(1, 30)]
    return "\n".join(lines).encode()


def _alias_bomb() -> bytes:
    lines = ["a0: &a0 [1, 1]"] + [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 20)]
    return "\n".join(lines).encode()


POISON = (
    Poison("a FIFO", os.mkfifo),
    Poison("a link to a sheet", lambda path: path.symlink_to("s000000.yaml")),
    Poison("a link to nowhere", lambda path: path.symlink_to("nothing")),
    Poison("a link to itself", _loop),
    Poison("a link to an endless device", lambda path: path.symlink_to("/dev/zero")),
    Poison("a device", _device),
    Poison("a socket", _socket),
    Poison("a folder with the name of a sheet", _folder),
    Poison("a sparse file of 20 GB", _sparse),
    Poison("a file nobody may read", _unreadable),
    Poison("100,000 opening brackets", _bytes(b"[" * 100_000)),
    Poison("60,000 opening brackets", _bytes(b"z1: " + b"[" * 60_000)),
    Poison("60,000 opening braces", _bytes(b"{" * 60_000)),
    Poison("a deep JSON", _bytes(b'{"a":' * 10_000 + b"1" + b"}" * 10_000)),
    Poison("a deep indentation", _bytes(b"".join(b" " * k + b"a:\n" for k in range(300)))),
    Poison("a merge bomb", _bytes(_merge_bomb())),
    Poison("an alias bomb", _bytes(_alias_bomb())),
    Poison("a circle", _bytes(b"z1: &a [*a]\n")),
    Poison("NaN everywhere", _bytes(_answers(".nan"))),
    Poison("infinity everywhere", _bytes(_answers("1e999"))),
    Poison("4301 digits everywhere", _bytes(b"z1: " + b"9" * 4301 + b"\n")),
    Poison("endless base 60", _bytes(b"z1: 1" + b":59" * 20_000 + b"\n")),
    Poison("a million hexadecimal digits", _bytes(b"z1: 0x" + b"f" * 1_000_000)),
    Poison("a huge exponent", _bytes(_answers("1e1000000000"))),
    Poison("a line of 65,000 characters", _bytes(b"z1: '" + b"x" * 65_000 + b"'\n")),
    Poison("a line of a megabyte", _bytes(b"z1: " + b"1" * (1 << 20))),
    Poison("30,000 answers", _bytes(b"".join(b"q%d: 1\n" % k for k in range(9_000)))),
    Poison("NUL", _bytes(b"z1: 0.3775\x00\n")),
    Poison("only NUL", _bytes(b"\x00" * 1000)),
    Poison("Latin-1", _bytes("student: Jürgen\nz1: 0.3775\n".encode("latin-1"))),
    Poison("UTF-16 cut off", _bytes("z1: 0.3775\n".encode("utf-16")[:-1])),
    Poison("UTF-16 without a mark", _bytes("z1: 0.3775\n".encode("utf-16-le"))),
    Poison("half a UTF-8 character", _bytes(b"student: J\xc3\nz1: 1\n")),
    Poison("a lone surrogate", _bytes(b"student: \xed\xa0\x80\nz1: 1\n")),
    Poison("an escape", _bytes(b"student: \x1b[31mred\nz1: 1\n")),
    Poison("text that runs backwards", _bytes("student: \u202egpj\nz1: 1\n".encode())),
    Poison("a tag that runs a program", _bytes(b'z1: !!python/object/apply:os.system ["touch /tmp/x"]\n')),
    Poison("a tag", _bytes(b"!!binary aGVsbG8=\n")),
    Poison("two documents", _bytes(b"z1: 1\n---\nz1: 2\n")),
    Poison("a directive", _bytes(b"%YAML 9.9\n---\n")),
    Poison("an answer given twice", _bytes(b"z1: 1\nz1: 2\n")),
    Poison("an open quote", _bytes(b'z1: "0.3775\n1\n')),
    Poison("a list", _bytes(b"- 1\n- 2\n")),
    Poison("prose", _bytes(b"I could not do it, sorry.\n")),
    Poison("a zip", _bytes(_zip())),
    Poison("a picture", _bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000))),
    Poison("HTML", _bytes(b"<!DOCTYPE html><html><body>Not found</body></html>")),
    Poison("escapes in its name", _bytes(b"\xff"), b"p%06d\x1b[31m\x07.yaml"),
    Poison("a line break in its name", _bytes(b"\xff"), b"p%06d\nx.yaml"),
    Poison("a name that is not UTF-8", _bytes(b"\xff"), b"p%06d\xff\xfe.yaml"),
    Poison("a name of markup", _bytes(b"\xff"), b"p%06d[red]<b>=1+1.yaml"),
    Poison("a name of 200 bytes", _bytes(b"\xff"), b"p%06d" + b"x" * 188 + b".yaml"),
)
"""Each of them is ungradable, and nothing else happens."""

HEALTHY = {
    "Windows line ends and a byte order mark": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "no line break at the end": lambda text: text.rstrip("\n"),
}
"""Oddities that are harmless: a sheet of this form is graded like the sheet itself."""


def put(folder: Path, count: int, kinds: Sequence[Poison] = POISON) -> list[str]:
    """So many of them, in turns; the kinds in the order in which they were put."""
    made = []
    for k in range(count):
        one = kinds[k % len(kinds)]
        one.put(folder / os.fsdecode(one.name % k))
        made.append(one.kind)
    return made


def names_can_be_bytes() -> bool:
    """Whether file names may be anything here, as on Linux."""
    with tempfile.TemporaryDirectory() as folder, suppress(OSError):
        Path(folder, os.fsdecode(b"\xff")).touch()
        return True
    return False
