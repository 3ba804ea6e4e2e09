"""Events as the two tables of GDELT 2.0: events (61 columns) and mentions (16), tab-separated, without a heading.

Columns are filled as the GDELT Event Codebook 2.0 and the Mentions codebook describe them; what Karaka does not know (tone, ethnic and
religious codes, ADM2) is empty. One line a pair of actor and recipient, as GDELT does.
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import regex
import yaml

from karaka import records as r
from karaka.storing.rows import day_of, span_of_days

_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
EVENT_COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{c}" for c in _ACTOR), *(f"Actor2{c}" for c in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles",
    "AvgTone", *(f"Actor1Geo_{c}" for c in _GEO), *(f"Actor2Geo_{c}" for c in _GEO), *(f"ActionGeo_{c}" for c in _GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTION_COLUMNS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID",
    "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone",
    "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
_BREAKS = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}]+")
Cells = tuple[Any, ...]


class Lookups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """GDELT's codes for ours; see gdelt.yaml."""

    fips: dict[str, str]
    cameo_country: dict[str, str]
    known_groups: list[str]
    transnational: list[str]
    types: dict[str, str]
    goldstein: dict[str, float]


@cache
def lookups() -> Lookups:
    path = Path(__file__).with_name("gdelt.yaml")
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Lookups)


def number(article: str, event: str, pair: int) -> int:
    """A GLOBALEVENTID: 63 bits, the same for the same event whenever it is exported."""
    return int.from_bytes(hashlib.blake2b(f"{article}\n{event}\n{pair}".encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def fraction(day: datetime.date) -> float:
    """A day as year and the part of the year that has passed, as GDELT's FractionDate."""
    return round(day.year + (day.timetuple().tm_yday - 1) / (366 if calendar.isleap(day.year) else 365), 4)


def quad_class(root: str) -> int:
    """1 verbal cooperation (CAMEO 01 to 05), 2 material cooperation (06 to 08), 3 verbal conflict (09 to 13), 4 material conflict."""
    return next(quad for quad, last in enumerate((5, 8, 13, 20), 1) if int(root) <= last)


def _actor(party: r.Party | None) -> Cells:
    if party is None:
        return ("",) * len(_ACTOR)
    known = lookups()
    country = known.cameo_country.get(party.country, party.country)
    kind = known.types.get(party.sector, "")
    group = country if country in known.known_groups else ""
    first, second = (country, kind) if country in known.transnational else (kind, "")
    nation = "" if group or country in known.transnational else country
    return (f"{country}{kind}", (party.name or party.text).upper(), nation, group, "", "", "", first, second, "")


def _place(place: r.Place | None, country: str = "") -> Cells:
    """Type 1 is a country, 3 a city of the USA, 4 a city of elsewhere; a party has no place of its own but its country."""
    known = lookups()
    if place is None or not (place.country or place.name or place.text):
        code = known.fips.get(country, "")
        return (1, "", code, code, "", "", "", "") if code else (0, "", "", "", "", "", "", "")
    code = known.fips.get(place.country, "")
    named = place.name or place.text
    city = place.lat is not None and place.geonameid is not None
    kind = (3 if place.country == "USA" else 4) if city else 1
    return (kind, named, code, code if kind == 1 else "", "", place.lat, place.lon, "")


def _stamp(value: str | None, fallback: datetime.date | None) -> str:
    """A date or date-time as YYYYMMDDHHMMSS, in UTC if its zone is known."""
    try:
        moment = datetime.datetime.fromisoformat(value) if value else None
    except ValueError:
        moment = None
    if moment is None:
        return f"{fallback:%Y%m%d}000000" if fallback else ""
    return (moment.astimezone(datetime.UTC) if moment.tzinfo else moment).strftime("%Y%m%d%H%M%S")


def pairs(event: r.Event) -> list[tuple[r.Party | None, r.Party | None]]:
    """Every actor with every recipient; None where there is none."""
    nobody: list[r.Party | None] = [None]
    return list(product(event.actors or nobody, event.recipients or nobody))


def _event(coding: r.Coding, e: r.Event, pair: int, actor: r.Party | None, recipient: r.Party | None) -> Cells:
    a = coding.article
    day, _ = span_of_days(a.published, e)
    date = (f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y}", fraction(day)) if day else ("", "", "", "")
    code = e.cameo if len(e.cameo) > 2 else f"{e.cameo}0"
    root = e.cameo[:2]
    lead = next((i for i, s in enumerate(coding.sentences) if s.start >= a.body_start), 0)
    return (
        number(a.id, e.id, pair), *date, *_actor(actor), *_actor(recipient), int(e.sentence <= lead), code, code[:3], root, quad_class(root),
        lookups().goldstein[root], 1, 1, 1, "", *_place(None, actor.country if actor else ""),
        *_place(None, recipient.country if recipient else ""), *_place(e.place), _stamp(a.published, day), a.url or a.id,
    )  # fmt: skip


def _mention(coding: r.Coding, e: r.Event, pair: int, actor: r.Party | None, recipient: r.Party | None) -> Cells:
    a = coding.article
    day, _ = span_of_days(a.published, e)
    host = urlsplit(a.url).hostname if a.url else None
    offsets = [-1 if p is None or p.start is None else p.start for p in (actor, recipient)]
    return (
        number(a.id, e.id, pair), _stamp(None, day), _stamp(a.published, day_of(a.published)), 1 if a.url else 2,
        host or a.publisher or a.id, a.url or a.id, e.sentence + 1, *offsets, e.trigger.start, 1, 10 * round(10 * e.confidence), len(a.text), "", "", "",
    )  # fmt: skip


def _line(cells: Cells) -> bytes:
    return ("\t".join("" if c is None else _BREAKS.sub(" ", str(c)) for c in cells) + "\n").encode("utf-8", "replace")


def events(coding: r.Coding) -> Iterator[bytes]:
    """Lines of the event table."""
    for event in coding.events:
        for i, pair in enumerate(pairs(event)):
            yield _line(_event(coding, event, i, *pair))


def mentions(coding: r.Coding) -> Iterator[bytes]:
    """Lines of the mention table."""
    for event in coding.events:
        for i, pair in enumerate(pairs(event)):
            yield _line(_mention(coding, event, i, *pair))
