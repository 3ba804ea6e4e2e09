"""A Parquet folder: the tables of a store, each parted by the month of publication (`events/month=2023-09/data_0.parquet`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from karaka.storing.connecting import SAFE, explained
from karaka.storing.migrating import create, insert
from karaka.storing.reader import NOTE
from karaka.storing.rows import Stored
from karaka.storing.schema import TABLES, VERSION

BATCH = 500
UNDATED = "undated"
"""The month of an article without a date."""


def write(folder: Path, records: Iterable[Stored]) -> None:
    """Write records into a folder, which must be there and be empty; memory does not grow with their number. Raises StoreError."""
    work = folder / "work.duckdb"
    try:
        with duckdb.connect(str(work), config={**SAFE, "preserve_insertion_order": True}) as connection:
            _filled(connection, records)
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
    joined = "" if name == "articles" else f"JOIN articles a ON a.id = t.{key}"
    day = "t.published_day" if name == "articles" else "a.published_day"
    rows = f"SELECT t.*, coalesce(strftime({day}, '%Y-%m'), '{UNDATED}') AS month FROM {name} t {joined} ORDER BY month, t.rowid"
    if connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,):
        return
    place = str(target).replace("'", "''")
    connection.execute("SET threads = 1")
    connection.execute(f"COPY ({rows}) TO '{place}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month))")
