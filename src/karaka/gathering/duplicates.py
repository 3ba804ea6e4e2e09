"""Near-duplicates: copies, re-headlined, trimmed and updated ones, but not another day's report in the same phrases.

Candidates come from MinHash over the body and over its lead (a copy trimmed to its first paragraph shares little of the whole); they
are then compared exactly. Broder, On the resemblance and containment of documents (1997); https://github.com/beowolx/rensa.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from karaka.gathering.types import Observed

WINDOW = 7
"""Days between two publications within which one may be a copy of the other."""
SAME_DAY, UNKNOWN_DAY, OTHER_DAY = 0.5, 0.7, 0.95
"""Containment from which two texts are one: their leads tell of the same day, of unknown ones, of different ones (a copy's आज)."""
LEAST = 6
"""Shingles that a text needs to be compared by containment; shorter ones must be equal."""
_SEED = 20241125
_WIDTH = 2
_PERMUTATIONS = (("shingles", 96), ("lead", 32))
"""Hashes of each part of a text; _WIDTH of them make a band: Jaccard 0.3 is found with 0.99 in the body and 0.78 in the lead."""
Band = int


def shingles(packed: bytes) -> NDArray[np.uint32]:
    """The sorted hashes that an observation has packed."""
    return np.frombuffer(packed, dtype="<u4")


class Text(msgspec.Struct, frozen=True):
    """What copies are told by; articles of one text on one day are one."""

    shingles: bytes
    lead: bytes
    day: str | None
    published: str | None

    @staticmethod
    def of(observed: Observed) -> Text:
        return Text(observed.shingles, observed.lead, observed.day, observed.published)


def bands(text: Text) -> Iterator[Band]:
    """The buckets in which candidates meet: the band's number and its hashes of 32 bits in one integer, which keeps small."""
    number = 0
    for part, count in _PERMUTATIONS:
        hashes = shingles(getattr(text, part)).tolist()
        row = _sketch(hashes, count) if hashes else []
        for i in range(0, len(row), _WIDTH):
            band = number + i
            for value in row[i : i + _WIDTH]:
                band = band << 32 | value
            yield band
        number += count


def _sketch(hashes: list[int], count: int) -> list[int]:
    sketch = RMinHash(num_perm=count, seed=_SEED)
    sketch.update(list(map(str, hashes)))
    row: list[int] = sketch.digest()
    return row


def containment(a: Text, b: Text) -> float:
    """The share of the shorter body's shingles that the other has."""
    some, others = shingles(a.shingles), shingles(b.shingles)
    fewer = min(len(some), len(others))
    if fewer < LEAST:
        return float(a.shingles == b.shingles)
    return len(np.intersect1d(some, others, assume_unique=True)) / fewer


def days_apart(a: str | None, b: str | None) -> int:
    """Whole days between two days; 0 if one is unknown."""
    if a is None or b is None or a == b:
        return 0
    return abs((datetime.date.fromisoformat(a) - datetime.date.fromisoformat(b)).days)


def duplicates(a: Text, b: Text) -> bool:
    """Whether two texts are versions of one."""
    if days_apart(a.published, b.published) > WINDOW:
        return False
    least = UNKNOWN_DAY if a.day is None or b.day is None else SAME_DAY if a.day == b.day else OTHER_DAY
    return containment(a, b) >= least


class Duplicates:
    """Articles and which of them carry one text.

    A group is what pairs connect, so it does not depend on the order in which articles came. It is named by its first article.
    """

    def __init__(self) -> None:
        self.text_of: dict[str, Text] = {}
        self.articles: dict[Text, set[str]] = {}
        self.buckets: dict[Band, tuple[Text, ...]] = {}
        self.group_of: dict[Text, str] = {}
        self.texts: dict[str, set[Text]] = {}

    def group(self, article: str) -> str:
        """The name of an article's group."""
        return self.group_of[self.text_of[article]]

    def members(self, group: str) -> set[str]:
        """The articles of a group."""
        return {a for text in self.texts[group] for a in self.articles[text]}

    def add(self, article: str, text: Text) -> set[str]:
        """Take in an article; the articles whose group has another name now, itself among them."""
        self.text_of[article] = text
        if text in self.articles:
            self.articles[text].add(article)
            return self._name(self.texts[self.group_of[text]]) | {article}
        self.articles[text] = {article}
        found: set[str] = set()
        for candidate in self._candidates(text):
            if self.group_of[candidate] not in found and duplicates(text, candidate):
                found.add(self.group_of[candidate])
        return self._name({text}.union(*(self.texts[g] for g in found)))

    def _candidates(self, text: Text) -> set[Text]:
        """The texts that share a bucket with a new one, which is put into its buckets."""
        candidates: set[Text] = set()
        for band in bands(text):
            bucket = self.buckets.get(band, ())
            candidates.update(bucket)
            self.buckets[band] = (*bucket, text)
        return candidates

    def remove(self, article: str) -> set[str]:
        """Forget an article; the articles whose group has another name now."""
        group = self.group(article)
        before = dict.fromkeys(self.members(group) - {article}, group)
        for text in self.texts.pop(group):
            del self.group_of[text], self.articles[text]
            for band in bands(text):
                left = tuple(other for other in self.buckets.pop(band) if other != text)
                if left:
                    self.buckets[band] = left
        del self.text_of[article]
        for other in before:
            self.add(other, self.text_of[other])
        return {a for a in before if self.group(a) != group}

    def _name(self, texts: set[Text]) -> set[str]:
        """Make texts a group named by its first article; the articles that had another name."""
        name = min((t.published or "9999", a) for t in texts for a in self.articles[t])[1]
        changed = {t for t in texts if self.group_of.get(t) != name}
        for old in {self.group_of[t] for t in changed if t in self.group_of}:
            self.texts.pop(old, None)
        self.group_of |= dict.fromkeys(changed, name)
        self.texts[name] = texts
        return {a for t in changed for a in self.articles[t]}
