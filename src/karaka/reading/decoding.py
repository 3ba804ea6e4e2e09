"""From bytes to text, unchanged: a byte order mark dropped, and the encoding found where it is not UTF-8.

What archives of Hindi news hold: UTF-8, UTF-16, ISCII, a legacy font's bytes (called iso-8859-1, windows-1252 or
x-user-defined, and decoded as Windows-1252), and UTF-8 that was once taken for Windows-1252 and written as UTF-8 again.
"""

from __future__ import annotations

import codecs

import regex

from karaka.errors import InputError
from karaka.reading.fonts import common, recognised
from karaka.reading.iscii import decode_iscii

MAX_BYTES = 10 * 1024 * 1024
"""The largest article: more than a long book, so anything above is not one article."""

_HINDI = regex.compile(r"[\p{Devanagari}--[\u0964\u0965\u0966-\u096f]]", regex.V1)
_WIDE = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANGLED = regex.compile("(?:à[¤¥][\x80-ÿ\u0152-\u2122]){3}")
_OPEN = {chr(b) for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_ISCII_SHARE = 0.1
_TAGS = regex.compile(r"(?is)<(script|style)\b.*?</\1>|</?[a-z!][^<>]*>")
_LATIN = frozenset(["iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "x-user-defined", "us-ascii", "ascii"])
"""What pages in a legacy font call their encoding."""


def size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count} bytes"


def too_long(count: int, what: str, limit: int = MAX_BYTES) -> InputError:
    return InputError(f"{what} is {size(count)} long, too much for one article (at most {size(limit)}): split it, one article a file or a JSONL line")


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 (or UTF-8 by its mark), by a byte order mark or by where the zero and Devanagari high bytes stand."""
    for mark, name in _WIDE:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if len(head) < 4 or len(data) % 2:
        return None
    for offset, name in ((0, "utf-16-be"), (1, "utf-16-le")):
        high = head[offset::2]
        if b"\x09" in high and sum(b in (0x00, 0x09, 0x20) for b in high) > 0.9 * len(high):
            return name
    return None


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes as text, in the encoding that fits; declared: what a page or its server says. Raises InputError with the reason and the way out."""
    wide = _wide(data)
    if wide and wide != "utf-8":
        return _wide_text(data, wide)
    body = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in body:
        raise InputError("is not text (it holds zero bytes)")
    try:
        return mended(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        found = _legacy(body, declared)
        if found is None:
            raise _not_text(body, error) from None
        return found


def _wide_text(data: bytes, name: str) -> str:
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(f"is {name.upper()} that is cut off or damaged (byte {error.start})") from None


def _not_text(body: bytes, error: UnicodeDecodeError) -> InputError:
    line = body.count(b"\n", 0, error.start) + 1
    return InputError(
        f"is not UTF-8 (byte 0x{body[error.start]:02x} in line {line}, byte {error.start}), nor ISCII, nor a legacy font that Karaka knows: "
        "not text, cut off, or in another encoding; save it as UTF-8, or convert it (iconv -f ENCODING -t UTF-8)"
    )


def windows(data: bytes) -> str:
    """Windows-1252, its five open bytes as the control characters of the same number (as browsers do)."""
    return "".join(bytes([b]).decode("cp1252", "replace") if 0x80 <= b < 0xA0 and chr(b) not in _OPEN else chr(b) for b in data)


def _legacy(data: bytes, declared: str | None) -> str | None:
    """ISCII or the Windows-1252 of a legacy font if it reads as Hindi; else what is declared, if that is a real encoding."""
    iscii = decode_iscii(data)
    if iscii and common(_TAGS.sub(" ", iscii[:20_000])) >= _ISCII_SHARE:
        return iscii
    text = windows(data)
    if (declared or "").lower() in _LATIN or recognised(_TAGS.sub(" ", text)):
        return text
    try:
        return data.decode(declared) if declared and codecs.lookup(declared).name != "utf-8" else None
    except (LookupError, UnicodeDecodeError):
        return None


def mended(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 and written as UTF-8 again (à¤•à¥‡ for के), undone; any other text unchanged."""
    if _HINDI.search(text) or not _MANGLED.search(text):
        return text
    try:
        return b"".join(c.encode("latin-1" if c <= "\xff" else "cp1252") for c in text).decode("utf-8")
    except UnicodeError:
        return text


def check_hindi(text: str) -> None:
    """Raises InputError for a text that Karaka cannot read as Hindi."""
    if not text.strip():
        raise InputError("has no text (it is empty or only spaces)")
    if not _HINDI.search(text):
        raise InputError("has no Hindi in it: no Devanagari letter, no Kruti Dev, DevLys or Chanakya; convert other legacy fonts to Unicode first")


def has_hindi(text: str) -> bool:
    """Whether there is a Devanagari letter."""
    return bool(_HINDI.search(text))
