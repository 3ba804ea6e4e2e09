"""HTML pages: the article's text, title, date and publisher."""

from __future__ import annotations

import codecs
import logging

import msgspec
import regex

from karaka.errors import InputError
from karaka.reading.decoding import decode

_CHARSET = regex.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", regex.IGNORECASE)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says: `title` only where the text does not begin with it."""

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def decode_page(data: bytes) -> str:
    """As text: UTF-8, or the encoding that the page itself declares."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = "utf-8"
    if known != "utf-8" and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode(known)
        except UnicodeDecodeError:
            raise InputError(f"is not in the encoding that it declares ({name}): save it as UTF-8") from None
    return decode(data)


def read_page(data: bytes) -> Page:
    """The article of a page. Raises InputError if there is none."""
    html = decode_page(data)
    if not html.strip():
        raise InputError("has no text (it is empty or only spaces)")
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        html, with_metadata=True, include_comments=False, date_extraction_params={"original_date": True, "extensive_search": False}
    )
    text = getattr(found, "text", None) or ""
    if not text.strip():
        raise InputError("is a page in which no article's text is found")
    title = getattr(found, "title", None)
    return Page(
        text=text,
        title=title if title and not text.startswith(title) else None,
        published=getattr(found, "date", None),
        publisher=getattr(found, "sitename", None),
        url=getattr(found, "url", None),
    )
