"""Reading a text as time words: every token gets a class, and one grammar over the string of classes finds the expressions."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
import yaml

from karaka.text.hi.folding import fold

CALENDAR = Path(__file__).parents[1] / "lexicon" / "hi" / "calendar.yaml"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a matched expression: its class and what that class carries (a number, a month, year, month and day ...)."""

    kind: str
    value: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """calendar.yaml by folded word: the class (as a grammar character) and value of words and of phrases by first word."""

    words: dict[str, tuple[str, tuple[int, ...]]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, tuple[int, ...]]]]
    hints: dict[str, frozenset[str]]
    festivals: list[dict[str, Any]]
    hindu_months: list[list[tuple[datetime.date, datetime.date]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of one text: a string of class characters and, aligned with it, spans and values."""

    text: str
    classes: str
    spans: list[tuple[int, int]]
    values: list[tuple[int, ...]]

    def kind(self, i: int) -> str:
        """The class of a token, "stop" beyond the text."""
        return _KIND[self.classes[i]] if 0 <= i < len(self.spans) else "stop"

    def word(self, i: int) -> str:
        """The folded word of a token, "" beyond the text."""
        return fold(self.text[slice(*self.spans[i])]) if 0 <= i < len(self.spans) else ""

    def tokens(self, i: int, j: int) -> list[Token]:
        return [Token(_KIND[self.classes[k]], self.values[k], *self.spans[k]) for k in range(i, j)]

    def hinted(self, i: int, hint: str) -> bool:
        """Whether the word of a token is in a list of hints."""
        return self.word(i) in lexicon().hints[hint]

    def stopped(self, i: int, j: int) -> bool:
        """Whether a sentence ends between two tokens."""
        return self.classes.find(_CHAR["stop"], i, j) >= 0


_KINDS = (
    "other one day_number number half year old_year range years full_date month_year clock named month march hindu_month weekday festival "
    "shift today prev next this that every uday uweek weekend umonth uyear udecade ucentury uhour minute season oclock quarter dpart whole "
    "before after within gen ko mein se tak par only and between from era date last part namely around vague recent anaphor pointer "
    "fiscal anniversary eve occasion ordinal ordinal_mark comma hyphen open close stop"
).split()
_CHAR = {kind: chr(0xE000 + i) for i, kind in enumerate(_KINDS)}
_KIND = {char: kind for kind, char in _CHAR.items()}
_OTHER = _CHAR["other"]
_NOTHING: tuple[str, tuple[int, ...]] = (_OTHER, ())
_PUNCTUATION = {",": "comma", "-": "hyphen", "–": "hyphen", "—": "hyphen", "(": "open", "[": "open", ")": "close", "]": "close"}
_PUNCTUATION |= dict.fromkeys("।|॥.?!\n", "stop")

_PARTS = {
    "d": "[{one}{day_number}]",
    "n": "[{one}{day_number}{number}{half}]",
    "rel": "[{prev}{next}{this}{that}]{only}?",
    "unit": "[{uday}{uweek}{umonth}{uyear}{udecade}{uhour}]",
    "mon": "(?:{month}(?:{gen}?{umonth})?)",
    "yr": "(?:[{uyear}{era}]{hyphen}?[{year}{old_year}]|{year})",
    "tail_year": "(?:[{hyphen}{comma}{uyear}{era}]{0,2}{year}{era}?)",
    "rely": "(?:%n%{uyear}{gen}?{before}|%rel%{uyear})",
    "in_year": "(?:(?:%rely%|%yr%)[{gen}{mein}{comma}]?)",
    "spaced": "{year}{hyphen}[{one}{day_number}{number}](?![{month}{hyphen}])",
    "sep": "[{comma}{open}{namely}{hyphen}]{0,2}",
    "at": "(?:(?:{around}{gen}?)?{quarter}?[{one}{day_number}{clock}]{oclock}(?:%n%{minute})?)",
    "time": "(?:(?:[{ko}{gen}]?{dpart})?(?:{gen}?%at%(?:{se}{from}?(?:{gen}?{dpart}{gen}?)?%at%{tak}|{gen}?{around}|{gen}?{after})?)?)",
    "tail": "(?:{gen}(?:[{ordinal}{n0}]{ordinal_mark}?)?{anniversary}|{gen}{eve}|{gen}[{next}{ordinal}]{uday}|{se}%n%{uday}{before}"
    "|{gen}%n%{uday}{gen}?{after}|{gen}?{after}{se}?|{se}{before}|{tak})?",
    "dm": "(?:[{one}{day_number}][{hyphen}]{month_year}|[{one}{day_number}{ordinal}][{hyphen}{gen}]?%mon%|{month}%d%(?={comma}{year}))",
    "named_day": "(?:%d%{ordinal_mark}?{date}|{ordinal}{date})",
    "listed": "(?:(?:{weekday}{comma}?)?%d%(?:%mon%%tail_year%?)?(?:{comma}?{and}|[{comma}{se}{hyphen}]))",
}

_RULES = {
    "block": "{dpart}{whole}|{uday}{hyphen}?{and}?{dpart}|{dpart}{hyphen}{uday}|{today}{hyphen}{shift}|{every}{unit1}",
    "vague": "{recent}|{next}{only}%unit%|{anaphor}|{every}{only}?[{weekday}{dpart}{month}{festival}]|{that}{only}?[{uday}{weekday}{umonth}{uyear}{dpart}]"
    "|{this}{only}?{uday}|[{prev}{next}]{uday}|[{prev}{next}]{vague}{only}?%unit%",
    "days": "%in_year%?%listed%{1,6}(?:{weekday}{comma}?)?%d%%mon%%tail_year%?(?:{gen}{between}|{tak})?"
    "|%in_year%?{range}{gen}?%mon%%tail_year%?(?:{gen}{between}|{tak})?",
    "months": "%in_year%?%mon%%tail_year%?(?:{comma}?{and}|[{se}{hyphen}]{from}?)%mon%%tail_year%?(?:{gen}{between}|{tak})?",
    "span": "%yr%{mein}?{se}{from}?%yr%(?:{tak}|{gen}{between})|%yr%{hyphen}{year}|%yr%{and}%yr%{gen}{between}",
    "fiscal": "{fiscal}{gen}?(?:%spaced%|[{years}{year}])|{years}{gen}?{fiscal}|%rel%{fiscal}",
    "years": "[{uyear}{era}]?(?:{years}|%spaced%)",
    "weekdays": "{weekday}(?:{se}|{hyphen}){weekday}{tak}?",
    "date": "(?:%in_year%|%rel%{umonth}[{gen}{mein}{comma}]?)?(?:[{today}{shift}]%sep%)?(?:(?:%rel%)?{weekday}{ko}?%sep%)?"
    "(?:%dm%%tail_year%?|{full_date}|{month}{gen}%named_day%|%named_day%){close}?(?:%sep%{weekday}{close}?)?%time%%tail%"
    "|%rel%{umonth}[{gen}{mein}]?%d%{date}%tail%",
    "month": "{month_year}%tail%|%in_year%?%mon%%tail_year%?(?:{gen}[{ordinal}{last}{before}]{uweek}|{gen}{part})?%tail%",
    "near": "[{prev}{next}]?[{today}{shift}](?:%sep%{weekday}{close}?)?%time%%tail%",
    "weekday": "(?:%rel%{uweek}[{gen}{comma}]?)?(?:%rel%)?{weekday}%time%%tail%",
    "festival": "%in_year%?(?:%rel%)?{festival}%tail_year%?%tail%",
    "hindu": "%in_year%?(?:%rel%)?{hindu_month}",
    "decade": "[{year}{number}{range}]{gen}{udecade}|[{ordinal}]{ucentury}|[{day_number}{one}]{ordinal_mark}{ucentury}",
    "ago": "(?:%n%(?:{hyphen}?%n%)?|{vague}{only}?)%unit%{whole}?{gen}?(?:{before}|{after})|%n%(?:{hyphen}?%n%)?%unit%{gen}{within}|{uyear}{whole}{before}",
    "unit": "%rel%(?:%n%(?:{hyphen}?%n%)?)?%unit%(?:{gen}?{part})?%tail%",
    "weekend": "%rel%{weekend}|{weekend}",
    "year": "%yr%(?:{gen}{part}|{gen}{season})?%tail%",
    "part": "{prev}{dpart}|{dpart}(?:{gen}?%at%)?(?:{se}{from}?(?:{dpart}{gen}?)?%at%?{tak})?(?:{gen}?{after}|{gen}?{around})?"
    "|%at%(?:{se}{from}?(?:{dpart}{gen}?)?%at%?{tak})?(?:{gen}?{after}|{gen}?{around})?",
    "named": "{named}%tail%",
}


def _grammar() -> regex.Pattern[str]:
    """All rules as one pattern over class characters; the earlier rule wins at the same place."""
    parts = {"unit1": "[{uday}{uweek}{umonth}{uyear}]", "n0": "{one}{day_number}{number}"}

    def expand(template: str) -> str:
        while "%" in template:
            template = regex.sub("%([a-z_]+)%", lambda m: _PARTS[m[1]], template)
        for name, text in parts.items():
            template = template.replace("{" + name + "}", text)
        return str(regex.sub(r"\{([a-z_]+)\}", lambda m: _CHAR[m[1]], template))

    return regex.compile("|".join(f"(?P<{name}>{expand(rule)})" for name, rule in _RULES.items()))


GRAMMAR = _grammar()
_WORD = regex.compile(r"\p{Nd}+(?:[.,:/-]\p{Nd}+)*|[\p{L}\p{M}][\p{L}\p{M}\p{Nd}\u200c\u200d]*(?:-\p{Nd}+)*|\n|[^\s\p{L}\p{M}\p{Nd}]")


def _forms(data: dict[str, Any]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """(form, class, value) of every form in calendar.yaml."""
    keyed = {"months": "month", "weekdays": "weekday", "ordinals": "ordinal", "shifting_days": "shift"}
    for section, kind in keyed.items():
        for number, forms in data[section].items():
            yield from ((form, "march" if form == "मार्च" else kind, (number,)) for form in forms)
    for number, forms in data["numbers"].items():
        kind = "one" if number == 1 else "day_number" if number <= 31 else "number"
        yield from ((form, kind, (number,)) for form in forms)
    for number, forms in data["halves"].items():
        yield from ((form, "half", (round(number * 10),)) for form in forms)
    for kind, forms in data["words"].items():
        yield from ((form, kind, ()) for form in forms)
    for section, kind in (("festivals", "festival"), ("hindu_months", "hindu_month")):
        for i, entry in enumerate(data[section]):
            yield from ((form, kind, (i,)) for form in entry["forms"])
    for day, forms in data["named_days"].items():
        yield from ((form, "named", (day.year, day.month, day.day)) for form in forms)


@cache
def lexicon() -> Lexicon:
    """The calendar data, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(CALENDAR.read_text(encoding="utf-8"), Loader=loader)
    built = Lexicon({}, {}, {k: frozenset(map(fold, v)) for k, v in data["hints"].items()}, data["festivals"], [])
    for form, kind, value in _forms(data):
        first, *rest = [fold(w) for w in _WORD.findall(form)]
        if rest:
            built.phrases.setdefault(first, []).append((tuple(rest), _CHAR[kind], value))
        else:
            built.words.setdefault(first, (_CHAR[kind], value))
    for phrases in built.phrases.values():
        phrases.sort(key=lambda p: -len(p[0]))
    for entry in data["hindu_months"]:
        spans = [s.split("/") for s in entry["spans"]]
        built.hindu_months.append([(datetime.date.fromisoformat(a), datetime.date.fromisoformat(b)) for a, b in spans])
    return built


@lru_cache(maxsize=1 << 16)
def _classify(word: str) -> tuple[str, tuple[int, ...], bool]:
    """Class character and value of one token, and whether a phrase may begin with it."""
    if word in _PUNCTUATION:
        return _CHAR[_PUNCTUATION[word]], (), False
    folded = fold(word)
    head, _, tail = folded.partition("-")
    if tail.isdecimal() and len(tail) == 4 and lexicon().words.get(head, _NOTHING)[0] in (_CHAR["month"], _CHAR["march"]):
        return _CHAR["month_year"], (*lexicon().words[head][1], int(tail)), False
    char, value = lexicon().words.get(folded) or (_number(folded) if folded[:1].isdecimal() else (_OTHER, ()))
    return char, value, folded in lexicon().phrases


def _number(blob: str) -> tuple[str, tuple[int, ...]]:
    """Class and value of a run of digits with its inner punctuation (already in ASCII digits)."""
    pieces = [int(p) for p in regex.split("[.,:/-]", blob)] if len(blob) <= 10 else []
    seps = set(regex.findall("[.,:/-]", blob))
    if len(pieces) == 1:
        kind = _size(pieces[0], len(blob))
        return _CHAR[kind], (pieces[0],)
    if len(pieces) == 3 and len(seps) == 1 and seps <= set("./-"):
        year, month, day = pieces if pieces[0] > 31 else reversed(pieces)
        if 1800 <= year <= 2100 and _exists(year, month, day):
            return _CHAR["full_date"], (year, month, day)
    if len(pieces) == 2 and seps <= {"-", "/"}:
        return _pair(pieces[0], pieces[1], seps)
    return (_CHAR["clock"], ()) if len(pieces) == 2 and pieces[0] < 25 and pieces[1] < 60 and seps <= {":", "."} else (_OTHER, ())


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _size(number: int, digits: int) -> str:
    if digits == 4 and 1000 <= number <= 2100:
        return "year" if number >= 1800 else "old_year"
    return ("one" if number == 1 else "day_number") if 1 <= number <= 31 and digits <= 2 else "number"


def _pair(first: int, second: int, seps: set[str]) -> tuple[str, tuple[int, ...]]:
    """1950-1953, 2019-20 and 10-15."""
    if 1800 <= first <= 2100:
        last = second if second > 999 else first - first % 100 + second + (100 if second < first % 100 else 0)
        return (_CHAR["years"], (first, last)) if first < last <= first + 150 and second != first % 100 else (_OTHER, ())
    small = seps == {"-"} and 1 <= first < second <= 31
    return (_CHAR["range"], (first, second)) if small else (_OTHER, ())


def read_text(text: str) -> Reading:
    """The tokens of a text with their classes; phrases are one token."""
    spans, entries = [], []
    for match in _WORD.finditer(text):
        spans.append(match.span())
        entries.append(_classify(match[0]))
    starters = [i for i, entry in enumerate(entries) if entry[2]]
    for i in reversed(starters):
        _join(text, i, spans, entries)
    reading = Reading(text, "".join([e[0] for e in entries]), spans, [e[1] for e in entries])
    return _without_marches(reading) if _CHAR["march"] in reading.classes else reading


def _join(text: str, i: int, spans: list[tuple[int, int]], entries: list[tuple[str, tuple[int, ...], bool]]) -> None:
    """Replace the tokens of a phrase that begins at token i by one."""
    for rest, char, value in lexicon().phrases.get(fold(text[slice(*spans[i])]), ()):
        j = i + len(rest) + 1
        if j <= len(spans) and all(fold(text[s:e]) == w for (s, e), w in zip(spans[i + 1 : j], rest, strict=True)):
            spans[i:j], entries[i:j] = [(spans[i][0], spans[j - 1][1])], [(char, value, False)]
            return


def _without_marches(reading: Reading) -> Reading:
    """Tell मार्च the month from मार्च the march."""
    chars = list(reading.classes)
    for i, char in enumerate(chars):
        if char == _CHAR["march"]:
            chars[i] = _CHAR["month"] if _is_month(reading, i) else _OTHER
    return Reading(reading.text, "".join(chars), reading.spans, reading.values)


def _is_month(reading: Reading, i: int) -> bool:
    """मार्च is a month beside a number or time word, or before में or तक."""
    before, after = reading.kind(i - 1), reading.kind(i + 1)
    if reading.hinted(i + 1, "marching"):
        return False
    if after in ("year", "umonth") or before in ("day_number", "one", "range", "year", "uyear", "month", "ordinal"):
        return True
    if before == "hyphen":
        return reading.kind(i - 2) in ("month", "day_number", "one")
    if reading.hinted(i - 1, "road") or (reading.hinted(i + 2, "joining") and after != "tak"):
        return False
    return after in ("mein", "tak", "se", "hyphen", "and") or (after == "gen" and reading.hinted(i + 2, "of_month"))
