"""The schema's version in a database, and the steps from one version to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from karaka.errors import StoreError
from karaka.records import Coding
from karaka.storing.rows import ROWS, Stamp, Stored
from karaka.storing.schema import CODED, GATHERED, TABLES, VERSION, Table

BATCH = 500
_FIRST = ["articles", "sentences", "events", "parties", "sources", "attributions"]
"""The tables of version 1, which had no note of its version."""


def version_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema's version in a database: 0 for an empty one, -1 for one that Karaka did not make."""
    names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "schema_version" in names:
        found = connection.execute("SELECT version FROM schema_version").fetchone()
        return int(found[0]) if found else -1
    if not names:
        return 0
    columns = {row[0] for row in connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'articles'").fetchall()}
    return 1 if names == set(_FIRST) and "record" in columns else -1


def check_readable(path: Path, version: int) -> None:
    """Raises StoreError unless a database of this version can be read as it is."""
    if version == VERSION:
        return
    if version == 0:
        raise StoreError(f"{path} is empty: nothing was stored in it yet")
    if version < 0:
        raise StoreError(f"{path} has other tables: it was written by another program; choose another file")
    if version > VERSION:
        raise StoreError(f"{path} has schema version {version}, and this Karaka knows {VERSION}: install a newer one")
    raise StoreError(f"{path} has schema version {version}, and this Karaka reads {VERSION}: run karaka tables {path} --migrate")


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of the present version in an empty database."""
    _create(connection, TABLES)
    connection.execute("CREATE TABLE schema_version (version INTEGER)")
    connection.execute("INSERT INTO schema_version VALUES (?)", [VERSION])


def _create(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    for name, table in tables.items():
        declared = ", ".join(f'"{column}" {kind}' for column, (kind, _) in table.columns.items())
        connection.execute(f"CREATE TABLE {name} ({declared})")


def insert(connection: duckdb.DuckDBPyConnection, stored: Iterable[Stored]) -> None:
    """Add the rows of some records."""
    found = list(stored)
    for name in CODED:
        insert_rows(connection, name, (row for s in found for row in ROWS[name](s)))


def insert_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to a table as one JSON text, which is a hundred times faster than parameters."""
    columns = TABLES[name].columns
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    if found:
        shape = msgspec.json.encode([{column: kind if kind != "VARCHAR[]" else ["VARCHAR"] for column, (kind, _) in columns.items()}])
        taken = f"INSERT INTO {name} SELECT row.* FROM (SELECT unnest(from_json(?, ?)) AS row)"
        connection.execute(taken, [msgspec.json.encode(found).decode(), shape.decode()])


def _from_1(connection: duckdb.DuckDBPyConnection) -> None:
    """Version 2 has search words, days, norms and what each record was made from: all tables are made anew from the records."""
    connection.execute("ALTER TABLE articles RENAME TO articles_1")
    for name in _FIRST[1:]:
        connection.execute(f"DROP TABLE {name}")
    _create(connection, CODED)
    connection.execute("CREATE TABLE schema_version (version INTEGER)")
    connection.execute("INSERT INTO schema_version VALUES (2)")
    total = connection.execute("SELECT count(*) FROM articles_1").fetchone()
    for start in range(0, int(total[0]) if total else 0, BATCH):
        records = connection.execute("SELECT record FROM articles_1 ORDER BY rowid LIMIT ? OFFSET ?", [BATCH, start]).fetchall()
        insert(connection, (Stored(msgspec.json.decode(record, type=Coding), Stamp()) for (record,) in records))
    connection.execute("DROP TABLE articles_1")


def _from_2(connection: duckdb.DuckDBPyConnection) -> None:
    """Version 3 has what `karaka gather` writes; nothing is gathered yet."""
    _create(connection, GATHERED)
    connection.execute("UPDATE schema_version SET version = 3")


STEPS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {1: _from_1, 2: _from_2}
"""From each older version to the next one."""


def migrate(path: Path, connection: duckdb.DuckDBPyConnection) -> int:
    """Bring a database to the present version, whole or not at all; gives the version that it had. Raises StoreError."""
    before = version_of(connection)
    if before in (0, VERSION):
        if before == 0:
            _whole(connection, create)
        return before
    if before not in STEPS:
        check_readable(path, before)
    for version in range(before, VERSION):
        _whole(connection, STEPS[version])
    return before


def _whole(connection: duckdb.DuckDBPyConnection, step: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """A step in one transaction; one that fails leaves the database as it was."""
    connection.execute("BEGIN")
    try:
        step(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
