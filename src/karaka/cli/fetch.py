"""`karaka fetch`: news from feeds and pages, as lines that `karaka code` reads."""

from __future__ import annotations

import contextlib
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karaka.cli.asides import SetAside
from karaka.cli.output import Output, failed, say
from karaka.errors import InputError, UsageError

if TYPE_CHECKING:
    from karaka.reading.fetching.fetch import FeedRead, Write
    from karaka.reading.fetching.state import State

ENDINGS = (".jsonl", ".ndjson")


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="FEED_OR_URL...")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Append to this .jsonl file instead of writing to standard output.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="What was fetched before is kept here. Default: OUT.fetch; none without --out.")
@click.option("--set-aside", type=click.Path(path_type=Path), metavar="FILE", help="List here what can't be fetched. Default: beside --out.")
@click.option("--delay", type=click.FloatRange(0, 3600), default=2, show_default=True, metavar="SECONDS", help="Between two requests to one host.")
@click.option("--contact", metavar="TEXT", help="A mail address or page, told to the sites so that they can reach you.")
@click.option("--allow-private", is_flag=True, help="Fetch from addresses inside a private network or this machine as well.")
def fetch(urls: tuple[str, ...], out: Path | None, state: Path | None, set_aside: Path | None, delay: float, contact: str | None, allow_private: bool) -> None:
    """Fetch news politely: the new articles of RSS and Atom feeds, and single pages.

    One JSONL line an article, as `karaka code` reads it. What was fetched before is not fetched again: call it as often as you like.
    robots.txt, Crawl-delay and Retry-After are respected. What can't be fetched is set aside with a reason and the rest goes on.
    Exit status: 0 if all was fetched, 1 if something was set aside or failed, 2 for a wrong call.

    \b
      karaka fetch https://news.example/rss.xml --out news.jsonl --contact me@university.example
      karaka code news.jsonl --out events.csv
    """
    from karaka.reading.fetching.fetch import Added, Again, FeedRead, Fetcher, Waiting
    from karaka.reading.fetching.pacing import Pace, duration
    from karaka.reading.fetching.requesting import Client
    from karaka.reading.fetching.state import State
    from karaka.reading.fetching.visiting import Visitor

    wanted = _normalised(urls)
    client = Client(agent_of(contact), private=allow_private)
    target = _regular(out)
    asides = SetAside(set_aside or (target.with_name(f"{target.name}.set-aside.jsonl") if target else None))
    added = again = 0
    with State(state or (target.with_name(f"{target.name}.fetch") if target else None)) as kept, _writing(out, kept) as write:
        pace = Pace(delay)
        pace.ready.update(kept.pauses(pace.now()))
        for report in Fetcher(Visitor(client, pace, kept), kept, write).run(wanted):
            match report:
                case Added():
                    added += 1
                case Again():
                    again += 1
                case FeedRead():
                    say(f"karaka: {_of_feed(report)}")
                case Waiting():
                    say(f"karaka: waiting {duration(report.seconds)}, as {report.host} asks")
                case _:
                    asides.add(report)
    say(f"karaka: {counted(added, 'new article')}" + (f"; {counted(again, 'page')} fetched before" if again else ""))
    sys.exit(asides.close(added))


def agent_of(contact: str | None) -> str:
    """The header User-Agent. Raises UsageError for a contact that no header can hold."""
    from importlib.metadata import version

    if contact is not None and not (contact.isascii() and contact.isprintable() and contact.strip()):
        raise UsageError(f"--contact {contact!r} must be a mail address or URL, in ASCII")
    return f"karaka/{version('karaka')} (news research; {contact.strip() if contact else 'no contact given'})"


def counted(number: int, noun: str) -> str:
    """A number of things for people."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _of_feed(report: FeedRead) -> str:
    return f"{report.url}: " + ("unchanged" if report.entries is None else f"{report.new} new of {counted(report.entries, 'article')}")


def _normalised(urls: tuple[str, ...]) -> list[str]:
    """Raises UsageError for what is no URL."""
    from karaka.reading.fetching.urls import normalised

    try:
        return [normalised(url) for url in urls]
    except InputError as error:
        raise UsageError(str(error)) from None


def _regular(out: Path | None) -> Path | None:
    """The output if it is a file that can grow, not standard output or a device. Raises UsageError for a name that `karaka code` would not read."""
    if out is None or (out.exists() and not out.is_dir() and not stat.S_ISREG(out.stat().st_mode)):
        return None
    if out.is_dir():
        raise UsageError(f"--out {out} is a folder: give the name of a file")
    if not out.name.lower().endswith(ENDINGS):
        raise UsageError(f"--out {out} must end in {' or '.join(ENDINGS)}")
    return out


@contextlib.contextmanager
def _writing(out: Path | None, state: State) -> Iterator[Write]:
    """Where lines go. Raises OutputError."""
    from karaka.reading.fetching.lines import Lines

    target = _regular(out)
    if target is None:
        with Output(out) as stream:

            def write(line: bytes) -> None:
                stream.write(line)
                stream.flush()

            yield write
        return
    try:
        lines = Lines(target, state)
    except OSError as error:
        raise failed(str(target), error) from None

    def append(line: bytes) -> tuple[str, int]:
        try:
            return lines.add(line)
        except OSError as error:
            raise failed(str(target), error) from None

    with contextlib.closing(lines):
        yield append
