"""A record as rows of every table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from karaka import records as r
from karaka.storing.exports import days
from karaka.text.hi.searching import indexed

Row = tuple[Any, ...]


class Stamp(msgspec.Struct, frozen=True):
    """What a record was made from: digest of the input, of the lexicon, of the models; None if that is not known."""

    input: str | None = None
    lexicon: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A record with its stamp, and the stories of its events where they are gathered."""

    coding: r.Coding
    stamp: Stamp
    stories: Mapping[str, str] = field(default_factory=dict)


def day_of(value: str | None) -> datetime.date | None:
    """The day of a date or date-time; None if it is none."""
    try:
        return datetime.date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def span_of_days(published: str | None, event: r.Event) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of an event; the day of publication where it has no date of its own."""
    first, last = days(event.date.value if event.date else "")
    told = day_of(published)
    return day_of(first) or told, day_of(last) or told


def _articles(s: Stored) -> Iterator[Row]:
    a, stamp = s.coding.article, s.stamp
    place = a.dateline.place if a.dateline else None
    yield (
        a.id, a.url, a.title.text if a.title else None, a.text, a.body_start, a.language, a.publisher, a.agency, a.byline,
        a.dateline.text if a.dateline else None, place.country if place else None, a.published, day_of(a.published), stamp.input, stamp.lexicon,
        stamp.model, s.coding.to_json(),
    )  # fmt: skip


def _sentences(s: Stored) -> Iterator[Row]:
    a = s.coding.article
    for i, sentence in enumerate(s.coding.sentences):
        text = a.text[sentence.start : sentence.end]
        yield a.id, i, sentence.start, sentence.end, text, indexed(text)


def _events(s: Stored) -> Iterator[Row]:
    a = s.coding.article
    for e in s.coding.events:
        date, place, harm = e.date, e.place or r.Place(), e.casualties or r.Casualties()
        yield (
            a.id, e.id, e.sentence, e.type.value, e.mode, e.contexts, e.cameo, e.quad, e.scale, e.trigger.text, e.trigger.start,
            e.trigger.end, date.value if date else None, date.text if date else None, date.granularity if date else None,
            *span_of_days(a.published, e), place.name or None, place.text or None, indexed(f"{place.name} {place.text}"),
            place.country or None, place.lat, place.lon, place.geonameid, e.factuality.value, [cue.text for cue in e.factuality_cues], e.quote,
            harm.killed, harm.injured, harm.arrested, e.norms, e.rule, e.confidence,
        )  # fmt: skip


def _parties(s: Stored) -> Iterator[Row]:
    for e in s.coding.events:
        for side, parties in (("actor", e.actors), ("recipient", e.recipients)):
            for i, p in enumerate(parties):
                words = indexed(f"{p.name} {p.text}")
                yield s.coding.article.id, e.id, side, i, p.start, p.end, p.text, p.entity, p.name, p.country, p.sector, p.role, words


def _sources(s: Stored) -> Iterator[Row]:
    for e in s.coding.events:
        for i, source in enumerate(e.sources):
            words = indexed(f"{source.name} {source.text}")
            yield s.coding.article.id, e.id, i, source.start, source.end, source.text, source.name, source.entity, source.kind, words


def _attributions(s: Stored) -> Iterator[Row]:
    for i, a in enumerate(s.coding.attributions):
        p = a.source or r.Party()
        yield (
            s.coding.article.id, i, a.sentence, a.kind, a.via, p.start, p.end, p.text or None, p.name or None, p.country or None,
            p.sector or None, a.cue.start, a.cue.end, a.cue.text, a.content.start, a.content.end, a.content.text,
        )  # fmt: skip


def _norms(s: Stored) -> Iterator[Row]:
    for n in s.coding.norms:
        i, p = n.instrument, n.party or r.Party()
        yield (
            s.coding.article.id, n.id, i.start, i.end, i.text, i.name, n.issuer, n.relation, n.conduct.start, n.conduct.end, n.conduct.text,
            p.text or p.name or None, p.country or None, p.sector or None,
        )  # fmt: skip


ROWS = {
    "articles": _articles, "sentences": _sentences, "events": _events, "parties": _parties, "sources": _sources,
    "attributions": _attributions, "norms": _norms,
}  # fmt: skip
"""For each table, the rows of one stored record."""
