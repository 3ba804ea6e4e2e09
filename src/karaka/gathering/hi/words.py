"""Words, stems and their weights: what articles and sentences are compared by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import fsum, log

import regex
import yaml

from karaka.lexicon.compiled import shipped
from karaka.text.hi.folding import fold

_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}\u200c\u200d\u00ad]+")
# endings of nouns, adjectives and participles on folded words, longest first; what is left keeps two characters at least
_ENDINGS = ("ियों", "ियां", "ाओं", "ाएं", "ुओं", "ुएं", "ों", "ें", "ीं", "ां", "ओं", "एं", "ा", "ी", "े", "ि", "ो", "ु", "ू", "ए", "ई")
_DIRECT = {"ियों": ("ी", "ि"), "ियां": ("ी", "ि"), "ों": ("", "ा"), "ें": ("",), "े": ("ा",)}
"""Plural and oblique endings, and what the lexicon's form ends in instead."""
_COUNTRIES, _NAMED = ("country", "adjective", "demonym"), ("person", "organisation", "place", "role")
UNKNOWN = 0.5
"""Thousandths: the share of articles that hold a word which the table has not."""


def words(text: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    return [fold(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a folded word counts as: digits for a number word, the code of a country for its name and its adjective, the lexicon's id
    for someone or somewhere that it knows by this word, the first of its synonyms, else the word without its ending."""
    known = _numbers().get(word) or _known(word)
    if known:
        return known
    bare = _bare(word)
    return _synonyms().get(bare, bare)


def _bare(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            return word[: -len(ending)]
    return word


def _known(word: str) -> str | None:
    """The country's code or the id that the lexicon has for a word or for its direct singular."""
    forms = [word]
    for ending, instead in _DIRECT.items():
        if word.endswith(ending) and len(word) > len(ending) + 2:
            forms += [word[: -len(ending)] + other for other in instead]
    for form in forms:
        senses = shipped().lookup(form)
        country = next((s.country for s in senses if s.kind in _COUNTRIES), None)
        if country:
            return country
        named = next((s.id for s in senses if s.kind in _NAMED), None)
        if named:
            return _synonyms().get(_bare(fold(named.removeprefix("role/"))), named)
    return None


@cache
def _numbers() -> dict[str, str]:
    """Folded number words and their digits, from the lexicon."""
    pairs = (entry.split("=") for entry in shipped().words["numbers"])
    return {fold(word): digits for word, digits in pairs}


@cache
def _synonyms() -> dict[str, str]:
    """Bare words and the bare word that they count as."""
    lines: list[list[str]] = yaml.safe_load(_data("synonyms.yaml"))
    return {_bare(fold(word)): _bare(fold(line[0])) for line in lines for word in line}


def _data(name: str) -> str:
    return files("karaka.gathering.hi").joinpath(name).read_text(encoding="utf-8")


@cache
def _shares() -> dict[str, float]:
    rows = (line.split("\t") for line in _data("frequencies.tsv").splitlines())
    return {word: float(share) for word, share in rows}


@lru_cache(maxsize=1 << 16)
def weight(word: str) -> float:
    """How much a shared stem tells, in nats: 0 for one that all articles hold, 7.6 for an unknown one."""
    return log(1000 / _shares().get(word, UNKNOWN))


def weighed(stems: Iterable[str]) -> float:
    """The weights of stems together, the same in whatever order a set gives them."""
    return fsum(map(weight, stems))


@dataclass(frozen=True, slots=True)
class Wording:
    """A set of stems and their weight together."""

    stems: frozenset[str]
    weight: float

    @staticmethod
    def of(stems: Iterable[str]) -> Wording:
        found = frozenset(stems)
        return Wording(found, weighed(found))


def alike(some: Wording, others: Wording) -> float:
    """Weighted overlap of two wordings, 0 to 1: shared weight over the geometric mean of both."""
    shared = some.stems & others.stems
    return weighed(shared) / (some.weight * others.weight) ** 0.5 if shared else 0.0
