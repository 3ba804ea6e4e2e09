"""The output: a JSONL file that grows by whole lines, or a stream."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from karaka.errors import InputError
from karaka.reading.fetching.state import State
from karaka.reading.fetching.urls import normalised


class _Address(msgspec.Struct):
    """Which page a line is of."""

    id: str | int | None = None
    url: str | None = None


class Lines:
    """Appends to a file. What a killed run left is put in order when it is opened: a torn last line is cut off, a whole one is counted.

    Raises OSError.
    """

    def __init__(self, path: Path, state: State) -> None:
        self.path = str(path.resolve())
        self.stream = path.open("ab", buffering=0)
        known = state.output_size(self.path)
        with path.open("rb") as written:
            urls = list(_addresses(written, known or 0))
        self._mend(path, ours=known is not None)
        state.adopt(self.path, self.size, urls)

    @property
    def size(self) -> int:
        return os.fstat(self.stream.fileno()).st_size

    def _mend(self, path: Path, *, ours: bool) -> None:
        """End the file with a whole line."""
        with path.open("rb") as written:
            tail, start = _last_line(written, self.size)
        if not tail or tail.endswith(b"\n"):
            return
        if ours and _address(tail) is None:
            os.truncate(path, start)
        else:
            self.stream.write(b"\n")

    def add(self, line: bytes) -> tuple[str, int]:
        """One line, on the disk when this returns; the path and the new size. A line that could not be written whole leaves nothing."""
        before = self.size
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self.stream.write(rest) :]
            os.fsync(self.stream.fileno())
        except BaseException:
            os.ftruncate(self.stream.fileno(), before)
            raise
        return self.path, before + len(line)

    def close(self) -> None:
        self.stream.close()


def _addresses(stream: BinaryIO, start: int) -> Iterator[str]:
    """The pages of the lines after `start` bytes; a line that is no article's is passed over."""
    stream.seek(start)
    for line in stream:
        found = _address(line)
        for url in {found.url, found.id} if found else ():
            if isinstance(url, str):
                try:
                    yield normalised(url)
                except InputError:
                    continue


def _address(line: bytes) -> _Address | None:
    try:
        return msgspec.json.decode(line, type=_Address)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _last_line(stream: BinaryIO, size: int) -> tuple[bytes, int]:
    """The last line of a file, and where it starts."""
    at, tail = size, b""
    while at > 0 and b"\n" not in tail[:-1]:
        step = min(1 << 16, at)
        at -= step
        stream.seek(at)
        tail = stream.read(step) + tail
    cut = tail[:-1].rfind(b"\n") + 1
    return tail[cut:], at + cut
