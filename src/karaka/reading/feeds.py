"""RSS and Atom feeds: one article an entry."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import lxml.html
import regex

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.dates import printed

_BLOCKS = frozenset(["p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "table", "section", "article"])
_DROPPED = frozenset(["script", "style", "figcaption", "figure", "iframe", "button"])


def read_feed(data: bytes) -> Iterator[Input | InputError]:
    """The entries of a feed in its order, as much of each as the feed gives; an entry without text is an InputError in its place.

    Raises InputError if it is no feed. No address in it is fetched.
    """
    import feedparser

    found = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    if not found.entries and not found.get("version"):
        raise InputError("is no RSS or Atom feed, or one that is damaged: " + str(found.get("bozo_exception", "no feed in it")))
    if not found.entries:
        raise InputError("is a feed without entries")
    for entry in found.entries:
        try:
            yield _article(entry, found.feed)
        except InputError as error:
            yield error


def _article(entry: Any, feed: Any) -> Input:
    """An entry's article: the fullest text that it has."""
    given = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
    text = max((fragment_text(g) for g in given), key=len)
    title = fragment_text(entry.get("title", "")).replace("\n", " ") or None
    if not text:
        raise InputError(f"the entry {title or entry.get('id', '')!r} has no text: fetch its page (karaka fetch)")
    source = entry.get("source", {})
    return Input(
        text=text,
        id=entry.get("id") or entry.get("link") or None,
        title=title if title != text else None,
        published=printed(entry.get("published", "") or entry.get("updated", "")),
        publisher=source.get("title") or feed.get("publisher") or feed.get("title") or None,
        url=entry.get("link") or None,
        byline=entry.get("author") or None,
        section=next((t["term"] for t in entry.get("tags", []) if t.get("term")), None),
    )


def fragment_text(html: str) -> str:
    """The text of a piece of HTML, a line for every block; captions and scripts are left away."""
    if "<" not in html and "&" not in html:
        return html.strip()
    pieces: list[str] = []
    _collect(lxml.html.fragment_fromstring(html, create_parent=True), pieces)
    lines = (regex.sub(r"[ \t\r\f\xa0]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(element: Any, pieces: list[str]) -> None:
    block = element.tag in _BLOCKS
    if isinstance(element.tag, str) and element.tag not in _DROPPED:
        pieces.append("\n" if block else "")
        pieces.append((element.text or "").replace("\n", " "))
        for child in element:
            _collect(child, pieces)
        pieces.append("\n" if block and element.tag != "br" else "")
    pieces.append((element.tail or "").replace("\n", " "))
