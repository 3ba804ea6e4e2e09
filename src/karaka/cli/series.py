"""`karaka series`: how many event mentions, stories or independent origins a day, week or month has."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from karaka.cli.filtering import filter_of, filters, said, say_ungathered
from karaka.cli.options import width_and_colour
from karaka.cli.output import Output, say
from karaka.errors import UsageError

if TYPE_CHECKING:
    from karaka.storing.series import Series

FORMATS = ("table", "jsonl", "csv")
_UNDATED = {
    "mentions": "events have no date and stand in an article without one",
    "stories": "stories have no day in any mention",
    "origins": "origins are of stories that have no day in any mention",
}


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
@click.option("--by", type=click.Choice(("day", "week", "month")), default="month", show_default=True, help="What a point stands for; a week begins on Monday.")
@click.option("--count", "what", type=click.Choice(("mentions", "stories", "origins")), default="mentions", show_default=True, help="What is counted.")
@filters
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, jsonl elsewhere, or as --out's ending says.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of standard output; the file appears when it is whole.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE.svg|FILE.png", help="Draw the series as well (PNG: pip install 'karaka[plot]').")
@click.option("--title", metavar="TEXT", help="The plot's title; without it, the conditions.")
def series(db: Path, by: str, what: str, form: str | None, out: Path | None, plot: Path | None, title: str | None, **conditions: Any) -> None:
    """Count the event mentions that meet all the conditions, by day, week or month of their first day.

    An event without a date of its own counts on the day of its article. --count stories counts each story with such a mention once, on its
    first day; --count origins the independent origins of these mentions, each once a story (both need `karaka gather`). Points between the
    first and the last that have none are 0.

    \b
      karaka series events.duckdb --by week --type PROTEST --actor IND --plot protests.svg
      karaka series events.duckdb --text दिल्ली --format csv
      karaka series events.duckdb --count origins --type ASSAULT
    """
    from karaka.cli.formats import chosen
    from karaka.storing.plotting import png, svg
    from karaka.storing.reader import Reader
    from karaka.storing.series import counted

    wanted = filter_of(**conditions)
    if plot and plot.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"--plot {plot}: give a name that ends in .svg or .png")
    _, _, terminal = width_and_colour(to_file=out is not None)
    kind = "table" if form is None and terminal else str(chosen(form, out, terminal=False))
    with Reader(db) as store:
        found = counted(store.series(wanted, by, what), by, what)
        if what != "mentions":
            say_ungathered(store)
    with Output(out) as output:
        output.write({"csv": _csv, "table": _table}.get(kind, _jsonl)(found))
    if found.undated:
        say(f"karaka: {found.undated} {_UNDATED[what]}: they are not counted")
    if plot:
        drawing = svg(found, title=title or said(wanted))
        with Output(plot) as output:
            output.write(png(drawing) if plot.suffix.lower() == ".png" else drawing.encode())


def _jsonl(found: Series) -> bytes:
    return b"".join(msgspec.json.encode({found.by: day.isoformat(), found.what: count}) + b"\n" for day, count in found.points)


def _csv(found: Series) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([(found.by, found.what), *((day.isoformat(), count) for day, count in found.points)])
    return text.getvalue().encode()


def _table(found: Series) -> bytes:
    most = max((count for _, count in found.points), default=1)
    lines = (f"{day.isoformat()}  {count:>8,}  {'█' * round(40 * count / most)}".rstrip() for day, count in found.points)
    return "".join(f"{line}\n" for line in lines).encode()
