"""An article as an input gives it, before anything is found in it."""

from __future__ import annotations

import msgspec


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """An article to code. Unknown keys are ignored; null means absent.

    published: an ISO date or date-time, with a time zone if one is known. byline, section, captions: what stands beside the
    text, not in it, as feeds, pages and tables give it.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    byline: str | None = None
    section: str | None = None
    captions: tuple[str, ...] = ()
