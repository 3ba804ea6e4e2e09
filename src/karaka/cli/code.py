"""`karaka code`: articles in, records out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karaka.cli.asides import SetAside
from karaka.cli.options import articles, checked_published, lexicon_option, width_and_colour
from karaka.cli.output import Output
from karaka.errors import UsageError

if TYPE_CHECKING:
    from karaka.cli.progress import Bar
    from karaka.reading.inputs import Aside
    from karaka.records import Coding
    from karaka.storing.store import Store

FORMATS = ("table", "jsonl", "json", "csv", "plover")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@articles
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere, or as --out's ending says.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="Store the records in this DuckDB file as well.")
@click.option("--set-aside", type=click.Path(path_type=Path), metavar="FILE", help="List here what can't be coded. Default: beside --out or --db.")
@lexicon_option
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N", help="Code with N processes.")
def code(
    paths: tuple[str, ...], published: str | None, publisher: str | None, form: str | None, out: Path | None, db: Path | None,
    set_aside: Path | None, lexicon: Path | None, jobs: int,
) -> None:  # fmt: skip
    """Code articles: who did what to whom, when, where, according to whom, how surely.

    PATH is a text file, an HTML file, a .jsonl or .jsonl.gz of {"id", "text", "title", "published", "publisher", "url"}
    (only "text" is needed), a folder, a pattern such as 'news/*.txt', or - for standard input.

    One record an article, in the order of the input. What can't be coded is set aside with a reason and the rest goes on.
    Exit status: 0 if all was coded, 1 if something was set aside or failed, 2 for a wrong call.

    \b
      karaka code report.txt --published 2023-09-14 --publisher ANI
      karaka code news/ --out events.csv --jobs 4
      karaka code feed.jsonl.gz --format jsonl --db events.duckdb
    """
    from karaka.cli.formats import chosen, writer
    from karaka.cli.progress import Bar
    from karaka.cli.running import coded, coder_for
    from karaka.reading.inputs import Aside, Reader, expanded

    if out and db and out.resolve() == db.resolve():
        raise UsageError("--out and --db name the same file")
    width, colour, terminal = width_and_colour(to_file=out is not None)
    write = writer(chosen(form, out, terminal=terminal), width=width, colour=colour)
    names = [name for path in paths for name in expanded(path)]
    reader = Reader(published=checked_published(published), publisher=publisher, stdin=lambda: sys.stdin.buffer)
    found = (entry for name in names for entry in ([name] if isinstance(name, Aside) else reader.read_file(name)))
    if lexicon:
        coder_for(lexicon)
    asides = SetAside(set_aside or _beside(out or db))
    done: list[int] = []
    with Output(out) as output, _store(db) as store, Bar(shown=sys.stderr.isatty() and (terminal or out is not None), total=_total(names)) as bar:
        for piece in write(_kept(coded(found, lexicon, jobs), asides, store, bar, done)):
            bar.hide()
            output.write(piece)
            if out is None:
                output.flush()
    sys.exit(asides.close(len(done)))


def _kept(results: Iterable[Coding | Aside], asides: SetAside, store: Store | None, bar: Bar, done: list[int]) -> Iterator[Coding]:
    """The records alone; they are stored, and what was set aside is listed, on the way."""
    from karaka.reading.inputs import Aside

    for result in results:
        bar.hide()
        if isinstance(result, Aside):
            asides.add(result)
        else:
            if store:
                store.add(result)
            done.append(1)
            yield result
        bar.step()


def _total(names: list[str | Aside]) -> int | None:
    """How many articles there will be, if that can be known: a line of JSONL is one too."""
    from karaka.reading.inputs import LINES, STDIN

    return None if any(isinstance(n, str) and (n == STDIN or n.lower().endswith(LINES)) for n in names) else len(names)


def _beside(path: Path | None) -> Path | None:
    """The list of what is set aside stands beside a real output file."""
    return path.with_name(f"{path.name}.set-aside.jsonl") if path and not path.is_char_device() else None


@contextlib.contextmanager
def _store(path: Path | None) -> Iterator[Store | None]:
    if path is None:
        yield None
        return
    from karaka.storing.store import Store

    with Store(path) as store:
        yield store
