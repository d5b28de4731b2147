"""Rows as they come, on disk: what was graded once is not lost, whatever happens then.

One line for each row, `{"key": …, "crc": …, "row": {…}}`, only ever appended. A line counts when
it is whole; where the last one is not, it is cut off. Rows are found again by their key, which is
the same for the same submission under the same spec and options. In memory are 8 bytes for each
submission, and 24 for each row of an earlier run.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

from bpcalc.batch.files import BUFFER, NotWrittenError
from bpcalc.batch.keys import Keys

if TYPE_CHECKING:
    from bpcalc.batch.judging import Result

NAME = "journal.jsonl"
SYNCED = 5.0
"""Seconds after which rows are safe from a power failure, too."""
_HEAD = b'{"key": "%32s", "crc": "%08x", "row": '
_ROW = len(_HEAD % (b"", 0))


class UnfinishedError(Exception):
    """There is a journal of an earlier run, or one that goes on now; `path` is the journal."""

    def __init__(self, path: Path, at_work: bool) -> None:
        super().__init__(str(path))
        self.path, self.at_work = path, at_work


class Journal:
    """The journal of a folder, open for one run. `known`: the keys of an earlier one, with the offsets
    of their lines."""

    def __init__(self, path: Path, resume: bool, size: int) -> None:
        """Opens or begins it. Raises UnfinishedError or NotWrittenError."""
        self.path = path
        self._lines = array("q", [-1]) * size
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWrittenError(path.parent, error) from None
        try:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(path, flags | (0 if resume else os.O_EXCL), 0o666)
        except FileExistsError:
            raise UnfinishedError(path, at_work=_is_locked(path)) from None
        except OSError as error:
            raise NotWrittenError(path, error) from None
        if not _locked(self._descriptor):
            os.close(self._descriptor)
            raise UnfinishedError(path, at_work=True)
        try:
            self.known, self._end = self._read()
            os.ftruncate(self._descriptor, self._end)
        except OSError as error:
            os.close(self._descriptor)
            raise NotWrittenError(path, error) from None
        self._synced = time.monotonic()

    def _read(self) -> tuple[Keys, int]:
        """The keys of the whole lines, and the end of the last one."""
        keys, offsets, end = bytearray(), array("q"), 0
        with self._reader() as file:
            for line in file:
                key = _key(line)
                if key:
                    keys += key
                    offsets.append(end)
                if line.endswith(b"\n"):
                    end += len(line)
        return Keys(keys, offsets), end

    def _reader(self) -> BinaryIO:
        """A view of the file; closing another descriptor of it would end the lock."""
        return open(self._descriptor, "rb", BUFFER, closefd=False)

    def add(self, results: list[Result]) -> None:
        """Appends rows; where the disk is full, as many whole ones as fit. Raises NotWrittenError."""
        lines: list[bytes] = []
        end = self._end
        for place, key, row in results:
            if row is None:
                offset = self.known.number(key)
                assert offset is not None
                self._lines[place] = offset
                continue
            line = b"%s%s}\n" % (_HEAD % (key.encode(), crc32(row)), row)
            lines.append(line)
            self._lines[place] = end
            end += len(line)
        try:
            self._write(b"".join(lines))
            self._end = end
            if time.monotonic() > self._synced + SYNCED:
                self._sync()
        except OSError as error:
            self._cut(lines)
            raise NotWrittenError(self.path, error) from None

    def _cut(self, lines: list[bytes]) -> None:
        """Takes away what is no whole line at the end."""
        with suppress(OSError):
            size = os.fstat(self._descriptor).st_size
            for line in lines:
                if self._end + len(line) > size:
                    break
                self._end += len(line)
            os.ftruncate(self._descriptor, self._end)

    def _write(self, data: bytes) -> None:
        os.lseek(self._descriptor, self._end, os.SEEK_SET)
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _sync(self) -> None:
        """Has everything written to the disk itself."""
        os.fsync(self._descriptor)
        self._synced = time.monotonic()

    def rows(self) -> Iterator[bytes]:
        """The rows of all submissions, in their order."""
        with self._reader() as file:
            for offset in self._lines:
                yield _row(file, offset)

    def row(self, place: int) -> bytes:
        """The row of one submission."""
        with self._reader() as file:
            return _row(file, self._lines[place])

    def close(self, remove: bool = False) -> None:
        """Ends the run; a finished one needs no journal any more."""
        if remove:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _row(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.readline()[_ROW:-2]


def _key(line: bytes) -> bytes:
    """The 16 bytes of the key of a line; none for a line without one, or that is not whole."""
    key = line[9:41]
    if not line.endswith(b"}\n") or line[:_ROW] != _HEAD % (key, crc32(line[_ROW:-2])):
        return b""
    try:
        return bytes.fromhex(key.decode())
    except ValueError:
        return b""


def _is_locked(path: Path) -> bool:
    """Whether another process is at work here."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Whether this process is the only one at work here; the lock ends with the process."""
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without them
        return True
    return True
