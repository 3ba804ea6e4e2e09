"""Stories: event mentions of one happening, across articles and days, as articles arrive.

Mentions that are alike in all that counts are one node. Two nodes that share a day and rare words, names or places are scored, and the
nodes that scores above 0 connect are clustered anew whenever one of them comes or goes: so stories depend on which articles there are and
not on their order, save in components of more than LARGE nodes, where a newcomer goes to the story that it is most like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from karaka.gathering.clustering import clusters, component, mean
from karaka.gathering.hi.words import weight
from karaka.gathering.likeness import ASSUMED, Node, comparable, likeness, node
from karaka.gathering.types import Observed

RARE = 2.5
"""Weight of the stems by which nodes meet: in at most 8 % of all articles."""
SHARED = 2
"""How many of them two nodes share at least to be scored."""
KEPT = -3.0
"""Scores below this are not kept: such pairs count as strangers."""
STOP = -1.0
"""Mean score below which clusters are not joined, tuned with the weights."""
LARGE = 120
Bucket = tuple[str, int | None, str]
Member = tuple[str, str, str]
"""Publication, article and event of a mention: what mentions are ordered by; "9999" for one without a day."""


@dataclass(slots=True)
class Change:
    """Mentions whose story has another name now, stories with other contents, stories that are no more."""

    moved: set[tuple[str, str]] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


def meeting(n: Node) -> set[str]:
    """What a node can be found by."""
    return {w for w in n.words.stems | n.context.stems if weight(w) > RARE} | n.entities | n.places


def days(n: Node, around: int) -> Iterable[int | None]:
    return (None,) if n.first is None or n.last is None else range(n.first - around, n.last + around + 1)


class Stories:
    """Event mentions and their stories."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.members: dict[str, set[Member]] = {}
        self.edges: dict[str, dict[str, float]] = {}
        self.links: dict[str, set[str]] = {}
        self.buckets: dict[Bucket, set[str]] = defaultdict(set)
        self.story_of: dict[str, str] = {}
        self.stories: dict[str, set[str]] = {}
        self.key_of: dict[tuple[str, str], str] = {}

    def story(self, article: str, event: str) -> str:
        """The story of a mention."""
        return self.story_of[self.key_of[article, event]]

    def mentions(self, story: str) -> list[Member]:
        """The mentions of a story, the first published first."""
        return sorted(m for key in self.stories[story] for m in self.members[key])

    def add(self, new: Observed) -> Change:
        """Take in an article's mentions."""
        touched, fresh = set(), set()
        for seen in new.seen:
            n = node(seen, new.context)
            if n.key not in self.nodes:
                self._link(n)
                fresh.add(n.key)
            self.members[n.key].add((new.published or "9999", new.article, seen.event))
            self.key_of[new.article, seen.event] = n.key
            touched.add(n.key)
        change = self._settle(touched, fresh)
        change.moved |= {(new.article, seen.event) for seen in new.seen}
        return change

    def remove(self, old: Observed) -> Change:
        """Forget an article's mentions."""
        touched: set[str] = set()
        for seen in old.seen:
            key = self.key_of.pop((old.article, seen.event))
            self.members[key].discard((old.published or "9999", old.article, seen.event))
            touched.add(key)
        before = {self.story_of[key] for key in touched}
        empty = {key for key in touched if not self.members[key]}
        loose = set().union(*(component(key, self.links) for key in empty)) - empty
        for key in empty:
            self._unlink(key)
        change = self._settle(loose | touched - empty, loose)
        change.gone |= {name for name in before if name not in self.stories}
        change.changed |= before & self.stories.keys()
        return change

    def _link(self, n: Node) -> None:
        """Put a node into its buckets and score it with those that it meets there."""
        shared: dict[str, int] = defaultdict(int)
        around, own = list(days(n, ASSUMED)), list(days(n, 0))
        for name in meeting(n):
            met = [bucket for day in around if (bucket := self.buckets.get((n.kind, day, name)))]
            for key in met[0] if len(met) == 1 else set().union(*met):
                shared[key] += 1
            for day in own:
                self.buckets[n.kind, day, name].add(n.key)
        self.nodes[n.key], self.members[n.key], self.edges[n.key], self.links[n.key] = n, set(), {}, set()
        for key, count in shared.items():
            if count >= SHARED and comparable(n, self.nodes[key]):
                score = likeness(n, self.nodes[key])
                if score > KEPT:
                    self.edges[n.key][key] = self.edges[key][n.key] = score
                if score > 0:
                    self.links[n.key].add(key)
                    self.links[key].add(n.key)

    def _unlink(self, key: str) -> None:
        """Forget a node."""
        n = self.nodes.pop(key)
        for day in days(n, 0):
            for name in meeting(n):
                bucket = self.buckets[n.kind, day, name]
                bucket.discard(key)
                if not bucket:
                    del self.buckets[n.kind, day, name]
        for other in self.edges.pop(key):
            del self.edges[other][key]
        for other in self.links.pop(key):
            self.links[other].discard(key)
        del self.members[key]
        name = self.story_of.pop(key)
        self.stories[name].discard(key)
        if not self.stories[name]:
            del self.stories[name]

    def _settle(self, touched: set[str], fresh: set[str]) -> Change:
        """Cluster anew what has fresh nodes, and name the stories of what was touched."""
        parts: list[set[str]] = []
        new, settled = set(fresh), set[str]()
        while new:
            whole = component(min(new), self.links)
            parts += self._parts(whole)
            new -= whole
            settled |= whole
        parts += [set(self.stories[name]) for name in {self.story_of[key] for key in touched - settled}]
        return self._name(parts, touched)

    def _parts(self, whole: set[str]) -> list[set[str]]:
        """The stories of a component."""
        if len(whole) <= LARGE:
            return clusters(whole, self.edges, STOP)
        parts: dict[str, set[str]] = defaultdict(set)
        for key in whole & self.story_of.keys():
            parts[self.story_of[key]].add(key)
        out = [parts[name] for name in sorted(parts)]
        for key in sorted(whole - self.story_of.keys()):
            near = max(out, key=lambda part: mean((key,), part, self.edges), default=None)
            if near is not None and mean((key,), near, self.edges) > STOP:
                near.add(key)
            else:
                out.append({key})
        return out

    def _name(self, parts: list[set[str]], touched: set[str]) -> Change:
        """Name stories by their first mentions; what that changes."""
        change = Change()
        named = {min(m for key in part for m in self.members[key])[2]: part for part in parts}
        before = {self.story_of[key] for part in parts for key in part if key in self.story_of}
        had = {name: self.stories.pop(name, set()) for name in before}
        for name, part in named.items():
            other = {key for key in part if self.story_of.get(key) != name}
            if part != had.get(name) or part & touched:
                change.changed.add(name)
            change.moved |= {(article, event) for key in other for _, article, event in self.members[key]}
            self.story_of |= dict.fromkeys(other, name)
        self.stories |= named
        change.gone |= before - named.keys()
        return change
