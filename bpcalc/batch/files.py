"""Files that appear as a whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

BUFFER = 1 << 16
"""Bytes that are read or written at once: rows that were judged together stand together."""


class NotWrittenError(Exception):
    """The disk is full, or the place must not be written to."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} cannot be written: {error.strerror or error}")
        self.path = path


@contextmanager
def replaced(path: Path, *, durable: bool = True, alone: bool = True) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path`, with its permissions, when it is whole.

    `durable`: not before it is safe from a power failure, which costs some milliseconds. `alone`:
    no other run writes this file, so what an interrupted one left, `path` with `.part` behind its
    name, is taken over by the next. A device or a pipe is written to; where a link leads, there the
    file is; one that must not be written stays. Raises NotWrittenError, and then the old file is intact.
    """
    try:
        if path.exists() and not path.is_file():
            with open(path, "wb") as file:
                yield file
        else:
            with _beside(Path(os.path.realpath(path)), durable, alone) as file:
                yield file
    except OSError as error:
        raise NotWrittenError(path, error) from None


@contextmanager
def _beside(path: Path, durable: bool, alone: bool) -> Iterator[BinaryIO]:
    """The new file until it is whole, in the folder of the old one."""
    old = path.exists()
    if old and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    part = path.with_name(f"{path.name}.part" if alone else f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        with open(part, "wb" if alone else "xb", BUFFER) as file:
            if old:  # before there is anything to read in it
                os.chmod(part, stat.S_IMODE(path.stat().st_mode))
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        _forget(part)
        raise
    if durable:
        _sync_folder(path.parent)


def _forget(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


def _sync_folder(folder: Path) -> None:
    """A new name is as safe as the file it names."""
    with suppress(OSError):  # not every system opens folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
