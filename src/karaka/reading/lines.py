"""JSONL: one article a line, streamed; a line that can't be read is reported with its number."""

from __future__ import annotations

import codecs
import datetime
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
import regex

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.decoding import MAX_BYTES, decode, too_long

_DATE = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].+)?")
_TEXT_KEYS = ("title", "publisher", "url", "byline", "section")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_SLACK = 4
"""JSON may write a character in up to six bytes (\\u0915), so a line may be longer than the article in it."""


def raw_lines(stream: BinaryIO, first: bytes = b"", limit: int = MAX_BYTES) -> Iterator[tuple[int, bytes | InputError]]:
    """Numbered lines without their ends; one over the limit is passed over without being held in memory."""
    number, most = 0, limit * _SLACK
    pending = first
    while True:
        line = pending if pending.endswith(b"\n") else pending + stream.readline(most)
        pending = b""
        if not line:
            return
        number += 1
        if len(line) < most or line.endswith(b"\n"):
            yield number, line.rstrip(b"\r\n") if number > 1 else line.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n")
            continue
        length = len(line)
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
            length += len(line)
        yield number, too_long(length, "the line", limit)


def checked_date(value: object) -> str | None:
    """An ISO date or date-time as it was given. Raises InputError for anything else but None."""
    if value is None:
        return None
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            datetime.datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise InputError(f"published {value!r} is not a date: write YYYY-MM-DD, or null if it is unknown")


def _whole(value: Any, path: str) -> None:
    """Raises InputError for half a surrogate pair, which no UTF-8 can hold."""
    if isinstance(value, str) and (found := _SURROGATE.search(value)):
        raise InputError(f"{path} holds half a surrogate pair (\\u{ord(found[0]):04x}), which is no character: mend the export that wrote it")


def fields_of(line: bytes, limit: int = MAX_BYTES) -> Input:
    """The article of a JSON line; a record that Karaka wrote gives its article. Raises InputError."""
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("is UTF-16, not UTF-8: convert the file (iconv -f UTF-16 -t UTF-8)")
    try:
        data = json.loads(decode(line))
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise InputError("is not an article: it is nested too deep") from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise InputError(f'is not an object {{"text": ...}} but {type(data).__name__}')
    if data.get("schema") == "karaka/1" and isinstance(data.get("article"), dict):
        data = _of_record(data["article"])
    return _fields(data, limit)


def _fields(data: dict[str, Any], limit: int) -> Input:
    text, name = data.get("text"), _name(data.get("id"))
    if text is None:
        raise InputError('has no "text"')
    for key, value in (("text", text), ("id", name), *((k, data.get(k)) for k in _TEXT_KEYS)):
        if value is not None and not isinstance(value, str):
            raise InputError(f'"{key}" is not a string but {type(value).__name__}')
        _whole(value, f'"{key}"')
    if len(text) * 3 > limit and len(text.encode()) > limit:
        raise too_long(len(text.encode()), '"text"', limit)
    given = {key: data.get(key) or None for key in _TEXT_KEYS}
    return msgspec.structs.replace(Input(text=text, id=name or None, published=checked_date(data.get("published"))), **given)


def _name(value: object) -> Any:
    """An id; a whole number is taken as its digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _of_record(article: dict[str, Any]) -> dict[str, Any]:
    """The input that gives a record's article again: a title at the very start is given apart."""
    text, title = article.get("text"), article.get("title")
    if isinstance(text, str) and isinstance(title, dict) and title.get("start") == 0:
        end = title.get("end")
        if isinstance(end, int) and text[end : end + 1] == "\n":
            return {**article, "title": text[:end], "text": text[end + 1 :]}
    return {**article, "title": None}
