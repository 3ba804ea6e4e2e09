"""Every type of the record `karaka/1`: what one article says, with the words that say so.

Offsets are Unicode code points into `article.text`. A span stands inline in its object as `start`, `end`, `text`; something
without words of its own in the sentence has `start` and `end` null and `text` "". Every key is always present.
"""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import Any

import msgspec

SCHEMA = "karaka/1"


class EventType(StrEnum):
    """The 16 event types of PLOVER 2."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Factuality(StrEnum):
    """FactBank's values (Saurí and Pustejovsky 2009)."""

    CERTAIN = "CT+"
    NOT = "CT-"
    PROBABLE = "PR+"
    IMPROBABLE = "PR-"
    POSSIBLE = "PS+"
    NOT_CERTAIN = "PS-"
    UNCOMMITTED = "U"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records: immutable, with a JSON form."""

    def to_json(self) -> str:
        return msgspec.json.encode(self).decode()

    def to_dict(self) -> dict[str, Any]:
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class Span(Record, frozen=True, kw_only=True):
    """Some words of the article."""

    start: int | None = None
    end: int | None = None
    text: str = ""


class Party(Span, frozen=True, kw_only=True):
    """Someone who acts, is acted on, or speaks."""

    entity: str | None = None
    name: str = ""
    country: str = ""
    sector: str = ""
    role: str | None = None
    coreferent: Span | None = None


class Source(Span, frozen=True, kw_only=True):
    """Who says so."""

    name: str = ""
    entity: str | None = None
    kind: str = "person"


class Date(Span, frozen=True, kw_only=True):
    """When: an ISO 8601 date, month, year or start/end; "" with a reason if it can't be known."""

    value: str = ""
    granularity: str | None = None
    reason: str | None = None


class Place(Span, frozen=True, kw_only=True):
    """Where: coordinates are WGS 84 degrees."""

    name: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None


class Casualties(Record, frozen=True, kw_only=True):
    killed: int | None = None
    injured: int | None = None
    arrested: int | None = None


class Event(Record, frozen=True, kw_only=True):
    """One act that one sentence reports."""

    id: str
    sentence: int
    trigger: Span
    type: EventType
    mode: str = ""
    contexts: list[str] = []
    cameo: str
    quad: int
    scale: float
    actors: list[Party] = []
    recipients: list[Party] = []
    date: Date | None = None
    place: Place | None = None
    factuality: Factuality
    factuality_cues: list[Span] = []
    sources: list[Source] = []
    quote: int | None = None
    casualties: Casualties | None = None
    norms: list[str] = []
    rule: str
    confidence: float


class Attribution(Record, frozen=True, kw_only=True):
    """Someone is said to say something (PARC 3: source, cue, content)."""

    sentence: int
    source: Party | None = None
    cue: Span
    content: Span
    kind: str
    via: int | None = None


class Instrument(Span, frozen=True, kw_only=True):
    """A resolution, treaty, law or sanctions regime."""

    name: str = ""


class Norm(Record, frozen=True, kw_only=True):
    """An instrument in its relation to someone's conduct."""

    id: str
    instrument: Instrument
    issuer: str
    relation: str
    conduct: Span
    party: Party | None = None


class Mention(Span, frozen=True, kw_only=True):
    """A name, a role or a pronoun that stands for someone or somewhere."""

    kind: str
    entity: str | None = None
    chain: int


class Dateline(Span, frozen=True, kw_only=True):
    place: Place | None = None


class Sentence(Record, frozen=True, kw_only=True):
    start: int
    end: int


class Article(Record, frozen=True, kw_only=True):
    """The article as read: its text unchanged, and what its frame says."""

    id: str
    url: str | None = None
    title: Span | None = None
    text: str
    body_start: int = 0
    language: str = "hi"
    publisher: str | None = None
    agency: str | None = None
    byline: str | None = None
    dateline: Dateline | None = None
    published: str | None = None
    fetched: str | None = None


class Coding(Record, frozen=True, kw_only=True):
    """The record of one article."""

    schema: str = SCHEMA
    article: Article
    sentences: list[Sentence] = []
    events: list[Event] = []
    attributions: list[Attribution] = []
    norms: list[Norm] = []
    mentions: list[Mention] = []

    def _repr_html_(self) -> str:
        """The text with its evidence marked, and the events as a table, for notebooks."""
        marks: dict[int, str] = {}
        for event in self.events:
            spans = [(event.trigger, "#ffd54f"), *((p, "#90caf9") for p in event.actors), *((p, "#ef9a9a") for p in event.recipients)]
            for span, colour in spans:
                if span.start is not None and span.end is not None:
                    marks |= dict.fromkeys(range(span.start, span.end), colour)
        body, previous = "", ""
        for i, char in enumerate(self.article.text):
            colour = marks.get(i, "")
            if colour != previous:
                body += ("</mark>" if previous else "") + (f'<mark style="background:{colour}">' if colour else "")
                previous = colour
            body += "<br>" if char == "\n" else escape(char)
        body += "</mark>" if previous else ""
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in event_cells(event)) + "</tr>" for event in self.events
        )
        return f'<div lang="hi">{body}</div><table><tr><th>' + "</th><th>".join(CELLS) + f"</th></tr>{rows}</table>"


CELLS = ("event", "trigger", "actors", "recipients", "date", "place", "factuality", "sources")


def party_cell(party: Party) -> str:
    """A party in a few characters: its code and its words."""
    code = " ".join(filter(None, (party.country, party.sector)))
    words = party.text or party.name
    return f"{code} ({words})" if code and words else code or words


def event_cells(event: Event) -> tuple[str, ...]:
    """An event as the cells of a table, in the order of CELLS."""
    return (
        event.type + (f"/{event.mode}" if event.mode else ""),
        event.trigger.text,
        "; ".join(map(party_cell, event.actors)),
        "; ".join(map(party_cell, event.recipients)),
        (event.date.value or event.date.text) if event.date else "",
        (event.place.name or event.place.text) if event.place else "",
        str(event.factuality),
        " › ".join(s.text or s.name for s in event.sources),
    )
