"""RSS and Atom as a site serves them: the articles that a feed names, whatever state its XML is in."""

from __future__ import annotations

import datetime
import email.utils
from typing import Any

import feedparser
import msgspec
import regex

from karaka.errors import InputError
from karaka.reading.fetching.failing import Failed
from karaka.reading.fetching.requesting import Answer
from karaka.reading.fetching.urls import normalised

_ROOT = regex.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", regex.IGNORECASE)
_PAGE = regex.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", regex.IGNORECASE)
_TAG = regex.compile(r"<[^>]*>")
INDIA = datetime.timezone(datetime.timedelta(hours=5, minutes=30))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says of an article. name: the entry's own id, if no other entry of the feed has the same; published: ISO 8601."""

    url: str
    name: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None


def is_feed(data: bytes) -> bool:
    """Whether a body is a feed, by its first element: sites send feeds under every content type."""
    head = data[:4096].replace(b"\0", b"")
    root, page = _ROOT.search(head), _PAGE.search(head)
    return root is not None and (page is None or root.start() < page.start())


def read_feed(answer: Answer) -> tuple[list[Entry], list[str]]:
    """The entries of a feed in its order, and why others can't be used. Raises Failed if it is no feed at all."""
    parsed = feedparser.parse(answer.data, response_headers={"content-type": answer.headers.get("content-type", ""), "content-location": answer.url})
    if not parsed.entries and not parsed.version:
        raise Failed(f"is a feed that can't be read ({parsed.get('bozo_exception', 'no entries')})")
    names = [entry.get("id") for entry in parsed.entries]
    publisher = plain(parsed.feed.get("title"))
    entries: dict[str, Entry] = {}
    unusable: list[str] = []
    for entry in parsed.entries:
        name = entry.get("id")
        try:
            made = _entry(entry, answer.url, name if names.count(name) == 1 else None, publisher)
        except InputError as error:
            unusable.append(str(error))
        else:
            entries.setdefault(made.url, made)
    return list(entries.values()), unusable


def _entry(entry: Any, base: str, name: str | None, publisher: str | None) -> Entry:
    title, link = plain(entry.get("title")), entry.get("link")
    if not link:
        raise InputError(f"an entry without a link ({title or 'without a title'})")
    try:
        url = normalised(link, base)
    except InputError as error:
        raise InputError(f"an entry with a bad link ({title or 'without a title'}): {error}") from None
    when = moment(entry, "published") or moment(entry, "updated")
    return Entry(url=url, name=name, title=title, published=when, publisher=publisher)


def plain(text: str | None) -> str | None:
    """A title without tags and with single spaces."""
    return " ".join(_TAG.sub(" ", text).split()) or None if text else None


def moment(entry: Any, key: str) -> str | None:
    """A time of an entry as ISO 8601 with its own offset from UTC; UTC itself, which says nothing about the publisher, as the time in India."""
    # the plain dict's method: feedparser's own gives `published` for a missing `updated`, with a warning
    given, parsed = dict.get(entry, key), dict.get(entry, f"{key}_parsed")
    found = _own(given) if isinstance(given, str) else None
    if found is None and parsed:
        found = datetime.datetime(*parsed[:6]).replace(tzinfo=datetime.UTC)
    if found is None:
        return None
    return (found if found.utcoffset() else found.astimezone(INDIA)).isoformat(timespec="seconds")


def _own(given: str) -> datetime.datetime | None:
    """A date of RFC 822 or ISO 8601 with the offset that it names; None for one without."""
    for read in (email.utils.parsedate_to_datetime, datetime.datetime.fromisoformat):
        try:
            found = read(given.strip())
        except ValueError:
            continue
        if found.tzinfo is not None:
            return found
    return None
