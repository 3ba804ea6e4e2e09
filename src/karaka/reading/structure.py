"""The frame of a news article: headline, section, dateline, agency, byline, date, captions, credit, boilerplate, as spans into the text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from karaka.reading.boilerplate import Line, Offsets, classified, patterns, remarks
from karaka.reading.datelines import Dateline, credit, dateline
from karaka.reading.dates import printed
from karaka.reading.words import any_of, words


@dataclass(frozen=True, slots=True)
class Structure:
    """Spans into the text; None where there is no such part. `skip` are spans that are no sentences.

    published: the date of publication that the text prints, in ISO 8601, if it prints one with its year.
    """

    title: Offsets | None
    body_start: int
    dateline: Offsets | None
    place: Offsets | None
    agency: Offsets | None
    byline: Offsets | None
    skip: tuple[Offsets, ...]
    section: Offsets | None = None
    captions: tuple[Offsets, ...] = ()
    published: str | None = None


def headline(text: str) -> Offsets | None:
    """The first line, if it reads as a headline: short, no full stop at its end, and a body after it."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    if end < 0 or not text[end:].strip():
        return None
    line = text[start:end].rstrip()
    if not 8 <= len(line) <= 180 or line[-1] in "।|." or text[end - 1 : end + 2] == " \n\n":
        return None
    return start, start + len(line)


def structure(text: str, title: Offsets | None = None) -> Structure:
    """Find the parts of an article; `title`: where a title given apart stands."""
    section = None if title else _section(text)
    title = title or _headline(text, section[1] if section else 0)
    lines = classified(text, max(title[1] if title else 0, section[1] if section else 0))
    body = next((n for n, line in enumerate(lines) if not line.kind), len(lines))
    if body < len(lines) and section is None and body + 1 < len(lines) and _sections().fullmatch(text, lines[body].start, lines[body].end):
        section = lines[body].start, lines[body].end
        body = next((n for n, line in enumerate(lines) if n > body and not line.kind), len(lines))
    start = lines[body].start if body < len(lines) else len(text)
    opening = dateline(text, start)
    body_start = opening.end if opening else start
    inside = remarks(text, body_start, lines)
    last = next((line.end for line in reversed(lines) if not line.kind), body_start)
    last = _before_remarks(text, last, [(a, b) for a, b, _ in inside])
    closing = credit(text, body_start, last)
    byline = _byline(text, lines, last) or (opening.desk if opening else None)
    skip = [(line.start, line.end) for line in lines if line.kind] + [(a, b) for a, b, _ in inside]
    skip += [(opening.start, opening.end)] if opening else []
    skip += [closing[0]] if closing else []
    skip += [section] if section else []
    captions = [(x.start, x.end) for x in lines if x.kind == "caption"] + [(a, b) for a, b, kind in inside if kind == "caption"]
    return Structure(
        title=title,
        body_start=body_start,
        dateline=(opening.start, opening.last) if opening else None,
        place=opening.place if opening else None,
        agency=(opening.agency if opening else None) or (closing[1] if closing else None),
        byline=byline,
        skip=tuple(sorted(set(skip))),
        section=section and _named(text, section),
        captions=tuple(sorted(captions)),
        published=_published(text, lines, opening),
    )


@cache
def _sections() -> regex.Pattern[str]:
    name = rf"(?i:{any_of(words().sections)})"
    return regex.compile(rf"\s*(?:(?:Hindi News|हिंदी न्यूज़?|हिन्दी न्यूज़?)\s*[/>»|]\s*)?{name}(?:\s*[/>»|]\s*{name})*\s*[/>»|]?\s*")


def _section(text: str) -> Offsets | None:
    """The section before a headline: a line of its own, or words and a slash at the head of its line."""
    match = _sections().match(text)
    if not match or not match[0].strip():
        return None
    alone = "\n" in match[0][len(match[0].rstrip()) :]
    if not alone and match[0].rstrip()[-1] not in "/>»|":
        return None
    start = len(text) - len(text.lstrip())
    return start, start + len(match[0].strip())


def _named(text: str, span: Offsets) -> Offsets:
    """A section without the slash after it."""
    return span[0], span[0] + len(text[slice(*span)].rstrip("/>»| "))


def _headline(text: str, start: int) -> Offsets | None:
    found = headline(text[start:])
    return (found[0] + start, found[1] + start) if found else None


def _before_remarks(text: str, end: int, inside: list[Offsets]) -> int:
    """Where the text ends if the remarks at its end are left away."""
    for a, b in sorted(inside, reverse=True):
        if text[b:end].strip(" \n।."):
            break
        end = a
    return len(text[:end].rstrip())


def _byline(text: str, lines: list[Line], last: int) -> Offsets | None:
    """The first byline near the head of the article, or after its last words."""
    for n, line in enumerate(lines):
        if line.kind in ("byline", "date") and (n < 6 or line.start >= last):
            match = patterns().byline.search(text, line.start, line.end)
            if match:
                return match.span("byline")
    return None


def _published(text: str, lines: list[Line], opening: Dateline | None) -> str | None:
    """The date of publication: of a line that says when it first appeared, else of another line, else of the dateline."""
    found: dict[bool, str] = {}
    for line in [*lines[:6], *lines[-2:]]:
        if line.kind not in ("date", "byline"):
            continue
        for match in patterns().date.finditer(text, line.start, line.end):
            if value := printed(match["date"], numeric=True):
                found.setdefault(any(match["label"].lower() == w.lower() for w in words().date_first), value)
        if line.kind == "date" and not found and (value := printed(text[line.start : line.end])):
            found[False] = value
    if found:
        return found.get(True) or found[False]
    return printed(text[slice(*opening.date)]) if opening and opening.date else None
