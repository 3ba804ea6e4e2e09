"""`karaka events`: the stored events that meet some conditions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from karaka.cli.filtering import filter_of, filters, say_ungathered
from karaka.cli.options import width_and_colour
from karaka.cli.output import say

if TYPE_CHECKING:
    from karaka.storing.filters import Filter
    from karaka.storing.reader import Reader
    from karaka.storing.rows import Stored

FORMATS = ("table", "jsonl", "json", "csv", "plover")


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
@filters
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N events, the first ones by their articles' dates.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere, or as --out's ending says.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
def events(db: Path, limit: int | None, form: str | None, out: Path | None, **conditions: Any) -> None:
    """Show the stored events that meet all the conditions (all events without any).

    DB is a file that `karaka code --db` has written, or a Parquet folder of `karaka export`. Formats are those of `karaka code`: a record
    an article, holding the events that are asked for and no others; csv has the events' stories as well. It is read at one moment, also
    while `karaka code` writes to it.

    \b
      karaka events events.duckdb --type CONSULT --actor RUS:GOV --from 2023-09-01
      karaka events events.duckdb --source KCNA --factuality CT+ --format csv
      karaka events events.duckdb --text 'मिसाइल परीक्षण'
    """
    from karaka.cli.formats import Format, chosen, stored_csv, writer
    from karaka.cli.spooling import fill, pour, spool
    from karaka.storing.reader import Reader

    wanted = filter_of(**conditions)
    width, colour, terminal = width_and_colour(to_file=out is not None)
    kind = chosen(form, out, terminal=terminal)
    write = writer(kind, width=width, colour=colour)
    with spool() as place:
        with Reader(db) as store:
            found = _found(store, wanted, limit)
            fill(place, stored_csv(found) if kind is Format.CSV else write(stored.coding for stored in found))
        pour(place, out)


def _found(store: Reader, wanted: Filter, limit: int | None) -> Iterator[Stored]:
    found = 0
    for stored in store.selected(wanted, limit=limit):
        found += len(stored.coding.events)
        yield stored
    if wanted.stories:
        say_ungathered(store)
    if not found:
        say("karaka: no event meets the conditions")
