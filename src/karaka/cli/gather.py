"""`karaka gather` and `karaka stories`: what happened, joined from the mentions of a store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from karaka.cli.filtering import filter_of, filters, say_ungathered
from karaka.cli.options import width_and_colour
from karaka.cli.output import say
from karaka.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from karaka.storing.happenings import Happening

FORMATS = ("table", "jsonl")
MOST = 3
"""Parties and places that a table names."""


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
def gather(db: Path) -> None:
    """Find duplicates, stories and independent origins among the articles of a store.

    DB is a file that `karaka code --db` has written. Only what is new, coded again or changed is gathered, so run it after each
    `karaka code --db`. What is there already is loaded first (about 16 KB of memory an article). Killed at any moment, the same
    command goes on.

    \b
      karaka code news/ --db events.duckdb
      karaka gather events.duckdb
      karaka stories events.duckdb
    """
    from karaka.cli.archiving import waiting_for_readers
    from karaka.cli.progress import Bar
    from karaka.storing.gathered import gather as gathering
    from karaka.storing.gathered import waiting
    from karaka.storing.reader import Reader
    from karaka.storing.store import Store

    if not db.is_file():
        raise UsageError(f"{db}: no such database" if not db.exists() else f"{db} is a folder: gather the database that it was exported from")
    with Store(db, waiting=lambda: waiting_for_readers(db)) as store:
        ids = waiting(store)
        with Bar(shown=sys.stderr.isatty(), total=len(ids), what="gathering") as bar:
            for count in gathering(store, ids):
                bar.step(count)
    with Reader(db) as reader:
        counts = reader.counts()
        groups, copies = reader.duplicates()
    say(f"karaka: {db}: {len(ids)} articles gathered; {counts['stories']} stories; duplicate groups: {groups}, of {copies} articles")


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
@filters
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N stories, the earliest ones.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
def stories(db: Path, limit: int | None, form: str | None, out: Path | None, **conditions: Any) -> None:
    """Show the stories that have a mention that meets all the conditions (all stories without any), each whole.

    DB is a file that `karaka gather` has read, or a Parquet folder exported from it. Those that happened first come first.

    \b
      karaka stories events.duckdb --type ASSAULT --place IND
      karaka events events.duckdb --story NAME
    """
    from karaka.cli.spooling import fill, pour, spool
    from karaka.storing.happenings import happenings
    from karaka.storing.reader import Reader

    wanted = filter_of(**conditions)
    width, colour, terminal = width_and_colour(to_file=out is not None)
    table = form == "table" or (form is None and terminal)
    write: Callable[[Iterable[Happening]], Iterator[bytes]] = (lambda found: _table(found, width=width, colour=colour)) if table else _jsonl
    with spool() as place:
        with Reader(db) as store:
            fill(place, write(happenings(store, wanted, limit=limit)))
            say_ungathered(store)
        pour(place, out)
        if not place.tell():
            say("karaka: no story has a mention that meets the conditions")


def _jsonl(found: Iterable[Happening]) -> Iterator[bytes]:
    for happening in found:
        yield msgspec.json.encode(happening) + b"\n"


def _table(found: Iterable[Happening], *, width: int, colour: bool) -> Iterator[bytes]:
    from rich import box
    from rich.table import Table

    from karaka.cli.table import rendered

    table = Table(box=box.SIMPLE_HEAD, expand=True, leading=1, pad_edge=False, padding=(0, 1, 0, 0))
    for name, ratio in (("story", 23), ("who", 18), ("to whom", 16), ("when, where", 13), ("told by", 14), ("contradictions", 16)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for h in found:
        table.add_row(*_cells(h))
    if table.rows:
        yield rendered(table, width=width, colour=colour)


def _cells(h: Happening) -> Iterator[Text]:
    from rich.text import Text

    from karaka.cli.table import clean

    yield Text(h.type, style="bold").append(f"\n{clean(h.sentence)}\n", style="not bold").append(h.id, style="not bold dim")
    for parties in (h.actors, h.recipients):
        yield Text("\n".join(f"{' '.join(filter(None, (p.country, p.sector)))} {clean(p.name)}".strip() for p in parties[:MOST]))
    days = " – ".join(dict.fromkeys(day for day in (h.first, h.last) if day))
    yield Text("\n".join([days or "?", *(f"{p.country} {clean(p.name)}".strip() for p in h.places[:MOST])]))
    yield Text(f"{_many(h.mentions, 'mention')}\n{_many(h.articles, 'article')}\n{_many(h.origins, 'origin')}: {clean(', '.join(o.name for o in h.origins))}")
    yield Text("\n".join(f"{c.kind} {' / '.join(claim.value for claim in c.claims)}" for c in h.contradictions))


def _many(of: list[Any], what: str) -> str:
    return f"{len(of)} {what}" + ("" if len(of) == 1 else "s")
