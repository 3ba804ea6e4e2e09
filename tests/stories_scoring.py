"""Figures of gathering on the corpus of stories: B-cubed over mentions and articles, precision and recall of duplicate pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations

import msgspec

from karaka.gathering import Gatherer
from karaka.records import Coding, Event
from stories_data import Gold, happenings

Pair = tuple[Hashable, Hashable]


class Score(msgspec.Struct, frozen=True):
    """Precision, recall and their harmonic mean, 0 to 1, over a number of items."""

    precision: float
    recall: float
    items: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  ({self.items})"


def b_cubed(pairs: Sequence[Pair]) -> Score:
    """B-cubed of (gold cluster, predicted cluster) items (Bagga and Baldwin 1998)."""
    both, gold, found = Counter(pairs), Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    precision = sum(both[p] / found[p[1]] for p in pairs) / len(pairs)
    recall = sum(both[p] / gold[p[0]] for p in pairs) / len(pairs)
    return Score(precision, recall, len(pairs))


def same_pairs(pairs: Sequence[Pair]) -> Score:
    """Precision and recall of the pairs that stand in one cluster."""
    right = wrong = missed = 0
    for (gold, found), (other_gold, other_found) in combinations(pairs, 2):
        right += gold == other_gold and found == other_found
        wrong += gold != other_gold and found == other_found
        missed += gold == other_gold and found != other_found
    return Score(right / (right + wrong), right / (right + missed), right + missed)


def about(gold: Gold, coding: Coding, event: Event) -> str | None:
    """The happening that a coded mention is of by its sentence and type; None for background, other matters and other types."""
    sentence, title = coding.sentences[event.sentence], coding.article.title
    if title and title.end is not None and sentence.start < title.end:
        happening: str | None = gold.story
    else:
        words = coding.article.text[sentence.start : sentence.end].strip()
        happening = next((line.about for line in gold.lines if line.text in words or words in line.text), None)
    return happening if happening and event.type.value in types()[happening] else None


def types() -> dict[str, list[str]]:
    return {h["id"]: h["types"] for h in happenings()}


def scores(gatherer: Gatherer, coded: Sequence[tuple[Gold, Coding]]) -> dict[str, Score]:
    """mentions: B-cubed over the mentions of a happening's own types in sentences about it. articles: over all articles, each in its
    main story, one without mentions in one of its own. duplicates: pairs of articles."""
    placed = gatherer.stories
    mentions = [(h, placed.story(c.article.id, e.id)) for g, c in coded for e in c.events if (h := about(g, c, e))]
    articles = [(g.story, gatherer.main_story(c.article.id) or c.article.id) for g, c in coded]
    groups = [(g.group, gatherer.group(c.article.id)) for g, c in coded]
    return {"mentions": b_cubed(mentions), "articles": b_cubed(articles), "duplicates": same_pairs(groups)}
