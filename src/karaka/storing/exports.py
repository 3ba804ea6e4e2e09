"""Records in other tools' forms: flat rows for spreadsheets, and PLOVER's own JSON fields."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from typing import Any

from karaka import records as r

COLUMNS = (
    "article", "url", "publisher", "agency", "published", "title", "event", "sentence", "type", "mode", "contexts", "cameo", "quad", "scale",
    "trigger", "trigger_start", "trigger_end", "actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries",
    "recipient_sectors", "date", "date_words", "place", "place_words", "country", "lat", "lon", "factuality", "factuality_cues", "sources",
    "killed", "injured", "arrested", "rule", "confidence", "sentence_text",
)  # fmt: skip
_UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n")
_MODALITY = {"CT-": "negation", "PR+": "future", "PR-": "negation", "PS+": "hypothetical", "PS-": "hypothetical", "U": "hypothetical"}
Cell = str | int | float | None


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_UNSAFE) else cell


def _joined(values: list[str]) -> str:
    return "; ".join(values)


def _words(spans: list[r.Party]) -> str:
    return _joined([p.text or p.name for p in spans])


def rows(coding: r.Coding) -> Iterator[dict[str, Cell]]:
    """One row an event."""
    for event in coding.events:
        yield {name: safe(value) for name, value in zip(COLUMNS, _row(coding, event), strict=True)}


def _row(coding: r.Coding, e: r.Event) -> tuple[Cell, ...]:
    a, place, harm = coding.article, e.place or r.Place(), e.casualties or r.Casualties()
    sentence = coding.sentences[e.sentence]
    return (
        a.id, a.url, a.publisher, a.agency, a.published, a.title.text if a.title else None, e.id, e.sentence, e.type.value, e.mode,
        _joined(e.contexts), e.cameo, e.quad, e.scale, e.trigger.text, e.trigger.start, e.trigger.end, _words(e.actors),
        _joined([p.country for p in e.actors]), _joined([p.sector for p in e.actors]), _words(e.recipients),
        _joined([p.country for p in e.recipients]), _joined([p.sector for p in e.recipients]), e.date.value if e.date else None,
        e.date.text if e.date else None, place.name or None, place.text or None, place.country or None, place.lat, place.lon,
        e.factuality.value, _joined([c.text for c in e.factuality_cues]), " › ".join(s.text or s.name for s in e.sources), harm.killed,
        harm.injured, harm.arrested, e.rule, e.confidence, a.text[sentence.start : sentence.end],
    )  # fmt: skip


def plover(coding: r.Coding) -> Iterator[dict[str, Any]]:
    """PLOVER's JSON fields, one object an event; one with `has_event` false for an article without events.

    Fields that PLOVER has no name for (who says so, how sure, which words) follow under `karaka_` names, as its manual allows.
    """
    a = coding.article
    if not coding.events:
        yield {"id": a.id, "has_event": False, "date": a.published and a.published[:10], "event": [], "cite_info": _citation(a)}
    for event in coding.events:
        yield _plover_event(coding, event)


def _plover_event(coding: r.Coding, e: r.Event) -> dict[str, Any]:
    a, sentence = coding.article, coding.sentences[e.sentence]
    start, end = days(e.date.value if e.date else "")
    modality = _MODALITY.get(e.factuality.value)
    harm = e.casualties
    return {
        "id": e.id,
        "has_event": True,
        "date": start or (a.published and a.published[:10]),
        "enddate": end if end != start else None,
        "actor": [_entity(p) for p in e.actors],
        "recipient": [_entity(p) for p in e.recipients],
        "event": [e.type.value],
        "event_loc": [_location(e.place)] if e.place else [],
        "event_text": e.trigger.text,
        "quad_code": e.quad,
        "event_scale": e.scale,
        "mode": [m for m in (e.mode, modality) if m],
        "context": e.contexts,
        "size": {"dead": harm.killed, "injured": harm.injured, "arrested": harm.arrested} if harm else None,
        "link": a.url,
        "text": a.text[sentence.start : sentence.end],
        "text_info": {"sequence": e.sentence, "start": sentence.start, "end": sentence.end, "text_story": a.text},
        "cite_info": _citation(a),
        "karaka_factuality": e.factuality.value,
        "karaka_sources": [s.to_dict() for s in e.sources],
        "karaka_trigger": e.trigger.to_dict(),
        "karaka_rule": e.rule,
        "karaka_confidence": e.confidence,
    }


def _entity(p: r.Party) -> dict[str, Any]:
    return {"code": p.country, "sector": p.sector, "entity_text": p.text, "identifier_id": p.entity, "identifier_text": p.name, "office": p.role}


def _location(p: r.Place) -> dict[str, Any]:
    return {
        "extracted_place": p.text, "resolved_place": p.name, "geonameid": p.geonameid, "lat": p.lat, "lon": p.lon, "country_code": p.country,
    }  # fmt: skip


def _citation(a: r.Article) -> dict[str, Any]:
    return {
        "corpus": None, "citation": a.id, "url": a.url, "title": a.title.text if a.title else None, "language": a.language,
        "publication": a.publisher, "coder": "karaka", "codebook": "PLOVER", "version": "2.0",
    }  # fmt: skip


def days(value: str) -> tuple[str | None, str | None]:
    """First and last day of a date, month, year or range; None where there is none."""
    if not value:
        return None, None
    first, _, last = value.partition("/")
    return _edge(first, last=False), _edge(last or first, last=True)


def _edge(value: str, *, last: bool) -> str | None:
    parts = value.split("-")
    if not all(p.isascii() and p.isdigit() for p in parts) or len(parts) > 3:
        return None
    if len(parts) == 1:
        parts.append("12" if last else "01")
    if len(parts) == 2:
        parts.append(f"{calendar.monthrange(int(parts[0]), int(parts[1]))[1]:02}" if last else "01")
    return "-".join(parts)
