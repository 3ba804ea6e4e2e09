"""Compressed bodies: unpacked in small steps up to a limit, so that no bomb can fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from karaka.reading.decoding import size
from karaka.reading.fetching.failing import Failed, When

ACCEPTED = "gzip, br"
_STEP = 1 << 16
_GZIP = 47
"""zlib's window bits for "gzip or zlib, whichever it is"."""
_MEMBER = b"\x1f"
"""The first byte of a member of gzip; the second may not have arrived yet."""


def body(chunks: Iterable[bytes], encoding: str, limit: int, *, cut: bool = False) -> bytes:
    """The unpacked bytes. encoding: the header Content-Encoding.

    Over `limit` bytes: Failed, or with `cut` the first `limit` bytes. Raises Failed as well for damaged or cut-off data.
    """
    parts: list[bytes] = []
    total = 0
    for part in _unpacked(chunks, encoding.strip().lower()):
        parts.append(part)
        total += len(part)
        if total > limit:
            if cut:
                break
            raise Failed(f"is larger than {size(limit)}")
    return b"".join(parts)[:limit]


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        return iter(chunks)
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _gzip(chunks)
    if encoding == "br":
        return _brotli(chunks)
    raise Failed(f"is packed in a way that was not asked for (Content-Encoding: {encoding[:40]})")


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, of one member or several, or zlib; what follows the end is passed over."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if unpacker.eof:
                    if not rest.startswith(_MEMBER):
                        return
                    unpacker = zlib.decompressobj(_GZIP)
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
        yield unpacker.flush()
    except zlib.error:
        raise Failed("arrived damaged (it does not unpack)", When.SOON) from None
    _whole(unpacker.eof)


def _brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        for chunk in chunks:
            yield unpacker.process(chunk, output_buffer_limit=_STEP)
            while not unpacker.can_accept_more_data():
                yield unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        raise Failed("arrived damaged (it does not unpack)", When.SOON) from None
    _whole(unpacker.is_finished())


def _whole(finished: bool) -> None:
    if not finished:
        raise Failed("arrived cut off", When.SOON)
