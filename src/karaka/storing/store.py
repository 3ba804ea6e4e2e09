"""Records in a DuckDB file, open for writing a moment at a time, so that others can read between two batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import msgspec

from karaka import records as r
from karaka.errors import StoreError
from karaka.storing.connecting import connected, explained
from karaka.storing.locking import WriterLock
from karaka.storing.migrating import insert, migrate
from karaka.storing.rows import Stamp, Stored
from karaka.storing.schema import CODED

BATCH = 200
"""Records that are stored together, whole or not at all."""
LONGEST = 30.0
"""Seconds after which fewer are stored as well, for a slow stream."""
MEMORY = "256MB"
"""What DuckDB may use while a batch is stored: enough for any, so that it does not grow with the database."""
FIRST_PATIENCE, PATIENCE = 3.0, 600.0
"""Seconds to wait for readers, when the store is opened and with each batch."""


class Store:
    """A DuckDB file that this process alone writes (see docs/storing.md). Storing an article again replaces it.

    The file is opened for each batch and closed again; in between, readers have it. waiting: called once a batch if they hold it long.
    """

    def __init__(self, path: Path, *, batch: int = BATCH, patience: float = PATIENCE, waiting: Callable[[], None] | None = None) -> None:
        self.path, self.batch, self.patience, self.waiting = path, batch, patience, waiting
        self.pending: dict[str, Stored] = {}
        self.since = time.monotonic()
        self.lock = WriterLock(path)
        try:
            self.migrated = self._prepared()
        except BaseException:
            self.lock.release()
            raise

    def _prepared(self) -> int:
        with self.open(read_only=False, patience=min(self.patience, FIRST_PATIENCE)) as connection:
            return migrate(self.path, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if not isinstance(error, StoreError):
                self.flush()
        finally:
            self.lock.release()

    @contextmanager
    def open(self, *, read_only: bool, patience: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection, closed again at the end; a transaction that is open then is undone. Raises StoreError."""
        wait = self.patience if patience is None else patience
        connection = connected(self.path, read_only=read_only, patience=wait, memory=MEMORY, waiting=self.waiting)
        try:
            yield connection
        except duckdb.Error as error:
            raise explained(self.path, error) from None
        finally:
            connection.close()

    def add(self, coding: r.Coding, stamp: Stamp = Stamp()) -> None:  # noqa: B008 (immutable)
        """Store a record; one of the same article id is replaced."""
        self.pending.pop(coding.article.id, None)
        self.pending[coding.article.id] = Stored(coding, stamp)
        if len(self.pending) >= self.batch or time.monotonic() - self.since > LONGEST:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, whole or not at all. Raises StoreError; what was stored before stays, and so does what is pending."""
        if self.pending:
            with self.open(read_only=False) as connection:
                connection.execute("BEGIN")
                self._remove(connection, list(self.pending))
                insert(connection, self.pending.values())
                connection.execute("COMMIT")
        self.pending, self.since = {}, time.monotonic()

    def _remove(self, connection: duckdb.DuckDBPyConnection, ids: list[str]) -> None:
        """Take away the rows of articles that are there; most often there are none, and then the large tables are not searched.

        What was gathered of them stays as it was until they are gathered again.
        """
        stored = connection.execute("SELECT id FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))", [ids]).fetchall()
        if stored:
            names = [i for (i,) in stored]
            for name, table in CODED.items():
                connection.execute(f"DELETE FROM {name} WHERE {table.key} IN (SELECT unnest(?::VARCHAR[]))", [names])
            connection.execute("UPDATE observed SET made_with = NULL WHERE article IN (SELECT unnest(?::VARCHAR[]))", [names])

    def inputs(self) -> list[tuple[str, str | None]]:
        """Every stored article's id, and the digest of what it was read from."""
        with self.open(read_only=True) as connection:
            return connection.execute("SELECT id, input FROM articles").fetchall()

    def stale(self, stamp: Stamp) -> list[str]:
        """Ids of the articles that another lexicon or model coded, in a fixed order."""
        with self.open(read_only=True) as connection:
            where = "lexicon IS DISTINCT FROM ? OR model IS DISTINCT FROM ?"
            return [i for (i,) in connection.execute(f"SELECT id FROM articles WHERE {where} ORDER BY id", [stamp.lexicon, stamp.model]).fetchall()]

    def records(self, ids: Iterable[str]) -> list[Stored]:
        """The stored records of some articles."""
        with self.open(read_only=True) as connection:
            query = "SELECT record, input, lexicon, model FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[])) ORDER BY id"
            found = connection.execute(query, [list(ids)]).fetchall()
        return [Stored(msgspec.json.decode(record, type=r.Coding), Stamp(*stamp)) for record, *stamp in found]
