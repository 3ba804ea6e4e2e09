"""WARC archives: one article a captured page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.decoding import MAX_BYTES, too_long
from karaka.reading.pages import read_page

_PAGES = ("text/html", "application/xhtml+xml")


class _Counted:
    """A stream that counts what was read and knows when it has ended; without `seek`, which the library would call."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count, self.ended = stream, 0, False

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        self.ended = self.ended or not data or size < 0
        return data

    def tell(self) -> int:
        return self.count


def read_archive(stream: BinaryIO, limit: int = MAX_BYTES) -> Iterator[tuple[str, Input | InputError]]:
    """The pages of an archive in order, each with its address; what is no page, or no answer with status 200, is passed over.

    Raises InputError where the archive is damaged, after the pages before that place.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds, counted = WarcRecordType.response | WarcRecordType.resource, _Counted(stream)
    try:
        for record in ArchiveIterator(counted, record_types=kinds, parse_http=True, auto_decode="all"):  # type: ignore[arg-type]
            address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            data = record.reader.read(limit + 1)
            if counted.ended and _end(record) > counted.count:
                raise InputError(f"is cut off in the answer of {address}")
            if _is_page(record):
                yield address, _article(address, data, record.http_charset, limit)
    except (OSError, ValueError) as error:
        raise InputError(f"is no WARC archive, or one that is damaged: {error}") from None


def _end(record: Any) -> int:
    """Where a record ought to end in its stream, in bytes."""
    head = sum(len(f"{name}: {value}\r\n".encode()) for name, value in record.headers.items())
    return int(record.stream_pos) + len("WARC/1.0\r\n\r\n") + head + int(record.headers.get("Content-Length", "0"))


def _is_page(record: Any) -> bool:
    if not record.is_http:
        return (record.headers.get("Content-Type") or "").split(";")[0].strip().lower() in _PAGES
    return record.http_headers.status_code == 200 and (record.http_content_type or "").lower() in _PAGES


def _article(address: str, data: bytes, charset: str | None, limit: int) -> Input | InputError:
    try:
        if len(data) > limit:
            raise too_long(len(data), "the page", limit)
        page = read_page(data, charset)
    except InputError as error:
        return error
    return msgspec.structs.replace(page, id=address or None, url=address or page.url)
