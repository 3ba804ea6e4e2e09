"""`karaka code`: articles in, records out."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karaka.cli.asides import SetAside
from karaka.cli.options import articles, checked_columns, checked_published, kinds, lexicon_option, width_and_colour
from karaka.cli.output import Output
from karaka.errors import UsageError

if TYPE_CHECKING:
    from karaka.cli.archiving import Archive
    from karaka.cli.progress import Bar
    from karaka.reading.inputs import Aside, Item
    from karaka.records import Coding

FORMATS = ("table", "jsonl", "json", "csv", "plover")


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@articles
@kinds
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere, or as --out's ending says.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="Store the records in this DuckDB file; what it already holds is not coded again.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Leave out what was published before this day; articles without a date stay.")
@click.option("--recode", is_flag=True, help="Also code again what the --db holds from another lexicon or model. Needs no PATH.")
@click.option("--set-aside", type=click.Path(path_type=Path), metavar="FILE", help="List here what can't be coded. Default: beside --out or --db.")
@lexicon_option
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N", help="Code with N processes.")
def code(
    paths: tuple[str, ...], published: str | None, publisher: str | None, column: tuple[str, ...], split: bool, form: str | None, out: Path | None,
    db: Path | None, since: datetime.datetime | None, recode: bool, set_aside: Path | None, lexicon: Path | None, jobs: int,
) -> None:  # fmt: skip
    """Code articles: who did what to whom, when, where, according to whom, how surely.

    PATH is a text file, an HTML page, a .jsonl of {"id", "text", "title", "published", "publisher", "url"} (only "text" is
    needed), a .csv or .tsv with such columns, an RSS or Atom feed, a .warc, any of them also as .gz or .zst, a folder, a
    pattern such as 'news/*.txt', or - for standard input. Kruti Dev, DevLys, Chanakya, ISCII and UTF-16 are turned into Unicode.

    One record an article, in the order of the input. What can't be coded is set aside with a reason and the rest goes on. With --db
    only what is new or changed is coded, and printed only if --out or --format is given; killed at any moment, the same command goes on.
    Exit status: 0 if all was coded, 1 if something was set aside or failed, 2 for a wrong call.

    \b
      karaka code report.txt --published 2023-09-14 --publisher ANI
      karaka code news/ --out events.csv --jobs 4
      karaka code archive.csv.gz --column text=Body --column published=Date
      karaka code feed.jsonl.gz --db events.duckdb --jobs 2
      karaka code --db events.duckdb --recode
    """
    from karaka.cli.formats import chosen, writer
    from karaka.cli.progress import Bar
    from karaka.cli.running import coded, coder_for
    from karaka.reading.inputs import Aside, Reader, expanded

    if out and db and out.resolve() == db.resolve():
        raise UsageError("--out and --db name the same file")
    if recode and not db:
        raise UsageError("--recode is for the records of a --db")
    if not paths and not recode:
        raise UsageError("Missing argument 'PATH...': name files or folders to code, or - for standard input")
    width, colour, terminal = width_and_colour(to_file=out is not None)
    write = writer(chosen(form, out, terminal=terminal), width=width, colour=colour)
    names = [name for path in paths for name in expanded(path)]
    reader = Reader(published=checked_published(published), publisher=publisher, stdin=lambda: sys.stdin.buffer, columns=checked_columns(column), split=split)
    found: Iterable[Item | Aside] = (entry for name in names for entry in ([name] if isinstance(name, Aside) else reader.read_file(name)))
    if since:
        from karaka.cli.archiving import published_since

        found = published_since(found, since.date())
    if lexicon:
        coder_for(lexicon)
    asides = SetAside(set_aside or _beside(out or db))
    done: list[int] = []
    shown = sys.stderr.isatty() and (terminal or out is not None or db is not None)
    silent = db is not None and out is None and form is None
    with Output(out) as output, _archive(db, lexicon) as archive, Bar(shown=shown, total=None if split else _total(names)) as bar:
        if archive:
            found = itertools.chain(archive.new(found), archive.stale() if recode else ())
        for piece in write(_kept(coded(found, lexicon, jobs), asides, archive, bar, done, silent=silent)):
            bar.hide()
            output.write(piece)
            if out is None:
                output.flush()
        if archive:
            archive.close()
    sys.exit(asides.close(len(done)))


def _kept(results: Iterable[Coding | Aside], asides: SetAside, archive: Archive | None, bar: Bar, done: list[int], *, silent: bool) -> Iterator[Coding]:
    """The records alone; they are stored, and what was set aside is listed, on the way."""
    from karaka.reading.inputs import Aside

    for result in results:
        bar.hide()
        if archive:
            archive.keep(result)
        if isinstance(result, Aside):
            asides.add(result)
        else:
            done.append(1)
            if not silent:
                yield result
        bar.step()


def _total(names: list[str | Aside]) -> int | None:
    """How many articles there will be, if that can be known: a file may hold many."""
    from karaka.reading.inputs import holds_many

    return None if any(isinstance(n, str) and holds_many(n) for n in names) else len(names)


def _beside(path: Path | None) -> Path | None:
    """The list of what is set aside stands beside a real output file."""
    return path.with_name(f"{path.name}.set-aside.jsonl") if path and not path.is_char_device() else None


@contextlib.contextmanager
def _archive(path: Path | None, lexicon: Path | None) -> Iterator[Archive | None]:
    """The database to code into, open until the end; what was coded is stored whatever ends the run."""
    if path is None:
        yield None
        return
    from karaka.cli.archiving import Archive, stamp_of, waiting_for_readers
    from karaka.cli.running import coder_for
    from karaka.storing.store import Store

    with Store(path, waiting=lambda: waiting_for_readers(path)) as store:
        yield Archive(store, stamp_of(coder_for(lexicon)))
