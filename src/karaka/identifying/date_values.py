"""Values of time expressions: calendar arithmetic, and one resolver for each rule of the grammar in date_words."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from karaka.identifying.date_calendar import (
    Clock,
    Resolution,
    months_on,
    moved,
    nearest_day,
    of_day,
    of_month,
    of_span,
    of_week,
    of_year,
    real_day,
    unknown,
    weekday_day,
    year_of_month,
)
from karaka.identifying.date_fields import NUMBERS, SHIFT, Fields, blind, read_fields, year_of
from karaka.identifying.date_words import Token, lexicon


def _days(tokens: list[Token], clock: Clock) -> Resolution:
    """20 मार्च, दो और 11 अप्रैल: from the first day to the last."""
    fields = read_fields(tokens)
    points = _points(tokens)
    (first_day, first_month, first_year), (last_day, last_month, last_year) = points[0], points[-1]
    year = last_year or (None if fields.years else year_of(fields, clock.published))
    if year is None and clock.published is None:
        return unknown("no-publication-date", "range")
    if year is None and clock.published:
        nearest = nearest_day((real_day(clock.published.year + k, last_month, last_day) for k in (-1, 0, 1)), clock, clock.published)
        year = nearest.year if nearest else clock.published.year
    assert year is not None
    opening = first_year or (year - 1 if (first_month, first_day) > (last_month, last_day) else year)
    first, last = real_day(opening, first_month, first_day), real_day(year, last_month, last_day)
    return of_span(first, last) if first and last else unknown("no-such-day", "range")


def _points(tokens: list[Token]) -> list[tuple[int, int, int]]:
    """(day, month, year or 0) of each listed day, which takes the month and year that follow it; a year in front is for all."""
    points: list[tuple[int, int, int]] = []
    month = year = pending = 0
    for token in reversed(tokens):
        if token.kind in ("year", "old_year"):
            pending = token.value[0]
        elif token.kind == "month":
            month, year, pending = token.value[0], pending, 0
        elif token.kind in ("one", "day_number", "range"):
            points += [(day, month, year) for day in reversed(token.value)]
    return [(day, of, year or pending) for day, of, year in reversed(points)]


def _month_span(tokens: list[Token], clock: Clock) -> Resolution:
    """जनवरी से मार्च तक."""
    fields = read_fields(tokens)
    if hidden := blind(fields, clock):
        return hidden
    first, last = fields.months[0], fields.months[-1]
    year = year_of(fields, clock.published)
    if year is None:
        assert clock.published
        year = year_of_month(last, Clock(clock.published, clock.tense), clock.published)
    opening = fields.years[0] if len(fields.years) > 1 else year - (first > last)
    return of_span(f"{opening:04d}-{first:02d}", f"{year:04d}-{last:02d}")


def _years(tokens: list[Token], clock: Clock) -> Resolution:
    first, last = _year_pair(tokens)
    return of_span(f"{first:04d}", f"{last:04d}")


def _year_pair(tokens: list[Token]) -> tuple[int, int]:
    """The first and last year named; the last may be two digits (2004 - 05)."""
    years = [y for t in tokens if t.kind in ("year", "old_year", "years") for y in t.value]
    if tokens[-1].kind in NUMBERS:
        years.append(years[0] - years[0] % 100 + tokens[-1].value[0])
    return years[0], years[-1]


def _fiscal(tokens: list[Token], clock: Clock) -> Resolution:
    """The Indian fiscal year, April to March; one year alone is the year in which it ends."""
    fields = read_fields(tokens)
    if hidden := blind(fields, clock):
        return hidden
    if fields.years:
        first, last = _year_pair(tokens)
        opening = first if first < last else first - 1
    else:
        assert clock.published
        opening = clock.published.year - (clock.published.month < 4) + SHIFT[fields.rels["fiscal"]]
    return of_span(f"{opening:04d}-04-01", f"{opening + 1:04d}-03-31", "fiscal-year")


def _weekdays(tokens: list[Token], clock: Clock) -> Resolution:
    if clock.published is None:
        return unknown("no-publication-date", "range")
    first, last = read_fields(tokens).weekdays
    end = weekday_day(last, "", clock, clock.published)
    start = moved(end, -((last - first) % 7))
    if clock.tense == "future" and start < clock.published:
        start, end = moved(start, 7), moved(end, 7)
    return of_span(start, end)


def _date(tokens: list[Token], clock: Clock) -> Resolution:
    """15 अगस्त, 15 अगस्त 2012, पिछले महीने 21 अगस्त, इस महीने की 15 तारीख़."""
    fields = read_fields(tokens)
    if fields.full:
        return of_day(fields.full)
    if hidden := blind(fields, clock):
        return hidden
    day = fields.days[0] if fields.days else fields.ordinal or 0
    if not fields.months:
        return _day_of_month(day, fields, clock)
    year = year_of(fields, clock.published)
    if year is not None:
        return of_day(real_day(year, fields.months[-1], day))
    assert clock.published
    return of_day(nearest_day(_candidates(fields, day, clock.published), clock, clock.published))


def _candidates(fields: Fields, day: int, published: datetime.date) -> list[datetime.date]:
    """The day and month in the years around publication, on the weekday that is named beside it if one year fits."""
    years = range(-8, 9) if fields.months[-1] == 2 and day == 29 else range(-2, 3)
    days = [d for k in years if (d := real_day(published.year + k, fields.months[-1], day))]
    fitting = [d for d in days if fields.weekdays and d.weekday() == fields.weekdays[0]]
    return fitting or days


def _day_of_month(day: int, fields: Fields, clock: Clock) -> Resolution:
    """पहली तारीख़, अगले महीने की 15 तारीख़."""
    assert clock.published
    rel = fields.rels.get("umonth")
    shifts = (SHIFT[rel],) if rel else (-1, 0, 1)
    months = [months_on(clock.published.year, clock.published.month, k) for k in shifts]
    days = [d for y, m in months if (d := real_day(y, m, day))]
    if not rel and clock.tense in ("past", "future"):
        days = [d for d in days if (d <= clock.published) == (clock.tense == "past") or d == clock.published]
    return of_day(nearest_day(days, clock, clock.published))


def _month(tokens: list[Token], clock: Clock) -> Resolution:
    """मई, मई 2013, बीते साल जुलाई, जनवरी के दूसरे सप्ताह."""
    fields = read_fields(tokens)
    if hidden := blind(fields, clock):
        return hidden
    month, year = fields.months[-1], year_of(fields, clock.published)
    if year is None:
        assert clock.published
        year = year_of_month(month, clock, clock.published)
    if tokens[-1].kind != "uweek":
        return of_month(year, month)
    length = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.date(year, month, 1)).days
    first = length - 6 if fields.ordinal == -1 else ((fields.ordinal or 1) - 1) * 7 + 1
    if first > length:
        return unknown("no-such-week", "week")
    last = length if fields.ordinal == -1 else min(first + 6, length)
    return of_span(f"{year:04d}-{month:02d}-{first:02d}", f"{year:04d}-{month:02d}-{last:02d}", "week")


def _near(tokens: list[Token], clock: Clock) -> Resolution:
    """आज, कल, परसों: the last two by tense."""
    if clock.published is None:
        return unknown("no-publication-date")
    days = read_fields(tokens).shift or 0
    if tokens[0].kind in ("prev", "next"):
        return of_day(moved(clock.published, days * SHIFT[tokens[0].kind]))
    if days and not clock.tense:
        return unknown("ambiguous-tense")
    return of_day(moved(clock.published, -days if clock.tense == "past" else days))


def _weekday_named(tokens: list[Token], clock: Clock) -> Resolution:
    """सोमवार, बीते सोमवार, अगले हफ़्ते मंगलवार."""
    fields = read_fields(tokens)
    if hidden := blind(fields, clock):
        return hidden
    assert clock.published
    week = fields.rels.get("uweek")
    if week:
        return of_day(moved(clock.published, 7 * SHIFT[week] + fields.weekdays[0] - clock.published.weekday()))
    return of_day(weekday_day(fields.weekdays[0], fields.rels.get("weekday", ""), clock, clock.published))


def _festival(tokens: list[Token], clock: Clock) -> Resolution:
    """A festival in the year named, else the nearest by tense."""
    fields = read_fields(tokens)
    entry = lexicon().festivals[next(t.value[0] for t in tokens if t.kind == "festival")]
    if entry.get("national") and clock.foreign:
        return unknown("other-country")
    if hidden := blind(fields, clock):
        return hidden
    year, rel = year_of(fields, clock.published), fields.rels.get("festival")
    if year is not None:
        days = [d for d in _kept(entry, year) if d.year == year]
        return of_day(days[0]) if days else unknown("unknown-festival-year")
    assert clock.published
    days = [d for k in (-1, 0, 1) for d in _kept(entry, clock.published.year + k)]
    tense = {"prev": "past", "next": "future"}.get(rel or "", clock.tense)
    days = [d for d in days if rel not in ("prev", "next") or (d < clock.published) == (rel == "prev")]
    nearest = nearest_day(days, Clock(clock.published, tense), clock.published)
    return of_day(nearest) if nearest and abs((nearest - clock.published).days) <= 366 else unknown("unknown-festival-year")


def _kept(entry: dict[str, Any], year: int) -> list[datetime.date]:
    """The days of a festival in a year."""
    if "fixed" in entry:
        month, day = map(int, entry["fixed"].split("-"))
        return [datetime.date(year, month, day)] if 1 <= year <= 9999 else []
    return [d for d in entry["dates"] if d.year == year]


def _hindu(tokens: list[Token], clock: Clock) -> Resolution:
    """A Hindu month: from the day after a full moon to the next one."""
    fields = read_fields(tokens)
    if hidden := blind(fields, clock):
        return hidden
    spans = lexicon().hindu_months[tokens[-1].value[0]]
    year = year_of(fields, clock.published)
    if year is not None:
        spans = [s for s in spans if s[0].year == year]
    elif clock.published and clock.tense in ("past", "future"):
        published = clock.published
        spans = [s for s in spans if (s[0] <= published if clock.tense == "past" else s[1] >= published)]
    anchor = clock.published
    chosen = min(spans, key=lambda s: abs((s[0] - anchor).days) if anchor and year is None else 0, default=None)
    return of_span(*chosen, "hindu-month") if chosen else unknown("unknown-year", "hindu-month")


def _decade(tokens: list[Token], clock: Clock) -> Resolution:
    """1990 के दशक, नब्बे के दशक, 21वीं सदी."""
    number = tokens[0].value[0]
    if tokens[-1].kind == "ucentury":
        return of_span(f"{(number - 1) * 100 + 1:04d}", f"{number * 100:04d}", "century")
    if number < 100:
        number += 1900 if number >= 30 else 2000
    return of_span(f"{number:04d}", f"{number + 9:04d}", "decade") if number % 10 == 0 else unknown("no-such-decade", "decade")


def amounts_of(tokens: list[Token]) -> list[float]:
    return [t.value[0] / 10 if t.kind == "half" else t.value[0] for t in tokens if t.kind in NUMBERS]


def _shifted(published: datetime.date, unit: str, amount: float) -> Resolution:
    """The day, week, month, year or decade that lies so many units away."""
    if unit in ("umonth", "uyear", "udecade"):
        months = round(amount * {"umonth": 1, "uyear": 12, "udecade": 120}[unit])
        year, month = months_on(published.year, published.month, months)
        return of_month(year, month) if unit == "umonth" else of_year(year)
    if unit == "uhour":
        return of_day(moved(published, int(amount / 24)))
    return of_week(moved(published, round(7 * amount))) if unit == "uweek" else of_day(moved(published, round(amount)))


def _ago(tokens: list[Token], clock: Clock) -> Resolution:
    """दो दिन पहले; दो दिन बाद of the future; 24 घंटे के भीतर."""
    kinds, amounts = [t.kind for t in tokens], amounts_of(tokens)
    unit = next(k for k in kinds if k in _UNITS)
    if "vague" in kinds or len(amounts) > 1:
        return Resolution("", _UNITS[unit], "vague")
    if clock.published is None:
        return Resolution("", _UNITS[unit], "no-publication-date")
    amount = amounts[0] if amounts else 1
    if kinds[-1] == "before":
        return _shifted(clock.published, unit, -amount)
    if clock.tense not in ("future", "present"):
        return Resolution("", _UNITS[unit], "other-event")
    return _shifted(clock.published, unit, amount) if kinds[-1] == "after" else _ahead(clock.published, unit, amount)


_UNITS = {"uday": "day", "uweek": "week", "umonth": "month", "uyear": "year", "udecade": "decade", "uhour": "day"}


def _ahead(published: datetime.date, unit: str, amount: float) -> Resolution:
    """The span between publication and so many units before or after it, in that unit (days for weeks and hours)."""
    days = {"uday": 1.0, "uweek": 7.0, "uhour": 1 / 24}.get(unit)
    if days is not None:
        other: object = moved(published, round(amount * days))
        here = published.isoformat()
    else:
        other = _shifted(published, unit, amount).value
        here = published.isoformat()[: 7 if unit == "umonth" else 4]
    first, last = (other, here) if amount < 0 else (here, other)
    return of_span(first, last) if str(first) != str(last) else Resolution(here, _UNITS[unit])


def _unit(tokens: list[Token], clock: Clock) -> Resolution:
    """पिछले हफ़्ते, इसी महीने, अगले साल, अगले 14 दिन."""
    rel = tokens[0].kind
    unit, amounts = next(t.kind for t in tokens if t.kind in _UNITS), amounts_of(tokens)
    if rel == "that" or (rel == "this" and (amounts or unit in ("uday", "uhour"))):
        return Resolution("", _UNITS[unit], "anaphoric")
    if clock.published is None:
        return Resolution("", _UNITS[unit], "no-publication-date")
    if unit in ("uhour", "uday", "udecade") and not amounts:
        return Resolution("", _UNITS[unit], "vague")
    shift = SHIFT[rel]
    return _ahead(clock.published, unit, shift * amounts[-1]) if amounts else _shifted(clock.published, unit, shift)


def _weekend(tokens: list[Token], clock: Clock) -> Resolution:
    if clock.published is None:
        return unknown("no-publication-date", "range")
    rel = tokens[0].kind
    saturday = moved(clock.published, 5 - clock.published.weekday())
    if rel in ("prev", "next"):
        saturday = moved(saturday, 7 * SHIFT[rel])
    elif clock.tense == "past" and saturday > clock.published:
        saturday = moved(saturday, -7)
    return of_span(saturday, moved(saturday, 1))


def _year_named(tokens: list[Token], clock: Clock) -> Resolution:
    return of_year(read_fields(tokens).years[-1])


def _part(tokens: list[Token], clock: Clock) -> Resolution:
    """A time of day: of the day last spoken of in the sentence, else of publication; बीती रात is the night before."""
    if clock.published is None:
        return unknown("no-publication-date")
    if tokens[0].kind == "prev":
        return of_day(moved(clock.published, -1))
    if clock.tense == "present" and len(tokens) == 1:
        return unknown("recurring")
    return of_day(clock.spoken or clock.published)


def _named(tokens: list[Token], clock: Clock) -> Resolution:
    return of_day(datetime.date(*tokens[0].value))


def _vague(tokens: list[Token], clock: Clock) -> Resolution:
    first = tokens[0].kind
    return unknown("recurring" if first == "every" else "anaphoric" if first in ("that", "this", "anaphor") or tokens[1:] else "vague")


RESOLVERS: dict[str, Callable[[list[Token], Clock], Resolution]] = {
    "vague": _vague,
    "days": _days,
    "months": _month_span,
    "span": _years,
    "fiscal": _fiscal,
    "years": _years,
    "weekdays": _weekdays,
    "date": _date,
    "month": _month,
    "near": _near,
    "weekday": _weekday_named,
    "festival": _festival,
    "hindu": _hindu,
    "decade": _decade,
    "ago": _ago,
    "unit": _unit,
    "weekend": _weekend,
    "year": _year_named,
    "part": _part,
    "named": _named,
}
