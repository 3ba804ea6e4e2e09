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
_STATE_ORGANS = frozenset(("court", "legislature", "ministry", "government", "agency", "police", "army", "other"))
_COUNTRY_KINDS = ("country", "adjective", "metonym", "capital", "demonym")
_LOCATIVE = ("में", "पर", "से", "तक", "के-पास", "के-निकट", "के-बाहर", "के-करीब")
_PERSON_TAGS = ("NNP", "NNPC")


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article as a whole contributes: its day, and the countries to assume where none is said."""

    day: datetime.date | None
    focus: str
    home: str
    second: str = ""


Term = tuple[str, str, str | None, str, str | None]


class Knowledge:
    """Indexes over the lexicon's people, made once."""

    def __init__(self, lexicon: Compiled) -> None:
        self.lexicon = lexicon
        self.generic = {folded_key(form) for form in lexicon.words.get("generic_bodies", [])}
        self.offices = {s.office: s for s in lexicon.senses if s.kind == "role" and s.id.startswith("office/")}
        self.holders: dict[tuple[str, str], list[Sense]] = {}
        for sense in lexicon.senses:
            if sense.kind == "person":
                for office, country in {(t[0], t[1]) for t in sense.terms}:
                    self.holders.setdefault((office, country), []).append(sense)


def terms_at(sense: Sense, day: datetime.date | None) -> list[Term]:
    """(office, country, region, from, to) of the offices that a person holds on a day; without a day all that were held."""
    if day is None:
        return sense.terms
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
        if person and syntax.parse.tags[head] in ("NNP", "NN", "NNPC", "NNC", "UNK"):
            return self._person(syntax, inside, match, person)
        body = match.of("organisation", "media")
        role = match.of("role")
        if body and not (role and body.kind == "media"):
            return body.kind, self._body_country(syntax, inside, match, body), body.sector, body.id, body.name, None
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

    def _body_country(self, syntax: Syntax, inside: list[Match], match: Match, body: Sense) -> str:
        """A body's country; a court, parliament or ministry without a name of its own is of the country at hand."""
        if body.detail in _STATE_ORGANS and " ".join(syntax.folded[match.first : match.last]) in self.knowledge.generic:
            return self._country(syntax, inside, match) or self._default() or body.country
        return body.country

    def _person(self, syntax: Syntax, inside: list[Match], match: Match, person: Sense) -> tuple[str, str, str, str | None, str, str | None]:
        title = self._title(syntax, inside, match.first)
        term = self._office(person)
        role, sector, country = None, person.sector, person.country
        if term:
            office = self.knowledge.offices.get(term[0])
            role, sector = (office.name if office else term[0]), (office.sector if office else person.sector)
            country = term[1] or country
        if title:
            role = " ".join(syntax.parse.forms[title[0].first : title[0].last])
            if self._former(syntax, title[0].first):
                sector = "ELI" if sector in ("GOV", "LEG", "JUD", "MIL", "ELI", "") else sector
            elif title[1].sector not in ("inherit", "") and country not in _BODIES:
                sector = title[1].sector
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
        country = self._country(syntax, inside, match) or (body.country if body else "") or role.country or self._default()
        words = " ".join(syntax.parse.forms[match.first : match.last])
        holder = self._holder(role.office, country) if role.office and sector != "ELI" else None
        return "role", country, sector, holder.id if holder else None, holder.name if holder else "", words

    def _default(self) -> str:
        return self.setting.focus or self.setting.home

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
        """The country word nearest to the left of a match, else a place in the phrase."""
        locative = ""
        for m in reversed(inside):
            if m is match or m.first > match.first:
                continue
            sense = m.of(*_COUNTRY_KINDS) or m.of("place")
            if sense and sense.country:
                where = syntax.psp(syntax.chunk_of[m.last - 1])
                if where in ("में", "से", "पर") and syntax.chunk_of[m.last - 1] != syntax.chunk_of[match.first]:
                    locative = locative or sense.country
                    continue
                return sense.country
        return locative

    def _holder(self, office: str, country: str) -> Sense | None:
        """Who held an office of a country on the article's day."""
        if self.setting.day is None or office in ("minister", "mp", "spokesperson", "ambassador", "governor", "chief-minister"):
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
