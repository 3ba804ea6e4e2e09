"""`karaka explain`: why an article's events are what they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karaka.cli.options import articles, checked_published, lexicon_option
from karaka.cli.output import Output, say
from karaka.errors import InputError, UsageError

if TYPE_CHECKING:
    from karaka.reading.inputs import Aside, Item


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--event", "event_id", metavar="ID", help="Only the event with this id.")
@click.option("--sentence", "number", type=click.IntRange(0), metavar="N", help="Only this sentence, counted from 0 as in the record.")
@click.option("--db", type=click.Path(path_type=Path), metavar="FILE", help="PATH is the id of an article stored in this DuckDB file.")
@articles
@lexicon_option
def explain(path: str, event_id: str | None, number: int | None, db: Path | None, published: str | None, publisher: str | None, lexicon: Path | None) -> None:
    """Explain events: the sentence as it was read, the frame that fits, and why each slot holds what it holds.

    PATH is an article as for `karaka code`, or records that `karaka code` has written; with --db the id of a stored article.

    \b
      karaka explain report.txt --published 2023-09-14
      karaka explain records.jsonl --event 1f0c9a5be2d34a77
      karaka explain news/a.txt --db events.duckdb --sentence 3
    """
    from karaka.cli.analysing import analyse
    from karaka.cli.explaining import report
    from karaka.cli.running import coder_for
    from karaka.reading.inputs import Aside, Reader

    day = checked_published(published)
    found = _stored(path, db) if db else Reader(published=day, publisher=publisher, stdin=lambda: sys.stdin.buffer).read([path])
    coder = coder_for(lexicon)
    status, shown = 0, 0
    with Output(None) as output:
        for item in found:
            if isinstance(item, Aside):
                say(f"karaka: set aside: {item}")
                status = 1
                continue
            analysis = analyse(coder, item.fields)
            if number is not None and number >= len(analysis.coding.sentences):
                say(f"karaka: {item.file} has {len(analysis.coding.sentences)} sentences (counted from 0): there is no sentence {number}")
                status = 1
                continue
            text = "\n".join(report(analysis, event_id=event_id, number=number))
            shown += bool(text)
            if not text and event_id is None:
                text = "No event is coded in this article.\n"
            output.write(f"{text}\n".encode() if text else b"")
    if event_id and not shown:
        raise InputError(f"no event has the id {event_id}: give --published and --publisher, and the path, as when it was coded")
    sys.exit(status)


def _stored(article: str, db: Path) -> Iterator[Item | Aside]:
    from karaka.reading.inputs import Item
    from karaka.reading.lines import fields_of
    from karaka.storing.reader import Reader as StoreReader

    if not db.exists():
        raise UsageError(f"{db}: no such database")
    with StoreReader(db) as store:
        record = store.record(article)
    if record is None:
        raise InputError(f"{db} holds no article with the id {article!r}")
    yield Item(article, None, fields_of(record.encode()))
