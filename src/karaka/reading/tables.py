"""CSV and TSV: one article a row, its columns by their names or by a mapping that the user gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import msgspec

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.compressed import Joined
from karaka.reading.dates import printed
from karaka.reading.decoding import MAX_BYTES, decode, too_long
from karaka.reading.lines import checked_date

FIELDS = ("text", "id", "title", "published", "publisher", "url", "byline", "section")
_HEAD = 1 << 16


def read_table(stream: BinaryIO, columns: Mapping[str, str], *, tabs: bool = False, limit: int = MAX_BYTES) -> Iterator[tuple[int, Input | InputError]]:
    """The rows of a table below its header, each with the line that it begins on; columns: field to the name of its column.

    A field that is not in the mapping is the column of the same name, in any case of its letters. Comma, semicolon or tab, by the
    header. Raises InputError if the header lacks a column, or the table can't be read on.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    head = stream.read(_HEAD)
    wide = _encoding(head)
    lines = io.TextIOWrapper(Joined.of(head, stream), encoding=wide, errors="surrogateescape", newline="")
    first = lines.readline()
    if not first.strip():
        raise InputError("has no text (it is empty or only spaces)")
    sign = "\t" if tabs else max(",;\t", key=first.count)
    rows = csv.reader(_replayed(first, lines), delimiter=sign, strict=True)
    try:
        places = _places([_whole(name) for name in next(rows)], columns)
        at = rows.line_num + 1
        for row in rows:
            if any(row):
                yield at, _article(row, places, limit)
            at = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"can't be read on after line {rows.line_num}: {error}; is every quotation mark in a cell doubled?") from None
    except UnicodeDecodeError:
        raise InputError(f"can't be read on after line {rows.line_num}: it is {wide} that is cut off or damaged") from None


def _encoding(head: bytes) -> str:
    """UTF-16 by its byte order mark, as spreadsheets write it; else UTF-8, whose cells may turn out to be something older."""
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _replayed(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _places(header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Field to the number of its column. Raises InputError for a column that is not there."""
    names = {name.strip().lower(): n for n, name in reversed(list(enumerate(header)))}
    wanted = {field: columns.get(field, field) for field in FIELDS}
    places = {field: names[name.strip().lower()] for field, name in wanted.items() if name.strip().lower() in names}
    for field in ("text", *columns):
        if field not in places:
            raise InputError(f"has no column {wanted[field]!r} for {field}: it has {', '.join(header)}; name it with --column {field}=COLUMN")
    return places


def _article(row: list[str], places: Mapping[str, int], limit: int) -> Input | InputError:
    try:
        cells = {field: _whole(row[n]).strip("\0") for field, n in places.items() if n < len(row)}
        text = cells.get("text", "")
        if len(text.encode()) > limit:
            raise too_long(len(text.encode()), "the cell", limit)
        if not text.strip():
            raise InputError("has no text (the cell is empty or only spaces)")
        given = {k: v.strip() or None for k, v in cells.items() if k not in ("text", "published")}
        return msgspec.structs.replace(Input(text=text, published=_date(cells.get("published", "").strip())), **given)
    except InputError as error:
        return error


def _date(cell: str) -> str | None:
    """A cell's date: ISO 8601, or with the month in words. Raises InputError for any other: 03/04/2023 may be March or April."""
    return printed(cell) or checked_date(cell or None)


def _whole(cell: str) -> str:
    """A cell whose bytes are not UTF-8, decoded as what they are. Raises InputError."""
    raw = cell.encode("utf-8", "surrogateescape")
    return cell if cell.isascii() or not any("\udc80" <= c <= "\udcff" for c in cell) else decode(raw)
