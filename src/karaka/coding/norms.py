"""Norms: how someone's conduct stands to a resolution, treaty, law, order or sanction.

Read from the roles of declared predicates (X ने Y का उल्लंघन किया, Y Z पर रोक लगाता है) and from postpositions (Y के तहत X ने Z किया).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from karaka.coding.frames import longest_before, root_of
from karaka.coding.roles import AGENTIVE, Predicate, Roles
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.instruments import Instrument, Instruments
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, folded_key
from karaka.lexicon.schema import NormPostposition, NormPredicate

_NEGATION = frozenset(("नहीं", "नही", "न", "ना", "मत", "बिना", "बगैर"))
_ADDRESSED = ("psp:पर", "psp:से", "psp:को", "k4", "theme", "psp:के-खिलाफ", "genitive")
_SANCTIONED = ("पर", "के-लिए", "के-कारण", "की-वजह-से")
_ATTENDING = frozenset(("vmod", "nmod__k1inv", "nmod", "adv", "rh", "k7", "jjmod"))


@dataclass(frozen=True, slots=True)
class Normed:
    """An instrument, its relation to a conduct (tokens), whose that is (None if not said), and the verb of the instrument's clause (-1 if none)."""

    instrument: Instrument
    relation: str
    conduct: tuple[int, int]
    party: Found | None
    clause: int

    def concerns(self, syntax: Syntax, predicate: Predicate) -> bool:
        """Whether an act lies in the conduct or in the instrument's clause."""
        own = predicate.verb if predicate.verb >= 0 else syntax.clause(predicate.first)
        return (self.conduct[0] < predicate.last and predicate.first < self.conduct[1]) or (own >= 0 and own == self.clause)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A declared predicate in a sentence."""

    cue: NormPredicate
    roles: Roles
    negated: bool


class Norms:
    """The norm cues of a lexicon, indexed like frames."""

    def __init__(self, lexicon: Compiled) -> None:
        cues = lexicon.norms
        self.instruments = Instruments(lexicon)
        self.causatives = dict(pair.split("=") for pair in lexicon.words.get("causatives", []))
        self.verbs: dict[str, dict[str, NormPredicate]] = {}
        self.nouns: dict[str, NormPredicate] = {}
        for cue in cues.predicates:
            self.nouns |= {folded_key(noun): cue for noun in cue.nouns}
            for predicate in cue.predicates:
                *words, verb = folded_key(predicate).split(" ")
                self.verbs.setdefault(root_of(verb.removesuffix("ना"), self.causatives), {}).setdefault(" ".join(words), cue)
        self.postpositions: dict[str, NormPostposition] = {"-".join(folded_key(p.form).split(" ")): p for p in cues.postpositions}
        self.where = {p.form: frozenset(map(folded_key, p.where)) for p in cues.postpositions}
        self.asking = frozenset(map(folded_key, cues.asking))

    def of(self, i: int, discourse: Discourse) -> list[Normed]:
        """The norms of a sentence, at most one for an instrument, in text order."""
        instruments = self.instruments.of(i, discourse)
        if not instruments:
            return []
        syntax = discourse.sentences[i]
        reader = _Reader(self, i, discourse)
        hits = list(self._hits(syntax))
        found = []
        for instrument in instruments:
            norm = next((n for hit in hits if (n := reader.by_predicate(instrument, hit))), None) or reader.by_postposition(instrument)
            if norm:
                found.append(norm)
        return found

    def _hits(self, syntax: Syntax) -> Iterator[_Hit]:
        """Declared predicates, verbs before bare nouns."""
        taken: set[int] = set()
        for chunk in sorted(syntax.bounds):
            for cue, start in self._verb(syntax, chunk):
                first, last = syntax.verb_group(chunk)
                nouns = tuple({syntax.chunk_of[t] for t in range(start, first)} - {chunk})
                predicate = Predicate(chunk, nouns, start, last)
                taken.update(range(start, last))
                yield _Hit(cue, Roles(syntax, predicate), negated(syntax, predicate))
        for t in range(syntax.n):
            noun = self.nouns.get(syntax.lemmas[t])
            if noun and t not in taken and syntax.chunk_of[t] == t:
                yield _Hit(noun, Roles(syntax, Predicate(-1, (t,), t, t + 1)), False)

    def _verb(self, syntax: Syntax, chunk: int) -> Iterator[tuple[NormPredicate, int]]:
        """The cue that a verb makes with the most words before it, and the cue's first token."""
        table = self.verbs.get(root_of(syntax.lemmas[chunk], self.causatives)) if syntax.is_verb(chunk) else None
        if not table:
            return
        first = syntax.verb_group(chunk)[0]
        found = longest_before(syntax, table, chunk)
        if found:
            yield found
        elif first > 0 and syntax.folded[first - 1] in table:
            yield table[syntax.folded[first - 1]], first - 1
        elif "" in table:
            yield table[""], first


class _Reader:
    """Reads the norms of one sentence."""

    def __init__(self, norms: Norms, i: int, discourse: Discourse) -> None:
        self.norms, self.i, self.discourse = norms, i, discourse
        self.syntax = discourse.sentences[i]

    def by_predicate(self, instrument: Instrument, hit: _Hit) -> Normed | None:
        """The norm that a declared predicate makes of an instrument in one of its roles."""
        cue, p = hit.cue, hit.roles.predicate
        relation = cue.negated if hit.negated else cue.kinds.get(instrument.kind, cue.relation)
        inside = p.first <= instrument.head < p.last
        if not relation or inside or (instrument.vague and not cue.certain) or not any(self._fills(instrument, hit.roles, r) for r in cue.instrument):
            return None
        if relation == "prohibits" and self._decreed(instrument, hit.roles):
            return None
        clause = p.verb if p.verb >= 0 else self.syntax.clause(p.first)
        named = next((k for name in cue.conduct for k in free(hit.roles.role(name), instrument)), -1)
        if named >= 0:
            conduct = self._named(named, instrument)
            party = self._forbidden(hit, named, instrument) if relation == "prohibits" else self._owner(named, instrument)
        else:
            act = self._act(p, relation)
            conduct = self._act_span(act, instrument) if act else (p.first, p.last)
            party = self._performer(act or p, cue.relation, instrument) if cue.party else -1
        return Normed(instrument, relation, conduct, self._those_who(p, instrument) or self._party(party, instrument) or instrument.lead, clause)

    def by_postposition(self, instrument: Instrument) -> Normed | None:
        """The norm that a postposition makes of an instrument: के तहत, के अनुसार, के बावजूद."""
        cue = self.norms.postpositions.get(instrument.psp)
        relation = cue.kinds.get(instrument.kind, cue.relation) if cue else ""
        verb = self.syntax.clause_above(instrument.node)
        if cue is None or not relation or verb < 0 or instrument.vague:
            return None
        act = self._with_noun(verb)
        where = self.norms.where[cue.form]
        if where and not any(w in where for t in range(instrument.last, act.last) for w in (self.syntax.lemmas[t], self.syntax.folded[t])):
            return None
        if negated(self.syntax, act) and any(self.syntax.lemmas[a] == "सक" for a in self.syntax.auxiliaries(verb)):
            relation = "prohibits"
        agent = next(iter(free(Roles(self.syntax, act).agent, instrument)), -1) if not self._copular(verb) else -1
        return Normed(instrument, relation, self._act_span(act, instrument), self._party(agent, instrument), verb)

    def _fills(self, instrument: Instrument, roles: Roles, role: str) -> bool:
        names = (instrument.head, instrument.node)
        if role == "under":
            known = instrument.psp in self.norms.postpositions and instrument.psp != "के-बावजूद"
            return known and self.syntax.clause_above(instrument.node) in (roles.predicate.verb, self.syntax.clause(roles.predicate.first))
        if any(k in names for k in roles.role(role)):
            return True
        wanted = "का" if role == "genitive" else role.removeprefix("psp:")
        up = self.syntax.parent(instrument.node)
        if role == "agent" and instrument.psp == "" and self.syntax.relation(instrument.node) == "nmod" and not roles.agent:
            return up in roles.dependents
        adverb = up >= 0 and self.syntax.relation(up) == "adv" and up in roles.dependents
        return instrument.psp == wanted and (adverb or any(k in names for k in roles.dependents))

    def _decreed(self, instrument: Instrument, roles: Roles) -> bool:
        """Whether somebody forbids by the instrument, so that the ban is an act that invokes it."""
        agents = [k for k in free(roles.agent, instrument) if self.syntax.psp(k) in ("", "ने")]
        return not self._fills(instrument, roles, "agent") and any(self.discourse.parties(self.i, k) for k in agents)

    def _named(self, chunk: int, instrument: Instrument) -> tuple[int, int]:
        """Tokens of a conduct that a noun or an infinitive names."""
        return self._act_span(self._with_noun(chunk), instrument) if self.syntax.is_verb(chunk) else self._trimmed(chunk, instrument)

    def _forbidden(self, hit: _Hit, conduct: int, instrument: Instrument) -> int:
        """To whom a conduct is forbidden: in a role of the predicate, or the को of what one is kept from (Z करने से रोकना)."""
        found = [k for name in hit.cue.party for k in hit.roles.role(name)]
        if self.syntax.is_verb(conduct) and self.syntax.psp(conduct) == "से":
            found += [k for k in self.syntax.children(conduct) if self.syntax.psp(k) == "को"]
        return next((k for k in free(found, instrument) if k != conduct), self._owner(conduct, instrument))

    def _owner(self, chunk: int, instrument: Instrument) -> int:
        """Whose conduct a noun or an infinitive names: its genitive, its own agent."""
        s = self.syntax
        if s.is_verb(chunk):
            return next(iter(free([k for k in s.children(chunk) if s.psp(k) in AGENTIVE], instrument)), -1)
        owners = [k for k in s.children(chunk) if (s.psp(k) == "का" or s.psp(k) in AGENTIVE) and k < chunk and s.relation(k) != "r6-k2"]
        return next((k for k in free(owners, instrument) if self.discourse.parties(self.i, k)), -1)

    def _act(self, p: Predicate, relation: str) -> Predicate | None:
        """The act that a predicate only qualifies: उल्लंघन करते हुए Z किया, Z करके उल्लंघन किया; None: the predicate is the act."""
        s = self.syntax
        if p.verb < 0:
            return None
        if s.kind(p.verb) == "VGNF" and s.relation(p.verb) in _ATTENDING:
            up = s.parent(p.verb)
            while up >= 0 and s.kind(up) in ("NP", "CCP") and s.parent(up) >= 0:
                up = s.parent(up)
            alleged = [k for k in sorted(s.bounds) if p.last <= k < up and s.kind(k) == "VGNN" and self._asked(k) >= 0 and self.syntax.clause_above(k) == up]
            up = alleged[0] if alleged else up
            return self._with_noun(up) if up >= 0 and s.kind(up) != "NP" else None
        before = [k for k in s.children(p.verb) if s.kind(k) == "VGNF" and s.relation(k) == "vmod" and k < p.first]
        return self._with_noun(before[-1]) if before and relation == "violates" else None

    def _with_noun(self, verb: int) -> Predicate:
        """A verb with the noun part of its light-verb construction."""
        s = self.syntax
        first, last = s.verb_group(verb)
        light = ("pof", "k1s", "k1") if self._copular(verb) else ("pof",)
        nouns = tuple(k for k in s.children(verb) if s.relation(k) in light and k < verb and s.kind(k) in ("NP", "JJP"))
        start = min([first, *(s.bounds[k][0] for k in nouns)])
        return Predicate(verb, nouns, start, last)

    def _act_span(self, act: Predicate, instrument: Instrument) -> tuple[int, int]:
        """Tokens of an act with its object, if that stands right before it."""
        s, first = self.syntax, act.first
        themes = [*Roles(s, act).theme, *Roles(s, act).genitive]
        while first > 0:
            chunk = s.chunk_of[first - 1]
            bare = s.kind(chunk) == "NP" and s.psp(chunk) == "" and s.relation(chunk) not in ("k1", "k7t")
            if chunk in (instrument.head, instrument.node) or not (chunk in themes or bare) or s.bounds[chunk][0] >= first:
                break
            first = self._trimmed(chunk, instrument)[0]
        return first, act.last

    def _trimmed(self, chunk: int, instrument: Instrument) -> tuple[int, int]:
        """The phrase of a chunk without an instrument in it, its clause, and what stands before."""
        first, last = self.syntax.phrase(chunk)
        if first <= instrument.first and instrument.last <= chunk:
            verbs = [self.syntax.bounds[v][1] for v in self.syntax.bounds if instrument.last <= v < chunk and self.syntax.is_verb(v)]
            first = min(chunk, max([instrument.last, *verbs]))
            while first < chunk and (self.syntax.parse.tags[first] in ("PSP", "SYM", "RP")):
                first += 1
        return first, max(last, chunk + 1)

    def _performer(self, act: Predicate, relation: str, instrument: Instrument) -> int:
        """Whose conduct an act is: the one whom it is asked of or alleged of, else its agent."""
        s = self.syntax
        inner = act.verb if act.verb >= 0 else act.nouns[0]
        own = [k for node in {inner, act.verb if act.verb >= 0 else self.syntax.clause_above(inner)} for k in s.children(node) if s.psp(k) in AGENTIVE]
        if s.relation(inner) == "nmod__k1inv":
            own.append(s.parent(inner))
        if not own and s.kind(inner) != "VGF":
            sanctioned = act.verb < 0 or (relation == "violates" and s.psp(inner) in _SANCTIONED)
            if sanctioned or self._asked(inner) >= 0:
                return self._addressed(self.syntax.clause_above(inner), inner, instrument)
        agents = free([*own, *Roles(s, act).agent], instrument)
        return next((k for k in agents if self.discourse.parties(self.i, k) or not any(map(s.is_verb, s.children(k)))), -1)

    def _asked(self, node: int) -> int:
        """The word above an act by which it is asked for, ordered or alleged, -1 if none."""
        s, up = self.syntax, self.syntax.parent(node)
        for _ in range(3):
            if up < 0:
                return -1
            words = [up, *(k for k in s.children(up) if s.is_verb(up) and s.relation(k) in ("pof", "k2"))]
            found = next((w for w in words if s.lemmas[w] in self.norms.asking), -1)
            if found >= 0 or s.kind(up) == "VGF":
                return found
            up = s.parent(up)
        return -1

    def _addressed(self, verb: int, inner: int, instrument: Instrument) -> int:
        """To whom a clause turns: its first party in a role of the one addressed; the subject of a passive."""
        below, weak = set(self.syntax.subtree(inner)), -1
        while verb >= 0:
            roles = Roles(self.syntax, self._with_noun(verb))
            candidates = [k for name in _ADDRESSED for k in free(roles.role(name), instrument) if k not in below]
            known = next((k for k in candidates if self.discourse.parties(self.i, k)), -1)
            if known >= 0:
                return known
            weak = next((k for k in candidates if weak < 0 and self.syntax.relation(k) == "k4" and not self.syntax.is_verb(k)), weak)
            verb = self.syntax.clause_above(verb) if self.syntax.kind(verb) != "VGF" else -1
        return weak

    def _those_who(self, p: Predicate, instrument: Instrument) -> Found | None:
        """The वालों of क़ानून तोड़ने वालों, the लोगों of क़ानून तोड़ने वाले लोगों."""
        s, after = self.syntax, p.last
        if p.verb < 0 or after >= s.n or s.lemmas[after] != "वाला":
            return None
        noun = s.parent(p.verb)
        return self._party(noun, instrument) if noun > after and s.kind(noun) == "NP" else Found(after, after + 1, p.verb, "role")

    def _copular(self, verb: int) -> bool:
        return root_of(self.syntax.lemmas[verb], {}) == "हो"

    def _party(self, chunk: int, instrument: Instrument) -> Found | None:
        """The party of a chunk, by its words alone if nobody known; the first of several."""
        if chunk < 0:
            return None
        first, last = self._trimmed(chunk, instrument)
        found = next(iter(self.discourse.parties(self.i, chunk)), None) or Found(first, last, chunk, "name")
        return replace(found, first=max(first, found.first)) if found.first >= 0 else found


def free(chunks: list[int], instrument: Instrument) -> list[int]:
    """Without the instrument."""
    return [k for k in chunks if k not in (instrument.head, instrument.node)]


def negated(syntax: Syntax, p: Predicate) -> bool:
    """Whether a predicate is negated, by नहीं or by बिना after it."""
    return any(syntax.folded[t] in _NEGATION for t in range(max(0, p.first - 1), min(syntax.n, p.last + 1)))
