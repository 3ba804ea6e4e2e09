"""Events as FollowTheMoney entities: an Article, its Events, and the parties as Person, PublicBody, Organization or LegalEntity.

Schemata and properties as https://followthemoney.tech/explorer documents them; written as JSON objects of id, schema and properties
(lists of strings), one a line, as `ftm` and Aleph read them. Nothing of the library is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from karaka import records as r
from karaka.storing.gdelt import lookups
from karaka.storing.rows import span_of_days

Entity = dict[str, Any]
_SCHEMATA = {"person": "Person", "country": "PublicBody", "territory": "PublicBody", "organisation": "Organization", "media": "Organization"}
_PUBLIC = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY"))
_TWO = {"GBR": "gb", "KOS": "xk", "EUR": "eu"}


def _id(*parts: str | None) -> str:
    return "karaka-" + hashlib.sha256("\n".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entity(key: str, schema: str, /, **properties: list[str | None]) -> Entity:
    """An entity with the properties that have a value."""
    kept = {name: list(dict.fromkeys(v for v in values if v)) for name, values in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _schema(party: r.Party) -> str:
    kind = (party.entity or "").partition("/")[0]
    if kind in _SCHEMATA:
        return _SCHEMATA[kind]
    if party.sector in _PUBLIC and not party.role:
        return "PublicBody"
    return "LegalEntity"


def _country(code: str) -> str | None:
    """A country's code as FollowTheMoney has it (alpha-2; it understands alpha-3 as well); None for what is no country."""
    return _TWO.get(code) or (code.lower() if code in lookups().fips else None)


def party(p: r.Party, article: str) -> Entity | None:
    """A party; one that the lexicon knows is the same in all articles. None for one without any name."""
    name = p.name or p.text
    if not name:
        return None
    schema = _schema(p)
    where: dict[str, list[str | None]] = {"country": [_country(p.country)]}
    if schema == "Person":
        where["position"] = [p.role]
    return entity(_id(p.entity or f"{article}\n{name}\n{p.country}\n{p.sector}"), schema, name=[name], alias=[p.text if p.text != name else None], **where)


def entities(coding: r.Coding) -> Iterator[Entity]:
    """The article, then for each event its parties (each once an article) and the event itself."""
    a = coding.article
    document = _id("article", a.id)
    yield entity(
        document, "Article", title=[a.title.text if a.title else None], fileName=[a.id], sourceUrl=[a.url], publishedAt=[a.published], language=["hin"],
        publisher=[a.publisher], author=[a.byline], bodyText=[a.text],
    )  # fmt: skip
    seen: set[str] = set()
    for e in coding.events:
        sides: list[list[str | None]] = []
        for parties in (e.actors, e.recipients):
            found = [made for p in parties if (made := party(p, a.id))]
            for made in found:
                if made["id"] not in seen:
                    seen.add(made["id"])
                    yield made
            sides.append([made["id"] for made in found])
        yield _event(coding, e, document, *sides)


def _event(coding: r.Coding, e: r.Event, document: str, actors: list[str | None], recipients: list[str | None]) -> Entity:
    a, sentence, place = coding.article, coding.sentences[e.sentence], e.place or r.Place()
    first, last = (day.isoformat() if day else None for day in span_of_days(a.published, e))
    kind = f"{e.type.value}/{e.mode}" if e.mode else e.type.value
    sources = " › ".join(s.text or s.name for s in e.sources)
    dates: dict[str, list[str | None]] = {"date": [first]} if first == last else {"startDate": [first], "endDate": [last]}
    return entity(
        _id("event", a.id, e.id), "Event", name=[f"{kind}: {e.trigger.text}"], summary=[a.text[sentence.start : sentence.end]],
        keywords=[kind, f"factuality {e.factuality.value}", *e.contexts], location=[place.name or place.text], country=[_country(place.country)],
        organizer=actors, involved=recipients, proof=[document], sourceUrl=[a.url], notes=[f"according to {sources}" if sources else None], **dates,
    )  # fmt: skip
