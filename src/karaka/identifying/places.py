"""Places that a sentence names: toponyms with coordinates, by the lexicon, in context."""

from __future__ import annotations

from dataclasses import dataclass

from karaka.identifying.matching import Match
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, Sense, folded_key

_LOCATIVE = frozenset(
    ("में", "पर", "के-पास", "के-निकट", "के-करीब", "के-बाहर", "में-से", "के-अंदर", "के-भीतर", "के-आसपास", "के-सामने", "में-भी", "के-नजदीक", "तक", "के-समीप")
)


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


def places(syntax: Syntax, found: list[Match], focus: str, words: PlaceWords) -> list[PlaceMention]:
    """All place phrases of a sentence: toponyms in text order, then common nouns and adverbs in the article's country."""
    out: list[PlaceMention] = []
    for match in found:
        if match.of("person", "organisation", "media", "role"):
            continue
        options = [s for s in match.senses if s.kind in ("place", "capital", "country")]
        if not options:
            continue
        sense = best_sense(options, focus)
        head = syntax.chunk_of[match.last - 1]
        out.append(_mention(syntax, match, head, sense))
    named = {t for p in out for t in range(p.first, p.last)}
    heads = {p.head for p in out} | {syntax.parent(p.head) for p in out}
    for chunk in sorted(syntax.bounds):
        noun = syntax.lemmas[chunk] in words.nouns and syntax.psp(chunk) in _LOCATIVE
        if chunk not in named and chunk not in heads and (noun or syntax.folded[chunk] in words.adverbs):
            first, last = syntax.phrase(chunk)
            out.append(PlaceMention(first, last, chunk, Sense("place", "", "", focus), focus, True))
    return out


def best_sense(options: list[Sense], focus: str) -> Sense:
    """Coordinates over none, the article's own country over others."""
    return min(options, key=lambda s: (s.country != focus and any(o.country == focus for o in options), s.lat is None, s.kind == "country"))


def _mention(syntax: Syntax, match: Match, head: int, sense: Sense) -> PlaceMention:
    """The whole phrase if the toponym modifies a common noun that says where (रायपुर के एक अस्पताल में)."""
    top = head
    while syntax.psp(top) == "का" and syntax.parent(top) >= 0 and not syntax.is_verb(syntax.parent(top)) and syntax.kind(syntax.parent(top)) == "NP":
        top = syntax.parent(top)
    locative = syntax.psp(top) in _LOCATIVE or syntax.relation(top) in ("k7p", "k2p")
    if syntax.psp(head) == "का" and top != head and syntax.psp(top) not in _LOCATIVE:
        locative = False
    return PlaceMention(match.first, match.last, head, sense, sense.country, locative)
