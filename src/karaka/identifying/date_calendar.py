"""Calendar arithmetic of time expressions, by the day of publication and the tense."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

_SCHEDULED, _JUST_PAST = 300, 345  # days that a date against the tense costs: one close by wins over one almost a year off


@dataclass(frozen=True, slots=True)
class Resolution:
    """A value and its granularity, or the reason why there is none."""

    value: str
    granularity: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a relative expression hangs from: publication, tense, the day last spoken of, and whether it says "until"."""

    published: datetime.date | None
    tense: str
    spoken: datetime.date | None = None
    until: bool = False
    foreign: bool = False


def real_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def months_on(year: int, month: int, shift: int) -> tuple[int, int]:
    return (year * 12 + month - 1 + shift) // 12, (year * 12 + month - 1 + shift) % 12 + 1


def moved(day: datetime.date, days: int) -> datetime.date:
    """The day so many days on, kept inside the calendar."""
    return datetime.date.fromordinal(min(max(day.toordinal() + days, 1), datetime.date.max.toordinal()))


def unknown(reason: str, granularity: str = "day") -> Resolution:
    return Resolution("", granularity, reason)


def of_day(day: datetime.date | None) -> Resolution:
    return Resolution(day.isoformat(), "day") if day else unknown("no-such-day")


def of_month(year: int, month: int) -> Resolution:
    return Resolution(f"{year:04d}-{month:02d}", "month") if 1 <= year <= 9999 else unknown("out-of-range", "month")


def of_year(year: int) -> Resolution:
    return Resolution(f"{year:04d}", "year") if 1 <= year <= 9999 else unknown("out-of-range", "year")


def of_span(first: object, last: object, granularity: str = "range") -> Resolution:
    """A span of two days, months or years, which must be in order."""
    start, end = str(first), str(last)
    return Resolution(f"{start}/{end}", granularity) if start < end else unknown("no-such-span", granularity)


def of_week(day: datetime.date) -> Resolution:
    monday = moved(day, -day.weekday())
    return of_span(monday, moved(monday, 6), "week")


def nearest_day(days: Iterable[datetime.date | None], clock: Clock, published: datetime.date) -> datetime.date | None:
    """The day nearest to publication; one that the tense speaks against only where it is close by and the other a year off."""

    def cost(day: datetime.date) -> int:
        ahead, tense = (day - published).days, "" if clock.until else clock.tense
        return abs(ahead) + (_SCHEDULED if tense == "past" and ahead > 0 else _JUST_PAST if tense == "future" and ahead < 0 else 0)

    return min((d for d in days if d), key=cost, default=None)


def year_of_month(month: int, clock: Clock, published: datetime.date) -> int:
    """The year of a month named alone: the last such month for the past, the next for the future."""
    ahead = month - published.month
    if clock.until or clock.tense not in ("past", "future"):
        return published.year + (-1 if ahead > 6 else 1 if ahead < -6 else 0)
    return published.year + (1 if clock.tense == "future" and ahead < 0 else -1 if clock.tense == "past" and ahead > 0 else 0)


def weekday_day(weekday: int, rel: str, clock: Clock, published: datetime.date) -> datetime.date:
    """The day of a weekday: on or before publication, for the future on or after; strictly so with पिछले and अगले."""
    back, ahead = (published.weekday() - weekday) % 7, (weekday - published.weekday()) % 7
    if rel == "prev":
        return moved(published, -(back or 7))
    if rel == "next":
        return moved(published, ahead or 7)
    if rel == "this" and clock.tense not in ("past", "future"):
        return moved(published, weekday - published.weekday())
    return moved(published, ahead if clock.tense == "future" else -back)
