"""From bytes to text, unchanged: UTF-8 (a byte order mark dropped); for anything else a message that says what to do."""

from __future__ import annotations

import codecs

import regex

from karaka.errors import InputError

MAX_BYTES = 10 * 1024 * 1024
"""The largest article: more than a long book, so anything above is not one article."""

_HINDI = regex.compile(r"[\p{Devanagari}--[\u0964\u0965\u0966-\u096f]]", regex.V1)
_WIDE = ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


def size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count} bytes"


def too_long(count: int, what: str, limit: int = MAX_BYTES) -> InputError:
    return InputError(f"{what} is {size(count)} long, too much for one article (at most {size(limit)}): split it, one article a file or a JSONL line")


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by a byte order mark or by where the zero and Devanagari high bytes stand."""
    for mark, name in _WIDE:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return None
    for offset in (0, 1):
        high = head[offset::2]
        if sum(b in (0x00, 0x09, 0x20) for b in high) > 0.9 * len(high):
            return "UTF-16"
    return None


def decode(data: bytes) -> str:
    """UTF-8 as text, nothing changed but a byte order mark dropped. Raises InputError with the reason and the way out."""
    wide = _wide(data)
    if wide:
        raise InputError(f"is {wide}, not UTF-8: save it as UTF-8, or convert it (iconv -f {wide} -t UTF-8)")
    body = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in body:
        raise InputError("is not text (it holds zero bytes)")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"is not UTF-8 (byte 0x{body[error.start]:02x} in line {line}, byte {error.start}): not text, cut off, or in a legacy encoding; "
            "save it as UTF-8, or convert it (iconv -f ENCODING -t UTF-8)"
        ) from None


def check_hindi(text: str) -> None:
    """Raises InputError for a text that Karaka cannot read as Hindi."""
    if not text.strip():
        raise InputError("has no text (it is empty or only spaces)")
    if not _HINDI.search(text):
        raise InputError("has no Hindi in it (no Devanagari letter); a text in a legacy font such as Kruti Dev must be converted to Unicode first")
