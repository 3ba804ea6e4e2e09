"""A user's lexicon laid over another: entries with the same id replace, all others are added."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from karaka.errors import LexiconError
from karaka.lexicon import schema
from karaka.lexicon.compiled import Compiled

T = TypeVar("T")


def merged(base: Compiled, extra: Compiled) -> Compiled:
    """Both lexicons as one; where they disagree `extra` wins, and its senses and frames are tried first."""
    replaced = {(s.kind, s.id) for s in extra.senses}
    kept = [i for i, s in enumerate(base.senses) if (s.kind, s.id) not in replaced]
    moved = {old: new for new, old in enumerate(kept)}
    offset = len(kept)
    index = {form: [i + offset for i in ids] for form, ids in extra.index.items()}
    for form, ids in base.index.items():
        left = [moved[i] for i in ids if i in moved]
        if left:
            index[form] = [*index.get(form, []), *left]
    patterns = {**base.patterns, **extra.patterns}
    for frame in extra.frames:
        if frame.pattern not in patterns:
            raise LexiconError(f"frame {frame.id}: pattern {frame.pattern} does not exist; there are {', '.join(sorted(patterns))}")
    return Compiled(
        digest=hashlib.sha256(f"{base.digest} {extra.digest}".encode()).hexdigest(),
        senses=[*(base.senses[i] for i in kept), *extra.senses],
        index=index,
        longest=_longest(index),
        frames=_over(extra.frames, base.frames, lambda f: f.id),
        patterns=patterns,
        attribution=_attribution(base.attribution, extra.attribution),
        factuality=_over(extra.factuality, base.factuality, lambda f: f.id),
        words=_words(base.words, extra.words),
        norms=_norms(base.norms, extra.norms),
    )


def _longest(index: Iterable[str]) -> dict[str, int]:
    """For every first word of a form the most words of a form that begins with it."""
    found: dict[str, int] = {}
    for form in index:
        words = form.split(" ")
        found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


def _over(extra: Iterable[T], base: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """The entries of extra, then those of base that have no namesake there."""
    first = list(extra)
    names = {key(entry) for entry in first}
    return [*first, *(entry for entry in base if key(entry) not in names)]


def _attribution(base: schema.AttributionCues | None, extra: schema.AttributionCues | None) -> schema.AttributionCues | None:
    if base is None or extra is None:
        return extra or base
    return schema.AttributionCues(
        verbs=_over(extra.verbs, base.verbs, lambda v: v.predicate),
        postpositions=_over(extra.postpositions, base.postpositions, lambda w: w.form),
        nouns=_over(extra.nouns, base.nouns, lambda w: w.form),
        content_nouns=_over(extra.content_nouns, base.content_nouns, lambda w: w.form),
    )


def _norms(base: schema.NormCues, extra: schema.NormCues) -> schema.NormCues:
    return schema.NormCues(
        nouns=_over(extra.nouns, base.nouns, lambda n: n.form),
        numbering=_over(extra.numbering, base.numbering, str),
        international=_over(extra.international, base.international, str),
        postpositions=_over(extra.postpositions, base.postpositions, lambda p: p.form),
        asking=_over(extra.asking, base.asking, str),
        predicates=[*extra.predicates, *base.predicates],
    )


def _words(base: dict[str, list[str]], extra: dict[str, list[str]]) -> dict[str, list[str]]:
    """Word lists joined; a pair `left=right` of extra replaces that of base with the same left side."""
    found = {name: list(words) for name, words in base.items()}
    for name, words in extra.items():
        found[name] = _over(words, found.get(name, []), lambda w: w.partition("=")[0])
    return found
