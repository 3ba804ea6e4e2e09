"""What the tokens of one time expression say: years, months, days, weekdays, and which of them are relative."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from karaka.identifying.date_calendar import Clock, Resolution, unknown
from karaka.identifying.date_words import Token


@dataclass(slots=True)
class Fields:
    """Calendar fields read from the tokens of one expression; a `..._rel` is prev, next, this, that or ""."""

    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    rels: dict[str, str] = field(default_factory=dict)
    weekdays: list[int] = field(default_factory=list)
    shift: int | None = None
    year_ago: int | None = None
    full: datetime.date | None = None
    ordinal: int | None = None


NUMBERS = ("one", "day_number", "number", "half")
_RELATIVES = ("prev", "next", "this", "that")
SHIFT = {"prev": -1, "next": 1, "this": 0}


def read_fields(tokens: list[Token]) -> Fields:
    """The fields that the tokens fill, up to the time of day."""
    fields, rel, last = Fields(), "", tokens[0]
    for i, token in enumerate(tokens):
        kind, value = token.kind, token.value
        if kind in ("dpart", "oclock", "clock"):
            break
        if kind in _RELATIVES:
            rel = kind
            continue
        if kind == "uyear" and last.kind in NUMBERS and any(t.kind == "before" for t in tokens[i + 1 : i + 3]):
            fields.year_ago = fields.days.pop() if fields.days else 0
        elif kind in ("uyear", "umonth", "uweek", "weekday", "festival", "hindu_month", "shift", "fiscal") and rel:
            fields.rels[kind], rel = rel, ""
        _put(fields, kind, value)
        last = token
    return fields


def _put(fields: Fields, kind: str, value: tuple[int, ...]) -> None:
    """Put one token's value into its field."""
    if kind in ("year", "old_year", "years"):
        fields.years.extend(value)
    elif kind in ("month", "month_year"):
        fields.months.append(value[0])
        fields.years.extend(value[1:])
    elif kind in ("one", "day_number", "number", "range"):
        fields.days.extend(value)
    elif kind == "weekday":
        fields.weekdays.append(value[0])
    elif kind in ("today", "shift"):
        fields.shift = value[0] if value else 0
    elif kind == "full_date":
        fields.full = datetime.date(*value)
    elif kind in ("ordinal", "last", "before"):
        fields.ordinal = value[0] if value else 1 if kind == "before" else -1


def year_of(fields: Fields, published: datetime.date | None) -> int | None:
    """The year that the expression names or points to, if any."""
    if fields.years:
        return fields.years[-1]
    if published is None:
        return None
    if fields.year_ago is not None:
        return published.year - fields.year_ago
    rel = fields.rels.get("uyear", "")
    return published.year + SHIFT[rel] if rel in SHIFT else None


def blind(fields: Fields, clock: Clock) -> Resolution | None:
    """The reason why a relative expression has no value, if so."""
    if "that" in fields.rels.values():
        return unknown("anaphoric")
    return unknown("no-publication-date") if clock.published is None and not fields.years and not fields.full else None
