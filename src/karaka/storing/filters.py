"""Which events are asked for: every condition as SQL, all of them combined."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import regex

from karaka.errors import UsageError
from karaka.text.hi.searching import forms, search_words

_CODE = regex.compile(r"(?P<country>[A-Z]{3})?(?::(?P<sector>[A-Z]{3}))?")
_PHRASE = regex.compile(r'"([^"]*)"|(\S+)')
Condition = tuple[str, list[Any]]
"""SQL with question marks, and what stands for them."""
_IN_STORY = "EXISTS (FROM story_mentions m WHERE m.article = e.article AND m.event = e.id AND m.story = ?)"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions that an event must meet, all of them; a list is met by any of its values, and an empty one is no condition.

    types, modes, factualities: values as in the record. actors, recipients: RUS, RUS:GOV, :GOV, an entity's id, or words of the name.
    places: a country's code, or words of the place. sources: words of a source's name, an entity's id, or an agency that the article
    credits. publishers: a name, in any case. since, until: first and last day, met by a date that touches them. stories: ids. text: words that stand in
    the event's sentence, in any inflected form; in quotation marks a phrase.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    factualities: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        """Whether there is any condition."""
        return self != Filter()


def where(wanted: Filter) -> Condition:
    """The conditions on events e, sentences s and articles a. Raises UsageError for a text without words."""
    parts = [
        *_any_of("e.type", wanted.types),
        *_any_of("e.mode", wanted.modes),
        *_any_of("e.factuality", wanted.factualities),
        *_each(wanted.actors, lambda value: _party("actor", value)),
        *_each(wanted.recipients, lambda value: _party("recipient", value)),
        *_each(wanted.places, _place),
        *_each(wanted.sources, _source),
        *_each(wanted.publishers, lambda value: ("lower(a.publisher) = lower(?)", [value])),
        *_each(wanted.stories, lambda value: (_IN_STORY, [value])),
        *([("e.last_day >= ?", [wanted.since])] if wanted.since else []),
        *([("e.first_day <= ?", [wanted.until])] if wanted.until else []),
        *(text_conditions("s.words", wanted.text) if wanted.text else []),
    ]
    return _joined(" AND ", parts) if parts else ("true", [])


def _joined(by: str, parts: Iterable[Condition]) -> Condition:
    found = list(parts)
    return by.join(f"({sql})" for sql, _ in found), [value for _, values in found for value in values]


def _any_of(column: str, values: tuple[str, ...]) -> list[Condition]:
    return [(f"{column} IN ({', '.join('?' * len(values))})", list(values))] if values else []


def _each(values: tuple[str, ...], condition: Callable[[str], Condition]) -> list[Condition]:
    """One condition that any of the values meets."""
    return [_joined(" OR ", map(condition, values))] if values else []


def _party(side: str, value: str) -> Condition:
    code = _CODE.fullmatch(value)
    if code and value:
        parts: list[Condition] = [(f"p.{name} = ?", [code[name]]) for name in ("country", "sector") if code[name]]
    else:
        parts = [_named("p", value)]
    sql, values = _joined(" AND ", [("p.side = ?", [side]), *parts])
    return f"EXISTS (FROM parties p WHERE p.article = e.article AND p.event = e.id AND {sql})", values


def _named(alias: str, value: str) -> Condition:
    """The entity of this id, or one with these words in its name or in the article's words for it."""
    return _joined(" OR ", [(f"{alias}.entity = ?", [value]), _words(f"{alias}.words", value)])


def _words(column: str, value: str) -> Condition:
    """All of some words, each whole and as it stands, in any of its spellings."""
    words = search_words(value)
    return _joined(" AND ", [(f"contains({column}, ?)", [f" {word} "]) for word in words]) if words else ("false", [])


def _place(value: str) -> Condition:
    if regex.fullmatch("[A-Z]{3}", value):
        return "e.country = ?", [value]
    return _words("e.place_words", value)


def _source(value: str) -> Condition:
    named, values = _named("q", value)
    return f"lower(a.agency) = lower(?) OR EXISTS (FROM sources q WHERE q.article = e.article AND q.event = e.id AND ({named}))", [value, *values]


def text_conditions(column: str, text: str) -> list[Condition]:
    """Conditions on a column of search words: each word in any inflected form, each "phrase" word by word in any inflected forms.

    Raises UsageError if there is no word in the text.
    """
    asked = [search_words(phrase or word) for phrase, word in _PHRASE.findall(text)]
    if not any(asked):
        raise UsageError(f"--text {text!r} has no word to search for")
    return [_phrase(column, words) for words in asked if words]


def _phrase(column: str, words: list[str]) -> Condition:
    known = [sorted(forms(word)) for word in words]
    if len(words) == 1:
        return _joined(" OR ", [(f"contains({column}, ?)", [f" {form} "]) for form in known[0]])
    pattern = " " + " ".join("(?:" + "|".join(map(regex.escape, options)) + ")" for options in known) + " "
    start = _common(known[0])
    return f"contains({column}, ?) AND regexp_matches({column}, ?)", [f" {start}", pattern]


def _common(words: list[str]) -> str:
    """What all the words begin with."""
    first, last = min(words), max(words)
    size = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:size]
