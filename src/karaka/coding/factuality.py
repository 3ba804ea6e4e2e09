"""How sure the innermost source is of an act: FactBank's values from the rules of `cues/factuality.yaml` and the verb group's grammar.

After Saurí and Pustejovsky (2012), polarity and modality are read along the path from the act to its source; a rule says where its cues
stand and how far they reach (ConText, Harkema et al. 2009). Tense and mood, conditionals and purpose clauses are grammar, and stay code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from karaka.coding.cues import NEGATION, FactualityCues, Hit
from karaka.coding.roles import Predicate
from karaka.identifying.syntax import Syntax

__all__ = ["FactualityCues", "Judgement", "judge"]

_ADJUNCT = frozenset(("k7t", "k7", "rh", "vmod", "adv", "k7p", "k7a", "k3", "k5", "rd", "sent-adv", "nmod", "ras-k1"))
_PARTS = frozenset(("k1", "k2", "k3", "k7"))
_PART_MARKS = frozenset(("", "में", "पर", "के-जरिए"))
_MODIFYING = frozenset(("nmod__relc", "nmod__k1inv", "nmod__k2inv"))
_LIGHT = frozenset(("pof", "k1s"))
_NEAR = frozenset(("pof", "k1s", "k1", "k2", "adv", "k2s", "pof__idiom", "vmod"))
_SUBJUNCTIVE = frozenset(("एं", "ए", "ओ", "ऊं", "इए"))
_OUTER = ("want", "hear")
_SUBJUNCTIVE_FORMS = frozenset(("जाए", "जाएं", "जाये", "करे", "करें", "दे", "दें", "हो", "हों", "ले", "लें", "दो", "लो"))
_STEPS = 5
_RANK = {"CT-": 0, "U": 1, "PS-": 2, "PR-": 3, "PS+": 4, "PR+": 5, "CT+": 6}
_MOODS = frozenset(("modal.subjunctive", "modal.imperative"))
_CONDITION = frozenset(("अगर", "यदि", "बशर्ते"))
_THEN, _WHEN = "तो", frozenset(("जब", "जहां", "जैसे"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A value, the tokens that say so, and why: a rule's id, or the mechanism's name."""

    value: str
    cues: tuple[int, ...] = ()
    why: str = ""


_FACT = Judgement("CT+")


def judge(syntax: Syntax, predicate: Predicate, cues: FactualityCues, inherent: str | None) -> Judgement:
    """The factuality of a predicate in its sentence.

    inherent: what the frame says; "CT+" there means that the verb's own mood and negation belong to the act (a demand by चाहिए).
    """
    event = _Event(syntax, predicate, cues)
    own = _FACT if inherent == "CT+" else event.own()
    if own.value == "CT-":
        return own
    above = event.above()
    if own.value != "CT+":
        weak = own.why in _MOODS and above.value != "CT+"
        return above if weak or above.value in ("U", "CT-") or (own.value == "PR+" and above.value in ("PS+", "PS-", "PR-")) else own
    if above.value != "CT+":
        return above
    return Judgement(inherent, (), "the predicate itself") if inherent else own


@dataclass(frozen=True, slots=True)
class _Event:
    syntax: Syntax
    predicate: Predicate
    cues: FactualityCues

    def own(self) -> Judgement:
        """What stands in the event's clause: conditions and questions over the verb group, words that modify it under it."""
        sentence = self._of(self._clause_hits())
        group = self._group()
        if sentence and not (group.value == "CT-" and group.why.startswith("modal.")):
            return sentence
        modified = self._of(self._dependent_hits(), negated=group.value == "CT-")
        if modified and (modified.value != "CT+" or group.value == "CT-"):
            return modified
        return group

    def _of(self, hits: Iterable[Hit], *, negated: bool = False) -> Judgement | None:
        """The strongest of some cues; a CT+ rule silences the others of its family, and a longer cue those within it."""
        found = _longest([h for h in hits if not h.cue.negative or h.cue.weight > 1 or negated])
        silent = {h.cue.family for h in found if h.cue.rule.value == "CT+"}
        if negated and "neg" in silent:
            return _judged(next(h for h in found if h.cue.rule.value == "CT+" and h.cue.family == "neg"))
        rest = [h for h in found if h.cue.family not in silent]
        return _judged(min(rest, key=lambda h: (_RANK[h.cue.rule.value], h.tokens))) if rest else None

    def _group(self) -> Judgement:
        """What the verb group says: negation, tense, mood, modals."""
        if self.predicate.verb < 0:
            return _FACT
        hits = _longest([h for h in self.cues.find("verb-group", self.syntax, self._group_tokens()) if self._holds(h)])
        best = min(hits, key=lambda h: (-h.cue.weight if h.cue.weight > 1 else 0, _RANK[h.cue.rule.value]), default=None)
        return _judged(best) if best and best.cue.rule.value != "CT+" else _FACT

    def _group_tokens(self) -> list[int]:
        s, p = self.syntax, self.predicate
        first, last = s.verb_group(p.verb)
        group = set(range(min(first, p.first), max(last, p.last)))
        edge = {i for i in (first - 1, p.first - 1) if i >= 0 and s.folded[i] in NEGATION}
        after = {last} if last < s.n and s.folded[last] in NEGATION and s.chunk_of[last] == p.verb else set()
        return sorted(i for i in group | edge | after if s.parse.tags[i] != "RP" or s.folded[i] in NEGATION)

    def _holds(self, hit: Hit) -> bool:
        """Whether the event is as the rule asks."""
        return all(self._is(test, hit) for test in hit.cue.rule.when)

    def _is(self, test: str, hit: Hit) -> bool:
        s, verb = self.syntax, self.predicate.verb
        finite = verb >= 0 and s.kind(verb) == "VGF"
        match test:
            case "noun":
                return verb < 0
            case "finite":
                return finite
            case "infinite":
                return verb >= 0 and not finite
            case "final":
                return verb >= 0 and hit.tokens[-1] == [verb, *s.auxiliaries(verb)][-1]
            case "negated":
                return verb >= 0 and any(s.folded[i] in NEGATION for i in self._group_tokens())
            case "progressive":
                return finite and _progressive(s, verb)
            case "imperfective":
                return finite and not _suffixes(s, verb)[0].startswith("या")
            case "irrealis":
                return finite and _suffixes(s, verb)[-1] == "ता" and not self._is("negated", hit)
            case "open":
                return not finite or _open(s, verb)
            case "open-main":
                main = self._main()
                return main >= 0 and _open(s, main)
            case "if-then":
                return self._if_then(hit.tokens[0])
            case "supposed":
                return verb < hit.tokens[0] or _open(s, verb) or not any(s.folded[i] == _THEN for i in range(hit.tokens[0], verb))
            case "unowned":
                return not self._owned(hit)
        raise ValueError(test)

    def _owned(self, hit: Hit) -> bool:
        """Whether a noun of the cue has somebody who says so (विपक्ष का आरोप)."""
        s, own = self.syntax, (self.node, *self.predicate.nouns)
        heads = [t for t in hit.tokens if s.chunk_of[t] == t and not s.is_verb(t)]
        owners = [k for h in heads for k in s.children(h) if s.kind(k) == "NP" and s.psp(k) == "का" and k not in own]
        return any(self.node not in s.subtree(k) for k in owners)

    def _if_then(self, then: int) -> bool:
        """तो makes a condition only between a clause without जब and an open one (नियम तोड़ा तो कार्रवाई होगी)."""
        s, verb = self.syntax, self.predicate.verb
        before = max((c for c in s.bounds if c < then and s.is_verb(c) and then - s.verb_group(c)[1] <= 2), default=-1)
        if before < 0 or any(s.folded[i] in _WHEN for i in range(max(0, before - 12), then)):
            return False
        after = verb if verb > then else min((c for c in s.bounds if c > then and s.kind(c) == "VGF"), default=-1)
        return after >= 0 and _open(s, after)

    def _main(self) -> int:
        """The finite verb above the event, -1 if there is none."""
        s, node = self.syntax, self.node
        for _ in range(_STEPS):
            node = s.parent(node)
            if node < 0 or s.kind(node) == "VGF":
                return node
        return -1

    @property
    def node(self) -> int:
        p = self.predicate
        return p.verb if p.verb >= 0 else p.nouns[0]

    def _clause_hits(self) -> Iterator[Hit]:
        """Cues of the clause: conditionals, questions, purpose."""
        s, p = self.syntax, self.predicate
        if p.verb < 0 or s.kind(p.verb) != "VGF" or not self.cues.any("sentence", s):
            return
        left, right = self._clause()
        window = range(left, right)
        for hit in self.cues.find("sentence", s, window):
            if self._holds(hit) and not self._ended(hit):
                yield hit

    def _clause(self) -> tuple[int, int]:
        """Tokens from the start of the event's clause, and of the clause before तो, to the clause's end."""
        s, p = self.syntax, self.predicate
        verb = p.verb
        left = min(p.first, verb)
        while left > 0:
            before = left - 1
            if s.folded[before] in ("कि", ";", "।") or s.parse.forms[before] in ('"', "“", "‘", "’", "”"):
                break
            if s.kind(s.chunk_of[before]) == "VGF" and before == s.chunk_of[before] and not self._then(before, verb):
                break
            left = before
        right = max(p.last, s.verb_group(verb)[1])
        while right < s.n and (s.folded[right] in ("तो", "या", "नहीं", "न", "?", "!", "ही") or (right == s.n - 1)):
            right += 1
        if right + 1 < s.n and s.parse.forms[right] == "," and s.folded[right + 1] in _CONDITION:
            right += 2
        return left, right

    def _then(self, before: int, verb: int) -> bool:
        return any(self.syntax.folded[i] == _THEN for i in range(before + 1, min(before + 8, verb)))

    def _ended(self, hit: Hit) -> bool:
        """Whether one of the rule's terminators stands between cue and event."""
        ends = hit.cue.rule.terminators
        if not ends:
            return False
        first, last = self.predicate.first, self.predicate.last
        a, b = (hit.tokens[-1], last) if hit.tokens[-1] < first else (first, hit.tokens[0])
        return any(self.syntax.folded[i] in ends for i in range(a + 1, b))

    def _dependent_hits(self) -> Iterator[Hit]:
        """Cues that modify the event: adverbs of its verb, adjectives and participles of its noun."""
        s, p = self.syntax, self.predicate
        if not self.cues.any("dependent", s):
            return
        for window, heads in self._modifiers():
            for hit in self.cues.find("dependent", s, window):
                if (not heads or not heads.isdisjoint(hit.tokens)) and self._holds(hit) and not self._ended(hit):
                    yield hit
        if p.verb >= 0:
            for hit in self.cues.find("dependent", s, range(max(0, p.first - 8), p.last)):
                if hit.cue.family == "neg" and self._holds(hit):
                    yield hit

    def _modifiers(self) -> Iterator[tuple[list[int], set[int]]]:
        """Tokens that modify the event, with those of which a cue must hold one (all, if none)."""
        s, p = self.syntax, self.predicate
        for noun in p.nouns:
            yield [t for t in range(*s.bounds[noun]) if t < noun], set()
            if p.verb < 0:
                below = [k for kid in s.children(noun) if kid < noun and s.kind(kid) != "CCP" for k in (kid, *s.children(kid))]
                yield sorted(t for k in below if s.kind(k) != "VGF" for t in range(*s.bounds[k])), set()
        for kid in s.children(p.verb) if p.verb >= 0 else ():
            if kid not in p.nouns and not s.is_verb(kid):
                yield list(range(*s.bounds[kid])), {kid} if s.kind(kid) not in ("CCP", "RBP") else set()

    def above(self) -> Judgement:
        """What the words that govern the event say, nearest first."""
        s, p = self.syntax, self.predicate
        node = self.node
        finite = p.verb >= 0 and s.kind(node) == "VGF"
        crossed = False
        for step in range(_STEPS):
            marked = self._by_postposition(node) if step == 0 or s.kind(node) != "VGF" else None
            if marked:
                return marked
            up = s.parent(node)
            if up < 0 or s.relation(node) in _MODIFYING:
                break
            if s.is_verb(up) and s.relation(node) in _ADJUNCT and not s.is_verb(node):
                return self._with(node, up)
            crossed = crossed or s.folded[up] == "कि"
            found = self._governed(node, up, crossed)
            if found and not (finite and found.value == "U" and not crossed):
                return self._outer(found, up) if found.value != "CT+" else found
            if s.is_verb(up) and s.relation(node) == "rt" and not finite and not s.agentive(node):
                return Judgement("PR+", (up,), "purpose")
            if crossed and s.is_verb(up):
                return _FACT
            if s.kind(up) == "VGF" and s.kind(node) != "VGF" and (not s.is_verb(node) or s.relation(node) in ("vmod", "adv")):
                governing = _Event(s, Predicate(up, (), up, up + 1), self.cues)
                own = governing.own()
                if s.is_verb(node):
                    return own if own.value != "CT-" else _FACT
                return own if p.verb >= 0 else self._with(node, up)
            node = up
        return _FACT

    def _with(self, node: int, up: int) -> Judgement:
        """A noun that takes part in an act that is still open is open with it (बैठक में चर्चा होगी); के बाद and its like presuppose it."""
        s = self.syntax
        if self.predicate.verb >= 0 or node != self.node or s.kind(up) != "VGF" or s.relation(node) not in _PARTS or s.psp(node) not in _PART_MARKS:
            return _FACT
        own = _Event(s, Predicate(up, (), up, up + 1), self.cues).own()
        return own if own.value in ("PR+", "PS+") else _FACT

    def _outer(self, found: Judgement, up: int) -> Judgement:
        """A governor that is itself denied, wanted or alleged leaves the event as that does (रोकने की अपील, के आरोप का खंडन)."""
        s = self.syntax
        top = s.parent(up)
        if s.kind(up) == "VGF" or top < 0:
            return found
        if not s.is_verb(up):
            denied = self._governed(up, top, False)
            if denied and denied.why == "neg.deny":
                return denied
        verb = up if s.is_verb(up) else top
        if not s.is_verb(verb) or s.kind(verb) == "VGF" or s.parent(verb) < 0:
            return found
        higher = self._governed(verb, s.parent(verb), False)
        return higher if higher and higher.value == "U" and higher.why.startswith(_OUTER) else found

    def _by_postposition(self, node: int) -> Judgement | None:
        """A rule whose cue begins with the postposition of the event, or of what holds it (के बजाय, की स्थिति में, के लिए ज़िम्मेदार)."""
        s = self.syntax
        end = s.bounds[node][1]
        tail = [t for t in range(node + 1, end) if s.parse.tags[t] in ("PSP", "NST", "RP", "NEG")]
        hits: list[Hit] = []
        if tail:
            window = range(node, end if s.psp(node) == "का" else min(s.n, end + 5))
            found = [h for h in self.cues.find("governor", s, window) if not set(tail).isdisjoint(h.tokens) and h.tokens[0] in (node, tail[0], tail[-1])]
            hits = [h for h in found if self._holds(h)]
        for before in {s.bounds[node][0] - 1, self.predicate.first - 1}:
            if before >= 0 and s.folded[before] in ("बिना", "बगैर"):
                hits += self.cues.find("governor", s, [before])
        return self._strongest(hits, s.parent(node))

    def _governed(self, node: int, up: int, crossed: bool) -> Judgement | None:
        """What a governor says of a node below it; crossed: a कि stands between them."""
        s = self.syntax
        heads, window = self._window(node, up)
        own = range(self.predicate.first, self.predicate.last)
        hits = [h for h in self.cues.find("governor", s, window) if not heads.isdisjoint(h.tokens)]
        hits = [h for h in hits if h.cue.rule.value == "CT-" or not all(t in own for t in h.tokens)]
        if crossed:
            hits = [h for h in hits if h.cue.rule.scope == "complement"]
            hits += self.cues.find("complement", s, window)
        elif not s.is_verb(node) or s.kind(node) != "VGF":
            hits += [h for h in self.cues.find("complement", s, window) if not heads.isdisjoint(h.tokens)]
        if s.is_verb(up) and s.is_verb(node) and s.relation(node) in ("vmod", "adv", "rh"):
            first, last = s.verb_group(up)
            hits = [h for h in hits if h.cue.rule.value != "CT-" and any(first <= t < last for t in h.tokens)]
        return self._strongest([h for h in hits if self._holds(h) and not self._ended(h)], up)

    def _strongest(self, hits: list[Hit], up: int) -> Judgement | None:
        hits = _longest(hits)
        if not hits:
            return None
        best = min(hits, key=lambda h: (-h.cue.weight, h.cue.rule.value != "CT+", _RANK[h.cue.rule.value]))
        value = best.cue.rule.value
        if not best.cue.negative and value != "U" and not best.cue.rule.id.startswith("fact.") and self._negated(up):
            return Judgement("CT+" if value == "CT-" else "CT-" if value in ("PR+", "PS+") else value, best.tokens, best.cue.rule.id)
        return _judged(best)

    def _negated(self, up: int) -> bool:
        """Whether a governor, or the verb of a governing noun, is negated (आदेश नहीं दिया)."""
        s = self.syntax
        if up >= 0 and not s.is_verb(up) and s.relation(up) in _LIGHT:
            up = s.parent(up)
        if up < 0 or not s.is_verb(up):
            return False
        first, last = s.verb_group(up)
        return any(s.folded[i] in NEGATION for i in range(max(0, first - 1), last))

    def _window(self, node: int, up: int) -> tuple[set[int], list[int]]:
        """Words that may govern a node: its postposition, its governor with light nouns, and the verb of a governing noun."""
        s = self.syntax
        heads = {up}
        tokens = {*range(node + 1, s.bounds[node][1]), *range(*s.bounds[up])}
        tokens.update(t for k in s.children(up) if s.kind(k) in ("JJP", "NEGP") and not s.is_verb(up) for t in range(*s.bounds[k]))
        verb = up
        if not s.is_verb(up):
            top = s.parent(up)
            verb = top if top >= 0 and s.is_verb(top) and s.relation(up) in _NEAR else -1
        if verb >= 0:
            first, last = s.verb_group(verb)
            tokens.update(range(max(0, first - 1), last) if first and s.folded[first - 1] in NEGATION else range(first, last))
            if verb == up:
                heads.update(range(first, last))
            for kid in s.children(verb):
                if kid not in (node, up) and s.relation(kid) in _NEAR and not s.is_verb(kid):
                    tokens.update(range(*s.bounds[kid]))
                    if verb == up and s.relation(kid) in _LIGHT:
                        heads.add(kid)
        inside = range(self.predicate.first, self.predicate.last)
        return heads, sorted(t for t in tokens if t == up or t not in inside)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Without cues that stand inside a longer one."""
    return [h for h in hits if not any(set(h.tokens) < set(o.tokens) for o in hits)] if len(hits) > 1 else hits


def _judged(hit: Hit) -> Judgement:
    return Judgement(hit.cue.rule.value, hit.tokens, hit.cue.rule.id)


def _suffixes(syntax: Syntax, verb: int) -> list[str]:
    return [syntax.parse.morph["suffix"][i] for i in (verb, *syntax.auxiliaries(verb))]


def _progressive(syntax: Syntax, verb: int) -> bool:
    group = [verb, *syntax.auxiliaries(verb)]
    return any(syntax.lemmas[i] == "रह" for i in group[1:]) and syntax.folded[group[-1]] in ("है", "हैं", "हूं")


def _open(syntax: Syntax, verb: int) -> bool:
    """Whether a verb says what is not yet the case: future, subjunctive, सकना, चाहिए, an infinitive that is due."""
    group = [verb, *syntax.auxiliaries(verb)]
    suffixes = _suffixes(syntax, verb)
    due = suffixes[0] == "ना" and len(group) > 1 and syntax.lemmas[group[1]] in ("है", "था")
    wished = suffixes[-1] in _SUBJUNCTIVE or syntax.folded[group[-1]] in _SUBJUNCTIVE_FORMS
    return due or wished or "गा" in suffixes or any(syntax.lemmas[i] in ("सक", "चाहिए") for i in group)
