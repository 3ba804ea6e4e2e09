"""How sure the innermost source is of an act: FactBank's values from the verb group, its governors, and cues.

After Saurí and Pustejovsky (2012): polarity and modality are read along the path from the act to its source.
"""

from __future__ import annotations

from dataclasses import dataclass

from karaka.coding.roles import Predicate
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled

_NEGATION = frozenset(("नहीं", "न", "ना", "मत", "नही"))
_CONDITION = frozenset(("अगर", "यदि", "बशर्ते"))
_ADJUNCT = frozenset(("k7t", "k7", "rh", "vmod", "adv", "k7p", "k7a", "k3", "k5", "rd", "sent-adv", "nmod"))
_BOUNDARY = frozenset(("लेकिन", "मगर", "परंतु", "किंतु", "बल्कि", "हालांकि"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A value, the tokens that say so, and why."""

    value: str
    cues: tuple[int, ...] = ()
    why: str = ""


class FactualityCues:
    """Governing words by the value that they give to what they govern."""

    def __init__(self, lexicon: Compiled) -> None:
        self.governors: dict[str, str] = {}
        for name, value in (("possible", "PS+"), ("probable", "PR+"), ("ordered", "PR+"), ("wanted", "U"), ("alleged", "U"), ("refused", "CT-")):
            self.governors |= dict.fromkeys(lexicon.words.get(name, []), value)

    def value(self, word: str) -> str | None:
        return self.governors.get(word)


def judge(syntax: Syntax, predicate: Predicate, cues: FactualityCues, inherent: str | None) -> Judgement:
    """The factuality of a predicate in its sentence.

    inherent: what the frame says; "CT+" there means that the verb's own mood and negation belong to the act (a demand by चाहिए).
    """
    own = Judgement("CT+") if inherent == "CT+" else _own(syntax, predicate)
    if own.value == "CT-":
        return own
    above = _above(syntax, predicate, cues)
    if own.value != "CT+":
        return above if above.value in ("U", "CT-") else own
    if above.value != "CT+":
        return above
    return Judgement(inherent, (), "the predicate itself") if inherent else own


def _own(syntax: Syntax, predicate: Predicate) -> Judgement:
    """What the verb group itself says: negation, future, modals, mood."""
    verb = predicate.verb
    if verb < 0:
        return Judgement("CT+")
    first, last = syntax.verb_group(verb)
    group = list(range(min(first, predicate.first), max(last, predicate.last)))
    negation = [i for i in group + [i for i in (first - 1, predicate.first - 1) if i >= 0] if syntax.folded[i] in _NEGATION]
    if negation:
        return Judgement("CT-", (negation[0],), "negation")
    auxiliaries = [verb, *syntax.auxiliaries(verb)]
    lemmas = [syntax.lemmas[i] for i in auxiliaries]
    suffixes = [syntax.parse.morph["suffix"][i] for i in auxiliaries]
    for i, lemma in zip(auxiliaries, lemmas, strict=True):
        if lemma == "सक":
            return Judgement("PS+", (i,), "सकना")
        if lemma == "चाहिए" or syntax.folded[i] == "चाहिए":
            return Judgement("U", (i,), "चाहिए")
    if syntax.kind(verb) == "VGF":
        condition = _condition(syntax, verb)
        if condition.value != "CT+":
            return condition
        if any(s == "गा" for s in suffixes):
            i = auxiliaries[next(k for k, s in enumerate(suffixes) if s == "गा")]
            if suffixes[0] == "ना" or syntax.folded[verb].endswith(("ना", "नी", "ने")):
                return Judgement("U", (i,), "obligation")
            return Judgement("PR+", (i,), "future")
        last_form = syntax.folded[auxiliaries[-1]]
        if suffixes[0] == "ना" and len(auxiliaries) > 1 and lemmas[1] in ("है", "था", "हो"):
            return Judgement("PR+", (auxiliaries[1],), "scheduled")
        if suffixes[-1] in ("एं", "ए", "ओ", "ऊं") or last_form in ("जाए", "जाएं", "जाये", "करे", "करें", "दे", "दें", "हो", "हों", "ले", "लें"):
            return Judgement("U", (auxiliaries[-1],), "subjunctive")
    return _condition(syntax, verb)


def _condition(syntax: Syntax, verb: int) -> Judgement:
    i = verb
    while i > 0 and syntax.folded[i] not in _BOUNDARY:
        if syntax.folded[i] in _CONDITION:
            between = [c for c in syntax.bounds if i < c < verb and syntax.kind(c) == "VGF"]
            if not between:
                return Judgement("PS+", (i,), "condition")
            break
        i -= 1
    return Judgement("CT+")


def _above(syntax: Syntax, predicate: Predicate, cues: FactualityCues) -> Judgement:
    """What the words that govern the predicate say, nearest first."""
    node = predicate.verb if predicate.verb >= 0 else predicate.nouns[0]
    finite = predicate.verb >= 0 and syntax.kind(node) == "VGF"
    for _ in range(5):
        up = syntax.parent(node)
        if up < 0 or (syntax.is_verb(up) and syntax.relation(node) in _ADJUNCT and not syntax.is_verb(node)) or syntax.relation(node) == "nmod__relc":
            break
        value, word = _governing(syntax, node, up, cues)
        if value and not (finite and value == "U"):
            negated = syntax.is_verb(up) and any(syntax.folded[i] in _NEGATION for i in range(max(0, syntax.verb_group(up)[0] - 1), syntax.verb_group(up)[1]))
            return Judgement("CT-" if negated and value != "CT-" else value, (word,), syntax.parse.forms[word])
        if syntax.is_verb(up) and syntax.relation(node) == "rt" and not finite:
            return Judgement("PR+", (up,), "purpose")
        if syntax.kind(up) == "VGF" and not syntax.is_verb(node):
            own = _own(syntax, Predicate(up, (), up, up + 1))
            return own if predicate.verb >= 0 else Judgement("CT+")
        if syntax.kind(up) == "VGF" and syntax.kind(node) != "VGF" and syntax.relation(node) in ("vmod", "adv"):
            own = _own(syntax, Predicate(up, (), up, up + 1))
            return own if own.value != "CT-" else Judgement("CT+")
        node = up
    return Judgement("CT+")


def _governing(syntax: Syntax, node: int, up: int, cues: FactualityCues) -> tuple[str | None, int]:
    """The value of a governing word: the governor itself, or its light noun where the node is no adjunct."""
    for word in (up, *(k for k in syntax.children(up) if k != node and syntax.is_verb(up) and syntax.relation(k) in ("pof", "k1s"))):
        value = cues.value(syntax.lemmas[word]) or cues.value(syntax.folded[word])
        if value:
            return value, word
    return None, up
