"""Events as a table for people: what, who, to whom, when and where, how sure, and according to whom, with the words that say so."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Literal

import regex
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from karaka import records as r

_CONTROL = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\s]+")
_NARROW = 19
"""What fits the first column of a table of a hundred."""
_QUAD = {1: "green", 2: "cyan", 3: "yellow", 4: "red"}
LEGEND = (
    "CT+ reported as fact   CT- said not to have happened   PR+ expected or planned   PS+ possible   U only wanted or alleged\n"
    "A › B: A says that B says so (no entry: the article itself does).   = stands for   ~ not in the words, but implied by the act"
)


def clean(text: str) -> str:
    """Text for one line of a terminal: no line breaks, no control characters."""
    return _CONTROL.sub(" ", text).strip()


def chain(coding: r.Coding, event: r.Event) -> str:
    """The chain of sources of an event as A › B, the agency first; empty where the article itself says it."""
    agency = coding.article.agency
    names = [clean(s.text or s.name) for s in event.sources]
    if names and agency and agency.casefold() != (coding.article.publisher or "").casefold() and names[:1] != [clean(agency)]:
        names.insert(0, clean(agency))
    return " › ".join(names)


def _party(party: r.Party) -> Text:
    code = " ".join(filter(None, (party.country, party.sector)))
    words = clean(party.text)
    if not words:
        words = f"~ {party.name}" if party.name else "~"
    elif party.coreferent:
        words += f" = {clean(party.name or party.coreferent.text)}"
    cell = Text(code, style="bold") if code else Text()
    return cell.append(("\n" if code else "") + words, style="not bold")


def _parties(parties: list[r.Party]) -> Text:
    return Text("\n").join(map(_party, parties))


def _what(event: r.Event) -> Text:
    name = f"{event.type}/{event.mode}" if event.mode else str(event.type)
    name = name if len(name) <= _NARROW else name.replace("/", "/\n")
    return Text(name, style=f"bold {_QUAD.get(event.quad, 'white')}").append(f"\n{clean(event.trigger.text)}", style="default not bold")


def _when_where(event: r.Event) -> Text:
    cell = Text()
    if event.date:
        words = clean(event.date.text)
        cell.append(event.date.value or "?", style="bold").append(f" {words}" if words != event.date.value else "")
    if event.place:
        cell.append("\n" if event.date else "")
        cell.append(event.place.country, style="bold").append(f" {clean(event.place.text or event.place.name)}")
    return cell


def _sure(event: r.Event) -> Text:
    cues = ", ".join(clean(c.text) for c in event.factuality_cues)
    return Text(event.factuality.value, style="bold").append(f"\n{cues}" if cues else "", style="not bold")


def events_table(coding: r.Coding) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, leading=1, pad_edge=False, padding=(0, 1, 0, 0))
    for name, ratio in (("what", 22), ("who", 21), ("to whom", 19), ("when, where", 15), ("sure", 8), ("according to", 15)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for event in coding.events:
        says = Text(chain(coding, event))
        table.add_row(_what(event), _parties(event.actors), _parties(event.recipients), _when_where(event), _sure(event), says)
    return table


def heading(coding: r.Coding) -> Text:
    """The article's title (or its beginning) and what is known of it."""
    a = coding.article
    title = clean(a.title.text) if a.title else clean(a.text[:200])[:80]
    where = a.dateline.text if a.dateline else None
    facts = [a.publisher, a.published, a.agency and f"agency {a.agency}", where and f"dateline {where}", f"{len(coding.sentences)} sentences", a.id]
    return Text(title, style="bold").append("\n" + clean(" · ".join(filter(None, facts))), style="not bold dim")


def rendered(*parts: Text | Table, width: int, colour: bool) -> bytes:
    """Rich objects as UTF-8."""
    text = io.StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=text, width=width, force_terminal=colour, color_system=system, highlight=False, markup=False, emoji=False, legacy_windows=False)
    for part in parts:
        console.print(part)
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines()).encode("utf-8")


def article(coding: r.Coding, *, width: int, colour: bool) -> bytes:
    body: Text | Table = events_table(coding) if coding.events else Text("no events\n", style="dim")
    return rendered(heading(coding), body, width=width, colour=colour)


def as_table(codings: Iterable[r.Coding], *, width: int, colour: bool) -> Iterator[bytes]:
    some = False
    for coding in codings:
        yield article(coding, width=width, colour=colour)
        some = True
    if some:
        yield rendered(Text(LEGEND, style="dim"), width=width, colour=colour)
