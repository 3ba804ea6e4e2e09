"""The gatherer: takes records as they come, and says what each changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Self

from karaka.gathering.duplicates import Duplicates, Text
from karaka.gathering.observing import observe
from karaka.gathering.stories import Change, Stories
from karaka.gathering.summaries import Told, summary
from karaka.gathering.types import Gathered, Grouped, Observed, Placed, Seen, Story
from karaka.records import Coding


class Gatherer:
    """Duplicate groups and stories of the articles so far.

    Its whole state follows from the observations that it was given: keep those (`observe(coding)`, a row an article) and
    `Gatherer.of(observations)` is the gatherer again. Adding an article of a known id replaces it.
    """

    def __init__(self) -> None:
        self.observed: dict[str, Observed] = {}
        self.seen: dict[tuple[str, str], Seen] = {}
        self.duplicates = Duplicates()
        self.stories = Stories()

    @classmethod
    def of(cls, observations: Iterable[Observed]) -> Self:
        """A gatherer with the state that these observations make."""
        made = cls()
        for observed in observations:
            made.add_observed(observed)
        return made

    def add(self, coding: Coding) -> Gathered:
        """Take in an article's record."""
        return self.add_observed(observe(coding))

    def add_observed(self, new: Observed) -> Gathered:
        """Take in what was observed of an article."""
        before = self.remove(new.article) if new.article in self.observed else Gathered(article=new.article)
        self.observed[new.article] = new
        self.seen |= {(new.article, s.event): s for s in new.seen}
        regrouped = self.duplicates.add(new.article, Text.of(new))
        change = self.stories.add(new)
        regrouped |= {row.article for row in before.groups}
        change.moved |= {(row.article, row.event) for row in before.mentions}
        change.changed |= set(before.changed)
        change.gone |= set(before.gone)
        return self._gathered(new.article, regrouped, change)

    def remove(self, article: str) -> Gathered:
        """Forget an article; what that changes for others. Raises KeyError for one that is not there."""
        old = self.observed.pop(article)
        for s in old.seen:
            del self.seen[article, s.event]
        return self._gathered(article, self.duplicates.remove(article), self.stories.remove(old))

    def group(self, article: str) -> str:
        """The name of an article's duplicate group: its first article."""
        return self.duplicates.group(article)

    def main_story(self, article: str) -> str | None:
        """The story that most of an article's mentions belong to, of equals the one that it names first; None without mentions."""
        names = [self.stories.story(article, s.event) for s in self.observed[article].seen]
        return max(names, key=names.count, default=None)

    def placed(self) -> Iterator[Placed]:
        """Every mention's story."""
        return (Placed(article=a, event=e, story=self.stories.story(a, e)) for a, e in self.seen)

    def story(self, name: str) -> Story:
        """A story in full. Raises KeyError for one that is not there."""
        told: dict[str, list[Seen]] = defaultdict(list)
        for _, article, event in self.stories.mentions(name):
            told[article].append(self.seen[article, event])
        return summary(name, [Told(self.observed[article], self.group(article), seen) for article, seen in told.items()])

    def _gathered(self, article: str, regrouped: set[str], change: Change) -> Gathered:
        """The rows that a change writes. A story whose articles have another group has other versions and origins, so it is written anew."""
        stories = self.stories
        changed = change.changed | {stories.story(a, s.event) for a in regrouped for s in self.observed[a].seen}
        return Gathered(
            article=article,
            groups=[Grouped(article=a, group=self.group(a)) for a in sorted(regrouped)],
            mentions=[Placed(article=a, event=e, story=stories.story(a, e)) for a, e in sorted(change.moved) if (a, e) in self.seen],
            changed=sorted(changed & stories.stories.keys()),
            gone=sorted(change.gone - stories.stories.keys()),
        )
