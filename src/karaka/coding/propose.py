"""From predicates to event proposals: roles filled, conditions checked, the most specific frame chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from karaka.coding.frames import Candidate
from karaka.coding.roles import Predicate, Roles
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import folded_key
from karaka.lexicon.schema import BODIES, Frame, Pattern

POLITICAL = frozenset(("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PRM", "PTY", "REB", "UAF", "OPP", "PRE"))


@dataclass(slots=True)
class Proposal:
    """An event as a frame proposes it, before judging."""

    sentence: int
    frame: Frame
    candidate: Candidate
    roles: Roles
    inchoative: bool
    actors: list[Found] = field(default_factory=list)
    recipients: list[Found] = field(default_factory=list)
    actor_role: str = ""
    recipient_role: str = ""
    specificity: int = 0
    soft: bool = False

    @property
    def predicate(self) -> Predicate:
        return self.candidate.predicate


class Proposer:
    """Makes proposals for the sentences of one article."""

    def __init__(self, discourse: Discourse, patterns: dict[str, Pattern]) -> None:
        self.discourse, self.patterns = discourse, patterns

    def propose(self, i: int, readings: list[Candidate]) -> list[Proposal]:
        """Alternatives for one trigger, best first: the most specific frame of each event type, of the longest reading that holds.

        A reading whose conditions on roles fail still counts, marked as soft, if it has words of its own beside a verb: roles hang on
        the parse, the trigger's own words (`self`) do not.
        """
        syntax = self.discourse.sentences[i]
        made: list[Proposal] = []
        for soft in (False, True):
            for candidate in readings:
                if candidate.mood or made or (soft and candidate.words == 0):
                    continue
                made = self._reading(i, syntax, candidate, soft)
                if made and not soft and candidate.words:
                    made += self._reading(i, syntax, candidate, True)
            if made:
                break
        for candidate in readings:
            if candidate.mood:
                made += self._reading(i, syntax, candidate, False)
        best: dict[str, Proposal] = {}
        for proposal in made:
            best.setdefault(proposal.frame.event, proposal)
        return list(best.values())

    def _reading(self, i: int, syntax: Syntax, candidate: Candidate, soft: bool) -> list[Proposal]:
        roles = Roles(syntax, candidate.predicate)
        made = [m for f, inchoative in candidate.frames if (m := self._try(i, syntax, candidate, roles, f, inchoative, soft))]
        return sorted(made, key=lambda m: -m.specificity)

    def of_frame(self, i: int, syntax: Syntax, candidate: Candidate, frame: Frame) -> Proposal:
        """The proposal of one frame, its conditions aside."""
        made = Proposal(i, frame, candidate, Roles(syntax, candidate.predicate), False)
        self._fill(i, made)
        return made

    def _try(self, i: int, syntax: Syntax, candidate: Candidate, roles: Roles, frame: Frame, inchoative: bool, soft: bool) -> Proposal | None:
        failed = [role for role, items in frame.where.items() if not self._holds(i, syntax, roles, role, items)]
        failed += [role for role, items in frame.unless.items() if self._holds(i, syntax, roles, role, items)]
        if failed and (not soft or "self" in failed):
            return None
        made = Proposal(i, frame, candidate, roles, inchoative, specificity=3 * len(frame.where) + (1 if frame.unless else 0) - 10 * len(failed), soft=soft)
        self._fill(i, made)
        return made

    def _role(self, roles: Roles, name: str) -> list[int]:
        return roles.role("psp:" + folded_psp(name[4:]) if name.startswith("psp:") else name)

    def _holds(self, i: int, syntax: Syntax, roles: Roles, role: str, items: list[str]) -> bool:
        if role == "self":
            words = self._self_words(syntax, roles)
            return any(folded_key(item) in words for item in items if not item.startswith("@"))
        for chunk in self._role(roles, role):
            for item in items:
                if item.startswith("@"):
                    if self._in_class(i, syntax, chunk, item[1:]):
                        return True
                elif self._named(syntax, chunk, folded_key(item)):
                    return True
        return False

    @staticmethod
    def _self_words(syntax: Syntax, roles: Roles) -> set[str]:
        p = roles.predicate
        first = min([p.first, *(syntax.phrase(n)[0] for n in p.nouns)])
        return {*syntax.folded[first : p.last], *syntax.lemmas[first : p.last]}

    def _in_class(self, i: int, syntax: Syntax, chunk: int, name: str) -> bool:
        verb = syntax.parse.morph["suffix"][chunk] if syntax.is_verb(chunk) else ""
        if name == "infinitive":
            return verb == "ना"
        if name == "subjunctive":
            return verb in ("एं", "ए", "ओ")
        if name == "modal":
            return any(syntax.lemmas[a] in ("चाहिए", "पड़", "हो") for a in syntax.auxiliaries(chunk)) and verb == "ना"
        if name == "number":
            first, last = syntax.phrase(chunk)
            return any(t in ("QC", "QCC") for t in syntax.parse.tags[first:last])
        found = self.discourse.parties(i, chunk)
        if name == "place":
            return any(m.of("place", "capital", "country") for m in self.discourse.matches[i] if m.first <= chunk < m.last)
        if name == "country":
            return any(f.kind in ("country", "metonym", "capital") for f in found)
        if name == "person":
            return any(f.kind in ("person", "name") for f in found)
        if name == "human":
            return bool(found)
        if name == "party":
            return any(f.coded for f in found)
        if name == "political":
            return any(f.sector in POLITICAL or f.country in BODIES or f.kind == "country" for f in found)
        return any(name in f.codes for f in found)

    @staticmethod
    def _named(syntax: Syntax, chunk: int, item: str) -> bool:
        if syntax.kind(chunk) == "CCP":
            return any(Proposer._named(syntax, kid, item) for kid in syntax.children(chunk))
        if " " not in item:
            return item in (syntax.lemmas[chunk], syntax.folded[chunk]) or (syntax.is_verb(chunk) and item == f"{syntax.lemmas[chunk]}ना")
        first, last = syntax.phrase(chunk)
        *words, final = item.split(" ")
        if syntax.is_verb(chunk):
            light = " ".join(syntax.folded[max(0, chunk - len(words)) : chunk])
            return light == " ".join(words) and final == f"{syntax.lemmas[chunk]}ना"
        surface = " ".join(syntax.folded[first:last])
        lemmas = " ".join([*syntax.folded[first : last - 1], syntax.lemmas[last - 1]])
        return item in surface or item in lemmas

    def _fill(self, i: int, made: Proposal) -> None:
        """Actors and recipients by the frame's or its pattern's role lists; no chunk serves twice."""
        frame = made.frame
        pattern = self.patterns[frame.pattern]
        nominal = made.predicate.verb < 0 or made.inchoative
        actor = frame.actor if frame.actor is not None else (pattern.noun_actor if nominal else pattern.actor)
        recipient = frame.recipient if frame.recipient is not None else (pattern.noun_recipient if nominal else pattern.recipient)
        if frame.recipient is not None and nominal:
            recipient = [*recipient, *(r for r in pattern.noun_recipient if r not in recipient)] if frame.recipient else []
        if frame.actor is not None and nominal and "genitive" in pattern.noun_actor and "genitive" not in recipient:
            actor = [*actor, "genitive"]
        taken: set[int] = set()
        made.actors, made.actor_role = self._first(i, made.roles, actor, taken)
        made.recipients, made.recipient_role = self._first(i, made.roles, recipient, taken)
        self._shared(i, made)

    def _first(self, i: int, roles: Roles, names: list[str], taken: set[int]) -> tuple[list[Found], str]:
        for name in names:
            for chunk in self._role(roles, name):
                if chunk in taken:
                    continue
                found = self.owners(i, chunk, roles)
                if found:
                    taken.add(chunk)
                    return found, name
        return [], ""

    def owners(self, i: int, chunk: int, roles: Roles, depth: int = 0) -> list[Found]:
        """The parties of a phrase, or of what it belongs to: सरकार की नीति stands for the government."""
        syntax = self.discourse.sentences[i]
        if syntax.lemmas[chunk] in ("अपना", "खुद", "स्वयं") or syntax.folded[chunk].startswith("अपन"):
            return [f for a in roles.agent if a != chunk for f in self.discourse.parties(i, a)][:1]
        found = [f for f in self.discourse.parties(i, chunk) if f.coded or f.kind == "name"]
        if found or depth > 2 or syntax.is_verb(chunk):
            return found
        for kid in reversed(syntax.children(chunk)):
            if syntax.psp(kid) == "का" or syntax.relation(kid) in ("r6", "nmod"):
                found = self.owners(i, kid, roles, depth + 1)
                if found:
                    return found
        return []

    def _shared(self, i: int, made: Proposal) -> None:
        """Between X and Y: both act."""
        if not made.actors or made.recipients:
            for chunk in made.roles.marked("के-बीच"):
                found = self.discourse.parties(i, chunk)
                if len(found) > 1 and not made.actors:
                    made.actors, made.actor_role = found, "psp:के-बीच"


def folded_psp(name: str) -> str:
    return folded_key(name.replace("-", " ")).replace(" ", "-")
