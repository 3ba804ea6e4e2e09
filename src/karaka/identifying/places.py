"""Places that a sentence names: toponyms with coordinates, by the lexicon, in context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from karaka.identifying.matching import Match
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, Sense, folded_key

_INSIDE = frozenset(("में", "के-निकट", "के-करीब", "के-बाहर", "में-से", "के-अंदर", "के-भीतर", "के-आसपास", "में-भी", "के-नजदीक", "के-समीप"))
"""Postpositions after a form that is a body's or a person's too, which make it a place (ब्रसेल्स में बैठक)."""
_LOCATIVE = _INSIDE | {"पर", "के-पास", "के-सामने", "तक"}
_TOPONYM = frozenset(("place", "capital", "country"))
_SOMEBODY = ("person", "organisation", "media", "role")
_PEOPLE = {"state": 10_000_000, "district": 100_000}
"""How many at least live in an area, where places of one form are ranked: an entry's population is mostly that of its seat."""
_OPENING = frozenset((",", ";", "और"))
_LINKS = frozenset(("का", "के", "की", ",", "(", "-", "स्थित"))


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Tokens first..last (exclusive) of a place phrase headed by `head`; locative: it says where something is."""

    first: int
    last: int
    head: int
    sense: Sense
    country: str
    locative: bool


class PlaceWords:
    """Common nouns and adverbs for places, of a lexicon."""

    def __init__(self, lexicon: Compiled) -> None:
        self.nouns = {folded_key(w) for w in lexicon.words.get("place_nouns", [])}
        self.adverbs = {folded_key(w) for w in lexicon.words.get("place_adverbs", [])}
        self.heads = {noun.rpartition(" ")[2] for noun in self.nouns}


@dataclass(slots=True)
class Surroundings:
    """How often toponyms of one meaning name each country, and each admin area (country, name)."""

    countries: Counter[str] = field(default_factory=Counter)
    areas: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, found: Iterable[Match]) -> Surroundings:
        """Those of a sentence's matches, or of all of an article's."""
        around = cls()
        for match in found:
            countries, areas = _lies(match)
            if len(countries) == 1:
                around.countries.update(countries)
            if len(areas) == 1:
                around.areas.update(areas)
        return around


def places(syntax: Syntax, found: list[Match], focus: str, words: PlaceWords, article: Surroundings | None = None) -> list[PlaceMention]:
    """All place phrases of a sentence: toponyms in text order, then common nouns, unknown names and adverbs in the article's country.

    A form of several places is the one that its owner (सिंध का हैदराबाद), its sentence, the article's focus and the article speak for.
    """
    out: list[PlaceMention] = []
    sentence = Surroundings.of(m for m in found if _where(syntax, m))
    for i, match in enumerate(found):
        options = [s for s in match.senses if s.kind in _TOPONYM]
        if not options or _no_place(syntax, found, match, words):
            continue
        owner = Surroundings.of(_linked(syntax, found, i))
        sense = best_sense(options, focus, owner, sentence, article or sentence)
        out.append(_mention(syntax, match, syntax.chunk_of[match.last - 1], sense))
    named = {t for p in out for t in range(p.first, p.last)}
    heads = {p.head for p in out} | {syntax.parent(p.head) for p in out}
    for chunk in sorted(syntax.bounds):
        noun = syntax.lemmas[chunk] in words.nouns
        unknown = syntax.parse.names[chunk].endswith("LOC") and syntax.psp(chunk) in _INSIDE | {"पर", "से", "का"}
        adverb = syntax.folded[chunk] in words.adverbs and not _connective(syntax, chunk)
        if chunk not in named and chunk not in heads and (noun or unknown or adverb):
            first, last = syntax.phrase(chunk)
            locative = adverb or syntax.psp(chunk) in _LOCATIVE - {"तक"}
            out.append(PlaceMention(first, last, chunk, Sense("place", "", "", focus, detail="noun" if noun else "unknown"), focus, locative))
    return out


def _connective(syntax: Syntax, chunk: int) -> bool:
    """Whether वहीं begins a sentence or clause ("meanwhile"), or जहां ... वहीं ("while") set two against each other."""
    word = syntax.folded[chunk]
    begins = chunk == 0 or syntax.parse.tags[chunk - 1] == "SYM" or syntax.folded[chunk - 1] in _OPENING
    return (word == "वहीं" and begins) or (word == "जहां" and "वहीं" in syntax.folded)


def best_sense(options: list[Sense], focus: str, owner: Surroundings, sentence: Surroundings, article: Surroundings) -> Sense:
    """What stands nearest decides: owner, sentence, focus, article; then coordinates over none, states over towns, large over small."""

    def cost(s: Sense) -> tuple[float, ...]:
        area = (s.country, s.region or "")
        people = max(s.population, _PEOPLE.get(s.detail, 0))
        return (
            -owner.areas[area], -owner.countries[s.country], -sentence.areas[area], -min(sentence.countries[s.country], 1),
            s.country != focus, -article.areas[area], -article.countries[s.country], s.lat is None, s.kind != "country", -people,
        )  # fmt: skip

    return options[0] if len(options) == 1 else min(options, key=cost)


def _lies(match: Match) -> tuple[set[str], set[tuple[str, str]]]:
    """Countries and admin areas that a match may name as a toponym, both empty if it may be somebody."""
    senses = [] if match.of(*_SOMEBODY) else [s for s in match.senses if s.kind in _TOPONYM]
    areas = {(s.country, s.region) for s in senses if s.region}
    return {s.country for s in senses if s.country}, areas if all(s.region or s.kind == "capital" for s in senses) else set()


def _where(syntax: Syntax, match: Match) -> bool:
    """Whether a match tells where its sentence plays: a country only with a postposition of place (it may act as well)."""
    return not match.of("country") or syntax.psp(syntax.chunk_of[match.last - 1]) in _LOCATIVE


def _linked(syntax: Syntax, found: list[Match], i: int) -> list[Match]:
    """The toponyms right before and after, with a genitive or a comma between."""
    pairs = [(j, found[min(i, j)].last, found[max(i, j)].first) for j in (i - 1, i + 1) if 0 <= j < len(found)]
    return [found[j] for j, a, b in pairs if b - a <= 1 and all(syntax.folded[t] in _LINKS for t in range(a, b))]


def _no_place(syntax: Syntax, found: list[Match], match: Match, words: PlaceWords) -> bool:
    """Whether a toponym's form is somebody, a surname (सुनील मोरे), or part of a body's name (लाहौर हाई कोर्ट)."""
    head = syntax.chunk_of[match.last - 1]
    psp = syntax.psp(head)
    if match.of(*_SOMEBODY):
        return psp not in _INSIDE
    if psp not in _LOCATIVE and all(syntax.parse.names[t] == "I-PER" for t in range(match.first, match.last)):
        return True
    site = syntax.lemmas[head] in words.heads
    return any(match.last <= m.first <= head < m.last and _is_body(m, site) for m in found)


def _is_body(match: Match, site: bool) -> bool:
    """An organisation, or people as a group, but not by the site that they hold (वायुसेना अड्डा)."""
    role = match.of("role")
    return match.of("organisation") is not None or (not site and role is not None and role.detail == "group")


def _mention(syntax: Syntax, match: Match, head: int, sense: Sense) -> PlaceMention:
    """The whole phrase if the toponym modifies a common noun that says where (रायपुर के एक अस्पताल में)."""
    top = head
    while syntax.psp(top) == "का" and syntax.parent(top) >= 0 and not syntax.is_verb(syntax.parent(top)) and syntax.kind(syntax.parent(top)) == "NP":
        top = syntax.parent(top)
    locative = syntax.psp(top) in _LOCATIVE or syntax.relation(top) in ("k7p", "k2p")
    if syntax.psp(head) == "का" and top != head and syntax.psp(top) not in _LOCATIVE:
        locative = False
    return PlaceMention(match.first, match.last, head, sense, sense.country, locative)
