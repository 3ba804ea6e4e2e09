"""Files as streams of bytes, `.gz` and `.zst` decompressed on the way with flat memory."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

ENDINGS = (".gz", ".zst")
_CHUNK = 1 << 13
"""Small, since a byte of Zstandard may become tens of thousands."""


def inner(name: str) -> str:
    """A file's name in lower case, without the ending that says how it is compressed."""
    lower = name.lower()
    return next((lower.removesuffix(e) for e in ENDINGS if lower.endswith(e)), lower)


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file's bytes, decompressed. Raises OSError, EOFError or zlib.error while it is read if they are damaged."""
    with Path(name).open("rb") as raw:
        lower = name.lower()
        if lower.endswith(".gz"):
            with gzip.open(raw, "rb") as stream:
                yield cast(BinaryIO, stream)
        elif lower.endswith(".zst"):
            yield cast(BinaryIO, io.BufferedReader(_Zstandard(raw), 1 << 16))
        else:
            yield raw


class Joined(io.RawIOBase):
    """Bytes that were read already, then those of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    @classmethod
    def of(cls, head: bytes, rest: BinaryIO) -> io.BufferedReader:
        """Both as one stream."""
        return io.BufferedReader(cls(head, rest))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


class _Zstandard(io.RawIOBase):
    """Decompresses frame after frame. The library's own reader does not tell a file that is cut off from a whole one."""

    def __init__(self, raw: BinaryIO) -> None:
        import zstandard

        self._raw, self._new, self._error = raw, zstandard.ZstdDecompressor(), zstandard.ZstdError
        self._frame: Any = None
        self._ready = b""
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if not self._fill():
                return 0
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _fill(self) -> bool:
        """Decompress some more; False at the end of the file."""
        data = self._pending or self._raw.read(_CHUNK)
        self._pending = b""
        if not data:
            if self._frame is not None:
                raise EOFError("the compressed data is cut off")
            return False
        self._frame = self._frame or self._new.decompressobj()
        try:
            self._ready = self._frame.decompress(data)
        except self._error as error:
            raise EOFError(str(error)) from None
        if self._frame.eof:
            self._pending, self._frame = self._frame.unused_data, None
        return True
