"""Stories as they are shown: what gathering says of them, and who and where most of their mentions name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from karaka.gathering import Contradiction, Origin, Placed, Story, Version
from karaka.records import Record
from karaka.storing.filters import Filter
from karaka.storing.reader import CHUNK, Reader

_PARTIES = """SELECT m.story, p.side, coalesce(nullif(p.name, ''), p.text) AS named, coalesce(p.country, ''), coalesce(p.sector, ''), count(*) AS n
    FROM story_mentions m JOIN parties p ON p.article = m.article AND p.event = m.event
    WHERE m.story IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY n DESC, 1, 2, 3, 4"""
_PLACES = """SELECT m.story, coalesce(e.place, e.place_text) AS named, coalesce(e.country, ''), count(*) AS n
    FROM story_mentions m JOIN events e ON e.article = m.article AND e.id = m.event
    WHERE named IS NOT NULL AND m.story IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY n DESC, 1, 2, 3"""
_WORDS = """SELECT m.story, s.text FROM story_mentions m JOIN events e ON e.article = m.article AND e.id = m.event
    JOIN sentences s ON s.article = e.article AND s.sentence = e.sentence WHERE m.event = m.story AND m.story IN (SELECT unnest(?::VARCHAR[]))"""


class Who(Record, frozen=True, kw_only=True):
    """A party of a story, and in how many mentions."""

    name: str
    country: str
    sector: str
    mentions: int


class Where(Record, frozen=True, kw_only=True):
    """A place of a story, and in how many mentions."""

    name: str
    country: str
    mentions: int


class Happening(Record, frozen=True, kw_only=True):
    """A story to show. `sentence`: that of its first mention. Parties and places: those of most mentions first."""

    id: str
    type: str
    first: str | None
    last: str | None
    published_first: str | None
    published_last: str | None
    sentence: str
    actors: list[Who]
    recipients: list[Who]
    places: list[Where]
    articles: list[str]
    mentions: list[Placed]
    versions: list[Version]
    origins: list[Origin]
    contradictions: list[Contradiction]


def happenings(store: Reader, wanted: Filter, *, limit: int | None = None) -> Iterator[Happening]:
    """The stories with a mention that meets the filter, the earliest first."""
    names = store.stories(wanted, limit=limit)
    for start in range(0, len(names), CHUNK):
        yield from _told(store, names[start : start + CHUNK])


def _told(store: Reader, names: list[str]) -> Iterator[Happening]:
    parties: dict[tuple[str, str], list[Who]] = defaultdict(list)
    for story, side, name, country, sector, count in store.rows(_PARTIES, [names]):
        parties[story, side].append(Who(name=name, country=country, sector=sector, mentions=count))
    places: dict[str, list[Where]] = defaultdict(list)
    for story, name, country, count in store.rows(_PLACES, [names]):
        places[story].append(Where(name=name, country=country, mentions=count))
    sentences: dict[str, str] = dict(_pairs(store, _WORDS, names))
    stories = dict(_pairs(store, "SELECT id, story FROM stories WHERE id IN (SELECT unnest(?::VARCHAR[]))", names))
    for name in names:
        s = msgspec.json.decode(stories[name], type=Story)
        yield Happening(
            id=s.id, type=s.type, first=s.first, last=s.last, published_first=s.published_first, published_last=s.published_last,
            sentence=sentences.get(name, ""), actors=parties[name, "actor"], recipients=parties[name, "recipient"], places=places[name],
            articles=list(dict.fromkeys(m.article for m in s.mentions)), mentions=s.mentions, versions=s.versions, origins=s.origins,
            contradictions=s.contradictions,
        )  # fmt: skip


def _pairs(store: Reader, query: str, names: list[str]) -> list[Any]:
    return store.rows(query, [names])
