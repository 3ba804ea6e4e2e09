"""An article's parties in order: phrases composed, names remembered, pronouns and short forms resolved."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from karaka.identifying.coreference import (
    FIRST_PERSON,
    LOOK_BACK,
    OF_THIS,
    PLURAL_FORMS,
    SINGULAR_FORMS,
    Seen,
    antecedent,
    bearer,
    both,
    same_noun,
    same_role,
    subject_of,
)  # fmt: skip
from karaka.identifying.found import BODILY, CORPORATE, Found
from karaka.identifying.matching import Match, matches, names_joined
from karaka.identifying.parties import Composer, Knowledge, Setting
from karaka.identifying.places import Surroundings
from karaka.identifying.syntax import Syntax
from karaka.lexicon.schema import BODIES

_REFLEXIVE = frozenset(("अपना", "खुद", "स्वयं", "आपस"))
_RELATIVE = frozenset(("जो", "जिस", "जिन"))
_GENERIC = {
    "संगठन": ("organisation",), "पार्टी": ("organisation",), "दल": ("organisation",), "कंपनी": ("organisation",), "संस्था": ("organisation",),
    "गुट": ("organisation",), "समूह": ("organisation",), "एजेंसी": ("organisation", "media"), "समाचार एजेंसी": ("media",),
    "अखबार": ("media",), "चैनल": ("media",), "देश": ("country",),
}  # fmt: skip
_MANY = frozenset(("सैकड़ों", "दर्जनों", "हजारों", "लाखों", "करोड़ों", "अनेक", "कई", "अन्य"))
_POINTING = frozenset(("इन", "उन", "ये", "वे", "इस", "उस", "वो", "इसी", "उसी", "इन्हीं", "उन्हीं"))
_OFFICIAL = frozenset(("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PRM", ""))
_BARE = ("इस", "उस", "इसी", "उसी", "अपनी", "अपने", "उनकी", "उनके", "उसकी")


def assumed_day(sentences: list[Syntax], all_matches: list[list[Match]]) -> datetime.date | None:
    """For an article without a date: a day of the years in which most of the people whom it gives an office held that office.

    Of several such years the last that the article names, else the middle one. Offices are looked up by it; dates are not resolved by it.
    """
    named = {int(w) for s in sentences for w in s.folded if len(w) == 4 and w.isdigit() and 1990 <= int(w) <= 2026}
    votes: Counter[int] = Counter()
    for found in all_matches:
        for title, name in pairwise(found):
            office, person = title.of("role"), name.of("person")
            if office and office.office and person and name.first - title.last <= 1:
                for term in person.terms:
                    if term[0] == office.office:
                        votes.update(range(max(1990, int(term[3][:4])), min(2026, int((term[4] or "2026")[:4])) + 1))
    if votes:
        most = max(votes.values())
        years = sorted(y for y, n in votes.items() if n == most)
        year = max(named & set(years), default=years[len(years) // 2])
    elif named:
        year = max(named)
    else:
        return None
    return datetime.date(year, 7, 1)


def focus_of(all_matches: list[list[Match]], home: str) -> tuple[str, str]:
    """The country an article is about, and the second: those named most, first mentions counting more."""
    counts: Counter[str] = Counter()
    for i, found in enumerate(all_matches):
        for m in found:
            codes = {s.country for s in m.senses if s.kind != "role" and len(s.country) == 3}
            if len(codes) == 1:
                code = codes.pop()
                if code not in BODIES:
                    counts[code] += 3 if i < 2 else 2 if i < 4 else 1
    ranked = [country for country, _ in counts.most_common(2)]
    return (ranked[0] if ranked else home, ranked[1] if len(ranked) > 1 else "")


class Discourse:
    """The parties of an article; `party` answers for any chunk of any sentence, `None` if it names nobody."""

    def __init__(self, given: list[Syntax], knowledge: Knowledge, *, day: datetime.date | None, home: str) -> None:
        found = [matches(s, knowledge.lexicon) for s in given]
        self.sentences = sentences = [names_joined(s, m) for s, m in zip(given, found, strict=True)]
        self.matches = [m if new is old else matches(new, knowledge.lexicon) for old, new, m in zip(given, sentences, found, strict=True)]
        focus, second = focus_of(self.matches, home)
        self.setting = Setting(day or assumed_day(sentences, self.matches), focus, home, second)
        self.composer = Composer(knowledge, self.setting)
        self.companions, self.titles, self.fates = knowledge.companions, knowledge.titles, knowledge.fates
        self.history: list[Seen] = []
        self.names: dict[str, Seen] = {}
        self.known: list[dict[int, Found | None]] = []
        self.bodies: list[tuple[frozenset[str], Found]] = []
        self.speaker: dict[int, Found] = {}
        for i in range(len(sentences)):
            self._sentence(i)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What all toponyms of the article speak for."""
        return Surroundings.of(m for found in self.matches for m in found)

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
        self._conjuncts(syntax, table)

    @staticmethod
    def _conjuncts(syntax: Syntax, table: dict[int, Found | None]) -> None:
        """Unknown names joined to a titled one share its title: पूर्व अधिकारी सऊद अज़ीज़ और खुर्रम शहज़ाद."""
        for node in syntax.bounds:
            if syntax.kind(node) != "CCP":
                continue
            titled: Found | None = None
            for kid in syntax.children(node):
                found = table.get(kid)
                if found and found.coded:
                    titled = found if found.kind == "person" and found.role and not found.entity else None
                elif titled and found and found.kind == "name":
                    table[kid] = replace(found, kind="person", country=titled.country, sector=titled.sector, role=titled.role, why="title shared")

    def speaks(self, i: int, speaker: Found) -> None:
        """Let the first person of a sentence stand for its speaker."""
        self.speaker[i] = speaker
        syntax, table = self.sentences[i], self.known[i]
        for chunk in table:
            if table[chunk] is None:
                table[chunk] = self._first_person(i, syntax, chunk)

    def _first_person(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        speaker = self.speaker.get(i)
        if speaker is None or syntax.folded[chunk] not in FIRST_PERSON:
            return None
        return Found(chunk, chunk + 1, chunk, "pronoun").standing_for(speaker, None)

    def _remember(self, i: int, syntax: Syntax, chunk: int, found: Found) -> None:
        offsets = syntax.span(found.first, found.last) if found.first >= 0 else found.via
        if offsets is None:
            return
        origin = found.via if found.kind == "pronoun" and found.via else offsets
        kind = found.kind
        if kind == "pronoun":
            named = "person" if found.name and (found.entity or "person/").startswith("person/") else "role"
            kind = next((s.kind for s in reversed(self.history) if s.offsets == found.via), named)
        plural = syntax.parse.morph["number"][chunk] == "pl" and kind not in ("person", "name")
        seen = Seen(i, found, origin, subject_of(syntax, chunk), syntax.clause_above(chunk), kind, plural, syntax.lemmas[chunk])
        self.history.append(seen)
        if kind in ("person", "organisation", "media") and found.kind != "pronoun":
            titles = {t for m in self.matches[i] if m.of("role") for t in range(m.first, m.last)}
            for token in range(found.first, found.last):
                if syntax.parse.tags[token] in ("NNP", "NNPC") and syntax.chunk_of[token] == chunk and token not in titles:
                    self.names.setdefault(syntax.folded[token], seen)
        last = found.last
        if last + 2 < syntax.n and syntax.parse.forms[last] == "(" and syntax.parse.forms[last + 2] == ")" and kind != "person":
            self.names.setdefault(syntax.folded[last + 1], seen)

    def _resolve(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        tag = syntax.parse.tags[chunk]
        if syntax.folded[chunk] in FIRST_PERSON:
            return self._first_person(i, syntax, chunk)
        listed = any(m.of("country", "person", "organisation") for m in self.matches[i] if m.first <= chunk < m.last)
        if not listed and (tag == "PRP" or (tag == "DEM" and syntax.kind(chunk) == "NP")):
            return self._pronoun(i, syntax, chunk)
        found = self.composer.compose(syntax, self.matches[i], chunk)
        generic = self._generic(i, syntax, chunk) or (self._same_people(i, syntax, chunk, found) if found else None)
        if generic is not None:
            return generic
        if found is None or (found.kind == "role" and tag in ("NNP", "NNPC") and found.last - found.first == 1):
            named = self._named_before(syntax, chunk)
            if named is not None:
                return named
        if found is not None:
            return self._before(i, syntax, chunk, self._of_owner(i, syntax, chunk, self._short_form(syntax, found)))
        first, last = syntax.phrase(chunk)
        why = "agentive" if syntax.agentive(chunk) else "counted" if self._people(syntax, chunk) else ""
        if why:
            return Found(first, last, chunk, "role", country=self.setting.country, sector="CVL", role=syntax.parse.forms[chunk], why=why)
        if syntax.parse.names[chunk].endswith("PER"):
            return Found(first, last, chunk, "name", name=" ".join(syntax.parse.forms[first:last]))
        return None

    def _people(self, syntax: Syntax, chunk: int) -> bool:
        """Whether a bare number counts people: सैकड़ों ने, तीन मारे गए, 17 की मौत."""
        if syntax.parse.tags[chunk] not in ("QC", "QF", "QCC") and syntax.folded[chunk] not in _MANY:
            return False
        up = syntax.parent(chunk)
        fate = {syntax.lemmas[up], *(syntax.lemmas[k] for k in syntax.children(up) if syntax.relation(k) == "pof")} if up >= 0 else set()
        return syntax.psp(chunk) == "ने" or bool(fate & self.fates)

    def _before(self, i: int, syntax: Syntax, chunk: int, found: Found) -> Found:
        """A bare noun for somebody with a fuller name before: कोर्ट, सेना; मंत्री, आरोपी, उत्तर कोरियाई नेता."""
        words = [t for t in range(found.first, found.last) if not any(m.of("adjective", "country") for m in self.matches[i] if m.first <= t < m.last)]
        if (len(words) > 1 and syntax.folded[words[0]] != "पूर्व") or found.entity or found.name or found.why:
            return found
        seen = None
        if found.kind == "role" and syntax.parse.morph["number"][chunk] != "pl":
            seen = same_role(self.history, i, found, self.titles)
        if seen is None and found.kind in ("body", "role") and found.last - found.first == 1:
            seen = same_noun(self.history, i, syntax.lemmas[chunk], self.setting.focus)
        if seen is None:
            return found
        if found.kind == "role":
            return replace(found, country=seen.found.country or found.country, sector=found.sector or seen.found.sector, entity=seen.found.entity,
                           name=seen.found.name, via=seen.offsets, why="coreference")  # fmt: skip
        return found.standing_for(seen.found, seen.offsets)

    def _named_before(self, syntax: Syntax, chunk: int) -> Found | None:
        """A name of which every part stood in one name before: मैकफॉल after माइकल मैकफॉल, not सलीम ख़ान after इमरान ख़ान."""
        seen = self.names.get(syntax.folded[chunk])
        if seen is None or syntax.parse.tags[chunk] in ("PRP", "DEM", "QC"):
            return None
        first, last = syntax.phrase(chunk)
        own = [t for t in range(syntax.bounds[chunk][0], chunk) if syntax.parse.tags[t] in ("NNP", "NNPC")]
        if any(self.names.get(syntax.folded[t]) is not seen for t in own):
            return None
        return replace(seen.found, first=first, last=last, head=chunk, via=seen.offsets, why="named before")

    def _short_form(self, syntax: Syntax, found: Found) -> Found:
        """A body by part of the name that it was given in full before: तालिबान after तहरीके तालिबान."""
        if found.kind != "organisation":
            return found
        words = frozenset(syntax.folded[found.first : found.last])
        known = next((body for full, body in reversed(self.bodies) if words < full and body.sector == found.sector), None)
        if known is None or known.entity == found.entity:
            self.bodies.append((words, found))
            return found
        return replace(found, country=known.country, entity=known.entity, name=known.name, why="named in full before")

    def _of_owner(self, i: int, syntax: Syntax, chunk: int, found: Found) -> Found:
        """A role that is somebody's: their people, allies and spokesmen have their codes (तालिबान के लोग, मशार के सहयोगी, उनके साथी)."""
        if found.kind != "role" or syntax.lemmas[chunk] not in self.companions:
            return found
        for kid in reversed(syntax.children(chunk)):
            if kid > chunk or syntax.psp(kid) != "का":
                continue
            owner = self.known[i].get(kid)
            if owner is None and syntax.parse.tags[kid] == "PRP":
                seen = antecedent(self.history, i, syntax, kid)
                owner = seen.found if seen else None
            if owner and owner.sector and owner.kind not in ("country", "demonym", "metonym", "capital", "place"):
                return replace(found, country=owner.country or found.country, sector=owner.sector, why=f"of {owner.name or owner.role or 'them'}")
            return found
        return found

    def _same_people(self, i: int, syntax: Syntax, chunk: int, found: Found) -> Found | None:
        """इन लोगों, उन युवकों: the group named last; not officials or bodies."""
        if found.kind != "role" or found.sector != "CVL" or syntax.folded[syntax.bounds[chunk][0]] not in _POINTING:
            return None
        number = syntax.parse.morph["number"][chunk]
        for seen in reversed(self.history):
            if seen.sentence < i - 3:
                break
            f = seen.found
            other = self.sentences[seen.sentence].parse.morph["number"][f.head] if f.head >= 0 else ""
            if f.kind in ("role", "demonym") and f.sector not in _OFFICIAL and (seen.sentence < i or f.head < chunk) and other == number:
                return found.standing_for(f, seen.offsets)
        return None

    def _generic(self, i: int, syntax: Syntax, chunk: int) -> Found | None:
        """इस संगठन, पार्टी ने: the last body named; only without an organisation of its own in the phrase."""
        wanted = _GENERIC.get(syntax.lemmas[chunk])
        first, last = syntax.phrase(chunk)
        words = syntax.folded[first:last]
        wanted = _GENERIC.get(" ".join(words), wanted)
        if wanted is None or any(m.of("organisation", "media", "country", "adjective") for m in self.matches[i] if m.first >= first and m.last <= last):
            return None
        if len(words) > 1 and words[0] not in _BARE and " ".join(words) not in _GENERIC:
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
            owner = self.known[i].get(bearer(syntax, chunk))
            return blank.standing_for(owner, syntax.span(owner.first, owner.last)) if owner and owner.coded and owner.first >= 0 else None
        if form in OF_THIS:
            body = self._body_of_this(i, syntax, chunk)
            return blank.standing_for(body.found, body.offsets) if body else None
        if form not in PLURAL_FORMS | SINGULAR_FORMS:
            return None
        best = antecedent(self.history, i, syntax, chunk, self._beside(i, syntax, chunk))
        return blank.standing_for(best.found, best.offsets) if best else None

    def _beside(self, i: int, syntax: Syntax, chunk: int) -> frozenset[str]:
        """The persons named by other phrases of a pronoun's own clause, which it can't stand for; a possessor may (उनके वकील)."""
        if syntax.psp(chunk) == "का":
            return frozenset()
        clause = syntax.clause_above(chunk)
        found = ((m.of("person"), syntax.chunk_of[m.last - 1]) for m in self.matches[i])
        return frozenset(p.id for p, head in found if p and head != chunk and syntax.parent(head) == clause)

    def _body_of_this(self, i: int, syntax: Syntax, chunk: int) -> Seen | None:
        """इसकी टीम, इसके अध्यक्ष: the last body or state; only before a noun for people or organs of one."""
        up = syntax.parent(chunk)
        if up < 0 or not any(m.of("role") for m in self.matches[i] if m.first <= up < m.last):
            return None
        recent = (s for s in reversed(self.history) if s.sentence >= i - LOOK_BACK and (s.sentence < i or s.found.head < chunk))
        bodies = [s for s in recent if s.kind in CORPORATE | BODILY]
        return next((s for s in bodies if s.subject and s.sentence >= i - 1), bodies[0] if bodies else None)

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

    def pair(self, i: int, chunk: int) -> list[Found]:
        """दोनों नेता, दोनों देशों: the two last different parties of that kind, both with these words."""
        syntax = self.sentences[i]
        first, last = syntax.phrase(chunk)
        if "दोनों" not in syntax.folded[first:last]:
            return []
        return [
            Found(first, last, chunk, seen.kind).standing_for(seen.found, seen.offsets)
            for seen in both(self.history, i, syntax, chunk)
        ]

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
