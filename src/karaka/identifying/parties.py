"""Who a noun phrase stands for: codes by composition of names, titles, organisations and country words.

"जापान के नवनियुक्त विदेश मंत्री योको कामिकावा" has its country from जापान, its sector from the title, its name from the rest.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from karaka.identifying.found import Found
from karaka.identifying.matching import Match
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, Sense, folded_key

_FORMER = frozenset(("पूर्व", "भूतपूर्व", "सेवानिवृत्त", "रिटायर्ड", "अपदस्थ"))
_BODIES = frozenset(("IGO", "UNO", "EUR", "NGO"))
_OUTSIDE = frozenset(("OPP", "REB", "CVL", "REL", "SOC", "LAB"))
"""Leaders of whom their movement's name says less than what they are."""
_ORGANS = frozenset(("GOV", "LEG", "JUD", "COP", "SPY", "PTY"))
"""Sectors that a body of no state does not have: the United Nations' commissioner is UNO."""
_ACCUSED = frozenset(("आरोपी", "अभियुक्त", "संदिग्ध", "मुलजिम", "दोषी", "सजायाफ्ता", "वांछित"))
_STATE_ORGANS = frozenset(("court", "legislature", "ministry", "government", "agency", "police", "army", "other"))
_SINGULAR = frozenset(
    "president vice-president prime-minister deputy-prime-minister chancellor supreme-leader head-of-state-monarch foreign-minister "
    "defence-minister finance-minister home-minister national-security-adviser army-chief chief-justice secretary-general".split()
)
"""Offices of which a country has one at a time."""

_COUNTRY_KINDS = ("country", "adjective", "metonym", "capital", "demonym")
_INTERNATIONAL = frozenset(("अंतरराष्ट्रीय", "अंतर्राष्ट्रीय", "अन्तरराष्ट्रीय", "वैश्विक", "बहुराष्ट्रीय"))
_FOREIGN = frozenset(("विदेशी", "पश्चिमी"))
_LOCATIVE = ("में", "पर", "से", "तक", "के-पास", "के-निकट", "के-बाहर", "के-करीब")
_PERSON_TAGS = ("NNP", "NNPC")


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article as a whole contributes: its day, and the countries to assume where none is said."""

    day: datetime.date | None
    focus: str
    home: str
    second: str = ""

    @property
    def country(self) -> str:
        """The country of whom no country is said."""
        return self.focus or self.home


Term = tuple[str, str, str | None, str, str | None]


class Knowledge:
    """Indexes over the lexicon's people, made once."""

    def __init__(self, lexicon: Compiled) -> None:
        self.lexicon = lexicon
        self.generic = {folded_key(form) for form in lexicon.words.get("generic_bodies", [])}
        self.fates = {folded_key(w) for name in ("killed", "injured", "arrested") for w in lexicon.words.get(name, [])}
        self.surnames = {folded_key(form) for form in lexicon.words.get("surnames", [])}
        self.companions = {folded_key(form) for form in lexicon.words.get("companions", [])}
        self.offices = {s.office: s for s in lexicon.senses if s.kind == "role" and s.id.startswith("office/")}
        names: dict[str, set[str]] = {}
        for sense in lexicon.senses:
            if sense.kind == "role" and sense.office:
                names.setdefault(sense.office, set()).add(sense.name)
        self.titles = {s.id: frozenset(n for t in s.terms for n in names.get(t[0], ())) for s in lexicon.senses if s.kind == "person" and s.terms}
        self.holders: dict[tuple[str, str], list[Sense]] = {}
        for sense in lexicon.senses:
            if sense.kind == "person":
                for office, country in {(t[0], t[1]) for t in sense.terms}:
                    self.holders.setdefault((office, country), []).append(sense)


def terms_at(sense: Sense, day: datetime.date | None) -> list[Term]:
    """(office, country, region, from, to) of the offices that a person holds on a day.

    Without a day: those still held; all that were held if a person is nothing else than their holder.
    """
    if day is None:
        return [t for t in sense.terms if t[4] is None] if sense.sector == "PTY" else sense.terms
    iso = day.isoformat()
    return [t for t in sense.terms if t[3] <= iso and (t[4] is None or iso <= f"{t[4]}~")]


class Composer:
    """Composes the codes of noun phrases of one article."""

    def __init__(self, knowledge: Knowledge, setting: Setting) -> None:
        self.knowledge, self.setting = knowledge, setting

    def compose(self, syntax: Syntax, matches: list[Match], head: int) -> Found | None:
        """The party that the phrase headed by a chunk names, or None if it names nobody."""
        first, last = syntax.phrase(head)
        inside = [m for m in matches if m.first >= first and m.last <= max(last, head + 1)]
        at_head = next((m for m in inside if m.first <= head < m.last), None)
        found = self._by_head(syntax, inside, at_head, head) if at_head else None
        if found is None:
            found = self._by_title(syntax, inside, head)
        if found is None:
            return None
        return Found(first, last, head, *found)

    def _by_head(self, syntax: Syntax, inside: list[Match], match: Match, head: int) -> tuple[str, str, str, str | None, str, str | None] | None:
        """(kind, country, sector, entity, name, role) from the match that covers the head."""
        person = match.of("person")
        if person and syntax.parse.tags[head] in ("NNP", "NN", "NNPC", "NNC", "UNK", "PRP"):
            return self._person(syntax, inside, match, person)
        body = match.of("organisation", "media")
        role = match.of("role") if not self._in_name(syntax, inside, match, head) else None
        if body and not (role and body.kind == "media"):
            country = self._body_country(syntax, inside, match, body)
            sector = "" if country in _BODIES and body.sector in _ORGANS else body.sector
            return body.kind, country, sector, body.id, body.name, None
        if role:
            return self._role(syntax, inside, match, role)
        state = match.of("country")
        if state:
            return "country", state.country, state.sector, state.id, state.name, None
        metonym = match.of("metonym", "capital")
        if metonym:
            if syntax.psp(head) in _LOCATIVE and syntax.psp(head) != "से":
                return None
            return "metonym", metonym.country, "GOV", metonym.id, metonym.name, None
        people = match.of("demonym", "adjective")
        if people:
            return "demonym", people.country, "CVL", None, people.name, None
        place = match.of("place")
        if place and place.detail == "state" and syntax.psp(head) in ("ने", "को", ""):
            return "place", place.country, "GOV", place.id, place.name, None
        return None

    def _in_name(self, syntax: Syntax, inside: list[Match], match: Match, head: int) -> bool:
        """Whether a word that may be a title ends a name: ऐतजाज़ शाह, ए राजा."""
        before = match.first - 1
        if syntax.lemmas[head] not in self.knowledge.surnames or before < syntax.bounds[head][0]:
            return False
        return syntax.parse.tags[before] in _PERSON_TAGS and not any(m.first <= before < m.last for m in inside)

    def _body_country(self, syntax: Syntax, inside: list[Match], match: Match, body: Sense) -> str:
        """A body's country; a court, parliament or ministry without a name of its own is of the country at hand."""
        if body.detail in _STATE_ORGANS and " ".join(syntax.folded[match.first : match.last]) in self.knowledge.generic:
            return self._country(syntax, inside, match) or self.setting.country or body.country
        return body.country

    def _person(self, syntax: Syntax, inside: list[Match], match: Match, person: Sense) -> tuple[str, str, str, str | None, str, str | None]:
        title = self._title(syntax, inside, match.first)
        term = self._office(person)
        role, sector, country = None, person.sector, person.country
        if term:
            office = self.knowledge.offices.get(term[0])
            role = office.name if office else term[0]
            sector = office.sector if office and not (office.sector == "PTY" and person.sector in _OUTSIDE) else person.sector
            country = term[1] or country
        if title:
            role = " ".join(syntax.parse.forms[title[0].first : title[0].last])
            if self._former(syntax, title[0].first):
                state = {sector, title[1].sector} & {"GOV", "LEG", "JUD", "MIL", "COP", "ELI", ""}
                sector = "ELI" if state else sector
            elif title[1].sector not in ("inherit", "") and country not in _BODIES:
                sector = title[1].sector
            elif title[1].sector == "inherit" and (body := self._body(inside, title[0])) and body.sector:
                sector = body.sector
        return "person", country, sector, person.id, person.name, role

    def _office(self, person: Sense) -> Term | None:
        """The office that counts: of the executive before others, else the last taken up."""
        held = terms_at(person, self.setting.day)
        executive = [t for t in held if (o := self.knowledge.offices.get(t[0])) and o.sector == "GOV"]
        best = executive or held
        return best[-1] if best else None

    def _title(self, syntax: Syntax, inside: list[Match], before: int) -> tuple[Match, Sense] | None:
        for m in reversed(inside):
            role = m.of("role")
            if role and m.last <= before and role.detail in ("office", "role"):
                return m, role
        return None

    def _former(self, syntax: Syntax, token: int) -> bool:
        return any(syntax.folded[i] in _FORMER for i in range(max(0, token - 3), token))

    def _role(self, syntax: Syntax, inside: list[Match], match: Match, role: Sense) -> tuple[str, str, str, str | None, str, str | None]:
        body = self._body(inside, match)
        sector = role.sector
        if sector == "inherit":
            sector = (body.sector if body else "") or (self._generic(inside, match)) or role.default
        if self._former(syntax, match.first) and sector in ("GOV", "LEG", "JUD", "MIL", "COP"):
            sector = "ELI"
        country = self._country(syntax, inside, match) or (body.country if body else "") or role.country
        if not country:
            first = inside[0].first if inside else match.first
            words = set(syntax.folded[max(0, min(first, syntax.bounds[syntax.chunk_of[match.first]][0])) : match.first])
            country = "IGO" if words & _INTERNATIONAL else "" if words & _FOREIGN else self.setting.country
        if country in _BODIES and (sector in _ORGANS or country == "UNO"):
            sector = ""
        if sector in ("CVL", "UAF") and any(syntax.lemmas[t] in _ACCUSED for t in range(syntax.bounds[syntax.chunk_of[match.first]][0], match.first)):
            sector = "CRM"
        words_said = " ".join(syntax.parse.forms[match.first : match.last])
        holder = self._holder(role.office, country) if role.office and sector != "ELI" else None
        kind = "body" if role.detail == "group" else "role"
        return kind, country, sector, holder.id if holder else None, holder.name if holder else "", words_said

    def _body(self, inside: list[Match], match: Match) -> Sense | None:
        for m in reversed(inside):
            if m.last <= match.first:
                body = m.of("organisation", "media")
                if body:
                    return body
        return None

    def _generic(self, inside: list[Match], match: Match) -> str:
        """The sector of a generic body before a title: पुलिस प्रवक्ता, सेना के अधिकारी."""
        for m in reversed(inside):
            role = m.of("role")
            if m.last <= match.first and role and role.detail == "group" and role.sector not in ("inherit", "CVL"):
                return role.sector
        return ""

    def _country(self, syntax: Syntax, inside: list[Match], match: Match) -> str:
        """The country word nearest to the left of a match that belongs to its phrase, else a place where it is."""
        locative = ""
        for m in reversed(inside):
            if m is match or m.first > match.first:
                continue
            sense = m.of(*_COUNTRY_KINDS) or m.of("place")
            if not sense or not sense.country:
                continue
            link = self._link(syntax, syntax.chunk_of[m.last - 1], syntax.chunk_of[match.first])
            if link == "own":
                return sense.country
            if link == "place":
                locative = locative or sense.country
        return locative

    @staticmethod
    def _link(syntax: Syntax, chunk: int, head: int) -> str:
        """How a chunk belongs to a phrase: own (a modifier), place (where it is or where its participle happens), or ""."""
        if chunk == head:
            return "own"
        psp = syntax.psp(chunk)
        node, verbal = chunk, False
        while node >= 0 and node != head:
            node = syntax.parent(node)
            verbal = verbal or (node >= 0 and node != head and syntax.is_verb(node))
        if psp in ("में", "पर"):
            return "place"
        return "own" if node == head and not verbal and psp != "से" else "" if psp == "से" or verbal else "own"

    def _holder(self, office: str, country: str) -> Sense | None:
        """Who held an office of a country on the article's day."""
        if self.setting.day is None or office not in _SINGULAR:
            return None
        for sense in self.knowledge.holders.get((office, country), ()):
            if any(t[0] == office for t in terms_at(sense, self.setting.day)):
                return sense
        return None

    def _by_title(self, syntax: Syntax, inside: list[Match], head: int) -> tuple[str, str, str, str | None, str, str | None] | None:
        """An unknown name with a title or an organisation before it."""
        if syntax.parse.tags[head] not in _PERSON_TAGS and syntax.parse.names[head][2:] != "PER":
            return None
        start = syntax.bounds[head][0]
        name_first = head
        while name_first > start and syntax.parse.tags[name_first - 1] in _PERSON_TAGS and not any(m.first <= name_first - 1 < m.last for m in inside):
            name_first -= 1
        title = self._title(syntax, inside, name_first)
        name = " ".join(syntax.parse.forms[name_first : head + 1])
        if title and title[0].last >= name_first - 2:
            _, country, sector, _, _, words = self._role(syntax, [m for m in inside if m.first <= title[0].first], title[0], title[1])
            return "person", country, sector, None, name, words
        return None
