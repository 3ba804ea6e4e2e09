"""Articles as brat standoff, for correcting by hand, and corrected brat back as gold documents.

A document is NAME.txt (the article's text, unchanged) and NAME.ann. Events are brat events of PLOVER's type on the trigger, with
arguments Actor, Recipient, Date, Place and Source (Source, Source2 ...: outermost first); attributions are events of type Attribution on
the content with Speaker, Cue and Via. Codes stand in notes: `RUS GOV` on a party, `RUS` on a place, `2023-09-14` on a date, and on an
event `actor IND GOV` for a party without words. Mode, Factuality and Kind are attributes. The file documents.jsonl keeps what brat cannot.
See https://brat.nlplab.org/standoff.html for the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import regex

from karaka import records as r
from karaka.errors import InputError

INDEX = "documents.jsonl"
_UNSAFE = regex.compile(r"[^\p{L}\p{M}\p{Nd}._-]+")
_SPAN = regex.compile(r"(?P<type>\S+) (?P<offsets>\d+ \d+(?:;\d+ \d+)*)")
_NUMBERED = regex.compile(r"(\D+?)(\d*)")
Offsets = tuple[int, int]


class Known(msgspec.Struct, frozen=True):
    """What of an article its brat files do not say."""

    file: str
    id: str
    publisher: str | None = None
    published: str | None = None
    title: str | None = None


def config(modes: Iterable[str]) -> str:
    """brat's annotation.conf for these documents; modes: all that there are."""
    arguments = "Actor*:Party, Recipient*:Party, Date?:Date, Place?:Place, Source*:Source"
    events = "\n".join(f"{t.value}\t{arguments}" for t in r.EventType)
    factualities = "|".join(f.name for f in r.Factuality)
    return (
        "[entities]\nParty\nDate\nPlace\nSource\nCue\n\n[relations]\n\n"
        f"[events]\n{events}\nAttribution\tSpeaker?:Source, Cue?:Cue, Via?:Attribution\n\n"
        f"[attributes]\nFactuality\tArg:<EVENT>, Value:{factualities}\nMode\tArg:<EVENT>, Value:{'|'.join(sorted(set(modes)))}\n"
        "Kind\tArg:Attribution, Value:direct|mixed|indirect\n"
    )


def file_name(article: str, taken: set[str]) -> str:
    """A name for an article's files, made of its id, and new; it is added to those that are taken."""
    base = _UNSAFE.sub("-", article).strip("-.")[-100:] or "article"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base}-{n}", n + 1
    taken.add(name.casefold())
    return name


class Writer:
    """The lines of one article's .ann file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self.spans: dict[tuple[str, int, int, str], str] = {}
        self.counts = dict.fromkeys("TEA#", 0)

    def _next(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"

    def span(self, kind: str, start: int, end: int, note: str = "") -> str:
        """A text-bound annotation, made once; in pieces where a line ends, as brat wants it."""
        key = (kind, start, end, note)
        if key not in self.spans:
            name = self.spans[key] = self._next("T")
            pieces = [(m.start(), m.end()) for m in regex.finditer(r"[^\r\n]+", self.text, pos=start, endpos=end)] or [(start, end)]
            where = ";".join(f"{a} {b}" for a, b in pieces)
            self.lines.append(f"{name}\t{kind} {where}\t{' '.join(self.text[a:b] for a, b in pieces)}")
            self.note(name, note)
        return self.spans[key]

    def event(self, kind: str, start: int, end: int, arguments: Iterable[tuple[str, str]]) -> str:
        name = self._next("E")
        written: list[str] = []
        trigger = self.span(kind, start, end, note="")
        numbers: dict[str, int] = {}
        for role, target in arguments:
            numbers[role] = numbers.get(role, 0) + 1
            written.append(f"{role}{numbers[role] if numbers[role] > 1 else ''}:{target}")
        self.lines.append(f"{name}\t" + " ".join([f"{kind}:{trigger}", *written]))
        return name

    def attribute(self, kind: str, target: str, value: str) -> None:
        if value:
            self.lines.append(f"{self._next('A')}\t{kind} {target} {value}")

    def note(self, target: str, words: str) -> None:
        if words:
            self.lines.append(f"{self._next('#')}\tAnnotatorNotes {target}\t{words}")


def annotation(coding: r.Coding) -> str:
    """The .ann file of a record."""
    w = Writer(coding.article.text)
    for e in coding.events:
        _event(w, e)
    names = [f"E{len(coding.events) + 1 + i}" for i in range(len(coding.attributions))]
    for a in coding.attributions:
        _attribution(w, a, names)
    return "".join(f"{line}\n" for line in w.lines)


def _codes(p: r.Party) -> str:
    return f"{p.country or '-'} {p.sector or '-'}"


def _event(w: Writer, e: r.Event) -> None:
    arguments: list[tuple[str, str]] = []
    wordless: list[str] = []
    for role, parties in (("Actor", e.actors), ("Recipient", e.recipients)):
        for p in parties:
            if p.start is None or p.end is None:
                wordless.append(f"{role.lower()} {_codes(p)}")
            else:
                arguments.append((role, w.span("Party", p.start, p.end, _codes(p))))
    if e.date and e.date.start is not None and e.date.end is not None:
        arguments.append(("Date", w.span("Date", e.date.start, e.date.end, e.date.value or "-")))
    if e.place and e.place.start is not None and e.place.end is not None:
        arguments.append(("Place", w.span("Place", e.place.start, e.place.end, e.place.country or "-")))
    arguments += [("Source", w.span("Source", s.start, s.end)) for s in e.sources if s.start is not None and s.end is not None]
    name = w.event(e.type.value, e.trigger.start or 0, e.trigger.end or 0, arguments)
    w.attribute("Factuality", name, e.factuality.name)
    w.attribute("Mode", name, e.mode)
    w.note(name, "; ".join(wordless))


def _attribution(w: Writer, a: r.Attribution, names: list[str]) -> None:
    arguments: list[tuple[str, str]] = []
    if a.source and a.source.start is not None and a.source.end is not None:
        arguments.append(("Speaker", w.span("Source", a.source.start, a.source.end)))
    if a.cue.start is not None and a.cue.end is not None:
        arguments.append(("Cue", w.span("Cue", a.cue.start, a.cue.end)))
    if a.via is not None:
        arguments.append(("Via", names[a.via]))
    w.attribute("Kind", w.event("Attribution", a.content.start or 0, a.content.end or 0, arguments), a.kind)


class Parsed(msgspec.Struct):
    """An .ann file: text-bound annotations, events with their arguments in order, attributes and notes by what they belong to."""

    spans: dict[str, tuple[str, Offsets]] = {}
    events: dict[str, tuple[str, str, list[tuple[str, str]]]] = {}
    attributes: dict[str, dict[str, str]] = {}
    notes: dict[str, str] = {}


def parsed(ann: str, where: str) -> Parsed:
    """Raises InputError naming the line that is not brat's."""
    found = Parsed()
    for number, line in enumerate(ann.split("\n"), 1):
        if not line.strip():
            continue
        try:
            _read(found, line)
        except (ValueError, IndexError):
            raise InputError(f"{where}:{number}: not a line of brat's standoff: {line[:60]!r}") from None
    return found


def _read(found: Parsed, line: str) -> None:
    name, rest, *words = line.split("\t")
    if name[0] == "T":
        match = _SPAN.fullmatch(rest)
        if not match:
            raise ValueError(rest)
        edges = [int(x) for x in regex.split("[ ;]", match["offsets"])]
        found.spans[name] = (match["type"], (min(edges), max(edges)))
    elif name[0] == "E":
        (kind, trigger), *arguments = [tuple(part.split(":")) for part in rest.split()]
        found.events[name] = (kind, trigger, sorted(((role, target) for role, target in arguments), key=_order))
    elif name[0] in "AM":
        kind, target, *value = rest.split()
        found.attributes.setdefault(target, {})[kind] = value[0] if value else "true"
    elif name[0] == "#":
        found.notes[rest.split()[1]] = words[0].strip()
    elif name[0] not in "RN*":
        raise ValueError(name)


def _order(argument: tuple[str, str]) -> tuple[str, int]:
    match = _NUMBERED.fullmatch(argument[0])
    return (match[1], int(match[2] or 1)) if match else (argument[0], 1)


def gold(known: Known, text: str, ann: str) -> dict[str, Any]:
    """A gold document (see docs/evaluation.md) from a corrected .ann file. Raises InputError naming what is wrong."""
    where = f"{known.file}.ann"
    found = parsed(ann, where)
    for name, (_, (start, end)) in found.spans.items():
        if not 0 <= start < end <= len(text):
            raise InputError(f"{where}: {name} does not stand in the text")
    events: list[dict[str, Any]] = []
    attributions: list[dict[str, Any]] = []
    for name, (kind, trigger, arguments) in found.events.items():
        try:
            (attributions if kind == "Attribution" else events).append(_gold(found, name, kind, trigger, arguments))
        except KeyError as error:
            raise InputError(f"{where}: {name} speaks of {error.args[0]}, which is not there") from None
        except ValueError as error:
            raise InputError(f"{where}: {name}: {error}") from None
    events.sort(key=lambda e: e["trigger"])
    return {
        "id": known.id, "text": text, "title": known.title, "publisher": known.publisher, "published": known.published, "events": events,
        "attributions": attributions,
    }  # fmt: skip


def _gold(found: Parsed, name: str, kind: str, trigger: str, arguments: list[tuple[str, str]]) -> dict[str, Any]:
    span, attributes = found.spans[trigger][1], found.attributes.get(name, {})
    by_role: dict[str, list[str]] = {}
    for role, target in arguments:
        by_role.setdefault(role.rstrip("0123456789"), []).append(target)

    def spans(role: str) -> list[Offsets]:
        return [found.spans[target][1] for target in by_role.get(role, [])]

    def note(target: str) -> str:
        words = found.notes.get(target, "")
        return "" if words == "-" else words

    if kind == "Attribution":
        via = [found.spans[found.events[target][1]][1] for target in by_role.get("Via", [])]
        return {
            "content": span, "kind": attributes.get("Kind", "indirect"), "source": next(iter(spans("Speaker")), None),
            "cue": next(iter(spans("Cue")), None), "via": next(iter(via), None),
        }  # fmt: skip
    if kind not in set(r.EventType):
        raise ValueError(f"{kind} is no event type of PLOVER")
    parties = {role: [_party(found.spans[t][1], found.notes.get(t, "")) for t in by_role.get(role, [])] for role in ("Actor", "Recipient")}
    for part in filter(None, map(str.strip, found.notes.get(name, "").split(";"))):
        role, _, codes = part.partition(" ")
        if role.capitalize() not in parties:
            raise ValueError(f"the note {part!r} is neither 'actor COUNTRY SECTOR' nor 'recipient COUNTRY SECTOR'")
        parties[role.capitalize()].append(_party(None, codes))
    dates, places = by_role.get("Date", []), by_role.get("Place", [])
    certainty = attributes.get("Factuality", r.Factuality.CERTAIN.name)
    if certainty not in r.Factuality.__members__:
        raise ValueError(f"{certainty} is no factuality: there are {', '.join(r.Factuality.__members__)}")
    return {
        "trigger": span, "type": kind, "mode": attributes.get("Mode", ""), "factuality": r.Factuality[certainty].value,
        "actors": parties["Actor"], "recipients": parties["Recipient"],
        "date": {"span": found.spans[dates[0]][1], "value": note(dates[0])} if dates else None,
        "place": {"span": found.spans[places[0]][1], "country": note(places[0])} if places else None,
        "sources": spans("Source"),
    }  # fmt: skip


def _party(span: Offsets | None, codes: str) -> dict[str, Any]:
    country, _, sector = codes.strip().partition(" ")
    return {"span": span, "country": "" if country == "-" else country, "sector": "" if sector.strip() == "-" else sector.strip()}


def documents(folder: Path) -> Iterator[Known]:
    """What a folder's documents.jsonl says. Raises InputError."""
    try:
        lines = (folder / INDEX).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise InputError(f"{folder} has no {INDEX}: it is not a folder that karaka export wrote") from None
    for number, line in enumerate(lines, 1):
        try:
            yield msgspec.convert(json.loads(line), Known)
        except ValueError as error:
            raise InputError(f"{folder / INDEX}:{number}: {error}") from None
