"""A Parquet folder: the tables of a store, each parted by the month of publication (`events/month=2023-09/data_0.parquet`).

Stories and origins are parted by the month in which the story was first published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from karaka.storing.connecting import SAFE, explained
from karaka.storing.migrating import create, insert, insert_rows
from karaka.storing.reader import NOTE
from karaka.storing.rows import Stored
from karaka.storing.schema import TABLES, VERSION

BATCH = 500
UNDATED = "undated"
"""The month of an article without a date."""
_STRAY = {
    "story_mentions": "NOT EXISTS (FROM events e WHERE e.article = t.article AND e.id = t.event)",
    "stories": "t.id NOT IN (SELECT story FROM story_mentions)",
    "origins": "t.story NOT IN (SELECT story FROM story_mentions)",
    "duplicates": "t.article NOT IN (SELECT id FROM articles)",
    "observed": "t.article NOT IN (SELECT id FROM articles)",
}
"""What was gathered of others than the records' events and articles, in the order in which it is taken away."""
_MONTH_OF = {"article": "JOIN articles a ON a.id = t.article", "story": "JOIN stories a ON a.id = t.story", "id": ""}
"""Where a row's day of publication stands, by its table's key."""


def write(folder: Path, records: Iterable[Stored], gathered: Iterable[tuple[str, list[tuple[Any, ...]]]]) -> None:
    """Write records, and what was gathered of them, into a folder, which must be there and be empty.

    gathered: a store's rows by the table's name, some at a time, of these records and maybe others. Memory does not grow with their number.
    Raises StoreError.
    """
    work = folder / "work.duckdb"
    try:
        with duckdb.connect(str(work), config={**SAFE, "preserve_insertion_order": True}) as connection:
            _filled(connection, records)
            for name, rows in gathered:
                insert_rows(connection, name, rows)
            for name, stray in _STRAY.items():
                connection.execute(f"DELETE FROM {name} t WHERE {stray}")
            for name, table in TABLES.items():
                _copied(connection, name, table.key, folder / name)
    except duckdb.Error as error:
        raise explained(folder, error) from None
    finally:
        for path in folder.glob("work.duckdb*"):
            path.unlink()
    (folder / NOTE).write_text(json.dumps({"schema": VERSION}) + "\n", encoding="utf-8")


def _filled(connection: duckdb.DuckDBPyConnection, records: Iterable[Stored]) -> None:
    create(connection)
    batch: list[Stored] = []
    for stored in records:
        batch.append(stored)
        if len(batch) == BATCH:
            insert(connection, batch)
            batch = []
    insert(connection, batch)


def _copied(connection: duckdb.DuckDBPyConnection, name: str, key: str, target: Path) -> None:
    day = f"{'t' if key == 'id' else 'a'}.{'published_day' if name == 'articles' or key == 'article' else 'published_first'}"
    rows = f"SELECT t.*, coalesce(strftime({day}, '%Y-%m'), '{UNDATED}') AS month FROM {name} t {_MONTH_OF[key]} ORDER BY month, t.rowid"
    if connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,):
        return
    place = str(target).replace("'", "''")
    connection.execute("SET threads = 1")
    connection.execute(f"COPY ({rows}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month))")
