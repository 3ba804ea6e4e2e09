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
    """The factuality of a predicate in its sentence."""
    own = _own(syntax, predicate)
    if own.value != "CT+":
        if own.value == "CT-":
            return own
        above = _above(syntax, predicate, cues)
        return above if above.value in ("U", "CT-") else own
    above = _above(syntax, predicate, cues)
    if above.value != "CT+":
        return above
    if inherent:
        return Judgement(inherent, (), "the predicate itself")
    return own


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
    start, i = 0, verb
    while i > 0 and syntax.folded[i] not in _BOUNDARY:
        if syntax.folded[i] in _CONDITION:
            between = [c for c in syntax.bounds if i < c < verb and syntax.kind(c) == "VGF"]
            if not between:
                return Judgement("PS+", (i,), "condition")
            break
        i -= 1
    del start
    return Judgement("CT+")


def _above(syntax: Syntax, predicate: Predicate, cues: FactualityCues) -> Judgement:
    """What the words that govern the predicate say, nearest first."""
    node = predicate.verb if predicate.verb >= 0 else predicate.nouns[0]
    nominal = predicate.verb < 0 or syntax.kind(node) != "VGF"
    steps = 0
    while node >= 0 and steps < 5:
        up = syntax.parent(node)
        if up < 0:
            break
        value = cues.value(syntax.lemmas[up]) or cues.value(syntax.folded[up])
        light = [k for k in syntax.children(up) if syntax.relation(k) in ("pof", "k1s") and k != node] if syntax.is_verb(up) else []
        for k in light:
            value = value or cues.value(syntax.lemmas[k]) or cues.value(syntax.folded[k])
        if value and (nominal or steps > 0 or syntax.kind(up) != "CCP"):
            if syntax.is_verb(up):
                first, last = syntax.verb_group(up)
                if value in ("PR+", "PS+", "U") and any(syntax.folded[i] in _NEGATION for i in range(max(0, first - 1), last)):
                    return Judgement("CT-", (up,), syntax.parse.forms[up])
            return Judgement(value, (up,), syntax.parse.forms[up])
        if nominal and syntax.is_verb(up) and syntax.relation(node) in ("rt",):
            return Judgement("PR+", (up,), "purpose")
        if not nominal and syntax.kind(up) == "VGF" and syntax.relation(node) not in ("k2", "ccof"):
            break
        if nominal and syntax.kind(up) == "VGF":
            if syntax.relation(node) in ("k7t", "k7", "rh", "vmod", "adv", "k7p"):
                break
            own = _own(syntax, Predicate(up, (), up, up + 1))
            return own if own.value in ("PR+", "PS+", "U", "CT-") and predicate.verb >= 0 else Judgement("CT+")
        node, steps = up, steps + 1
    return Judgement("CT+")
