"""Records in a DuckDB file: articles, sentences, events, parties, sources, attributions. Storing an article again replaces it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from karaka import records as r
from karaka.errors import StoreError

BATCH = 200
_SPAN = {"start": "INTEGER", "end": "INTEGER", "text": "VARCHAR"}
_PARTY = {**_SPAN, "entity": "VARCHAR", "name": "VARCHAR", "country": "VARCHAR", "sector": "VARCHAR", "role": "VARCHAR"}
TABLES: dict[str, dict[str, str]] = {
    "articles": {
        "id": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR", "text": "VARCHAR", "body_start": "INTEGER", "language": "VARCHAR",
        "publisher": "VARCHAR", "agency": "VARCHAR", "byline": "VARCHAR", "dateline": "VARCHAR", "dateline_country": "VARCHAR",
        "published": "VARCHAR", "record": "VARCHAR",
    },
    "sentences": {"article": "VARCHAR", "sentence": "INTEGER", **_SPAN},
    "events": {
        "article": "VARCHAR", "id": "VARCHAR", "sentence": "INTEGER", "type": "VARCHAR", "mode": "VARCHAR", "contexts": "VARCHAR[]",
        "cameo": "VARCHAR", "quad": "INTEGER", "scale": "DOUBLE", "trigger": "VARCHAR", "trigger_start": "INTEGER", "trigger_end": "INTEGER",
        "date": "VARCHAR", "date_text": "VARCHAR", "granularity": "VARCHAR", "place": "VARCHAR", "place_text": "VARCHAR", "country": "VARCHAR",
        "lat": "DOUBLE", "lon": "DOUBLE", "geonameid": "BIGINT", "factuality": "VARCHAR", "factuality_cues": "VARCHAR[]", "quote": "INTEGER",
        "killed": "INTEGER", "injured": "INTEGER", "arrested": "INTEGER", "rule": "VARCHAR", "confidence": "DOUBLE",
    },
    "parties": {"article": "VARCHAR", "event": "VARCHAR", "side": "VARCHAR", "position": "INTEGER", **_PARTY},
    "sources": {"article": "VARCHAR", "event": "VARCHAR", "position": "INTEGER", **_SPAN, "name": "VARCHAR", "entity": "VARCHAR", "kind": "VARCHAR"},
    "attributions": {
        "article": "VARCHAR", "position": "INTEGER", "sentence": "INTEGER", "kind": "VARCHAR", "via": "INTEGER", "source": "VARCHAR",
        "source_name": "VARCHAR", "source_country": "VARCHAR", "source_sector": "VARCHAR", "source_start": "INTEGER", "source_end": "INTEGER",
        "cue": "VARCHAR", "cue_start": "INTEGER", "cue_end": "INTEGER", "content": "VARCHAR", "content_start": "INTEGER", "content_end": "INTEGER",
    },
}  # fmt: skip
Row = tuple[Any, ...]


class Store:
    """A DuckDB file, open for writing. Records are written in batches; each batch is stored whole or not at all."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.pending: dict[str, r.Coding] = {}
        try:
            self.connection = duckdb.connect(str(path), read_only=read_only)
            if not read_only:
                self._create()
        except duckdb.Error as error:
            raise explained(path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.flush()
        finally:
            self.connection.close()

    def _create(self) -> None:
        for name, columns in TABLES.items():
            declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self.connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({declared})")
            found = self.connection.execute(f"SELECT * FROM {name} LIMIT 0").description or []
            if [column[0] for column in found] != list(columns):
                raise StoreError(f"{self.path} has a table {name} with other columns: it was written by another version or program; choose another file")

    def add(self, coding: r.Coding) -> None:
        """Store a record; one of the same article id is replaced."""
        self.pending[coding.article.id] = coding
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is pending. Raises StoreError; what was stored before stays."""
        if not self.pending:
            return
        codings, self.pending = list(self.pending.values()), {}
        ids = [c.article.id for c in codings]
        try:
            self.connection.execute("BEGIN")
            for name in TABLES:
                key = "id" if name == "articles" else "article"
                self.connection.execute(f"DELETE FROM {name} WHERE {key} IN (SELECT unnest(?::VARCHAR[]))", [ids])
                self._insert(name, [row for c in codings for row in ROWS[name](c)])
            self.connection.execute("COMMIT")
        except duckdb.Error as error:
            raise explained(self.path, error) from None

    def _insert(self, name: str, rows: list[Row]) -> None:
        """All rows in one statement, column by column, which is many times faster than row by row."""
        if rows:
            columns = TABLES[name]
            values = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
            self.connection.execute(f"INSERT INTO {name} SELECT {values}", [list(column) for column in zip(*rows, strict=True)])

    def record(self, article: str) -> str | None:
        """The record of a stored article as JSON, None if there is none."""
        try:
            found = self.connection.execute("SELECT record FROM articles WHERE id = ?", [article]).fetchone()
        except duckdb.Error as error:
            raise explained(self.path, error) from None
        return str(found[0]) if found else None


def explained(path: Path, error: duckdb.Error) -> StoreError:
    """DuckDB's error as what a person can do about it."""
    words = str(error)
    if "lock" in words.lower() or "being used by another process" in words:
        return StoreError(f"{path} is locked: another program has it open; close that one (a notebook, a duckdb shell, another karaka) and try again")
    if "not a valid DuckDB database" in words:
        return StoreError(f"{path} is not a DuckDB database: choose another file")
    if "No space left" in words or "not enough disk" in words.lower():
        return StoreError(f"{path}: the disk is full")
    return StoreError(f"{path} can't be used as a database: {words.splitlines()[0] if words else type(error).__name__}")


def _articles(c: r.Coding) -> Iterator[Row]:
    a = c.article
    place = a.dateline.place if a.dateline else None
    title, line, country = a.title.text if a.title else None, a.dateline.text if a.dateline else None, place.country if place else None
    yield a.id, a.url, title, a.text, a.body_start, a.language, a.publisher, a.agency, a.byline, line, country, a.published, c.to_json()


def _sentences(c: r.Coding) -> Iterator[Row]:
    for i, s in enumerate(c.sentences):
        yield c.article.id, i, s.start, s.end, c.article.text[s.start : s.end]


def _events(c: r.Coding) -> Iterator[Row]:
    for e in c.events:
        date, place, harm = e.date, e.place or r.Place(), e.casualties or r.Casualties()
        yield (
            c.article.id, e.id, e.sentence, e.type.value, e.mode, e.contexts, e.cameo, e.quad, e.scale, e.trigger.text, e.trigger.start,
            e.trigger.end, date.value if date else None, date.text if date else None, date.granularity if date else None, place.name or None,
            place.text or None, place.country or None, place.lat, place.lon, place.geonameid, e.factuality.value,
            [cue.text for cue in e.factuality_cues], e.quote, harm.killed, harm.injured, harm.arrested, e.rule, e.confidence,
        )  # fmt: skip


def _parties(c: r.Coding) -> Iterator[Row]:
    for e in c.events:
        for side, parties in (("actor", e.actors), ("recipient", e.recipients)):
            for i, p in enumerate(parties):
                yield c.article.id, e.id, side, i, p.start, p.end, p.text, p.entity, p.name, p.country, p.sector, p.role


def _sources(c: r.Coding) -> Iterator[Row]:
    for e in c.events:
        for i, s in enumerate(e.sources):
            yield c.article.id, e.id, i, s.start, s.end, s.text, s.name, s.entity, s.kind


def _attributions(c: r.Coding) -> Iterator[Row]:
    for i, a in enumerate(c.attributions):
        s = a.source or r.Party()
        yield (
            c.article.id, i, a.sentence, a.kind, a.via, s.text or None, s.name or None, s.country or None, s.sector or None, s.start, s.end,
            a.cue.text, a.cue.start, a.cue.end, a.content.text, a.content.start, a.content.end,
        )  # fmt: skip


ROWS = {"articles": _articles, "sentences": _sentences, "events": _events, "parties": _parties, "sources": _sources, "attributions": _attributions}
