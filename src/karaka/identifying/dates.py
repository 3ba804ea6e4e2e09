"""Hindi time expressions and their values.

The text becomes a string with one character for the class of each token (a month, a number up to 31, a postposition ...); one
compiled grammar runs over that string (date_words), and the resolver of the rule that matched turns its tokens into a value by
the day of publication and the tense (date_values). What cannot be known has value "" and a reason; durations, counts, ages and
names are no mentions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from karaka.identifying.date_calendar import Clock, Resolution, moved, of_day
from karaka.identifying.date_fields import NUMBERS
from karaka.identifying.date_values import RESOLVERS, amounts_of
from karaka.identifying.date_words import GRAMMAR, Reading, Token, read_text
from karaka.text.hi.folding import fold


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression; offsets are code points into the text. `reason` says why a value is ""."""

    start: int
    end: int
    value: str
    granularity: str
    reason: str | None = None


def find_dates(text: str, *, published: datetime.date | None, tense_at: Callable[[int], str]) -> list[DateMention]:
    """The time expressions of a text, in order; `tense_at` gives the tense of the clause at an offset."""
    reading = read_text(text)
    mentions: list[DateMention] = []
    spoken, spoken_end, position = None, 0, 0
    while match := GRAMMAR.search(reading.classes, position):
        i, j, rule = match.start(), match.end(), str(match.lastgroup)
        position = j
        if rule == "block":
            continue
        if not _allowed(rule, i, j, reading):
            position = i + 1
            continue
        tense = _governing(reading, j) or tense_at(reading.spans[i][0])
        if spoken and reading.stopped(spoken_end, i):
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
    resolution = RESOLVERS[rule](core, Clock(clock.published, clock.tense, clock.spoken, until, clock.foreign))
    if reason:
        return Resolution("", resolution.granularity, reason)
    if days and resolution.granularity == "day" and resolution.value:
        return of_day(moved(datetime.date.fromisoformat(resolution.value), days))
    return resolution


def _tail(rule: str, tokens: list[Token]) -> tuple[list[Token], int, str | None, bool]:
    """(tokens before the tail, days to add, reason for no value, whether it says until)."""
    kinds = [t.kind for t in tokens]
    if rule in ("part", "ago", "vague", "decade", "hindu"):
        return tokens, 0, None, False
    cut = {"eve": 2, "anniversary": 1, "tak": 1, "between": 2}.get(kinds[-1], 0)
    if kinds[-1] in ("eve", "anniversary", "tak", "between"):
        return tokens[:-cut], -(kinds[-1] == "eve"), "anniversary" if kinds[-1] == "anniversary" else None, kinds[-1] == "tak"
    number = next((k for k in range(len(kinds) - 1, 1, -1) if kinds[k] in NUMBERS), 0)
    if number and kinds[-1] in ("before", "after") and "uday" in kinds[number:] and kinds[number - 1] in ("se", "gen"):
        amount = round(amounts_of(tokens[number:])[0])
        return tokens[: number - 1], -amount if kinds[-1] == "before" else amount, None, False
    if kinds[-2:] in (["next", "uday"], ["ordinal", "uday"]) and len(kinds) > 3:
        return tokens[:-3], 1, None, False
    timed = any(k in ("oclock", "dpart") for k in kinds)
    end = len(kinds)
    while end > 1 and kinds[end - 1] in ("after", "before", "se", "gen"):
        end -= 1
    if end < len(kinds) and not timed and {"after", "before"} & set(kinds[end:]):
        return tokens[:end], 0, "open-ended", False
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
    if before == "uyear" and reading.kind(i - 2) == "every":
        return Resolution("", resolution.granularity, "recurring")
    if rule == "near" and j - i == 1 and reading.kind(i) == "today" and reading.word(j) == fold("भी"):
        return Resolution("", resolution.granularity, "vague")
    if rule == "unit" and j - i == 2 and reading.word(i + 1).endswith("ों"):
        return Resolution("", resolution.granularity, "vague")
    other = rule in ("ago", "part") and (before in ("pointer", "gen") or (rule == "ago" and before == "se"))
    hundreds = rule == "ago" and before in ("number", "day_number", "one")
    return Resolution("", resolution.granularity, "other-event") if other or hundreds else resolution


def _allowed(rule: str, i: int, j: int, reading: Reading) -> bool:
    check = _GUARDS.get(rule)
    return check is None or check(i, j, reading)


def _plain_days(i: int, j: int, reading: Reading) -> bool:
    """एक और 5 मई is 'another'."""
    return not (reading.kind(i) == "one" and reading.kind(i + 1) == "and") and not reading.hinted(i - 1, "label")


def _plain_years(i: int, j: int, reading: Reading) -> bool:
    """A number that could be a year is one after साल or सन, or by what follows it."""
    if reading.kind(j - 1) in NUMBERS and reading.kind(j - 2) == "hyphen":
        first, last = int(reading.word(j - 3)), reading.word(j - 1)
        return last == f"{(first + 1) % 100:02d}"
    if reading.kind(i) in ("uyear", "era"):
        return True
    if reading.hinted(i - 1, "law") or (reading.kind(i - 1) == "comma" and reading.hinted(i - 2, "law")):
        return False
    if reading.hinted(i - 1, "label") or reading.hinted(j, "counted") or reading.kind(i - 1) in ("number", "hyphen"):
        return False
    after, more = reading.kind(j), reading.hinted(j + 1, "more") or reading.hinted(j + 1, "counted") or reading.kind(j + 1) == "around"
    if j - i > 1 or after == "tak":
        return not (reading.hinted(j + 1, "counted"))
    if after in ("mein", "gen", "se", "and"):
        return not more and not (after == "mein" and reading.kind(j + 1) == "se")
    if after in ("close", "stop", "comma", "only"):
        return (after == "close" and reading.kind(i - 1) == "open") or reading.hinted(i - 1, "event")
    return any(reading.hinted(k, "event") for k in range(j, j + 3)) or reading.hinted(i - 1, "event")


def _plain_fiscal(i: int, j: int, reading: Reading) -> bool:
    return reading.kind(j - 1) not in NUMBERS or _plain_years(i, j, reading)


def _plain_century(i: int, j: int, reading: Reading) -> bool:
    """A century before Christ has no value here."""
    return reading.kind(j) != "era" and not reading.word(j).startswith(fold("ईसा"))


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
    if reading.kind(i) == "oclock" or reading.kind(i - 1) in ("uday", "hyphen", "vague"):
        return False
    return reading.kind(j) in ("ko", "mein") or " " in reading.text[reading.spans[i][0] : reading.spans[i][1]]


_GUARDS: dict[str, Callable[[int, int, Reading], bool]] = {
    "days": _plain_days,
    "decade": _plain_century,
    "fiscal": _plain_fiscal,
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
