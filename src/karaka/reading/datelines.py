"""The opening of a report ("नई दिल्ली, 14 सितंबर (भाषा)") and the agency's credit at its end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from karaka.reading.words import any_of, words

Offsets = tuple[int, int]
_PLACE = r"(?P<place>[\p{L}\p{M}.\u200c\u200d \-/]{2,40}?)"
_MARK = r"(?:[:ः—–|]|--|-(?=\s)|।(?=\s)|\.(?=\s))"


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the dateline stands (the text goes on at `end`), and the place, the agency and the reporter's desk in it."""

    start: int
    last: int
    end: int
    place: Offsets
    agency: Offsets | None
    desk: Offsets | None
    date: Offsets | None


@cache
def _dateline() -> regex.Pattern[str]:
    w = words()
    agency, desk = "(?&name)", "(?&people)"
    known = rf"(?(DEFINE)(?P<name>(?i:{any_of(w.agencies)}))(?P<people>{any_of(w.desks)}))"
    agencies = rf"{agency}(?:\s*[/,]\s*{agency})*"
    month = any_of(w.months)
    date = rf"\s*[,،]?\s*(?P<date>[\d०-९]{{1,2}}\s*{month}(?:\s*,?\s*[\d०-९]{{4}})?)"
    credit = rf"(?:(?P<agency>{agencies})|(?P<desk>{desk}))(?:\s*[/,]\s*(?:{agency}|{desk}))*"
    return regex.compile(
        rf"""{known}(?:[(\[]?\s*(?P<lead>{credit})\s*[)\]]?\s*(?:[,।:|/—–-]\s*)?|[\p{{L}}\p{{M}} ]{{2,30}}(?:संवाददाता|ब्यूरो)\s*,\s*)?{_PLACE}(?:{date})?
        (?:\s*,?\s*[(\[]\s*(?P<tail>{credit})\s*[)\]]\s*{_MARK}?
          |\s*[,/।|]\s*(?P<tail>{credit})\s*(?:{_MARK}|(?=\n))
          |\s*,?\s*[(\[]\s*[\p{{L}}\p{{M}}. ]{{2,30}}[)\]]\s*{_MARK}
          |\s*(?P<mark>{_MARK})|(?P<bare>\s*(?=\n)))""",
        regex.VERBOSE,
    )


def dateline(text: str, start: int) -> Dateline | None:
    """The dateline that stands at an offset, if there is one."""
    match = _dateline().match(text, start)
    if not match or not _is_place(match["place"]) or not _is_dateline(match):
        return None
    last = match.start() + len(match[0].rstrip())
    end = last
    while end < len(text) and text[end].isspace():
        end += 1
    agency, desk, date = (match.span(k) if match[k] else None for k in ("agency", "desk", "date"))
    return Dateline(start, last, end, match.span("place"), agency, desk, date)


def _is_dateline(match: regex.Match[str]) -> bool:
    """Whether the mark, the date, the credit or the town say that some words at a report's opening are its dateline."""
    place, known = match["place"], _town(match["place"])
    if match["tail"] or match["date"]:
        return match["bare"] is None or match["tail"] is not None or known or match["lead"] is not None
    if match["lead"]:
        return True
    if match["bare"] is not None:
        return known
    if not match["mark"]:
        return True
    return known or (match["mark"] in "।—–|" and _may_be_town(place))


def _is_place(place: str) -> bool:
    """Whether some words can be a place: at most three, none of them a verb or postposition."""
    found = place.replace("/", " ").split()
    return 0 < len(found) <= 3 and not any(w in words().no_place for w in found)


def _town(place: str) -> bool:
    return all(part.strip() in words().towns for part in place.split("/"))


def _may_be_town(place: str) -> bool:
    """Whether words before a bare danda or dash read as a town: one word, or two with नई, न्यू and the like."""
    found = place.split()
    return len(found) == 1 or (len(found) == 2 and found[0] in words().town_first)


@cache
def _credit() -> regex.Pattern[str]:
    w = words()
    agency, told = "(?&known)", "(?&word)"
    known = rf"(?(DEFINE)(?P<known>(?i:{any_of(w.agencies)}))(?P<word>(?i:{any_of(w.credit_words)})))"
    agencies = rf"(?P<agency>{agency}(?:\s*(?:[/,]|और|एवं|व)\s*{agency})*)"
    name = r"[\p{L}\p{M}.]{1,15}"
    before, after = rf"(?:{told}\s*[:ः\-–—]*\s*)?", rf"(?:\s*(?:के\s|से\s|की\s)?\s*{told})?"
    return regex.compile(
        rf"""{known}(?:[(\[]\s*{before}{agencies}{after}\s*[)\]]\s*[।.]?\s*$
        |(?:^|\n|(?<=[।|.?!"”'’]))\s*[-–—]{{1,2}}\s*{agencies}(?:\s*/\s*{name}(?:[/ ]{name}){{0,3}})?(?:\s*\n\s*{name}(?:[/ ]{name}){{0,2}})?\s*$
        |(?:^|\n)\s*{told}\s*[:ः\-–—]+\s*{agencies}\s*[।.]?\s*$
        |(?:^|\n)\s*(?:सं\.?\s*)?{agencies}(?:\s*[/ ]\s*{name}){{0,4}}(?:\s*\n\s*{name}(?:[/ ]{name}){{0,2}})?\s*$)""",
        regex.VERBOSE,
    )


def credit(text: str, start: int, end: int) -> tuple[Offsets, Offsets] | None:
    """The credit with which a text ends and the agency in it, as spans; the text is looked at from start to end."""
    match = _credit().search(text, max(start, end - 160), end)
    return (match.span(), match.span("agency")) if match else None
