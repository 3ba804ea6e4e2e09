"""What a user points at (paths, folders, globs, standard input) as a stream of articles, and of what had to be set aside."""

from __future__ import annotations

import glob
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec
import regex

from karaka.errors import InputError
from karaka.reading.article import Input
from karaka.reading.compressed import ENDINGS, Joined, inner, opened
from karaka.reading.decoding import MAX_BYTES, check_hindi, decode, too_long
from karaka.reading.fonts import recognised, to_unicode
from karaka.reading.lines import fields_of, raw_lines
from karaka.reading.pages import read_page
from karaka.reading.splitting import articles_in
from karaka.reading.structure import structure

STDIN = "-"
PAGES = (".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
FEEDS = (".rss", ".atom", ".xml")
ARCHIVES = (".warc",)
SUFFIXES = (".txt", *PAGES, *LINES, *TABLES, *FEEDS, *ARCHIVES)
MANY_BYTES = 64 * 1024 * 1024
"""The largest feed, and the largest text that is to be split into articles."""
_OTHER = {".json": "write .jsonl, one article a line", ".zip": "unpack it, or compress each file by itself (.gz, .zst)", ".pdf": "write its text to .txt"}
_KINDS = f"{', '.join(SUFFIXES)}, each also with {' or '.join(ENDINGS)}"
_YEAR = regex.compile(r"(?:19|20)\d\d|(?:१९|२०)[०-९]{2}")
_FEED = regex.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]")


def holds_many(name: str) -> bool:
    """Whether a file's kind is one of many articles, so that their number is not known beforehand."""
    return name == STDIN or inner(name).endswith((*LINES, *TABLES, *FEEDS, *ARCHIVES))


@dataclass(frozen=True, slots=True)
class Item:
    """An article to code, and where it stood (line: None unless it is one of JSONL, of a table, or of a text that was split)."""

    file: str
    line: int | None
    fields: Input


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that could not be coded, and why."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads articles. published, publisher: for articles that say none themselves; limit: bytes of one article.

    columns: a table's columns by field, where they are not called like it; split: a text may hold several articles.
    """

    published: str | None = None
    publisher: str | None = None
    limit: int = MAX_BYTES
    hindi: bool = True
    stdin: Callable[[], BinaryIO] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    split: bool = False

    def read(self, paths: Iterable[str]) -> Iterator[Item | Aside]:
        """Every article of some paths in order; what can't be read comes as Aside and the rest goes on."""
        for path in paths:
            for name in expanded(path):
                yield from self.read_file(name) if isinstance(name, str) else [name]

    def read_file(self, name: str) -> Iterator[Item | Aside]:
        """The articles of one file (or - for standard input)."""
        try:
            yield from self._one(name)
        except InputError as error:
            yield Aside(name, None, str(error))
        except OSError as error:
            yield Aside(name, None, f"cannot be read: {error.strerror or error}")
        except (EOFError, zlib.error):
            yield Aside(name, None, "cannot be read: the compressed data is cut off or damaged")

    def _one(self, name: str) -> Iterator[Item | Aside]:
        if name == STDIN:
            if self.stdin is None:
                raise InputError("standard input can't be read here")
            yield from self._standard(self.stdin())
            return
        kind = inner(name)
        hint = _OTHER.get(Path(kind).suffix)
        if hint:
            raise InputError(f"is not a kind of file that Karaka reads: {hint}")
        with opened(name) as stream:
            if kind.endswith(LINES):
                yield from self._lines(name, stream)
            elif kind.endswith(TABLES):
                yield from self._table(name, stream, tabs=kind.endswith(".tsv"))
            elif kind.endswith(FEEDS):
                yield from self._feed(name, self._whole(stream, b"", MANY_BYTES))
            elif kind.endswith(ARCHIVES):
                yield from self._archive(name, stream)
            elif kind.endswith(PAGES):
                yield from self._page(name, name, self._whole(stream, b"", self.limit))
            else:
                yield from self._text(name, name, self._whole(stream, b"", self._most()))

    def _standard(self, stream: BinaryIO) -> Iterator[Item | Aside]:
        """A table if columns are named; JSONL if the first line begins with a brace, a feed or HTML if with such a tag, else text."""
        start = b""
        while not start.strip(b"\xef\xbb\xbf \t\r\n") and (line := stream.readline(1 << 16)):
            start += line
        opening = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if self.columns:
            yield from self._table(STDIN, Joined.of(start, stream))
        elif opening.startswith(b"{"):
            yield from self._lines(STDIN, stream, start)
        elif opening.startswith(b"warc/"):
            yield from self._archive(STDIN, Joined.of(start, stream))
        elif opening.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")):
            data = self._whole(stream, start, MANY_BYTES)
            yield from self._feed(STDIN, data) if _FEED.search(data[:4096]) else self._page(STDIN, None, data)
        elif opening.startswith((b"<!doctype", b"<html")):
            yield from self._page(STDIN, None, self._whole(stream, start, self.limit))
        else:
            yield from self._text(STDIN, None, self._whole(stream, start, self._most()))

    def _most(self) -> int:
        """Bytes of a text file."""
        return max(self.limit, MANY_BYTES) if self.split else self.limit

    @staticmethod
    def _whole(stream: BinaryIO, start: bytes, limit: int) -> bytes:
        """All of a stream. Raises InputError if it is over the limit."""
        data = start + stream.read(limit + 1)
        if len(data) > limit:
            raise too_long(len(data) + _rest(stream), "the file", limit)
        return data

    def _text(self, file: str, name: str | None, data: bytes) -> Iterator[Item | Aside]:
        yield from self._items(file, None, Input(text=decode(data), id=name))

    def _page(self, file: str, name: str | None, data: bytes) -> Iterator[Item | Aside]:
        yield from self._items(file, None, msgspec.structs.replace(read_page(data), id=name))

    def _feed(self, file: str, data: bytes) -> Iterator[Item | Aside]:
        from karaka.reading.feeds import read_feed

        for found in read_feed(data):
            yield from self._items(file, None, found)

    def _archive(self, file: str, stream: BinaryIO) -> Iterator[Item | Aside]:
        from karaka.reading.archives import read_archive

        seen = False
        for address, found in read_archive(stream, self.limit):
            seen = True
            for item in self._items(file, None, found):
                yield Aside(file, None, f"{address}: {item.reason}") if isinstance(item, Aside) else item
        if not seen:
            raise InputError("has no captured page in it")

    def _table(self, file: str, stream: BinaryIO, *, tabs: bool = False) -> Iterator[Item | Aside]:
        from karaka.reading.tables import read_table

        for line, found in read_table(stream, self.columns, tabs=tabs, limit=self.limit):
            yield from self._items(file, line, found)

    def _lines(self, file: str, stream: BinaryIO, start: bytes = b"") -> Iterator[Item | Aside]:
        """A file of one article a line; blank lines are passed over."""
        seen = False
        skipped = 0
        if start:
            skipped = start[: start.find(b"{")].count(b"\n")
            start = start[start.find(b"{") :]
        for number, line in raw_lines(stream, start, self.limit):
            at = number + skipped
            if isinstance(line, bytes) and not line.strip():
                continue
            seen = True
            try:
                found = line if isinstance(line, InputError) else fields_of(line, self.limit)
            except InputError as error:
                found = error
            yield from self._items(file, at, found)
        if not seen:
            raise InputError("has no text (it is empty or only spaces)")

    def _items(self, file: str, line: int | None, found: Input | InputError) -> Iterator[Item | Aside]:
        """An article, or the articles that its text holds, ready to be coded; what can't be is an Aside."""
        if isinstance(found, InputError):
            yield Aside(file, line, str(found))
            return
        for at, piece in _pieces(_readable(found)) if self.split else [(line, _readable(found))]:
            try:
                if len(piece.text) * 4 > self.limit and len(piece.text.encode()) > self.limit:
                    raise too_long(len(piece.text.encode()), "the article", self.limit)
                yield Item(file, at if line is None else line, self._completed(piece))
            except InputError as error:
                yield Aside(file, at if line is None else line, str(error))

    def _completed(self, fields: Input) -> Input:
        """With the options where the article has no value of its own. Raises InputError if there is no Hindi in it."""
        if self.hindi:
            check_hindi(fields.text)
        published = fields.published or _printed(fields) or self.published
        return msgspec.structs.replace(fields, published=published, publisher=fields.publisher or self.publisher)


def _printed(fields: Input) -> str | None:
    """The date of publication that an article's text prints; only a text with a year near its ends is looked at."""
    if not _YEAR.search(fields.text[:1000]) and not _YEAR.search(fields.text[-400:]):
        return None
    return structure(fields.text, (0, 0) if fields.title else None).published


def _readable(fields: Input) -> Input:
    """An article whose text is in a legacy font, in Unicode; any other unchanged."""
    font = recognised(fields.text)
    if font is None:
        return fields
    given = {k: v and to_unicode(v, font) for k in ("title", "byline", "section") if (v := getattr(fields, k))}
    return msgspec.structs.replace(fields, text=to_unicode(fields.text, font), **given)


def _pieces(fields: Input) -> Iterator[tuple[int, Input]]:
    """The articles in a text, each with the line that it begins on; a title given apart is the first one's."""
    spans = articles_in(fields.text) or [(0, len(fields.text))]
    if len(spans) == 1:
        yield 1, fields
        return
    for n, (a, b) in enumerate(spans, 1):
        name = f"{fields.id}#{n}" if fields.id else None
        title = fields.title if n == 1 else None
        yield fields.text.count("\n", 0, a) + 1, msgspec.structs.replace(fields, id=name, title=title, text=fields.text[a:b])


def _rest(stream: BinaryIO) -> int:
    """How many bytes are left in a stream."""
    total = 0
    while chunk := stream.read(1 << 20):
        total += len(chunk)
    return total


def expanded(path: str) -> Iterator[str | Aside]:
    """The files that a path means: itself, a folder's articles, or what a glob matches."""
    if path == STDIN:
        yield path
        return
    try:
        if Path(path).is_dir():
            yield from _folder(path)
        elif Path(path).exists():
            yield path
        elif glob.has_magic(path):
            yield from _matching(path)
        else:
            yield Aside(path, None, "no such file or folder")
    except (OSError, ValueError) as error:
        yield Aside(path, None, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _matching(pattern: str) -> Iterator[str | Aside]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not found:
        yield Aside(pattern, None, "no file matches this pattern")
    for name in found:
        yield from _folder(name) if Path(name).is_dir() else [name]


def _folder(path: str) -> Iterator[str | Aside]:
    """The articles below a folder in the order of their names; hidden files are passed over."""
    root = Path(path)
    found = [p for p in sorted(root.rglob("*")) if inner(p.name).endswith(SUFFIXES) and p.is_file() and not _hidden(p, root)]
    if not found:
        yield Aside(path, None, f"no article in this folder ({_KINDS})")
    yield from map(str, found)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
