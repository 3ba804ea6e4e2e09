"""A fetched page as a line of JSONL that `karaka code` reads."""

from __future__ import annotations

import datetime

import msgspec

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.decoding import check_hindi, decode
from karaka.reading.fetching.failing import Failed
from karaka.reading.fetching.feeds import Entry, is_feed
from karaka.reading.fetching.requesting import Answer
from karaka.reading.pages import read_page


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article. id: its address; published: ISO 8601, as the feed says or else the page; fetched: ISO 8601, UTC."""

    id: str
    url: str
    text: str
    fetched: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None


def line_of(answer: Answer, entry: Entry, now: float) -> bytes:
    """The article of an answer, in one line with its end. Raises InputError if there is none, or no Hindi in it."""
    page = _page(answer)
    check_hindi(page.text)
    fetched = datetime.datetime.fromtimestamp(now, datetime.UTC).isoformat(timespec="seconds")
    made = Line(
        id=answer.url,
        url=answer.url,
        text=page.text,
        fetched=fetched,
        title=page.title or _missing(entry.title, page.text),
        published=entry.published or page.published,
        publisher=page.publisher or entry.publisher,
    )
    return msgspec.json.encode(made) + b"\n"


def _page(answer: Answer) -> Input:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_feed(answer.data):
        raise Failed("is a feed, not an article: name it on the command line")
    if kind == "text/plain":
        return Input(text=decode(answer.data))
    if kind and not (kind.startswith("text/") or "html" in kind or kind == "application/octet-stream"):
        raise Failed(f"is no page but {kind[:60]}")
    try:
        return read_page(answer.data)
    except InputError as error:
        raise Failed(str(error)) from None


def _missing(title: str | None, text: str) -> str | None:
    """The feed's title for a page without one, unless the text begins with it."""
    return title if title and title not in " ".join(text[: 2 * len(title) + 100].split()) else None
