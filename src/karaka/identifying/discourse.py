"""An article's parties in order: phrases composed, names remembered, pronouns and short forms resolved."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, replace

from karaka.identifying.found import CORPORATE, PERSONAL, Found
from karaka.identifying.matching import Match, matches, names_joined
from karaka.identifying.parties import Composer, Knowledge, Setting
from karaka.identifying.syntax import Syntax

_REFLEXIVE = frozenset(("अपना", "खुद", "स्वयं", "आपस"))
_RELATIVE = frozenset(("जो", "जिस", "जिन"))
_SPEAKER = frozenset(("मैं", "हम", "मेरा", "हमारा", "हमलोग"))
_THIRD = frozenset(("वह", "वे", "वो", "यह", "ये", "उस", "उन", "इस", "इन"))
_HUMAN_FORMS = ("न्होंने", "नके", "नकी", "नका", "न्हें", "नसे", "नको", "नमें", "नपर")
_GENERIC = {
    "संगठन": ("organisation",), "पार्टी": ("organisation",), "दल": ("organisation",), "कंपनी": ("organisation",), "संस्था": ("organisation",),
    "गुट": ("organisation",), "समूह": ("organisation",), "एजेंसी": ("organisation", "media"), "अखबार": ("media",), "चैनल": ("media",), "देश": ("country",),
}  # fmt: skip
_PAIR: dict[str, frozenset[str]] = {
    "नेता": PERSONAL, "पक्ष": PERSONAL | CORPORATE, "देश": frozenset(("country", "metonym", "capital")), "राष्ट्र": frozenset(("country",)),
    "दल": CORPORATE, "मंत्री": PERSONAL,
}  # fmt: skip
_NO_STATE = frozenset(("IGO", "UNO", "NGO", "IMG", "MNC", "EUR"))
LOOK_BACK = 4
"""How many sentences back an antecedent is looked for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention in the history."""

    sentence: int
    found: Found
    offsets: tuple[int, int]
    subject: bool
    verb: int


def assumed_day(sentences: list[Syntax]) -> datetime.date | None:
    """For an article without a date: the last year that it names (offices are looked up by it, dates are not resolved by it)."""
    years = [int(w) for s in sentences for w in s.folded if len(w) == 4 and w.isdigit() and 1990 <= int(w) <= 2026]
    return datetime.date(max(years), 7, 1) if years else None


def focus_of(all_matches: list[list[Match]], home: str) -> tuple[str, str]:
    """The country an article is about, and the second: those named most, first mentions counting more."""
    counts: Counter[str] = Counter()
    for i, found in enumerate(all_matches):
        for m in found:
            codes = {s.country for s in m.senses if s.kind != "role" and len(s.country) == 3}
            if len(codes) == 1:
                code = codes.pop()
                if code not in ("IGO", "UNO", "NGO", "IMG", "MNC", "EUR"):
                    counts[code] += 3 if i < 2 else 2 if i < 4 else 1
    ranked = [country for country, _ in counts.most_common(2)]
    return (ranked[0] if ranked else home, ranked[1] if len(ranked) > 1 else "")


class Discourse:
    """The parties of an article; `party` answers for any chunk of any sentence, `None` if it names nobody."""

    def __init__(self, sentences: list[Syntax], knowledge: Knowledge, *, day: datetime.date | None, home: str) -> None:
        found = [matches(s, knowledge.lexicon) for s in sentences]
        self.sentences = sentences = [names_joined(s, m) for s, m in zip(sentences, found, strict=True)]
        self.matches = [matches(s, knowledge.lexicon) for s in sentences]
        focus, second = focus_of(self.matches, home)
        self.setting = Setting(day or assumed_day(sentences), focus, home, second)
        self.composer = Composer(knowledge, self.setting)
        self.history: list[Seen] = []
        self.names: dict[str, Found] = {}
        self.known: list[dict[int, Found | None]] = []
        self.speaker: dict[int, Found] = {}
        for i in range(len(sentences)):
            self._sentence(i)

    def _sentence(self, i: int) -> None:
        syntax = self.sentences[i]
        table: dict[int, Found | None] = {}
        self.known.append(table)
        for chunk in sorted(syntax.bounds):
            if syntax.kind(chunk) in ("NP", "JJP", "VGNN", "VGNF"):
                found = self._resolve(i, syntax, chunk)
                table[chunk] = found
                if found and found.coded:
                    self._remember(i, syntax, chunk, found)

    def _remember(self, i: int, syntax: Syntax, chunk: int, found: Found) -> None:
        offsets = syntax.span(found.first, found.last) if found.first >= 0 else found.via
        if offsets is None:
            return
        verb = syntax.parent(chunk)
        subject = syntax.psp(chunk) == "ने" or syntax.relation(chunk) in ("k1", "k4a")
        origin = found.via if found.kind == "pronoun" and found.via else offsets
        self.history.append(Seen(i, found, origin, subject, verb))
        if found.kind in ("person", "organisation", "media"):
            for token in range(found.first, found.last):
                if syntax.parse.tags[token] in ("NNP", "NNPC") and syntax.chunk_of[token] == chunk:
                    self.names.setdefault(syntax.folded[token], found)

    def _resolve(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        tag = syntax.parse.tags[chunk]
        if tag == "PRP" or (tag == "DEM" and syntax.kind(chunk) == "NP"):
            return self._pronoun(i, syntax, chunk)
        found = self.composer.compose(syntax, self.matches[i], chunk)
        pair = self._generic(i, syntax, chunk)
        if pair is not None:
            return pair
        if found is not None:
            return found
        if tag in ("NNP", "NNPC") or syntax.parse.names[chunk].endswith(("PER", "ORG")):
            known = self.names.get(syntax.folded[chunk])
            first, last = syntax.phrase(chunk)
            if known and syntax.parse.names[chunk][2:] != "LOC":
                return replace(known, first=first, last=last, head=chunk, why="named before")
            if syntax.parse.names[chunk].endswith("PER"):
                return Found(first, last, chunk, "name", name=" ".join(syntax.parse.forms[first:last]))
        return None

    def _generic(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        """इस संगठन, पार्टी ने: the last body named; only without an organisation of its own in the phrase."""
        wanted = _GENERIC.get(syntax.lemmas[chunk])
        first, last = syntax.phrase(chunk)
        words = syntax.folded[first:last]
        if wanted is None or any(m.of("organisation", "media", "country", "adjective") for m in self.matches[i] if m.first >= first and m.last <= last):
            return None
        if len(words) > 1 and words[0] not in ("इस", "उस", "इसी", "उसी", "अपनी", "अपने", "उनकी", "उनके", "उसकी"):
            return None
        if "दोनों" in words:
            return None
        seen = next((s for s in reversed(self.history) if s.sentence >= i - LOOK_BACK - 2 and s.found.kind in wanted), None)
        if seen is None:
            return None
        return Found(first, last, chunk, "role").standing_for(seen.found, seen.offsets)

    def _pronoun(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        lemma, form = syntax.lemmas[chunk], syntax.folded[chunk]
        blank = Found(chunk, chunk + 1, chunk, "pronoun")
        if lemma in _RELATIVE or form.startswith(("जिस", "जिन", "जो")):
            seen = self._relative(i, syntax, chunk)
            return blank.standing_for(seen, syntax.span(seen.first, seen.last)) if seen and seen.first >= 0 else None
        if lemma in _REFLEXIVE or form.startswith(("अपन",)):
            return None
        if lemma in _SPEAKER or form.startswith(("हम", "मैं", "मुझ", "मेर")):
            speaker = self.speaker.get(i)
            return blank.standing_for(speaker, None) if speaker else None
        if lemma not in _THIRD and not form.startswith(("उन", "उस", "इन", "इस", "वह", "वे", "वो")):
            return None
        if form in ("यह", "ये", "इसके", "इसका", "इसकी", "इसमें", "इससे", "इसे", "इस", "यही", "वही", "इसी"):
            return None
        human = any(h in form for h in _HUMAN_FORMS) or form in ("वे",)
        seen_best = self._antecedent(i, syntax, chunk, human)
        return blank.standing_for(seen_best.found, seen_best.offsets) if seen_best else None

    def _relative(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        """The noun that a relative clause modifies: the governor of its verb, else the nearest party before it."""
        table = self.known[i]
        node = syntax.parent(chunk)
        while node >= 0 and syntax.relation(node) != "nmod__relc":
            node = syntax.parent(node)
        if node >= 0:
            governor = syntax.parent(node)
            found = table.get(governor) or (self.composer.compose(syntax, self.matches[i], governor) if governor >= 0 else None)
            if found and governor < chunk:
                return found
        before = [c for c, f in table.items() if c < chunk and f and f.coded]
        return table[max(before)] if before else None

    def _antecedent(self, i: int, syntax: Syntax, chunk: int, human: bool) -> Seen | None:
        verb = syntax.parent(chunk)
        kinds = PERSONAL if human else PERSONAL | CORPORATE
        best, best_score = None, 0.0
        for rank, seen in enumerate(reversed(self.history)):
            back = i - seen.sentence
            if back > LOOK_BACK:
                break
            if back == 0 and (seen.verb == verb or seen.found.head >= chunk):
                continue
            kind = seen.found.kind
            if kind == "pronoun":
                kind = "person" if seen.found.name or seen.found.role else "role"
            score = 3.0 - 0.8 * back - 0.08 * rank + (1.2 if seen.subject else 0.0)
            score += 1.5 if kind in kinds and kind != "demonym" else 0.0
            score += 0.7 if human and kind == "person" else 0.0
            score -= 1.5 if seen.found.kind == "role" and seen.found.sector in ("CVL", "") and human else 0.0
            score -= 2.0 if seen.found.kind in ("metonym", "capital") else 0.0
            if score > best_score:
                best, best_score = seen, score
        return best

    def pair(self, i: int, chunk: int) -> list[Found]:
        """दोनों नेता, दोनों देशों: the two last different parties of that kind, both with these words."""
        syntax = self.sentences[i]
        first, last = syntax.phrase(chunk)
        if "दोनों" not in syntax.folded[first:last]:
            return []
        kinds = _PAIR.get(syntax.lemmas[chunk], PERSONAL | CORPORATE)
        recent = [
            seen
            for seen in reversed(self.history)
            if i - 8 <= seen.sentence <= i
            and (seen.sentence < i or seen.found.head < chunk)
            and seen.found.kind in kinds | {"pronoun"}
            and seen.found.sector != "CVL"
        ]
        if not recent:
            return []
        first_seen = recent[0]
        other = next((s for s in recent if s.found.country != first_seen.found.country), None)
        other = other or next((s for s in recent if s.found.codes != first_seen.found.codes), None)
        if other is None:
            return []
        return [Found(first, last, chunk, s.found.kind).standing_for(s.found, s.offsets) for s in (first_seen, other)]

    def party(self, i: int, chunk: int) -> Found | None:
        return self.known[i].get(chunk)

    def parties(self, i: int, chunk: int) -> list[Found]:
        """All parties of a phrase: conjuncts apart, `दोनों X` as two, else one or none."""
        syntax = self.sentences[i]
        if syntax.kind(chunk) == "CCP":
            return [f for kid in syntax.children(chunk) if syntax.relation(kid) == "ccof" for f in self.parties(i, kid)]
        pair = self.pair(i, chunk)
        if pair:
            return pair
        found = self.party(i, chunk)
        return [found] if found else []
