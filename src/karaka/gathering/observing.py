"""A record as gathering sees it: a pure function, so that workers can do it where they code."""

from __future__ import annotations

import datetime
import re
import zlib
from array import array

from karaka import records as r
from karaka.gathering.hi.words import stem, weight, words
from karaka.gathering.media import house, owner
from karaka.gathering.types import Observed, Seen

SHINGLE = 3
LEAD = 40
CONTEXT = 2
"""Sentences of the body whose words stand for the article."""
LONGEST = 62
"""Days above which a date says nothing of when: years, decades of war."""
TELLING = 1.2
"""Stems lighter than this (in more than 30 % of all articles) say nothing."""
_MONTHS = re.compile(r"\d{4}(-\d\d)?")
Days = tuple[str, str]


def observe(coding: r.Coding) -> Observed:
    """What gathering compares and keeps of a record."""
    a = coding.article
    published = _day(a.published)
    body = [(i, s) for i, s in enumerate(coding.sentences) if s.start >= a.body_start]
    text = [words(a.text[s.start : s.end]) for _, s in body]
    flat = [word for sentence in text for word in sentence]
    context = _telling([w for sentence in text[:CONTEXT] for w in sentence])
    lead = {i for i, _ in body[:CONTEXT]}
    day = next((days[0] for e in coding.events if e.sentence in lead and (days := _said(e, published)) and days[0] == days[1]), None)
    return Observed(
        article=a.id, published=published, publisher=house(a.publisher), agency=house(a.agency), day=day, shingles=_hashes(flat),
        lead=_hashes(flat[:LEAD]), context=context, seen=tuple(_seen(e, coding, published, day) for e in coding.events),
    )  # fmt: skip


def _day(value: str | None) -> str | None:
    """The day of a date or date-time; None if it is none."""
    try:
        return datetime.date.fromisoformat(value[:10]).isoformat() if value else None
    except ValueError:
        return None


def _hashes(of: list[str]) -> bytes:
    shingles = {zlib.crc32(" ".join(of[i : i + SHINGLE]).encode()) for i in range(len(of) - SHINGLE + 1)}
    return array("I", sorted(shingles)).tobytes()


def _telling(of: list[str]) -> tuple[str, ...]:
    return tuple(sorted(s for s in {stem(w) for w in of} if weight(s) > TELLING))


def _said(e: r.Event, published: str | None) -> Days | None:
    """The days that an event's date names, if they are at most LONGEST."""
    value = e.date.value if e.date else ""
    first, _, last = value.partition("/")
    if not value or _MONTHS.fullmatch(first):
        return _month(first) if len(first) == 7 else None
    a, b = _day(first), _day(last or first)
    return (a, b) if a and b and 0 <= (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days <= LONGEST else None


def _month(value: str) -> Days | None:
    first = _day(f"{value}-01")
    if not first:
        return None
    start = datetime.date.fromisoformat(first)
    end = (start.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    return first, end.isoformat()


def _when(e: r.Event, coding: r.Coding, published: str | None, day: str | None) -> tuple[str | None, str | None, str]:
    """The days of an event and how they are known: its own date, one of its sentence, the lead's, that of publication."""
    days = _said(e, published)
    if days:
        return *days, "said"
    near = next((d for o in coding.events if o.sentence == e.sentence and (d := _said(o, published))), None)
    if near:
        return *near, "near"
    if day:
        return day, day, "near"
    if published:
        before = datetime.date.fromisoformat(published) - datetime.timedelta(days=1)
        return before.isoformat(), published, "published"
    return None, None, "published"


def _place(p: r.Place | None) -> str | None:
    return (str(p.geonameid) if p.geonameid else " ".join(words(p.name))) if p and p.name else None


def _seen(e: r.Event, coding: r.Coding, published: str | None, day: str | None) -> Seen:
    sentence = coding.sentences[e.sentence]
    first, last, told = _when(e, coding, published, day)
    beside = [o.place for o in coding.events if o.sentence == e.sentence]
    parties = [*e.actors, *e.recipients]
    harm = e.casualties or r.Casualties()
    return Seen(
        event=e.id, type=e.type.value, mode=e.mode, sentence=e.sentence, first=first, last=last, told=told,
        places=tuple(sorted({p for p in map(_place, beside) if p})),
        countries=_countries(parties), actors=_countries(e.actors),
        entities=tuple(sorted({p.entity for p in parties if p.entity and _identity(p.entity)})),
        words=_telling(words(coding.article.text[sentence.start : sentence.end])), factuality=e.factuality.value, killed=harm.killed,
        injured=harm.injured, arrested=harm.arrested, media=_media(e),
    )  # fmt: skip


def _countries(parties: list[r.Party]) -> tuple[str, ...]:
    return tuple(sorted({p.country for p in parties if p.country and not (p.entity or "").startswith("media/")}))


def _identity(entity: str) -> bool:
    """Whether an entity says who it is beyond its country; a medium among the parties is a credit misread."""
    return "/" in entity and not entity.endswith("-generic") and not entity.startswith("media/")


def _media(e: r.Event) -> tuple[str, ...]:
    """The media that an event is told by, outermost first."""
    return tuple(owner(s.entity) for s in e.sources if s.entity and s.entity.startswith("media/"))
