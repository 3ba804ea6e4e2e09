"""Looking predicates up in the declared frames: verbs, light-verb constructions, event nouns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from karaka.coding.roles import Predicate
from karaka.identifying.syntax import Syntax
from karaka.lexicon.compiled import Compiled, folded_key
from karaka.lexicon.schema import Frame

T = TypeVar("T")
_COPULA = {"है": "हो", "था": "हो", "हों": "हो"}
_SAYING_LIGHT = frozenset(("व्यक्त", "जाहिर", "प्रकट", "प्रदर्शित"))
_SKIPPED = frozenset(("NEG", "RP", "INTF", "RB"))
_MARKS = frozenset(('"', "'", "“", "”", "‘", "’", "(", ")", ","))
_LINKS = frozenset(("pof", "k2", "k1", "k1s", "k2s", "k7", "k7p", "k2p", "r6-k2", "rt", "nmod", "fragof", "k5", "adv"))
MAX_WORDS = 5


def root_of(lemma: str, causatives: dict[str, str]) -> str:
    """A verb's root as frames are indexed by: copulas are होना, causatives their base."""
    root = _COPULA.get(lemma, lemma)
    return causatives.get(root, root)


@dataclass(slots=True)
class Lookup:
    """Frames by verb root and the words before it, and by event noun."""

    by_verb: dict[str, dict[str, list[tuple[Frame, bool]]]] = field(default_factory=dict)
    by_noun: dict[str, list[Frame]] = field(default_factory=dict)
    by_mood: dict[str, list[Frame]] = field(default_factory=dict)
    nouns_from: dict[str, int] = field(default_factory=dict)
    words_before: dict[str, dict[str, int]] = field(default_factory=dict)
    """How many words at most an event noun that begins with a word has, and the words before a verb root that end in one."""
    causatives: dict[str, str] = field(default_factory=dict)

    def add(self, frame: Frame) -> None:
        for predicate in frame.predicate:
            if predicate.startswith("@"):
                self.by_mood.setdefault(predicate[1:], []).append(frame)
                continue
            *words, verb = folded_key(predicate).split(" ")
            root = root_of(verb.removesuffix("ना"), self.causatives)
            for variant in _inflections(words, root):
                self._put(root, variant, frame, False)
                if root == "कर" and words:
                    self._put("हो", variant, frame, True)
                if root == "लगा":
                    self._put("लग", variant, frame, True)
                if root == "जता" and words:
                    for word in _SAYING_LIGHT:
                        self._put("कर", f"{variant} {word}", frame, False)
                        self._put("हो", f"{variant} {word}", frame, True)
        for noun in frame.noun:
            key = folded_key(noun)
            first, *rest = key.split(" ")
            self.nouns_from[first] = max(self.nouns_from.get(first, 0), 1 + len(rest))
            found = self.by_noun.setdefault(key, [])
            if frame not in found:
                found.append(frame)

    def _put(self, root: str, words: str, frame: Frame, inchoative: bool) -> None:
        if words:
            *rest, last = words.split(" ")
            ends = self.words_before.setdefault(root, {})
            ends[last] = max(ends.get(last, 0), 1 + len(rest))
        found = self.by_verb.setdefault(root, {}).setdefault(words, [])
        if all(f.id != frame.id for f, _ in found):
            found.append((frame, inchoative))


def _inflections(words: list[str], root: str) -> Iterator[str]:
    """The words as declared; a participle before जाना, होना also in its other endings."""
    yield " ".join(words)
    if words and words[-1].endswith("ा") and len(words[-1]) > 2:
        for ending in ("े", "ी", "ीं"):
            yield " ".join([*words[:-1], words[-1][:-1] + ending])


def build(lexicon: Compiled, extra: list[Frame] | None = None) -> Lookup:
    """Index the frames of a lexicon."""
    causatives = dict(pair.split("=") for pair in lexicon.words.get("causatives", []))
    lookup = Lookup(causatives=causatives)
    for frame in [*lexicon.frames, *(extra or [])]:
        lookup.add(frame)
    return lookup


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of a predicate, with the frames (and whether a करना frame is met with होना) that it may evoke.

    mood: the reading comes from the verb's mood (any verb + चाहिए, a subjunctive), not from its words.
    """

    predicate: Predicate
    frames: tuple[tuple[Frame, bool], ...]
    words: int
    nominal: bool
    mood: str = ""


def candidates(syntax: Syntax, lookup: Lookup) -> list[list[Candidate]]:
    """Every predicate of a sentence that frames know, as its readings from longest to shortest.

    An event noun is read on its own only where no verbal reading covers it; the caller decides, since a reading may fail.
    """
    found: list[list[Candidate]] = []
    for chunk in sorted(syntax.bounds):
        if syntax.is_verb(chunk) or syntax.parse.tags[chunk] == "VM":
            readings = [*_verbal(syntax, lookup, chunk), *_by_mood(syntax, lookup, chunk)]
            if readings:
                found.append(readings)
    found += [[_nominal(syntax, token, size, frames)] for token, size, frames in _nouns(syntax, lookup)]
    return found


def mood_of(syntax: Syntax, verb: int) -> str:
    """modal (चाहिए, ना होगा), subjunctive (करे, किया जाए), told (करने को कहा, कहा कि ... करे), or ""."""
    group = [verb, *syntax.auxiliaries(verb)]
    suffixes = [syntax.parse.morph["suffix"][i] for i in group]
    if any(syntax.lemmas[i] == "चाहिए" or syntax.folded[i] in ("चाहिए", "चाहिएं", "चाहिये") for i in group):
        return "modal"
    if len(group) > 1 and suffixes[0] == "ना" and suffixes[-1] == "गा":
        return "modal"
    if subjunctive(syntax, verb):
        return "subjunctive"
    if syntax.lemmas[verb] in ("कह", "बता", "बोल") and _tells(syntax, verb):
        return "told"
    return ""


def subjunctive(syntax: Syntax, verb: int) -> bool:
    """Whether a finite verb group stands in the subjunctive."""
    last = [verb, *syntax.auxiliaries(verb)][-1]
    form, suffix = syntax.folded[last], syntax.parse.morph["suffix"][last]
    return syntax.kind(verb) == "VGF" and (suffix in ("एं", "ए", "ओ", "ऊं") or form in ("जाए", "जाएं", "जाये", "जाय", "करे", "करें", "दें", "लें", "रहें", "हों"))


def _tells(syntax: Syntax, verb: int) -> bool:
    """An infinitive with को or के लिए before the verb, or a कि clause in the subjunctive."""
    for kid in syntax.children(verb):
        if syntax.is_verb(kid) and kid < verb and syntax.psp(kid) in ("को", "के-लिए"):
            return True
        if syntax.kind(kid) == "CCP" and any(syntax.is_verb(k) and (subjunctive(syntax, k) or mood_of(syntax, k) == "modal") for k in syntax.children(kid)):
            return True
    before = syntax.verb_group(verb)[0] - 1
    if before < 1:
        return False
    chunk = syntax.chunk_of[before]
    return syntax.is_verb(chunk) and syntax.psp(chunk) in ("को", "के-लिए") and syntax.parse.morph["suffix"][chunk] == "ना"


def _by_mood(syntax: Syntax, lookup: Lookup, verb: int) -> list[Candidate]:
    """Readings that a verb has by its mood alone, the light noun included in the trigger."""
    mood = mood_of(syntax, verb)
    frames = lookup.by_mood.get(mood, [])
    if not frames:
        return []
    first, last = syntax.verb_group(verb)
    light = [k for k in syntax.children(verb) if syntax.relation(k) == "pof" and 0 < first - k <= 3] if mood != "told" else []
    start = min([first, *(syntax.bounds[k][0] for k in light)])
    return [Candidate(Predicate(verb, tuple(light), start, last), tuple((f, False) for f in frames), 0, False, mood)]


def _left_words(syntax: Syntax, first: int) -> list[int]:
    """Up to MAX_WORDS tokens before a verb, nearest first, particles and marks skipped."""
    found: list[int] = []
    i = first - 1
    while i >= 0 and len(found) < MAX_WORDS:
        tag = syntax.parse.tags[i]
        if tag in _SKIPPED or syntax.folded[i] in _MARKS:
            if syntax.folded[i] == "," and len(found) == 0:
                break
        else:
            found.append(i)
        i -= 1
    return found


def _variants(syntax: Syntax, tokens: list[int]) -> Iterator[str]:
    """Spellings of some tokens (nearest the verb first) to look up: surfaces, and lemmas of the content words."""
    ordered = tokens[::-1]
    yield " ".join(syntax.folded[i] for i in ordered)
    yield " ".join(syntax.lemmas[i] if syntax.parse.tags[i] != "PSP" else syntax.folded[i] for i in ordered)
    if len(ordered) > 1:
        yield " ".join([*(syntax.folded[i] for i in ordered[:-1]), syntax.lemmas[ordered[-1]]])


def longest_before(syntax: Syntax, table: Mapping[str, T], verb: int) -> tuple[T, int] | None:
    """What a table has for the most words right before a verb, and the first of these tokens; None if for no word."""
    left = _left_words(syntax, syntax.verb_group(verb)[0])
    for size in range(min(len(left), MAX_WORDS), 0, -1):
        for spelling in _variants(syntax, left[:size]):
            if spelling in table:
                return table[spelling], left[size - 1]
    return None


def _verbal(syntax: Syntax, lookup: Lookup, verb: int) -> list[Candidate]:
    """Readings of a verb group, longest first: with the words before it, with a noun apart from it, alone."""
    first, last = syntax.verb_group(verb)
    roots = [(root_of(syntax.lemmas[verb], lookup.causatives), False)]
    roots += [(root_of(syntax.lemmas[a], lookup.causatives), True) for a in syntax.auxiliaries(verb)[:2]]
    left = _left_words(syntax, first)
    readings: list[tuple[int, list[int], list[tuple[Frame, bool]]]] = []
    for root, vector in roots:
        table = lookup.by_verb.get(root)
        if not table:
            continue
        tokens = [verb, *left] if vector else left
        ends = lookup.words_before.get(root, {})
        nearest = max((ends.get(word, 0) for word in (syntax.folded[tokens[0]], syntax.lemmas[tokens[0]])), default=0) if tokens else 0
        for size in range(min(len(tokens), MAX_WORDS, nearest), 0, -1):
            frames = next((table[v] for v in _variants(syntax, tokens[:size]) if v in table), None)
            if frames:
                readings.append((size, [t for t in tokens[:size] if t != verb], frames))
        if not vector:
            apart = _apart(syntax, table, verb, set(left[:1]))
            if apart:
                readings.append(apart)
            if "" in table:
                readings.append((0, [], table[""]))
    readings.sort(key=lambda r: -r[0])
    return [_candidate(syntax, verb, (first, last), *reading) for reading in readings]


def _candidate(syntax: Syntax, verb: int, group: tuple[int, int], words: int, tokens: list[int], frames: list[tuple[Frame, bool]]) -> Candidate:
    nouns = tuple(sorted({syntax.chunk_of[t] for t in tokens if syntax.chunk_of[t] != verb}))
    start = min([group[0], *tokens])
    end = max([group[1], *(t + 1 for t in tokens)])
    if end - start > 9:
        start, end = group
    return Candidate(Predicate(verb, nouns, start, end), tuple(frames), words, False)


def _apart(syntax: Syntax, table: dict[str, list[tuple[Frame, bool]]], verb: int, taken: set[int]) -> tuple[int, list[int], list[tuple[Frame, bool]]] | None:
    """A noun part that stands apart from its verb (other words between them, or after it in a headline)."""
    for kid in reversed(syntax.children(verb)):
        if syntax.relation(kid) not in _LINKS or syntax.is_verb(kid) or kid in taken:
            continue
        start, end = syntax.bounds[kid]
        tokens = [i for i in range(start, end) if syntax.parse.tags[i] not in _SKIPPED and syntax.folded[i] not in _MARKS][::-1]
        for size in range(min(len(tokens), 3), 0, -1):
            frames = next((table[v] for v in _variants(syntax, tokens[:size]) if v in table), None)
            if frames:
                return size, tokens[:size], frames
    return None


def _nouns(syntax: Syntax, lookup: Lookup) -> Iterator[tuple[int, int, list[Frame]]]:
    """(token, words, frames) of event nouns, longest first at each token."""
    i = 0
    while i < syntax.n:
        step = 1
        if syntax.parse.tags[i] not in ("PSP", "VAUX", "SYM", "CC"):
            longest = max(lookup.nouns_from.get(syntax.folded[i], 0), lookup.nouns_from.get(syntax.lemmas[i], 0))
            for size in range(min(4, longest, syntax.n - i), 0, -1):
                tokens = list(range(i, i + size))[::-1]
                frames = next((lookup.by_noun[v] for v in _variants(syntax, tokens) if v in lookup.by_noun), None)
                if frames:
                    yield i, size, frames
                    step = size
                    break
        i += step


def _nominal(syntax: Syntax, token: int, size: int, frames: list[Frame]) -> Candidate:
    """An event noun; with होना, चलना, जारी रहना right after it the trigger takes the verb in."""
    chunk = syntax.chunk_of[token + size - 1]
    up = syntax.parent(chunk)
    verb, first, last = -1, token, token + size
    unmarked = syntax.psp(chunk) == ""
    if unmarked and up >= 0 and syntax.is_verb(up) and syntax.relation(chunk) in ("pof", "k1", "k1s", "k2"):
        start, end = syntax.verb_group(up)
        if 0 <= start - last <= 1 and root_of(syntax.lemmas[up], {}) in ("हो", "चल", "छिड़", "कर"):
            verb, last = up, end
    return Candidate(Predicate(verb, (chunk,), first, last), tuple((f, True) for f in frames), size, True)
