"""Hindi time expressions and their values.

The text becomes a string with one character for the class of each token (a month, a number up to 31, a postposition ...); one
compiled grammar runs over that string, and a resolver for the rule that matched turns its tokens into a value, by the day of
publication and the tense. What cannot be known has value "" and a reason; durations, counts, ages and names are no mentions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import regex
import yaml

from karaka.text.hi.folding import fold

CALENDAR = Path(__file__).parents[1] / "lexicon" / "hi" / "calendar.yaml"
DAY = datetime.timedelta(days=1)
_SCHEDULED, _JUST_PAST = 300, 345  # days that a date against the tense costs: one close by wins over one almost a year off


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression; offsets are code points into the text. `reason` says why a value is ""."""

    start: int
    end: int
    value: str
    granularity: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a matched expression: its class and what that class carries (a number, a month, year, month and day ...)."""

    kind: str
    value: tuple[int, ...]
    start: int
    end: int


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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """calendar.yaml by folded word: the class (as a grammar character) and value of words and of phrases by first word."""

    words: dict[str, tuple[str, tuple[int, ...]]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, tuple[int, ...]]]]
    hints: dict[str, frozenset[str]]
    festivals: list[dict[str, Any]]
    hindu_months: list[list[tuple[datetime.date, datetime.date]]]


# ---------------------------------------------------------------- classes and grammar

_KINDS = (
    "other one day_number number half year old_year range years full_date clock named month march hindu_month weekday festival "
    "shift today prev next this that every uday uweek weekend umonth uyear udecade ucentury uhour minute season oclock dpart whole "
    "before after within gen ko mein se tak par only and between from era date last part namely around vague recent anaphor pointer "
    "fiscal anniversary eve occasion ordinal ordinal_mark comma hyphen open close stop"
).split()
_CHAR = {kind: chr(0xE000 + i) for i, kind in enumerate(_KINDS)}
_KIND = {char: kind for kind, char in _CHAR.items()}
_OTHER = _CHAR["other"]
_PUNCTUATION = {",": "comma", "-": "hyphen", "–": "hyphen", "—": "hyphen", "(": "open", "[": "open", ")": "close", "]": "close"}
_PUNCTUATION |= dict.fromkeys("।|॥.?!\n", "stop")

_PARTS = {
    "d": "[{one}{day_number}]",
    "n": "[{one}{day_number}{number}{half}]",
    "rel": "[{prev}{next}{this}{that}]{only}?",
    "unit": "[{uday}{uweek}{umonth}{uyear}{udecade}{uhour}]",
    "mon": "(?:{month}(?:{gen}?{umonth})?)",
    "yr": "(?:[{uyear}{era}]{hyphen}?[{year}{old_year}]|{year})",
    "tail_year": "(?:[{hyphen}{comma}{uyear}{era}]*{year}{era}?)",
    "rely": "(?:%n%{uyear}{gen}?{before}|%rel%{uyear})",
    "in_year": "(?:(?:%rely%|%yr%)[{gen}{mein}{comma}]?)",
    "sep": "[{comma}{open}{namely}{hyphen}]*",
    "at": "(?:(?:{around}{gen}?)?(?:{half}|{around})?[{one}{day_number}{clock}]{oclock}(?:%n%{minute})?)",
    "time": "(?:(?:[{ko}{gen}]?{dpart})?(?:{gen}?%at%(?:{se}{from}?(?:{gen}?{dpart})?%at%{tak}|{gen}?{around}|{gen}?{after})?)?)",
    "tail": "(?:{gen}(?:[{ordinal}{n0}]{ordinal_mark}?)?{anniversary}|{gen}{eve}|{gen}[{next}{ordinal}]{uday}|{se}%n%{uday}{before}"
    "|{gen}%n%{uday}{gen}?{after}|{gen}?{after}{se}?|{se}{before}|{tak})?",
    "dm": "(?:%d%[{hyphen}{gen}]?%mon%|{month}%d%(?={comma}{year}))",
    "named_day": "(?:%d%{ordinal_mark}?{date}|{ordinal}{date})",
    "listed": "(?:(?:{weekday}{comma}?)?%d%(?:%mon%%tail_year%?)?(?:{comma}?{and}|[{comma}{se}{hyphen}]))",
}

_RULES = {
    "block": "{dpart}{whole}|{uday}{hyphen}?{and}?{dpart}|{dpart}{hyphen}{uday}|{today}{hyphen}{shift}|{every}{unit1}",
    "vague": "{recent}|{anaphor}|{every}{only}?[{weekday}{dpart}{month}{festival}]|{that}{only}?[{uday}{weekday}{umonth}{uyear}{dpart}]"
    "|{this}{only}?{uday}|[{prev}{next}]{uday}|[{prev}{next}]{vague}{only}?%unit%",
    "days": "%in_year%?%listed%+(?:{weekday}{comma}?)?%d%%mon%%tail_year%?(?:{gen}{between}|{tak})?"
    "|%in_year%?{range}{gen}?%mon%%tail_year%?(?:{gen}{between}|{tak})?",
    "months": "%in_year%?%mon%%tail_year%?(?:{comma}?{and}|[{se}{hyphen}]{from}?)%mon%%tail_year%?(?:{gen}{between}|{tak})?",
    "span": "%yr%{mein}?{se}{from}?%yr%(?:{tak}|{gen}{between})|%yr%{hyphen}{year}|%yr%{and}%yr%{gen}{between}",
    "fiscal": "{fiscal}{gen}?[{years}{year}]|{years}{gen}?{fiscal}|%rel%{fiscal}",
    "years": "[{uyear}{era}]?{years}",
    "weekdays": "{weekday}(?:{se}|{hyphen}){weekday}{tak}?",
    "date": "(?:%in_year%|%rel%{umonth}[{gen}{mein}{comma}]?)?(?:[{today}{shift}]%sep%)?(?:(?:%rel%)?{weekday}{ko}?%sep%)?"
    "(?:%dm%%tail_year%?|{full_date}|{month}{gen}%named_day%|%named_day%){close}?(?:%sep%{weekday}{close}?)?%time%%tail%"
    "|%rel%{umonth}[{gen}{mein}]?%d%{date}%tail%",
    "month": "%in_year%?%mon%%tail_year%?(?:{gen}[{ordinal}{last}{before}]{uweek}|{gen}{part})?%tail%",
    "near": "[{prev}{next}]?[{today}{shift}](?:%sep%{weekday}{close}?)?%time%%tail%",
    "weekday": "(?:%rel%{uweek}[{gen}{comma}]?)?(?:%rel%)?{weekday}%time%%tail%",
    "festival": "%in_year%?(?:%rel%)?{festival}%tail_year%?%tail%",
    "hindu": "%in_year%?(?:%rel%)?{hindu_month}",
    "decade": "[{year}{number}{range}]{gen}{udecade}|[{ordinal}]{ucentury}|[{day_number}{one}]{ordinal_mark}{ucentury}",
    "ago": "(?:%n%(?:{hyphen}?%n%)?|{vague}{only}?)%unit%{whole}?{gen}?(?:{before}|{after})|%n%(?:{hyphen}?%n%)?%unit%{gen}{within}"
    "|{uyear}{whole}{before}",
    "unit": "%rel%(?:%n%(?:{hyphen}?%n%)?)?%unit%(?:{gen}?{part})?%tail%",
    "weekend": "%rel%{weekend}|{weekend}",
    "year": "%yr%(?:{gen}{part}|{gen}{season})?%tail%",
    "part": "{prev}{dpart}|{dpart}%at%?(?:{se}{from}?{dpart}?%at%?{tak})?(?:{gen}?{after}|{gen}?{around})?"
    "|%at%(?:{se}{from}?{dpart}?%at%?{tak})?(?:{gen}?{after}|{gen}?{around})?",
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


_GRAMMAR = _grammar()
_WORD = regex.compile(r"\p{Nd}+(?:[.,:/-]\p{Nd}+)*|[\p{L}\p{M}][\p{L}\p{M}\p{Nd}\u200c\u200d]*(?:-\p{Nd}+)*|\n|[^\s\p{L}\p{M}\p{Nd}]")


# ---------------------------------------------------------------- lexicon and tokens


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
    char, value = lexicon().words.get(folded) or (_number(folded) if folded[0].isdigit() else (_OTHER, ()))
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
        if 1800 <= year <= 2100 and _day(year, month, day):
            return _CHAR["full_date"], (year, month, day)
    if len(pieces) == 2 and seps <= {"-", "/"}:
        return _pair(pieces[0], pieces[1], seps)
    return (_CHAR["clock"], ()) if len(pieces) == 2 and pieces[0] < 25 and pieces[1] < 60 and seps <= {":", "."} else (_OTHER, ())


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


def _tokenise(text: str) -> tuple[str, list[tuple[int, int, tuple[int, ...]]]]:
    """The class string and, aligned with it, (start, end, value) of every token."""
    chars: list[str] = []
    spans: list[tuple[int, int, tuple[int, ...]]] = []
    starters: list[int] = []
    for match in _WORD.finditer(text):
        word = match[0]
        char, value, starts = _classify(word)
        if starts:
            starters.append(len(chars))
        if char == _OTHER and "-" in word[1:] and _classify(word[: word.index("-")])[0] == _CHAR["month"]:
            _split(word, match.start(), chars, spans)
            continue
        chars.append(char)
        spans.append((match.start(), match.end(), value))
    for i in reversed(starters):
        _join(text, i, chars, spans)
    for i, char in enumerate(chars):
        if char == _CHAR["march"]:
            chars[i] = _march(text, i, chars, spans)
    return "".join(chars), spans


def _split(word: str, start: int, chars: list[str], spans: list[tuple[int, int, tuple[int, ...]]]) -> None:
    """Add the three tokens of अगस्त-2012."""
    hyphen = word.index("-")
    for a, b in ((0, hyphen), (hyphen, hyphen + 1), (hyphen + 1, len(word))):
        char, value, _ = _classify(word[a:b])
        chars.append(char)
        spans.append((start + a, start + b, value))


def _join(text: str, i: int, chars: list[str], spans: list[tuple[int, int, tuple[int, ...]]]) -> None:
    """Replace the tokens of a phrase that begins at token i by one."""
    first = fold(text[spans[i][0] : spans[i][1]])
    for rest, char, value in lexicon().phrases.get(first, ()):
        j = i + len(rest) + 1
        if j <= len(spans) and all(fold(text[s:e]) == w for (s, e, _), w in zip(spans[i + 1 : j], rest, strict=True)):
            chars[i:j], spans[i:j] = [char], [(spans[i][0], spans[j - 1][1], value)]
            return


def _march(text: str, i: int, chars: list[str], spans: list[tuple[int, int, tuple[int, ...]]]) -> str:
    """मार्च is a month beside a number or time word, or before में or तक; else a march."""
    hints, around = lexicon().hints, _words(text, spans)
    before, after = _KIND[chars[i - 1]] if i else "stop", _KIND[chars[i + 1]] if i + 1 < len(chars) else "stop"
    month = _CHAR["month"]
    if after in ("year", "umonth") or before in ("day_number", "one", "range", "year", "uyear", "month"):
        return month
    if before == "hyphen" or around(i - 1) in hints["road"] or (around(i + 2) in hints["joining"] and after != "tak"):
        return month if before == "hyphen" and i > 1 and _KIND[chars[i - 2]] in ("month", "day_number", "one") else _OTHER
    follows = after in ("mein", "tak", "se", "hyphen", "and") or (after == "gen" and around(i + 2) in hints["of_month"])
    return month if follows else _OTHER


def _words(text: str, spans: list[tuple[int, int, tuple[int, ...]]]) -> Callable[[int], str]:
    """The folded word at a token index, "" beyond the text."""

    def at(i: int) -> str:
        return fold(text[spans[i][0] : spans[i][1]]) if 0 <= i < len(spans) else ""

    return at


# ---------------------------------------------------------------- calendar arithmetic


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _months(year: int, month: int, shift: int) -> tuple[int, int]:
    return (year * 12 + month - 1 + shift) // 12, (year * 12 + month - 1 + shift) % 12 + 1


def _moved(day: datetime.date, days: int) -> datetime.date:
    """The day so many days on, kept inside the calendar."""
    return datetime.date.fromordinal(min(max(day.toordinal() + days, 1), datetime.date.max.toordinal()))


def _unknown(reason: str, granularity: str = "day") -> Resolution:
    return Resolution("", granularity, reason)


def _of_day(day: datetime.date | None) -> Resolution:
    return Resolution(day.isoformat(), "day") if day else _unknown("no-such-day")


def _of_month(year: int, month: int) -> Resolution:
    return Resolution(f"{year:04d}-{month:02d}", "month") if 1 <= year <= 9999 else _unknown("out-of-range", "month")


def _of_year(year: int) -> Resolution:
    return Resolution(f"{year:04d}", "year") if 1 <= year <= 9999 else _unknown("out-of-range", "year")


def _of_span(first: object, last: object, granularity: str = "range") -> Resolution:
    return Resolution(f"{first}/{last}", granularity)


def _of_week(day: datetime.date) -> Resolution:
    monday = _moved(day, -day.weekday())
    return _of_span(monday, _moved(monday, 6), "week")


def _nearest(days: Iterable[datetime.date | None], clock: Clock, published: datetime.date) -> datetime.date | None:
    """The day nearest to publication; one that the tense speaks against only where it is close by and the other a year off."""

    def cost(day: datetime.date) -> int:
        ahead, tense = (day - published).days, "" if clock.until else clock.tense
        return abs(ahead) + (_SCHEDULED if tense == "past" and ahead > 0 else _JUST_PAST if tense == "future" and ahead < 0 else 0)

    return min((d for d in days if d), key=cost, default=None)


def _month_year(month: int, clock: Clock, published: datetime.date) -> int:
    """The year of a month named alone: the last such month for the past, the next for the future."""
    ahead = month - published.month
    if clock.until or clock.tense not in ("past", "future"):
        return published.year + (-1 if ahead > 6 else 1 if ahead < -6 else 0)
    return published.year + (1 if clock.tense == "future" and ahead < 0 else -1 if clock.tense == "past" and ahead > 0 else 0)


def _weekday(weekday: int, rel: str, clock: Clock, published: datetime.date) -> datetime.date:
    """The day of a weekday: on or before publication, for the future on or after; strictly so with पिछले and अगले."""
    back, ahead = (published.weekday() - weekday) % 7, (weekday - published.weekday()) % 7
    if rel == "prev":
        return _moved(published, -(back or 7))
    if rel == "next":
        return _moved(published, ahead or 7)
    if rel == "this" and clock.tense not in ("past", "future"):
        return _moved(published, weekday - published.weekday())
    return _moved(published, ahead if clock.tense == "future" else -back)


# ---------------------------------------------------------------- what the tokens of an expression say


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


_NUMBERS = ("one", "day_number", "number", "half")
_RELATIVES = ("prev", "next", "this", "that")
_SHIFT = {"prev": -1, "next": 1, "this": 0}


def _read(tokens: list[Token]) -> Fields:
    """The fields that the tokens fill, up to the time of day."""
    fields, rel, last = Fields(), "", tokens[0]
    for i, token in enumerate(tokens):
        kind, value = token.kind, token.value
        if kind in ("dpart", "oclock", "clock"):
            break
        if kind in _RELATIVES:
            rel = kind
            continue
        if kind == "uyear" and last.kind in _NUMBERS and any(t.kind == "before" for t in tokens[i + 1 : i + 3]):
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
    elif kind == "month":
        fields.months.append(value[0])
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


def _year(fields: Fields, published: datetime.date | None) -> int | None:
    """The year that the expression names or points to, if any."""
    if fields.years:
        return fields.years[-1]
    if published is None:
        return None
    if fields.year_ago is not None:
        return published.year - fields.year_ago
    rel = fields.rels.get("uyear", "")
    return published.year + _SHIFT[rel] if rel in _SHIFT else None


def _blind(fields: Fields, clock: Clock) -> Resolution | None:
    """The reason why a relative expression has no value, if so."""
    if "that" in fields.rels.values():
        return _unknown("anaphoric")
    return _unknown("no-publication-date") if clock.published is None and not fields.years and not fields.full else None


# ---------------------------------------------------------------- resolvers, one a rule


def _days(tokens: list[Token], clock: Clock) -> Resolution:
    """20 मार्च, दो और 11 अप्रैल: from the first day to the last."""
    fields = _read(tokens)
    points = _points(tokens)
    if not points:
        return _unknown("no-such-day", "range")
    (first_day, first_month, first_year), (last_day, last_month, last_year) = points[0], points[-1]
    year = last_year or (None if fields.years else _year(fields, clock.published))
    if year is None and clock.published is None:
        return _unknown("no-publication-date", "range")
    if year is None and clock.published:
        nearest = _nearest((_day(clock.published.year + k, last_month, last_day) for k in (-1, 0, 1)), clock, clock.published)
        year = nearest.year if nearest else clock.published.year
    assert year is not None
    opening = first_year or (year - 1 if (first_month, first_day) > (last_month, last_day) else year)
    first, last = _day(opening, first_month, first_day), _day(year, last_month, last_day)
    return _of_span(first, last) if first and last and first < last else _unknown("no-such-day", "range")


def _points(tokens: list[Token]) -> list[tuple[int, int, int]]:
    """(day, month, year or 0) of each listed day; a day takes the month that follows it."""
    points: list[tuple[int, int, int]] = []
    month = year = 0
    lead = next((t.value[0] for t in tokens[:2] if t.kind == "year"), 0)
    for token in reversed(tokens):
        if token.kind in ("year", "old_year"):
            year = token.value[0]
        elif token.kind == "month":
            year, month = (year if not points else year if token.start == 0 else 0) or 0, token.value[0]
        elif token.kind in ("one", "day_number", "range") and month:
            points += [(d, month, year) for d in reversed(token.value)]
            year = 0 if token.kind != "range" else year
    if lead and points and not any(y for _, _, y in points):
        points[0] = (*points[0][:2], lead)
    return points[::-1]


def _month_span(tokens: list[Token], clock: Clock) -> Resolution:
    """जनवरी से मार्च तक."""
    fields = _read(tokens)
    if blind := _blind(fields, clock):
        return blind
    first, last = fields.months[0], fields.months[-1]
    year = _year(fields, clock.published)
    if year is None:
        assert clock.published
        year = _month_year(last, Clock(clock.published, clock.tense), clock.published)
    opening = fields.years[0] if len(fields.years) > 1 else year - (first > last)
    return _of_span(f"{opening:04d}-{first:02d}", f"{year:04d}-{last:02d}")


def _years(tokens: list[Token], clock: Clock) -> Resolution:
    first, *_, last = [y for t in tokens if t.kind in ("year", "old_year", "years") for y in t.value]
    return _of_span(f"{first:04d}", f"{last:04d}") if first < last else _unknown("no-such-span", "range")


def _fiscal(tokens: list[Token], clock: Clock) -> Resolution:
    """The Indian fiscal year, April to March; one year alone is the year in which it ends."""
    fields = _read(tokens)
    if blind := _blind(fields, clock):
        return blind
    if fields.years:
        opening = fields.years[0] if len(fields.years) > 1 else fields.years[0] - 1
    else:
        assert clock.published
        opening = clock.published.year - (clock.published.month < 4) + _SHIFT[fields.rels["fiscal"]]
    return _of_span(f"{opening:04d}-04-01", f"{opening + 1:04d}-03-31", "fiscal-year")


def _weekdays(tokens: list[Token], clock: Clock) -> Resolution:
    if clock.published is None:
        return _unknown("no-publication-date", "range")
    first, last = _read(tokens).weekdays
    end = _weekday(last, "", clock, clock.published)
    start = _moved(end, -((last - first) % 7))
    if clock.tense == "future" and start < clock.published:
        start, end = _moved(start, 7), _moved(end, 7)
    return _of_span(start, end)


def _date(tokens: list[Token], clock: Clock) -> Resolution:
    """15 अगस्त, 15 अगस्त 2012, पिछले महीने 21 अगस्त, इस महीने की 15 तारीख़."""
    fields = _read(tokens)
    if fields.full:
        return _of_day(fields.full)
    if blind := _blind(fields, clock):
        return blind
    day = fields.days[0] if fields.days else fields.ordinal or 0
    if not fields.months:
        return _day_of_month(day, fields, clock)
    year = _year(fields, clock.published)
    if year is not None:
        return _of_day(_day(year, fields.months[-1], day))
    assert clock.published
    return _of_day(_nearest(_candidates(fields, day, clock.published), clock, clock.published))


def _candidates(fields: Fields, day: int, published: datetime.date) -> list[datetime.date]:
    """The day and month in the years around publication, on the weekday that is named beside it if one year fits."""
    years = range(-8, 9) if fields.months[-1] == 2 and day == 29 else range(-2, 3)
    days = [d for k in years if (d := _day(published.year + k, fields.months[-1], day))]
    fitting = [d for d in days if fields.weekdays and d.weekday() == fields.weekdays[0]]
    return fitting or days


def _day_of_month(day: int, fields: Fields, clock: Clock) -> Resolution:
    """पहली तारीख़, अगले महीने की 15 तारीख़."""
    assert clock.published
    rel = fields.rels.get("umonth")
    shifts = (_SHIFT[rel],) if rel else (-1, 0, 1)
    months = [_months(clock.published.year, clock.published.month, k) for k in shifts]
    days = [d for y, m in months if (d := _day(y, m, day))]
    if not rel and clock.tense in ("past", "future"):
        days = [d for d in days if (d <= clock.published) == (clock.tense == "past") or d == clock.published]
    return _of_day(_nearest(days, clock, clock.published))


def _month(tokens: list[Token], clock: Clock) -> Resolution:
    """मई, मई 2013, बीते साल जुलाई, जनवरी के दूसरे सप्ताह."""
    fields = _read(tokens)
    if blind := _blind(fields, clock):
        return blind
    month, year = fields.months[-1], _year(fields, clock.published)
    if year is None:
        assert clock.published
        year = _month_year(month, clock, clock.published)
    if tokens[-1].kind != "uweek":
        return _of_month(year, month)
    length = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.date(year, month, 1)).days
    first = length - 6 if fields.ordinal == -1 else ((fields.ordinal or 1) - 1) * 7 + 1
    if first > length:
        return _unknown("no-such-week", "week")
    last = length if fields.ordinal == -1 else min(first + 6, length)
    return _of_span(f"{year:04d}-{month:02d}-{first:02d}", f"{year:04d}-{month:02d}-{last:02d}", "week")


def _near(tokens: list[Token], clock: Clock) -> Resolution:
    """आज, कल, परसों: the last two by tense."""
    if clock.published is None:
        return _unknown("no-publication-date")
    days = _read(tokens).shift or 0
    if tokens[0].kind in ("prev", "next"):
        return _of_day(_moved(clock.published, days * _SHIFT[tokens[0].kind]))
    if days and not clock.tense:
        return _unknown("ambiguous-tense")
    return _of_day(_moved(clock.published, -days if clock.tense == "past" else days))


def _weekday_named(tokens: list[Token], clock: Clock) -> Resolution:
    """सोमवार, बीते सोमवार, अगले हफ़्ते मंगलवार."""
    fields = _read(tokens)
    if blind := _blind(fields, clock):
        return blind
    assert clock.published
    week = fields.rels.get("uweek")
    if week:
        return _of_day(_moved(clock.published, 7 * _SHIFT[week] + fields.weekdays[0] - clock.published.weekday()))
    return _of_day(_weekday(fields.weekdays[0], fields.rels.get("weekday", ""), clock, clock.published))


def _festival(tokens: list[Token], clock: Clock) -> Resolution:
    """A festival in the year named, else the nearest by tense."""
    fields = _read(tokens)
    entry = lexicon().festivals[next(t.value[0] for t in tokens if t.kind == "festival")]
    if entry.get("national") and clock.foreign:
        return _unknown("other-country")
    if blind := _blind(fields, clock):
        return blind
    year, rel = _year(fields, clock.published), fields.rels.get("festival")
    if year is not None:
        days = [d for d in _kept(entry, year) if d.year == year]
        return _of_day(days[0]) if days else _unknown("unknown-festival-year")
    assert clock.published
    days = [d for k in (-1, 0, 1) for d in _kept(entry, clock.published.year + k)]
    tense = {"prev": "past", "next": "future"}.get(rel or "", clock.tense)
    days = [d for d in days if rel not in ("prev", "next") or (d < clock.published) == (rel == "prev")]
    nearest = _nearest(days, Clock(clock.published, tense), clock.published)
    return _of_day(nearest) if nearest and abs((nearest - clock.published).days) <= 366 else _unknown("unknown-festival-year")


def _kept(entry: dict[str, Any], year: int) -> list[datetime.date]:
    """The days of a festival in a year."""
    if "fixed" in entry:
        month, day = map(int, entry["fixed"].split("-"))
        return [datetime.date(year, month, day)] if 1 <= year <= 9999 else []
    return [d for d in entry["dates"] if d.year == year]


def _hindu(tokens: list[Token], clock: Clock) -> Resolution:
    """A Hindu month: from the day after a full moon to the next one."""
    fields = _read(tokens)
    if blind := _blind(fields, clock):
        return blind
    spans = lexicon().hindu_months[tokens[-1].value[0]]
    year = _year(fields, clock.published)
    if year is not None:
        spans = [s for s in spans if s[0].year == year]
    elif clock.published and clock.tense in ("past", "future"):
        published = clock.published
        spans = [s for s in spans if (s[0] <= published if clock.tense == "past" else s[1] >= published)]
    anchor = clock.published
    chosen = min(spans, key=lambda s: abs((s[0] - anchor).days) if anchor and year is None else 0, default=None)
    return _of_span(*chosen, "hindu-month") if chosen else _unknown("unknown-year", "hindu-month")


def _decade(tokens: list[Token], clock: Clock) -> Resolution:
    """1990 के दशक, नब्बे के दशक, 21वीं सदी."""
    number = tokens[0].value[0]
    if tokens[-1].kind == "ucentury":
        return _of_span(f"{(number - 1) * 100 + 1:04d}", f"{number * 100:04d}", "century")
    if number < 100:
        number += 1900 if number >= 30 else 2000
    return _of_span(f"{number:04d}", f"{number + 9:04d}", "decade") if number % 10 == 0 else _unknown("no-such-decade", "decade")


def _amounts(tokens: list[Token]) -> list[float]:
    return [t.value[0] / 10 if t.kind == "half" else t.value[0] for t in tokens if t.kind in _NUMBERS]


def _shifted(published: datetime.date, unit: str, amount: float) -> Resolution:
    """The day, week, month, year or decade that lies so many units away."""
    if unit in ("umonth", "uyear", "udecade"):
        months = round(amount * {"umonth": 1, "uyear": 12, "udecade": 120}[unit])
        year, month = _months(published.year, published.month, months)
        return _of_month(year, month) if unit == "umonth" else _of_year(year)
    if unit == "uhour":
        return _of_day(_moved(published, int(amount / 24)))
    return _of_week(_moved(published, round(7 * amount))) if unit == "uweek" else _of_day(_moved(published, round(amount)))


def _ago(tokens: list[Token], clock: Clock) -> Resolution:
    """दो दिन पहले; दो दिन बाद of the future; 24 घंटे के भीतर."""
    kinds, amounts = [t.kind for t in tokens], _amounts(tokens)
    unit = next(k for k in kinds if k in _UNITS)
    if "vague" in kinds or len(amounts) > 1:
        return Resolution("", _UNITS[unit], "vague")
    if clock.published is None:
        return Resolution("", _UNITS[unit], "no-publication-date")
    amount = amounts[0] if amounts else 1
    if kinds[-1] == "before":
        return _shifted(clock.published, unit, -amount)
    if clock.tense != "future" and clock.tense != "present":
        return Resolution("", _UNITS[unit], "other-event")
    return _shifted(clock.published, unit, amount) if kinds[-1] == "after" else _ahead(clock.published, unit, amount)


_UNITS = {"uday": "day", "uweek": "week", "umonth": "month", "uyear": "year", "udecade": "decade", "uhour": "day"}


def _ahead(published: datetime.date, unit: str, amount: float) -> Resolution:
    """The span between publication and so many units before or after it, in that unit (days for weeks and hours)."""
    days = {"uday": 1.0, "uweek": 7.0, "uhour": 1 / 24}.get(unit)
    if days is not None:
        other: object = _moved(published, round(amount * days))
        here = published.isoformat()
    else:
        other = _shifted(published, unit, amount).value
        here = published.isoformat()[: 7 if unit == "umonth" else 4]
    first, last = (other, here) if amount < 0 else (here, other)
    return _of_span(first, last) if str(first) != str(last) else Resolution(here, _UNITS[unit])


def _unit(tokens: list[Token], clock: Clock) -> Resolution:
    """पिछले हफ़्ते, इसी महीने, अगले साल, अगले 14 दिन."""
    rel = tokens[0].kind
    unit, amounts = next(t.kind for t in tokens if t.kind in _UNITS), _amounts(tokens)
    if rel == "that" or (rel == "this" and (amounts or unit in ("uday", "uhour"))):
        return Resolution("", _UNITS[unit], "anaphoric")
    if clock.published is None:
        return Resolution("", _UNITS[unit], "no-publication-date")
    if unit in ("uhour", "uday", "udecade") and not amounts:
        return Resolution("", _UNITS[unit], "vague")
    shift = _SHIFT[rel]
    return _ahead(clock.published, unit, shift * amounts[-1]) if amounts else _shifted(clock.published, unit, shift)


def _weekend(tokens: list[Token], clock: Clock) -> Resolution:
    if clock.published is None:
        return _unknown("no-publication-date", "range")
    rel = tokens[0].kind
    saturday = _moved(clock.published, 5 - clock.published.weekday())
    if rel in ("prev", "next"):
        saturday = _moved(saturday, 7 * _SHIFT[rel])
    elif clock.tense == "past" and saturday > clock.published:
        saturday = _moved(saturday, -7)
    return _of_span(saturday, _moved(saturday, 1))


def _year_named(tokens: list[Token], clock: Clock) -> Resolution:
    return _of_year(_read(tokens).years[-1])


def _part(tokens: list[Token], clock: Clock) -> Resolution:
    """A time of day: of the day last spoken of in the sentence, else of publication; बीती रात is the night before."""
    if clock.published is None:
        return _unknown("no-publication-date")
    if tokens[0].kind == "prev":
        return _of_day(_moved(clock.published, -1))
    return _of_day(clock.spoken or clock.published)


def _named(tokens: list[Token], clock: Clock) -> Resolution:
    return _of_day(datetime.date(*tokens[0].value))


def _vague(tokens: list[Token], clock: Clock) -> Resolution:
    first = tokens[0].kind
    return _unknown("recurring" if first == "every" else "anaphoric" if first in ("that", "this", "anaphor") else "vague")


_RESOLVERS: dict[str, Callable[[list[Token], Clock], Resolution]] = {
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


# ---------------------------------------------------------------- from a match to a mention


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of one text: class string, spans with values, and the text they point into."""

    text: str
    classes: str
    spans: list[tuple[int, int, tuple[int, ...]]]

    def kind(self, i: int) -> str:
        return _KIND[self.classes[i]] if 0 <= i < len(self.spans) else "stop"

    def word(self, i: int) -> str:
        return fold(self.text[self.spans[i][0] : self.spans[i][1]]) if 0 <= i < len(self.spans) else ""

    def tokens(self, i: int, j: int) -> list[Token]:
        return [Token(_KIND[self.classes[k]], self.spans[k][2], *self.spans[k][:2]) for k in range(i, j)]

    def hinted(self, i: int, hint: str) -> bool:
        return self.word(i) in lexicon().hints[hint]


def find_dates(text: str, *, published: datetime.date | None, tense_at: Callable[[int], str]) -> list[DateMention]:
    """The time expressions of a text, in order; `tense_at` gives the tense of the clause at an offset."""
    reading = Reading(text, *_tokenise(text))
    mentions: list[DateMention] = []
    spoken, spoken_end, position = None, 0, 0
    while match := _GRAMMAR.search(reading.classes, position):
        i, j, rule = match.start(), match.end(), str(match.lastgroup)
        position = j
        if rule == "block":
            continue
        if not _allowed(rule, i, j, reading):
            position = i + 1
            continue
        tense = _governing(reading, j) or tense_at(reading.spans[i][0])
        if spoken and reading.classes.find(_CHAR["stop"], spoken_end, i) >= 0:
            spoken = None
        resolution = _resolve(rule, reading.tokens(i, j), Clock(published, tense, spoken, foreign=_foreign(reading, i)))
        resolution = _anchored(rule, i, j, reading, resolution)
        if resolution.granularity == "day" and resolution.value and rule != "named":
            spoken, spoken_end = datetime.date.fromisoformat(resolution.value), j
        mentions.append(DateMention(reading.spans[i][0], reading.spans[j - 1][1], resolution.value, resolution.granularity, resolution.reason))
    return mentions


def _resolve(rule: str, tokens: list[Token], clock: Clock) -> Resolution:
    """Resolve the expression without its tail, then apply what the tail says."""
    core, days, reason, until = _tail(rule, tokens)
    resolution = _RESOLVERS[rule](core, Clock(clock.published, clock.tense, clock.spoken, until, clock.foreign))
    if reason:
        return Resolution("", resolution.granularity, reason)
    if days and resolution.granularity == "day" and resolution.value:
        return _of_day(_moved(datetime.date.fromisoformat(resolution.value), days))
    return resolution


def _tail(rule: str, tokens: list[Token]) -> tuple[list[Token], int, str | None, bool]:
    """(tokens before the tail, days to add, reason for no value, whether it says until)."""
    kinds = [t.kind for t in tokens]
    if rule in ("part", "ago", "vague", "decade", "hindu"):
        return tokens, 0, None, False
    cut = {"eve": 2, "anniversary": 1, "tak": 1, "between": 2}.get(kinds[-1], 0)
    if kinds[-1] in ("eve", "anniversary", "tak", "between"):
        return tokens[:-cut], -(kinds[-1] == "eve"), "anniversary" if kinds[-1] == "anniversary" else None, kinds[-1] == "tak"
    if len(kinds) > 4 and kinds[-1] in ("before", "after") and "uday" in kinds[-3:-1]:
        number = next(k for k in range(len(kinds) - 1, -1, -1) if kinds[k] in _NUMBERS)
        amount = round(_amounts(tokens[number:])[0])
        return tokens[: number - 1], -amount if kinds[-1] == "before" else amount, None, False
    if kinds[-2:] in (["next", "uday"], ["ordinal", "uday"]) and len(kinds) > 3:
        return tokens[:-3], 1, None, False
    timed = any(k in ("oclock", "dpart") for k in kinds)
    if (kinds[-1] in ("before", "after") and len(kinds) > 1 or kinds[-2:] == ["after", "se"]) and not timed:
        return tokens[:-2], 0, "open-ended", False
    return tokens, 0, None, False


def _governing(reading: Reading, j: int) -> str:
    """The tense of a participle right after the expression: को होने वाली, में हुए."""
    k = j
    while k < j + 3 and reading.kind(k) in ("ko", "mein", "se", "par", "only", "gen"):
        k += 1
    if reading.hinted(k, "past_next"):
        return "past"
    bare = reading.word(k) == fold("होने")
    ahead = reading.hinted(k, "future_next") and (not bare or reading.word(k + 1)[:3] in ("वाल", "जा"))
    return "future" if ahead or (reading.word(k)[-2:] == "ने" and reading.word(k + 1)[:3] == "वाल") else ""


def _foreign(reading: Reading, i: int) -> bool:
    """Whether a genitive of something other than India stands before: पाकिस्तान के स्वतंत्रता दिवस."""
    return reading.kind(i - 1) == "gen" and not reading.hinted(i - 2, "home")


def _anchored(rule: str, i: int, j: int, reading: Reading, resolution: Resolution) -> Resolution:
    """An amount of time counted from another event (हमले से दो दिन पहले, इसके दो दिन बाद) says no day."""
    before = reading.kind(i - 1)
    other = rule in ("ago", "part") and (before in ("pointer", "gen") or (rule == "ago" and before == "se"))
    hundreds = rule == "ago" and before in ("number", "day_number", "one")
    return Resolution("", resolution.granularity, "other-event") if other or hundreds else resolution


# ---------------------------------------------------------------- what is no date


def _allowed(rule: str, i: int, j: int, reading: Reading) -> bool:
    check = _GUARDS.get(rule)
    return check is None or check(i, j, reading)


def _plain_days(i: int, j: int, reading: Reading) -> bool:
    """एक और 5 मई is 'another'."""
    return not (reading.kind(i) == "one" and reading.kind(i + 1) == "and") and not reading.hinted(i - 1, "label")


def _plain_years(i: int, j: int, reading: Reading) -> bool:
    """A number that could be a year is one after साल or सन, or by what follows it."""
    if reading.kind(i) in ("uyear", "era"):
        return True
    if reading.hinted(i - 1, "label") or reading.hinted(j, "counted") or reading.kind(i - 1) in ("number", "hyphen"):
        return False
    after, more = reading.kind(j), reading.hinted(j + 1, "more") or reading.hinted(j + 1, "counted") or reading.kind(j + 1) == "around"
    if j - i > 1 or after == "tak":
        return not (reading.hinted(j + 1, "counted"))
    if after in ("mein", "gen", "se", "and"):
        return not more and not (after == "mein" and reading.kind(j + 1) == "se")
    if after in ("close", "stop", "comma", "only"):
        return after == "close" and reading.kind(i - 1) == "open" or reading.hinted(i - 1, "event")
    return any(reading.hinted(k, "event") for k in range(j, j + 3)) or reading.hinted(i - 1, "event")


def _plain_weekday(i: int, j: int, reading: Reading) -> bool:
    return not reading.hinted(j, "bazaar")


def _plain_today(i: int, j: int, reading: Reading) -> bool:
    """आज तक is a channel or 'to this day'; कल-कारखाने are mills."""
    kinds = [reading.kind(k) for k in range(i, j)]
    return kinds != ["today", "tak"] and not (reading.kind(j) == "hyphen" and reading.word(j + 1).startswith(fold("कारखान")))


def _plain_festival(i: int, j: int, reading: Reading) -> bool:
    """A festival is a time when it stands in a time's place: दिवाली पर, होली के दिन."""
    after = reading.kind(j)
    if j - i > 1 or after in ("par", "ko", "mein", "tak"):
        return True
    return (after == "gen" and reading.kind(j + 1) in ("uday", "dpart")) or (after == "gen" and reading.hinted(j + 1, "occasions"))


def _plain_hindu(i: int, j: int, reading: Reading) -> bool:
    return j - i > 1 or reading.kind(j) in ("mein", "tak", "umonth") or (reading.kind(j) == "gen" and reading.kind(j + 1) == "umonth")


def _plain_part(i: int, j: int, reading: Reading) -> bool:
    """A bare part of a day is a time before a postposition, a comma or a clock time."""
    if j - i > 1:
        return True
    if reading.kind(i) == "oclock" or reading.kind(i - 1) in ("uday", "and", "hyphen", "vague"):
        return False
    return reading.kind(j) in ("ko", "mein") or " " in reading.text[reading.spans[i][0] : reading.spans[i][1]]


_GUARDS: dict[str, Callable[[int, int, Reading], bool]] = {
    "days": _plain_days,
    "span": _plain_years,
    "years": _plain_years,
    "year": _plain_years,
    "weekday": _plain_weekday,
    "weekdays": _plain_weekday,
    "near": _plain_today,
    "festival": _plain_festival,
    "hindu": _plain_hindu,
    "part": _plain_part,
}
