"""`karaka export` and `karaka import`: stored events in other tools' forms, and brat's corrections back as gold."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from karaka.cli.filtering import filter_of, filters
from karaka.cli.output import Output, OutputError, failed, say
from karaka.errors import InputError, UsageError

if TYPE_CHECKING:
    from karaka.records import Coding
    from karaka.storing.reader import Reader
    from karaka.storing.rows import Stored

FILES = ("csv", "jsonl", "json", "plover", "ftm", "conllu")
FOLDERS = ("parquet", "gdelt", "brat")


@click.command()
@click.argument("db", type=click.Path(path_type=Path), metavar="DB")
@click.option("--format", "form", type=click.Choice((*FILES, *FOLDERS)), required=True, help="parquet, gdelt and brat are folders, the others files.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file or new folder, which appears when it is whole; without it, standard output.",
)
@filters
def export(db: Path, form: str, out: Path | None, **conditions: Any) -> None:
    """Export the stored events that meet all the conditions, these and no others; without conditions, everything.

    \b
      csv      a row an event                    parquet  the tables of the store, parted by month
      jsonl    records karaka/1, one a line      gdelt    GDELT 2 event and mention tables
      json     records in one array              brat     standoff to correct by hand (see karaka import)
      plover   PLOVER's JSON, one event a line   conllu   the parses of the events' sentences
      ftm      FollowTheMoney entities           (without conditions: of all sentences)

    \b
      karaka export events.duckdb --format csv --type PROTEST --out protests.csv
      karaka export events.duckdb --format parquet --out archive
    """
    from karaka.cli.spooling import fill, pour, spool
    from karaka.storing.reader import Reader

    wanted = filter_of(**conditions)
    if form in FOLDERS and out is None:
        raise UsageError(f"--format {form} makes a folder: give --out")
    if form in FOLDERS and out:
        with Reader(db) as store, _folder(out) as folder:
            found = store.selected(wanted, eventless=True)
            if form == "parquet":
                _parquet(folder, found, store)
            else:
                _WRITERS[form](folder, found)
        return
    with spool() as place:
        with Reader(db) as store:
            fill(place, _pieces(form, store.selected(wanted, eventless=True), everything=not wanted))
        pour(place, out)


def _pieces(form: str, found: Iterable[Stored], *, everything: bool) -> Iterator[bytes]:
    from karaka.cli.formats import Format, stored_csv, writer

    if form == "csv":
        return stored_csv(found)
    codings = (stored.coding for stored in found)
    if form == "conllu":
        return _conllu(codings, everything=everything)
    if form == "ftm":
        return _ftm(codings)
    return writer(Format(form), width=100, colour=False)(codings)


def _ftm(codings: Iterable[Coding]) -> Iterator[bytes]:
    """An entity that several articles know is written once for each, with the same id; FollowTheMoney's tools merge them."""
    from karaka.storing.money import entities

    for coding in codings:
        yield b"".join(msgspec.json.encode(made) + b"\n" for made in entities(coding))


def _conllu(codings: Iterable[Coding], *, everything: bool) -> Iterator[bytes]:
    """The sentences parsed again, as the coder parses them."""
    from karaka.cli.conllu import block, flat
    from karaka.parsing.parser import shipped
    from karaka.text.hi.tokens import Sentence, tokens

    for coding in codings:
        text, chosen = coding.article.text, {e.sentence for e in coding.events}
        numbers = [i for i in range(len(coding.sentences)) if everything or i in chosen]
        found = []
        for i in numbers:
            spans = tokens(text, coding.sentences[i].start, coding.sentences[i].end)
            found.append(Sentence(spans[0][0], spans[-1][1], [text[a:b] for a, b in spans], [a for a, _ in spans], [b for _, b in spans]))
        blocks = [block(parse, i, text[parse.start : parse.end]) for i, parse in zip(numbers, shipped().parse(found), strict=True)]
        if blocks:
            yield (f"# newdoc id = {flat(coding.article.id)}\n" + "".join(blocks)).encode("utf-8", "replace")


def _parquet(folder: Path, found: Iterator[Stored], store: Reader) -> None:
    from karaka.storing.parquet import write
    from karaka.storing.schema import GATHERED

    write(folder, found, ((name, rows) for name in GATHERED for rows in store.table(name)))


def _gdelt(folder: Path, found: Iterator[Stored]) -> None:
    from karaka.storing.gdelt import events, mentions

    with Output(folder / "events.export.CSV") as first, Output(folder / "events.mentions.CSV") as second:
        for stored in found:
            first.write(b"".join(events(stored.coding)))
            second.write(b"".join(mentions(stored.coding)))


def _brat(folder: Path, found: Iterator[Stored]) -> None:
    from karaka.coding.plover import PLOVER
    from karaka.storing.brat import INDEX, Known, annotation, config, file_name

    taken: set[str] = set()
    with Output(folder / INDEX) as index:
        for stored in found:
            a = stored.coding.article
            name = file_name(a.id, taken)
            (folder / f"{name}.txt").write_bytes(a.text.encode("utf-8", "replace"))
            (folder / f"{name}.ann").write_bytes(annotation(stored.coding).encode("utf-8", "replace"))
            index.write(msgspec.json.encode(Known(name, a.id, a.publisher, a.published)) + b"\n")
    (folder / "annotation.conf").write_text(config(mode for row in PLOVER.values() for mode in row.modes), encoding="utf-8")


_WRITERS: dict[str, Callable[[Path, Iterator[Stored]], None]] = {"gdelt": _gdelt, "brat": _brat}


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    """A new folder, which gets its name when it is whole."""
    if out.exists():
        raise OutputError(f"{out} is there already: give the name of a new folder, or remove it")
    part = out.with_name(f".{out.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        part.rename(out)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise failed(str(out), error) from None
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option("--out", type=click.Path(path_type=Path), metavar="GOLD.jsonl", help="Write here instead of standard output; the file appears when it is whole.")
@click.pass_context
def import_command(ctx: click.Context, folder: Path, out: Path | None) -> None:
    """Take a folder of brat standoff that was corrected by hand back as gold, for `karaka evaluate` and for training.

    DIR is a folder of `karaka export --format brat`. A document that is not right is set aside with the reason, and the rest goes on.

    \b
      karaka export events.duckdb --format brat --out to-correct
      karaka import to-correct --out gold.jsonl
    """
    from karaka.storing.brat import documents

    status = 0
    with Output(out) as output:
        for known in documents(folder):
            try:
                output.write(_gold_line(folder, known))
            except InputError as error:
                say(f"karaka: set aside: {error}")
                status = 1
    ctx.exit(status)


def _gold_line(folder: Path, known: Any) -> bytes:
    from karaka.evaluating.gold import GoldDocument
    from karaka.storing.brat import gold

    try:
        text = (folder / f"{known.file}.txt").read_bytes().decode("utf-8")
        ann = (folder / f"{known.file}.ann").read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{known.file}: is not UTF-8") from None
    made = gold(known, text, ann)
    msgspec.convert(made, GoldDocument)
    return msgspec.json.encode(made) + b"\n"
