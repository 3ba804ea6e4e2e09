"""Records as jsonl, json, csv, plover or a table: each a function from a stream of records to a stream of bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from karaka.records import Coding
from karaka.storing.exports import COLUMNS, Cell, plover, rows

if TYPE_CHECKING:
    from karaka.storing.rows import Stored


class Format(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PLOVER = "plover"


Writer = Callable[[Iterable[Coding]], Iterator[bytes]]


def chosen(given: str | None, out: Path | None, *, terminal: bool) -> Format:
    """The format asked for; else by the file's ending; else a table on a terminal and jsonl anywhere else."""
    if given:
        return Format(given)
    if out:
        return {".csv": Format.CSV, ".json": Format.JSON}.get(out.suffix.lower(), Format.JSONL)
    return Format.TABLE if terminal else Format.JSONL


def as_jsonl(codings: Iterable[Coding]) -> Iterator[bytes]:
    for coding in codings:
        yield msgspec.json.encode(coding) + b"\n"


def as_json(codings: Iterable[Coding]) -> Iterator[bytes]:
    """One array, written record by record."""
    before = b"["
    for coding in codings:
        yield before + b"\n" + msgspec.json.encode(coding)
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def as_csv(codings: Iterable[Coding]) -> Iterator[bytes]:
    yield _csv_lines([dict(zip(COLUMNS, COLUMNS, strict=True))])
    for coding in codings:
        yield _csv_lines(rows(coding))


def stored_csv(found: Iterable[Stored]) -> Iterator[bytes]:
    """The rows of `as_csv` with a last column, the event's story; empty where it is not gathered."""
    yield _csv_lines([dict(zip((*COLUMNS, "story"), (*COLUMNS, "story"), strict=True))])
    for stored in found:
        yield _csv_lines({**row, "story": stored.stories.get(str(row["event"]))} for row in rows(stored.coding))


def _csv_lines(found: Iterable[dict[str, Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(row.values() for row in found)
    return text.getvalue().encode("utf-8")


def as_plover(codings: Iterable[Coding]) -> Iterator[bytes]:
    for coding in codings:
        yield b"".join(msgspec.json.encode(event) + b"\n" for event in plover(coding))


def writer(form: Format, *, width: int, colour: bool) -> Writer:
    if form is Format.TABLE:
        from karaka.cli.table import as_table

        return lambda codings: as_table(codings, width=width, colour=colour)
    return {Format.JSONL: as_jsonl, Format.JSON: as_json, Format.CSV: as_csv, Format.PLOVER: as_plover}[form]
