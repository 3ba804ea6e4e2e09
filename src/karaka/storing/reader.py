"""Reading a store, a DuckDB file or a Parquet folder, at one consistent state, and nothing else: no writes, no files, no extensions."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import msgspec

from karaka import records as r
from karaka.errors import StoreError
from karaka.storing.connecting import SAFE, connected, explained
from karaka.storing.filters import Filter, where
from karaka.storing.migrating import check_readable, version_of
from karaka.storing.rows import Stamp, Stored
from karaka.storing.schema import TABLES

PATIENCE = 20.0
"""Seconds to wait while a writer stores a batch, which takes it a fraction of a second."""
CHUNK = 200
NOTE = "karaka.json"
"""The file of a Parquet folder that says its schema's version."""
_JOINED = "FROM events e JOIN articles a ON a.id = e.article JOIN sentences s ON s.article = e.article AND s.sentence = e.sentence"
_MENTIONED = "JOIN story_mentions m ON m.article = e.article AND m.event = e.id"
_COUNTED = {
    "mentions": "SELECT e.first_day {joined} WHERE {sql}",
    "stories": f"SELECT DISTINCT t.id, t.first_day {{joined}} {_MENTIONED} JOIN stories t ON t.id = m.story WHERE {{sql}}",
    "origins": f"SELECT DISTINCT t.id, t.first_day, o.position {{joined}} {_MENTIONED} JOIN stories t ON t.id = m.story "
    "JOIN origins o ON o.story = m.story AND list_contains(o.articles, e.article) WHERE {sql}",
}
"""What is counted, and the first day of each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: names of the columns, their types, and the rows one after another."""

    columns: list[str]
    types: list[str]
    rows: Iterator[tuple[Any, ...]]


class Reader:
    """A store, open for reading: what it holds does not change until it is closed. A writer waits meanwhile, so close it soon."""

    def __init__(self, path: Path, *, patience: float = PATIENCE, memory: str | None = None) -> None:
        self.path, self.memory = path, memory
        if not path.exists():
            raise StoreError(f"{path}: no such database")
        self.connection = _folder(path) if path.is_dir() else connected(path, read_only=True, patience=patience)
        try:
            if not path.is_dir():
                check_readable(path, version_of(self.connection))
            self._confined()
        except duckdb.Error as error:
            self.connection.close()
            raise explained(path, error) from None
        except StoreError:
            self.connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def _confined(self) -> None:
        """From here on nothing but the store can be reached, and no setting can be changed."""
        if self.path.is_dir():
            self.connection.execute(f"SET allowed_directories = [{_quoted(str(self.path.resolve()))}]")
        if self.memory:
            self.connection.execute(f"SET memory_limit = {_quoted(self.memory)}")
            self.connection.execute("SET temp_directory = ''")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """What a query of Karaka's own gives. Raises StoreError."""
        try:
            return self.connection.execute(query, values or []).fetchall()
        except duckdb.Error as error:
            raise explained(self.path, error) from None

    def record(self, article: str) -> str | None:
        """The record of a stored article as JSON, None if there is none."""
        found = self.rows("SELECT record FROM articles WHERE id = ?", [article])
        return str(found[0][0]) if found else None

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in TABLES}

    def events(self, wanted: Filter, *, limit: int | None = None) -> list[tuple[str, list[str]]]:
        """The events that meet the filter, as (article, ids of its events), the earliest published article first. Raises UsageError."""
        sql, values = where(wanted)
        most = f"LIMIT {limit}" if limit is not None else ""
        chosen = f"SELECT a.published, e.article, e.sentence, e.trigger_start, e.id {_JOINED} WHERE {sql} ORDER BY ALL {most}"
        grouped = f"SELECT article, list(id ORDER BY sentence, trigger_start, id) FROM ({chosen}) GROUP BY published, article ORDER BY published, article"
        return self.rows(grouped, values)

    def articles(self) -> list[str]:
        """Ids of all articles, the earliest published first."""
        return [i for (i,) in self.rows("SELECT id FROM articles ORDER BY published, id")]

    def selected(self, wanted: Filter, *, limit: int | None = None, eventless: bool = False) -> Iterator[Stored]:
        """The records of the articles that have an event asked for, holding these events and no others.

        eventless: with no condition at all, the articles without any event as well.
        """
        everything = eventless and not wanted and limit is None
        chosen: list[tuple[str, list[str] | None]] = [(i, None) for i in self.articles()] if everything else list(self.events(wanted, limit=limit))
        for start in range(0, len(chosen), CHUNK):
            part = chosen[start : start + CHUNK]
            found = self._records([article for article, _ in part])
            for article, ids in part:
                yield _only(found[article], ids)

    def _records(self, ids: list[str]) -> dict[str, Stored]:
        query = "SELECT id, record, input, lexicon, model FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))"
        stories: dict[str, dict[str, str]] = defaultdict(dict)
        for article, event, story in self.rows("SELECT article, event, story FROM story_mentions WHERE article IN (SELECT unnest(?::VARCHAR[]))", [ids]):
            stories[article][event] = story
        return {i: Stored(msgspec.json.decode(record, type=r.Coding), Stamp(*stamp), stories[i]) for i, record, *stamp in self.rows(query, [ids])}

    def series(self, wanted: Filter, by: str, what: str = "mentions") -> list[tuple[Any, int]]:
        """How many there are in each day, week (its Monday) or month; those without any date come first, under None.

        what: "mentions" by their first day; "stories" with a mention that meets the filter, each once, by the story's first day; "origins"
        from which such mentions come, each once a story.
        """
        sql, values = where(wanted)
        counted = _COUNTED[what].format(joined=_JOINED, sql=sql)
        return self.rows(f"SELECT date_trunc('{by}', first_day)::DATE AS bin, count(*) FROM ({counted}) GROUP BY bin ORDER BY bin NULLS FIRST", values)

    def stories(self, wanted: Filter, *, limit: int | None = None) -> list[str]:
        """Ids of the stories with a mention that meets the filter, the earliest first. Raises UsageError."""
        sql, values = where(wanted)
        most = f"LIMIT {limit}" if limit is not None else ""
        met = f"SELECT m.story {_JOINED} {_MENTIONED} WHERE {sql}"
        return [i for (i,) in self.rows(f"SELECT id FROM stories WHERE id IN ({met}) ORDER BY first_day, published_first, id {most}", values)]

    def ungathered(self) -> int:
        """How many articles are not gathered, or were replaced since."""
        return int(self.rows("SELECT count(*) FROM articles a LEFT JOIN observed o ON o.article = a.id WHERE o.made_with IS NULL")[0][0])

    def duplicates(self) -> tuple[int, int]:
        """How many texts more than one article carries, and how many articles carry them."""
        query = "SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM duplicates GROUP BY original HAVING n > 1)"
        groups, copies = self.rows(query)[0]
        return int(groups), int(copies)

    def table(self, name: str) -> Iterator[list[tuple[Any, ...]]]:
        """All rows of a table, some at a time."""
        columns = ", ".join(f'"{column}"' for column in TABLES[name].columns)
        try:
            found = self.connection.execute(f"SELECT {columns} FROM {name}")
            while rows := found.fetchmany(CHUNK):
                yield rows
        except duckdb.Error as error:
            raise explained(self.path, error) from None

    def query(self, sql: str, *, seconds: float) -> Answer:
        """The answer to a SELECT. Raises StoreError for anything else, for a mistake in it, and when it takes too long or too much memory."""
        try:
            statements = self.connection.extract_statements(sql)
        except duckdb.Error as error:
            raise StoreError(f"the query can't be read: {_first_lines(error)}") from None
        if len(statements) != 1:
            raise StoreError(f"one query at a time, and this is {len(statements)}")
        if statements[0].type != duckdb.StatementType.SELECT:
            raise StoreError(f"only SELECT (or WITH, or FROM) is answered, not {statements[0].type.name}: a store is only read")
        return self._answer(statements[0], seconds)

    def _answer(self, statement: duckdb.Statement, seconds: float) -> Answer:
        watch = threading.Timer(seconds, self.connection.interrupt)
        watch.daemon = True
        watch.start()
        try:
            found = self.connection.execute(statement)
            columns = found.description or []
        except duckdb.Error as error:
            watch.cancel()
            raise _mistake(error, seconds) from None
        return Answer([c[0] for c in columns], [str(c[1]) for c in columns], self._streamed(watch, seconds))

    def _streamed(self, watch: threading.Timer, seconds: float) -> Iterator[tuple[Any, ...]]:
        try:
            while rows := self.connection.fetchmany(1000):
                yield from rows
        except duckdb.Error as error:
            raise _mistake(error, seconds) from None
        finally:
            watch.cancel()


def _folder(path: Path) -> duckdb.DuckDBPyConnection:
    """The tables of a Parquet folder, as views. Raises StoreError."""
    try:
        version = json.loads((path / NOTE).read_text(encoding="utf-8"))["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(f"{path} is not a folder that karaka export wrote: it has no {NOTE} with the schema's version") from None
    check_readable(path, version)
    connection = duckdb.connect(":memory:", config=SAFE)
    for name, table in TABLES.items():
        columns = ", ".join(f'"{column}"' for column in table.columns)
        files = path.resolve() / name / "*" / "*.parquet"
        if any((path / name).glob("*/*.parquet")):
            connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet({_quoted(str(files))}, hive_partitioning = false)")
        else:
            declared = ", ".join(f'"{column}" {kind}' for column, (kind, _) in table.columns.items())
            connection.execute(f"CREATE TABLE {name} ({declared})")
    return connection


def _quoted(value: str) -> str:
    """A string as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _only(stored: Stored, ids: list[str] | None) -> Stored:
    """A record with only these of its events."""
    if ids is None:
        return stored
    kept = frozenset(ids)
    coding = msgspec.structs.replace(stored.coding, events=[e for e in stored.coding.events if e.id in kept])
    return Stored(coding, stored.stamp, stored.stories)


def _first_lines(error: duckdb.Error) -> str:
    return " ".join(line.strip() for line in str(error).splitlines()[:2])


def _mistake(error: duckdb.Error, seconds: float) -> StoreError:
    if isinstance(error, duckdb.InterruptException):
        return StoreError(f"the query took more than {seconds:g} seconds and was stopped: ask for less, or give --timeout")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError("the query needs more memory than it may have: ask for less, or give --memory")
    if isinstance(error, duckdb.PermissionException):
        return StoreError(f"the query is not allowed: {_first_lines(error)}")
    return StoreError(f"the query fails: {_first_lines(error)}")
