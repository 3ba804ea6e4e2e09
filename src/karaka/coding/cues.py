"""Factuality cues as declared in the lexicon, looked for among tokens of a sentence.

A cue is a phrase: plain words match a form or a lemma, an infinitive matches its verb inflected, a genitive or a copula matches any of its
forms, "-गा" matches an ending, "=दे" that form only. Its words stand in that order, near each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from karaka.identifying.syntax import GENITIVE, Syntax
from karaka.lexicon.compiled import Compiled, folded_key
from karaka.lexicon.schema import FactualityRule

NEGATION = frozenset(("नहीं", "न", "ना", "मत", "नही", "नहि"))
COPULA = frozenset(("है", "हैं", "था", "थी", "थे", "थीं", "हूं"))
_VERB_TAGS = frozenset(("VM", "VAUX"))
_LIGHT = frozenset((*GENITIVE, *COPULA, "होना", "करना", "देना", "लेना", "कि"))
_NEAR, _FAR = 1, 4


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase of a rule: for every word the keys that it answers to."""

    rule: FactualityRule
    words: tuple[frozenset[str], ...]
    weight: int
    negative: bool
    ending: bool

    @property
    def family(self) -> str:
        return self.rule.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue with its tokens in the sentence."""

    cue: Cue
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what its tokens answer to, and for every direction the tokens that may be a cue's longest word."""

    syntax: Syntax | None
    keys: list[tuple[str, ...]]
    anchors: dict[str, dict[int, list[Cue]]]


class FactualityCues:
    """All cues of a lexicon by their longest word."""

    def __init__(self, lexicon: Compiled) -> None:
        self.index: dict[str, list[Cue]] = {}
        self._kept = _Sentence(None, [], {})
        for rule in lexicon.factuality:
            for phrase in rule.cue:
                words = [w for part in phrase.split() for w in ([part] if part[0] in "-=" else folded_key(part).split(" "))]
                weight = sum(w not in _LIGHT for w in words)
                cue = Cue(rule, tuple(map(_keys, words)), weight, not NEGATION.isdisjoint(words), words[0][0] == "-")
                anchor = max(range(len(words)), key=lambda k: (words[k] not in _LIGHT, len(words[k])))
                for key in cue.words[anchor]:
                    self.index.setdefault(key, []).append(cue)

    def find(self, direction: str, syntax: Syntax, tokens: Sequence[int]) -> list[Hit]:
        """Cues of a direction among tokens, given in text order."""
        sentence = self._sentence(syntax)
        anchors = sentence.anchors.get(direction)
        found: list[Hit] = []
        if not anchors or anchors.keys().isdisjoint(tokens):
            return found
        seen: set[int] = set()
        for token in tokens:
            for cue in anchors.get(token, ()):
                if id(cue) not in seen:
                    at = _match(cue, sentence.keys, tokens, _NEAR if cue.ending or direction in ("sentence", "dependent") else _FAR)
                    if at:
                        seen.add(id(cue))
                        found.append(Hit(cue, at))
        return found

    def any(self, direction: str, syntax: Syntax) -> bool:
        """Whether a sentence may hold a cue of a direction at all."""
        return direction in self._sentence(syntax).anchors

    def _sentence(self, syntax: Syntax) -> _Sentence:
        kept = self._kept
        if kept.syntax is not syntax:
            kept = self._kept = self._read(syntax)
        return kept

    def _read(self, syntax: Syntax) -> _Sentence:
        keys = [token_keys(syntax, token) for token in range(syntax.n)]
        anchors: dict[str, dict[int, list[Cue]]] = {}
        for token, answers in enumerate(keys):
            for key in answers:
                for cue in self.index.get(key, ()):
                    anchors.setdefault(cue.rule.direction, {}).setdefault(token, []).append(cue)
        return _Sentence(syntax, keys, anchors)


def token_keys(syntax: Syntax, token: int) -> tuple[str, ...]:
    """What a token answers to: its form, its lemma, as a verb its root."""
    form, lemma = syntax.folded[token], syntax.lemmas[token]
    if form in GENITIVE:
        return ("का",)
    if form in COPULA:
        return ("है", form, "v:हो")
    keys = (form, "=" + form) if form == lemma else (form, lemma, "=" + form)
    if syntax.parse.tags[token] not in _VERB_TAGS:
        return keys
    infinitive = form in (lemma + "ना", lemma + "नी", lemma + "ने")
    ending = "-ना" if infinitive else "-" + syntax.parse.morph["suffix"][token].rstrip("१२")
    return (*keys, "v:" + lemma, ending, "-ने") if infinitive and form.endswith("ने") else (*keys, "v:" + lemma, ending)


def _keys(word: str) -> frozenset[str]:
    if word in GENITIVE:
        return frozenset(("का",))
    if word in COPULA:
        return frozenset((word,))
    if word.endswith("ना") and len(word) > 3:
        return frozenset((word, "v:" + word.removesuffix("ना")))
    return frozenset((word,))


def _match(cue: Cue, keys: list[tuple[str, ...]], tokens: Sequence[int], gap: int) -> tuple[int, ...] | None:
    """The tokens of a cue's words in order, nearest the start; None if they are not all there."""
    for start, first in enumerate(tokens):
        if cue.words[0].isdisjoint(keys[first]):
            continue
        found, at = [first], start + 1
        for k, word in enumerate(cue.words[1:], 1):
            ahead = tokens[at : at + (gap if k == 1 else _FAR)]
            step = next((n for n, t in enumerate(ahead) if not word.isdisjoint(keys[t])), None)
            if step is None:
                break
            found.append(ahead[step])
            at += step + 1
        else:
            return tuple(found)
    return None
