"""Counts over time, with no gap between the first and the last."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """by: day, week or month. points: the first day of each, and its count. undated: how many could not be counted. what: what was."""

    by: str
    points: list[tuple[datetime.date, int]]
    undated: int = 0
    what: str = "mentions"


def following(day: datetime.date, by: str) -> datetime.date:
    """The first day of the next day, week or month."""
    if by == "month":
        return datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + datetime.timedelta(days=7 if by == "week" else 1)


def counted(rows: Iterable[tuple[datetime.date | None, int]], by: str, what: str = "mentions") -> Series:
    """A series from counts in the order of their days, those without a day first or nowhere."""
    found = list(rows)
    undated = sum(count for day, count in found if day is None)
    counts = {day: count for day, count in found if day is not None}
    points: list[tuple[datetime.date, int]] = []
    if counts:
        day, last = min(counts), max(counts)
        points = [(day, counts[day])]
        while day < last:
            day = following(day, by)
            points.append((day, counts.get(day, 0)))
    return Series(by, points, undated, what)
