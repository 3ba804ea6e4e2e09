"""Dates of publication as papers, feeds and pages print them, to ISO 8601 with the time zone that they name."""

from __future__ import annotations

import datetime
from functools import cache

import regex

from karaka.reading.words import any_of, words

INDIA = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
_ZONES = {"IST": INDIA, "GMT": datetime.UTC, "UTC": datetime.UTC, "Z": datetime.UTC, "BST": datetime.timezone(datetime.timedelta(hours=1)),
          "NPT": datetime.timezone(datetime.timedelta(hours=5, minutes=45)), "PKT": datetime.timezone(datetime.timedelta(hours=5))}  # fmt: skip
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_CLOCK = r"""(?:[\s,|T-]{1,4}(?:को\s|at\s)?(?:(?P<part>सुबह|दोपहर|शाम|रात|तड़के)\s)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?
  \s?(?:(?P<half>[AaPp])\.?[Mm]\.?)?(?:\s?बजे)?(?:\s?\(?(?P<zone>IST|GMT|UTC|BST|NPT|PKT|Z|[+-]\d{2}:?\d{2})\b\)?)?)?"""


@cache
def _pattern() -> regex.Pattern[str]:
    w = words()
    english = "|".join(rf"{m[:3]}(?:{m[3:]})?\.?" if m != "september" else r"sep(?:t(?:ember)?)?\.?" for m in w.months_english)
    month = rf"(?P<month>{any_of(w.months)}|(?i:{english})(?![a-z]))"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    return regex.compile(
        rf"(?<!\d)(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d{{2}})-(?P<day>\d{{2}})|{day}[ -]{month}[ ,-]{{1,2}}(?P<year>(?:19|20)\d\d)"
        rf"|{month}\s{day},?\s(?P<year>(?:19|20)\d\d)|{day}(?P<sign>[/.-])(?P<month>\d{{1,2}})(?P=sign)(?P<year>(?:19|20)\d\d))(?!\d){_CLOCK}",
        regex.VERBOSE,
    )


def printed(text: str, *, numeric: bool = False) -> str | None:
    """The first date in some words as an ISO date, or a date-time if they tell the hour; None if there is none.

    An hour in UTC is written as the same instant in India, whose day a Hindi paper means by "today". numeric: read 14/09/2023
    too, the day first.
    """
    for match in _pattern().finditer(text.translate(_DIGITS)):
        if match["sign"] and not numeric:
            continue
        try:
            return _iso(match)
        except ValueError:
            continue
    return None


def _iso(match: regex.Match[str]) -> str:
    """A match of the pattern in ISO 8601. Raises ValueError if there is no such day or hour."""
    day = datetime.date(int(match["year"]), _month(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return day.isoformat()
    time = datetime.time(_hour(int(match["hour"]), match["half"] or "", match["part"] or ""), int(match["minute"]), int(match["second"] or 0))
    moment = datetime.datetime.combine(day, time, _zone(match["zone"]))
    return (moment.astimezone(INDIA) if moment.tzinfo is datetime.UTC else moment).isoformat()


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    hindi = words().months.get(word)
    return hindi or 1 + next(i for i, m in enumerate(words().months_english) if m[:3] == word[:3].lower())


def _hour(hour: int, half: str, part: str) -> int:
    """Of 24, by AM or PM, or by the part of the day ("रात 10:30 बजे")."""
    if half:
        return hour % 12 + (12 if half in "Pp" else 0)
    if hour < 12 and (part == "शाम" or (part == "दोपहर" and hour < 6) or (part == "रात" and hour >= 6)):
        return hour + 12
    return 0 if part == "रात" and hour == 12 else hour


def _zone(name: str | None) -> datetime.tzinfo | None:
    if name is None or name in _ZONES:
        return _ZONES[name] if name else None
    minutes = int(name[1:3]) * 60 + int(name[-2:])
    if not minutes:
        return datetime.UTC
    return datetime.timezone(datetime.timedelta(minutes=minutes if name[0] == "+" else -minutes))
