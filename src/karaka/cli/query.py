"""`karaka query` and `karaka tables`: a store by SQL, and what there is to ask for."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import itertools
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from karaka.cli.options import width_and_colour
from karaka.cli.output import Output, say
from karaka.errors import UsageError

if TYPE_CHECKING:
    from karaka.storing.reader import Answer

FORMATS = ("table", "jsonl", "json", "csv")
LIMIT = 1000


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
@click.argument("sql", metavar="SQL")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere, or as --out's ending says.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
@click.option("--limit", type=click.IntRange(0), default=LIMIT, show_default=True, metavar="N", help="At most N rows; 0 for all.")
@click.option("--timeout", type=click.FloatRange(0.1), default=60, show_default=True, metavar="SECONDS", help="Stop a query that takes longer.")
@click.option("--memory", default="2GB", show_default=True, metavar="SIZE", help="Stop a query that needs more.")
def query(db: Path, sql: str, form: str | None, out: Path | None, limit: int, timeout: float, memory: str) -> None:
    """Ask a store by SQL (DuckDB's, read-only): one SELECT, WITH or FROM.

    DB is a file that `karaka code --db` has written, or a Parquet folder of `karaka export`; `karaka tables` shows its tables.
    SQL - reads the query from standard input. A query reaches nothing but the store: no files, no network, no extensions, no settings.

    \b
      karaka query events.duckdb 'SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY n DESC'
    """
    from karaka.cli.formats import Format, chosen
    from karaka.cli.spooling import fill, pour, spool
    from karaka.storing.reader import Reader

    width, colour, terminal = width_and_colour(to_file=out is not None)
    kind = chosen(form, out, terminal=terminal)
    asked = sys.stdin.buffer.read().decode("utf-8", "replace") if sql == "-" else sql
    if not asked.strip():
        raise UsageError("the query is empty")
    table: Callable[[Answer], Iterator[bytes]] = partial(_table, width=width, colour=colour)
    writers: dict[Format, Callable[[Answer], Iterator[bytes]]] = {Format.JSONL: _jsonl, Format.JSON: _json, Format.CSV: _csv}
    write = writers.get(kind, table)
    with spool() as place:
        with Reader(db, memory=_size(memory)) as store:
            answer, more = _cut(store.query(asked, seconds=timeout), limit)
            fill(place, write(answer))
        pour(place, out)
    if more:
        say(f"karaka: the first {limit} rows; --limit 0 gives all")


@click.command()
@click.argument("db", type=click.Path(path_type=Path), required=False, metavar="[DB]")
@click.option("--migrate", is_flag=True, help="Bring DB, which an older Karaka has written, to the present schema.")
def tables(db: Path | None, migrate: bool) -> None:
    """Show the tables of a store, column by column; with DB, how many rows each has there."""
    from karaka.storing.reader import Reader
    from karaka.storing.schema import VERSION, described
    from karaka.storing.store import Store

    if migrate and db is None:
        raise UsageError("--migrate needs a DB")
    if migrate and db:
        if not db.is_file():
            raise UsageError(f"{db}: no such database")
        with Store(db) as store:
            before = store.migrated
        say(f"karaka: {db} has schema version {VERSION}" + ("" if before == VERSION else f", and had {before}"))
        return
    with Output(None) as output:
        if db is None:
            output.write("".join(f"{line}\n" for line in described()).encode())
            return
        with Reader(db) as reader:
            counts = reader.counts()
        output.write("".join(f"{count:>12,}  {name}\n" for name, count in counts.items()).encode())


def _size(value: str) -> str:
    import regex

    if not regex.fullmatch(r"\d+(?:\.\d+)? ?[KMGT]i?B", value):
        raise UsageError(f"--memory {value!r} is not a size: write 500MB or 2GB")
    return value


def _cut(answer: Answer, limit: int) -> tuple[Answer, list[Any]]:
    """The answer's first rows, and one more row if there is one."""
    from karaka.storing.reader import Answer

    if not limit:
        return answer, []
    kept = list(itertools.islice(answer.rows, limit))
    return Answer(answer.columns, answer.types, iter(kept)), list(itertools.islice(answer.rows, 1))


def plain(value: Any) -> Any:
    """A value as JSON can have it."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _objects(answer: Answer) -> Iterator[bytes]:
    for row in answer.rows:
        yield msgspec.json.encode(dict(zip(answer.columns, map(plain, row), strict=True)))


def _jsonl(answer: Answer) -> Iterator[bytes]:
    for line in _objects(answer):
        yield line + b"\n"


def _json(answer: Answer) -> Iterator[bytes]:
    before = b"["
    for line in _objects(answer):
        yield before + b"\n" + line
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def _cell(value: Any) -> str | int | float | None:
    from karaka.storing.exports import safe

    value = plain(value)
    return safe(value if isinstance(value, str | int | float) or value is None else msgspec.json.encode(value).decode())


def _csv(answer: Answer) -> Iterator[bytes]:
    for row in itertools.chain([answer.columns], answer.rows):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerow([_cell(value) for value in row])
        yield text.getvalue().encode("utf-8")


def _table(answer: Answer, *, width: int, colour: bool) -> Iterator[bytes]:
    from rich import box
    from rich.table import Table

    from karaka.cli.table import clean, rendered

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, kind in zip(answer.columns, answer.types, strict=True):
        table.add_column(clean(name), overflow="fold", justify="right" if "INT" in kind or kind == "DOUBLE" else "left")
    for row in answer.rows:
        table.add_row(*(clean("" if value is None else str(_cell(value))) for value in row))
    yield rendered(table, width=width, colour=colour)
