"""Who fills which role of a predicate: kāraka relations and postpositions, made the same for every construction.

Actives, passives, light-verb constructions, event nouns, participles, conjunctive (कर) forms, relative and coordinated clauses
all answer to the same role names: agent, theme, genitive, clause, the kāraka labels, and `psp:<postposition>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from karaka.identifying.syntax import VERBAL, Syntax

AGENTIVE = frozenset(("के-द्वारा", "द्वारा", "की-ओर-से", "की-तरफ-से", "के-हाथों", "के-जरिए"))
_FREE = frozenset(("", "का"))
_SUBJECT = frozenset(("k1", "k4a", "pk1", "mk1", "jk1"))
_CONTROLLED = frozenset(("vmod", "rt", "k2", "rh", "adv", "k7", "k7t", "k7a", "k1", "k5", "k3", "rbmod", "ccof", "pof", "k1s", "k2s"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A trigger: its verb chunk (-1 for a bare event noun), the chunks of its noun part, and the trigger's tokens."""

    verb: int
    nouns: tuple[int, ...]
    first: int
    last: int


class Roles:
    """Roles of one predicate in one sentence; every answer is a list of chunk heads, in text order."""

    def __init__(self, syntax: Syntax, predicate: Predicate) -> None:
        self.syntax, self.predicate = syntax, predicate

    @cached_property
    def passive(self) -> bool:
        return self.predicate.verb >= 0 and self.syntax.passive(self.predicate.verb)

    @cached_property
    def dependents(self) -> list[int]:
        """Chunks that depend on the verb or on the noun part, the trigger's own aside."""
        s, p = self.syntax, self.predicate
        found: list[int] = []
        for node in (p.verb, *p.nouns):
            if node >= 0:
                found += [k for k in s.children(node) if not p.first <= k < p.last and k not in p.nouns]
        if p.verb >= 0:
            for noun in p.nouns:
                up = s.parent(noun)
                if up >= 0 and up != p.verb and s.relation(noun) in ("r6", "nmod") and not s.is_verb(up):
                    found.append(up)
        return sorted(set(found))

    @cached_property
    def complex(self) -> bool:
        """Whether noun and verb make one predicate."""
        return self.predicate.verb >= 0 and bool(self.predicate.nouns)

    def role(self, name: str) -> list[int]:
        if name == "agent":
            return self.agent
        if name == "theme":
            return self.theme
        if name == "genitive":
            return self.genitive
        if name.startswith("psp:"):
            return self.marked(name[4:])
        s = self.syntax
        return [k for k in self.dependents if s.relation(k) == name]

    def marked(self, postposition: str) -> list[int]:
        """Dependents with a postposition (folded)."""
        s = self.syntax
        return [k for k in self._with_neighbours if s.psp(k) == postposition]

    @cached_property
    def _with_neighbours(self) -> list[int]:
        """Dependents, and phrases right before the trigger that the parser hung elsewhere."""
        s, p = self.syntax, self.predicate
        found = set(self.dependents)
        token, steps = p.first - 1, 0
        while token >= 0 and steps < 2:
            chunk = s.chunk_of[token]
            if s.kind(chunk) != "NP" or s.psp(chunk) == "":
                break
            found.add(chunk)
            token, steps = s.bounds[chunk][0] - 1, steps + 1
        return sorted(found)

    @cached_property
    def genitive(self) -> list[int]:
        """का/के/की dependents of the noun part (of the verb for verbal nouns), nearest the noun last."""
        s, p = self.syntax, self.predicate
        nodes = p.nouns or ((p.verb,) if p.verb >= 0 else ())
        found = [k for n in nodes for k in s.children(n) if s.psp(k) == "का" and k < p.first]
        found += [k for k in self.dependents if s.relation(k) in ("r6-k2", "r6-k1", "r6v") and k not in found]
        if not found:
            before = p.first - 1
            while before >= 0 and s.parse.tags[before] in ("JJ", "QF", "INTF", "RP", "SYM", "QC"):
                before -= 1
            if before >= 0:
                chunk = s.chunk_of[before]
                if s.psp(chunk) == "का" and chunk < p.first and s.kind(chunk) == "NP":
                    found = [chunk]
        return sorted(found)

    @cached_property
    def theme(self) -> list[int]:
        """The logical object: k2 or को of an active, the unmarked subject of a passive, the noun that a participle modifies."""
        s, p = self.syntax, self.predicate
        objects = ("k2", "k2g", "k2u") if p.nouns else ("k2", "k2g", "k2u", "pof")
        found = [k for k in self.dependents if (s.relation(k) in objects and s.kind(k) != "CCP") or self._conjoined(k, "k2")]
        if self.passive:
            found += [k for k in self.dependents if s.relation(k) == "k1" and s.psp(k) in ("", "को") and not s.is_verb(k)]
        elif not found:
            found = [k for k in self.dependents if s.psp(k) == "को" and s.relation(k) in ("k4", "k2", "k1", "k4a")]
        if not found and p.verb >= 0 and s.relation(p.verb) in ("nmod__k2inv", "nmod__k1inv", "nmod") and (self.passive or s.relation(p.verb) == "nmod__k2inv"):
            found = [s.parent(p.verb)]
        return sorted(set(found))

    def _conjoined(self, chunk: int, relation: str) -> bool:
        s = self.syntax
        return s.kind(chunk) == "CCP" and s.relation(chunk) == relation and any(s.kind(k) in ("NP", "JJP") for k in s.children(chunk))

    @cached_property
    def agent(self) -> list[int]:
        """The logical subject: ने, else k1, else that of the clause that controls this one; द्वारा in a passive."""
        p = self.predicate
        if p.verb < 0:
            return [k for k in self.dependents if self.syntax.psp(k) in AGENTIVE]
        return self._agent_of(p.verb, set(p.nouns), 0)

    def _agent_of(self, verb: int, taken: set[int], depth: int) -> list[int]:
        s = self.syntax
        kids = [k for k in s.children(verb) if k not in taken and not (self.predicate.first <= k < self.predicate.last)]
        marked = [k for k in kids if s.psp(k) == "ने" or (s.kind(k) == "CCP" and any(s.psp(c) == "ने" for c in s.children(k)))]
        if marked:
            return marked[:1]
        agentive = [k for k in kids if s.psp(k) in AGENTIVE] + [k for n in taken for k in s.children(n) if s.psp(k) in AGENTIVE]
        if agentive:
            return agentive[:1]
        if s.passive(verb):
            return []
        subjects = [k for k in kids if s.relation(k) in _SUBJECT and not s.is_verb(k) and s.psp(k) in ("", "को", "से", "ने", "का")]
        subjects = [k for k in subjects if s.kind(k) != "CCP" or any(s.kind(c) == "NP" for c in s.children(k))]
        if subjects:
            nominative = [k for k in subjects if s.psp(k) in ("", "का")]
            return (nominative or subjects)[:1]
        return self._controlled(verb, taken, depth)

    def _controlled(self, verb: int, taken: set[int], depth: int) -> list[int]:
        """The subject that a clause without one shares with its governor or its left conjunct."""
        s = self.syntax
        if depth > 4:
            return []
        up, relation = s.parent(verb), s.relation(verb)
        if up < 0:
            return []
        if relation in ("nmod__k1inv", "nmod__k2inv", "nmod") and not s.is_verb(up) and s.kind(up) == "NP":
            return [up] if relation == "nmod__k1inv" and not s.passive(verb) else []
        if relation == "ccof" and s.kind(up) == "CCP":
            return self._from_conjuncts(verb, up, depth)
        if s.is_verb(up) and relation in _CONTROLLED and s.kind(verb) != "VGF":
            return self._agent_of(up, {verb}, depth + 1)
        if s.kind(up) == "NP" and s.kind(verb) in ("VGNN", "VGNF"):
            top = s.parent(up)
            if top >= 0 and s.is_verb(top) and s.relation(up) in ("pof", "k2", "k1", "rt", "k7"):
                return self._agent_of(top, {up, verb}, depth + 1)
        return []

    def _from_conjuncts(self, verb: int, conjunction: int, depth: int) -> list[int]:
        s = self.syntax
        shared = [k for k in s.children(conjunction) if s.relation(k) in _SUBJECT and not s.is_verb(k)]
        if shared:
            return shared[:1]
        left = [k for k in s.children(conjunction) if s.relation(k) == "ccof" and k < verb and s.kind(k) in VERBAL]
        for conjunct in reversed(left):
            found = self._agent_of(conjunct, set(), 5)
            if found:
                return found
        up = s.parent(conjunction)
        if up >= 0 and s.is_verb(up) and s.relation(conjunction) in ("vmod", "rt", "k2", "adv") and s.kind(verb) != "VGF":
            return self._agent_of(up, {conjunction}, depth + 1)
        return []

    @cached_property
    def clause(self) -> list[int]:
        """Verbs of the complement clause (कि) or of the infinitive that the predicate takes."""
        s = self.syntax
        found: list[int] = []
        for k in self.dependents:
            if s.kind(k) == "CCP" and s.relation(k) in ("k2", "rs", "ccof", "k1", "rs-k2"):
                found += [c for c in s.children(k) if s.is_verb(c)]
            elif s.is_verb(k) and s.relation(k) in ("k2", "rt", "r6-k2", "r6", "rs"):
                found.append(k)
        return found
