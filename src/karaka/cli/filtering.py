"""The options that choose events of a store, the same for every command."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from karaka.cli.output import say
from karaka.errors import UsageError
from karaka.records import EventType, Factuality

if TYPE_CHECKING:
    from karaka.storing.filters import Filter
    from karaka.storing.reader import Reader

F = TypeVar("F", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])
_OPTIONS = (
    click.option("--type", "types", multiple=True, type=click.Choice([t.value for t in EventType]), help="Of this type."),
    click.option("--mode", "modes", multiple=True, metavar="MODE", help="Of this mode, such as visit or arrest."),
    click.option("--actor", "actors", multiple=True, metavar="WHO", help="Done by RUS, RUS:GOV, :GOV, an entity's id, or someone of this name."),
    click.option("--recipient", "recipients", multiple=True, metavar="WHO", help="Done to WHO, written as for --actor."),
    click.option("--place", "places", multiple=True, metavar="PLACE", help="In a country (its code) or a place of this name."),
    click.option("--from", "since", type=_DAY, metavar="DATE", help="On this day (YYYY-MM-DD) or later; an event without a date has that of its article."),
    click.option("--to", "until", type=_DAY, metavar="DATE", help="On this day or earlier."),
    click.option("--source", "sources", multiple=True, metavar="WHO", help="According to someone of this name or id, or in a report of this agency."),
    click.option("--publisher", "publishers", multiple=True, metavar="NAME", help="In an article of this publisher."),
    click.option("--factuality", "factualities", multiple=True, type=click.Choice([f.value for f in Factuality]), help="As sure as this."),
    click.option("--story", "stories", multiple=True, metavar="NAME", help="Of the story of this name, as `karaka stories` shows it."),
    click.option("--text", default="", metavar="WORDS", help='With these words in its sentence, in any inflected form; a "phrase" in quotation marks.'),
)


def filters(command: F) -> F:
    """Add the options; one that is given more than once is met by any of its values, and all options must be met."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filter_of(
    *, types: tuple[str, ...], modes: tuple[str, ...], actors: tuple[str, ...], recipients: tuple[str, ...], places: tuple[str, ...],
    since: datetime.datetime | None, until: datetime.datetime | None, sources: tuple[str, ...], publishers: tuple[str, ...],
    factualities: tuple[str, ...], stories: tuple[str, ...], text: str,
) -> Filter:  # fmt: skip
    """The filter that the options say. Raises UsageError for a mode that does not exist, a span that ends before it begins, a text without words."""
    from karaka.coding.plover import PLOVER
    from karaka.storing.filters import Filter, where

    known = {mode for row in PLOVER.values() for mode in row.modes}
    for mode in modes:
        if mode not in known:
            raise UsageError(f"--mode {mode}: there is no such mode; there are {', '.join(sorted(known))}")
    if since and until and until < since:
        raise UsageError("--to is before --from")
    wanted = Filter(
        types=types, modes=modes, actors=actors, recipients=recipients, places=places, since=since.date() if since else None,
        until=until.date() if until else None, sources=sources, publishers=publishers, factualities=factualities, stories=stories, text=text,
    )  # fmt: skip
    where(wanted)
    return wanted


def said(wanted: Filter) -> str:
    """A filter in a line, as the options that give it."""
    names = {
        "types": "type", "modes": "mode", "actors": "actor", "recipients": "recipient", "places": "place", "since": "from", "until": "to",
        "sources": "source", "publishers": "publisher", "factualities": "factuality", "stories": "story", "text": "text",
    }  # fmt: skip
    parts = []
    for field, name in names.items():
        value = getattr(wanted, field)
        if value:
            parts.append(f"{name} {' or '.join(map(str, value)) if isinstance(value, tuple) else value}")
    return ", ".join(parts) or "all events"


def say_ungathered(store: Reader) -> None:
    """Tell of the articles that are in no story, or as they were before."""
    count = store.ungathered()
    if count:
        say(f"karaka: {count} articles are not gathered as they are now (see karaka gather): stories know nothing of that yet")
