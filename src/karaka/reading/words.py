"""The words of `hi/frame.yaml` as the patterns that the frame of an article is read by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec
import regex

from karaka.reading.hi import data


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`frame.yaml`, key by key; what each list is for stands there."""

    months: dict[str, int]
    months_english: list[str]
    agencies: list[str]
    desks: list[str]
    towns: list[str]
    no_place: list[str]
    town_first: list[str]
    sections: list[str]
    see_also: list[str]
    see_also_marked: list[str]
    boilerplate: list[str]
    boilerplate_lines: list[str]
    disclaimers: list[str]
    remarks: list[str]
    captions: list[str]
    captions_after: list[str]
    byline_labels: list[str]
    byline_ends: list[str]
    date_labels: list[str]
    date_first: list[str]
    credit_words: list[str]


@cache
def words() -> Words:
    return data("frame.yaml", Words)


def any_of(found: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first, that ends with the word (or with a visarga for a colon)."""
    return "(?:" + "|".join(regex.escape(w) for w in sorted(found, key=len, reverse=True)) + r")(?!\p{L}|(?!ः)\p{M})"
