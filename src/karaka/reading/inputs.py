"""What a user points at (paths, folders, globs, standard input) as a stream of articles, and of what had to be set aside."""

from __future__ import annotations

import glob
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from karaka.errors import InputError
from karaka.reading.decoding import MAX_BYTES, check_hindi, decode, too_long
from karaka.reading.lines import Fields, fields_of, raw_lines
from karaka.reading.pages import read_page

STDIN = "-"
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
PAGES = (".html", ".htm", ".xhtml")
SUFFIXES = (".txt", *PAGES, *LINES)
_OTHER = {".json": "write .jsonl, one article a line", ".csv": "write .jsonl, one article a line", ".gz": "only .jsonl.gz is read compressed"}


@dataclass(frozen=True, slots=True)
class Item:
    """An article to code, and where it stood (line: None unless it is JSONL)."""

    file: str
    line: int | None
    fields: Fields


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
    """Reads articles. published, publisher: for articles that say none themselves; limit: bytes of one article."""

    published: str | None = None
    publisher: str | None = None
    limit: int = MAX_BYTES
    hindi: bool = True
    stdin: Callable[[], BinaryIO] | None = None

    def read(self, paths: Iterable[str]) -> Iterator[Item | Aside]:
        """Every article of some paths in order; what can't be read comes as Aside and the rest goes on."""
        for path in paths:
            for name in expanded(path):
                yield from self.read_file(name) if isinstance(name, str) else [name]

    def read_file(self, name: str) -> Iterator[Item | Aside]:
        """The articles of one file (or - for standard input)."""
        try:
            yield from self._one(name)
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
        lower = name.lower()
        if lower.endswith(LINES):
            with gzip.open(name, "rb") if lower.endswith(".gz") else Path(name).open("rb") as stream:
                yield from self._lines(name, stream)  # type: ignore[arg-type]
            return
        hint = _OTHER.get(Path(lower).suffix)
        if hint:
            yield Aside(name, None, f"is not a kind of file that Karaka reads: {hint}")
            return
        with Path(name).open("rb") as stream:
            yield self._whole(name, name, stream, b"", page=lower.endswith(PAGES))

    def _standard(self, stream: BinaryIO) -> Iterator[Item | Aside]:
        """JSONL if the first line begins with a brace, HTML if with a tag of a page, else the text of one article."""
        start = b""
        while not start.strip(b"\xef\xbb\xbf \t\r\n") and (line := stream.readline(1 << 16)):
            start += line
        opening = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if opening.startswith(b"{"):
            yield from self._lines(STDIN, stream, start)
        else:
            yield self._whole(STDIN, None, stream, start, page=opening.startswith((b"<!doctype", b"<html")))

    def _whole(self, file: str, name: str | None, stream: BinaryIO, start: bytes, *, page: bool) -> Item | Aside:
        """A file that is one article."""
        try:
            data = start + stream.read(self.limit + 1)
            if len(data) > self.limit:
                raise too_long(len(data) + _rest(stream), "the file", self.limit)
            if page:
                found = read_page(data)
                fields = Fields(text=found.text, id=name, title=found.title, published=found.published, publisher=found.publisher, url=found.url)
            else:
                fields = Fields(text=decode(data), id=name)
            return Item(file, None, self._completed(fields))
        except InputError as error:
            return Aside(file, None, str(error))

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
                if isinstance(line, InputError):
                    raise line
                yield Item(file, at, self._completed(fields_of(line, self.limit)))
            except InputError as error:
                yield Aside(file, at, str(error))
        if not seen:
            yield Aside(file, None, "has no text (it is empty or only spaces)")

    def _completed(self, fields: Fields) -> Fields:
        """With the options where the article has no value of its own. Raises InputError if there is no Hindi in it."""
        if self.hindi:
            check_hindi(fields.text)
        return msgspec.structs.replace(fields, published=fields.published or self.published, publisher=fields.publisher or self.publisher)


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
    found = [p for p in sorted(root.rglob("*")) if p.name.lower().endswith(SUFFIXES) and p.is_file() and not _hidden(p, root)]
    if not found:
        yield Aside(path, None, "no article in this folder (.txt, .html, .htm, .jsonl, .jsonl.gz)")
    yield from map(str, found)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
