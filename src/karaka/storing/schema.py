"""The tables of a store: one declaration for DuckDB, for Parquet and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VERSION = 3
"""Of the schema; every change of a table adds one and a step in migrating.py."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns with DuckDB's type and a note, and the column that names its article, else its story."""

    about: str
    columns: dict[str, tuple[str, str]]
    key: str = "article"


def _span(what: str, prefix: str = "") -> dict[str, tuple[str, str]]:
    at = f"{prefix}_" if prefix else ""
    return {
        f"{at}start": ("INTEGER", f"where {what} begin, in code points of the article's text; null if it has no words"),
        f"{at}end": ("INTEGER", "where they end"),
        f"{prefix or 'text'}": ("VARCHAR", f"{what}"),
    }


_PARTY = {
    **_span("its words"),
    "entity": ("VARCHAR", "stable id in the lexicon"),
    "name": ("VARCHAR", "its name"),
    "country": ("VARCHAR", "ISO 3166 alpha-3, or IGO, UNO, EUR, NGO, IMG, MNC"),
    "sector": ("VARCHAR", "PLOVER's sector code"),
    "role": ("VARCHAR", "its office or title"),
}
_WORDS = ("VARCHAR", "as searched: spelling variants folded, a space before and after each word")

CODED: dict[str, Table] = {
    "articles": Table(
        "an article",
        {
            "id": ("VARCHAR", "as the input names it, else made from its text"),
            "url": ("VARCHAR", ""),
            "title": ("VARCHAR", ""),
            "text": ("VARCHAR", "the text that all offsets count in"),
            "body_start": ("INTEGER", "where the body begins"),
            "language": ("VARCHAR", ""),
            "publisher": ("VARCHAR", ""),
            "agency": ("VARCHAR", "the agency that it credits"),
            "byline": ("VARCHAR", ""),
            "dateline": ("VARCHAR", "its words"),
            "dateline_country": ("VARCHAR", "the country of the dateline's place"),
            "published": ("VARCHAR", "date or date-time, as given"),
            "published_day": ("DATE", "its day"),
            "input": ("VARCHAR", "digest of what was read; an article read again with the same digest is not coded again"),
            "lexicon": ("VARCHAR", "digest of the lexicon that it was coded with"),
            "model": ("VARCHAR", "digest of the parser and the judge, and Karaka's version"),
            "record": ("VARCHAR", "the whole record `karaka/1` as JSON"),
        },
        key="id",
    ),
    "sentences": Table(
        "a sentence",
        {"article": ("VARCHAR", "articles.id"), "sentence": ("INTEGER", "its number, from 0"), **_span("its words"), "words": _WORDS},
    ),
    "events": Table(
        "an event mention: what one sentence of one article says",
        {
            "article": ("VARCHAR", "articles.id"),
            "id": ("VARCHAR", "stable for the same article, text, trigger and type"),
            "sentence": ("INTEGER", "sentences.sentence"),
            "type": ("VARCHAR", "PLOVER's type"),
            "mode": ("VARCHAR", "PLOVER's mode, or empty"),
            "contexts": ("VARCHAR[]", "PLOVER's contexts"),
            "cameo": ("VARCHAR", "CAMEO's root code"),
            "quad": ("INTEGER", "quad class, 1 to 4"),
            "scale": ("DOUBLE", "PLOVER's scale, -10 to 10"),
            "trigger": ("VARCHAR", "the words that report it"),
            "trigger_start": ("INTEGER", ""),
            "trigger_end": ("INTEGER", ""),
            "date": ("VARCHAR", "ISO 8601 date, month, year or start/end; null or empty if unknown"),
            "date_text": ("VARCHAR", "its words"),
            "granularity": ("VARCHAR", "of the date"),
            "first_day": ("DATE", "first day of the date; without a date, the day of publication"),
            "last_day": ("DATE", "last day, likewise"),
            "place": ("VARCHAR", "name of the place"),
            "place_text": ("VARCHAR", "its words"),
            "place_words": _WORDS,
            "country": ("VARCHAR", "country of the place"),
            "lat": ("DOUBLE", "degrees, WGS 84"),
            "lon": ("DOUBLE", "degrees, WGS 84"),
            "geonameid": ("BIGINT", "GeoNames"),
            "factuality": ("VARCHAR", "FactBank's value"),
            "factuality_cues": ("VARCHAR[]", "the words that say so"),
            "quote": ("INTEGER", "attributions.position of what reports it"),
            "killed": ("INTEGER", ""),
            "injured": ("INTEGER", ""),
            "arrested": ("INTEGER", ""),
            "norms": ("VARCHAR[]", "norms.id"),
            "rule": ("VARCHAR", "the frame that found it"),
            "confidence": ("DOUBLE", "0 to 1"),
        },
    ),
    "parties": Table(
        "an actor or a recipient of an event",
        {
            "article": ("VARCHAR", "articles.id"),
            "event": ("VARCHAR", "events.id"),
            "side": ("VARCHAR", "actor or recipient"),
            "position": ("INTEGER", "its number on its side, from 0"),
            **_PARTY,
            "words": _WORDS,
        },
    ),
    "sources": Table(
        "a source of an event",
        {
            "article": ("VARCHAR", "articles.id"),
            "event": ("VARCHAR", "events.id"),
            "position": ("INTEGER", "from 0, the outermost first"),
            **_span("its words"),
            "name": ("VARCHAR", ""),
            "entity": ("VARCHAR", "stable id in the lexicon"),
            "kind": ("VARCHAR", "person, media, organisation, country and so on"),
            "words": _WORDS,
        },
    ),
    "attributions": Table(
        "someone is said to say something",
        {
            "article": ("VARCHAR", "articles.id"),
            "position": ("INTEGER", "its number in the article, from 0"),
            "sentence": ("INTEGER", "sentences.sentence"),
            "kind": ("VARCHAR", "direct, mixed or indirect"),
            "via": ("INTEGER", "position of the attribution through which this one is known"),
            **_span("the source's words", "source"),
            "source_name": ("VARCHAR", ""),
            "source_country": ("VARCHAR", ""),
            "source_sector": ("VARCHAR", ""),
            **_span("the cue's words", "cue"),
            **_span("the words that are said", "content"),
        },
    ),
    "norms": Table(
        "an instrument (resolution, treaty, law) in its relation to someone's conduct",
        {
            "article": ("VARCHAR", "articles.id"),
            "id": ("VARCHAR", "its id within the article"),
            **_span("the instrument's words", "instrument"),
            "instrument_name": ("VARCHAR", ""),
            "issuer": ("VARCHAR", "code of who made it"),
            "relation": ("VARCHAR", "prohibits, violates, supports or invokes"),
            **_span("the conduct's words", "conduct"),
            "party": ("VARCHAR", "words or name of whose conduct it is"),
            "party_country": ("VARCHAR", ""),
            "party_sector": ("VARCHAR", ""),
        },
    ),
}
"""What `karaka code` writes: every row belongs to one article and follows from its record."""

GATHERED: dict[str, Table] = {
    "observed": Table(
        "what gathering keeps of an article: all else that it writes can be made from these rows in their order",
        {
            "article": ("VARCHAR", "articles.id"),
            "position": ("INTEGER", "in which order articles were gathered"),
            "made_with": ("VARCHAR", "digest of the lexicon and what else it depends on; null if the article's record was replaced since"),
            "observation": ("VARCHAR", "as JSON, see gathering.md"),
        },
    ),
    "duplicates": Table(
        "a gathered article and the duplicate group that it is in",
        {
            "article": ("VARCHAR", "articles.id"),
            "original": ("VARCHAR", "the first article of the group, which names it; of an article without duplicates, itself"),
        },
    ),
    "story_mentions": Table(
        "an event mention of a story",
        {"story": ("VARCHAR", "stories.id"), "article": ("VARCHAR", "articles.id"), "event": ("VARCHAR", "events.id, within the article")},
    ),
    "stories": Table(
        "a happening, told by one or more mentions",
        {
            "id": ("VARCHAR", "the event id of its first mention: another one when an earlier mention is gathered"),
            "type": ("VARCHAR", "the type that most mentions have"),
            "first_day": ("DATE", "the first day on which it happened, as far as a mention says"),
            "last_day": ("DATE", "the last day"),
            "published_first": ("DATE", "the first day of publication"),
            "published_last": ("DATE", "the last one"),
            "mentions": ("INTEGER", "how many"),
            "articles": ("INTEGER", "how many"),
            "versions": ("INTEGER", "how many duplicate groups"),
            "origins": ("INTEGER", "how many independent ones"),
            "contradictions": ("VARCHAR[]", "of what: killed, injured, arrested, factuality"),
            "story": ("VARCHAR", "the whole story as JSON, see gathering.md"),
        },
        key="id",
    ),
    "origins": Table(
        "an independent origin of a story",
        {
            "story": ("VARCHAR", "stories.id"),
            "position": ("INTEGER", "its number in the story, from 0"),
            "name": ("VARCHAR", ""),
            "kind": ("VARCHAR", "medium (quoted), agency (credited) or publisher"),
            "articles": ("VARCHAR[]", "articles.id of those that go back to it"),
        },
        key="story",
    ),
}
"""What `karaka gather` writes."""

TABLES: dict[str, Table] = CODED | GATHERED


def described() -> Iterator[str]:
    """The tables as Markdown, line by line."""
    yield f"Schema version {VERSION}."
    for name, table in TABLES.items():
        yield from ("", f"### {name}", "", f"A row is {table.about}.", "", "| column | type | |", "|---|---|---|")
        for column, (kind, note) in table.columns.items():
            yield f"| `{column}` | {kind} | {note} |"
