"""A story told from its mentions: its days, versions, contradictions and origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from karaka.gathering.likeness import VAGUE
from karaka.gathering.origins import Report, origins
from karaka.gathering.types import Claim, Contradiction, Observed, Placed, Seen, Story, Version

COUNTS: dict[str, Callable[[Seen], int | None]] = {
    "killed": lambda seen: seen.killed,
    "injured": lambda seen: seen.injured,
    "arrested": lambda seen: seen.arrested,
}
AFFIRMED, DENIED = frozenset(("CT+", "PR+", "PS+")), frozenset(("CT-", "PR-", "PS-"))


@dataclass(frozen=True, slots=True)
class Told:
    """What one article says of a story."""

    observed: Observed
    group: str
    seen: list[Seen]

    def count(self, kind: str) -> int | None:
        """The highest count that it gives: lower ones are parts of it, as three women among six dead."""
        return max((n for s in self.seen if (n := COUNTS[kind](s)) is not None), default=None)

    @property
    def factuality(self) -> list[str]:
        return sorted({s.factuality for s in self.seen})


def summary(name: str, told: list[Told]) -> Story:
    """The story of this name; `told` in the order in which articles appeared."""
    seen = [s for t in told for s in t.seen]
    days = _days(seen)
    published = [t.observed.published for t in told if t.observed.published]
    types = [s.type for s in seen]
    return Story(
        id=name, type=max(sorted(set(types)), key=types.count), first=days and days[0], last=days and days[1],
        published_first=min(published, default=None), published_last=max(published, default=None),
        mentions=[Placed(article=t.observed.article, event=s.event, story=name) for t in told for s in t.seen], versions=versions(told),
        contradictions=contradictions(told), origins=origins(map(_report, told)),
    )  # fmt: skip


def _days(seen: list[Seen]) -> tuple[str, str] | None:
    """The first and last day that mentions tell; of those that only assume one if none tells, of vague ones if all are vague."""
    known = [(s.told == "published", s.first, s.last) for s in seen if s.first and s.last]
    if not known:
        return None
    exact = [k for k in known if k[1][:7] == k[2][:7] and int(k[2][8:]) - int(k[1][8:]) <= VAGUE] or known
    told = [k for k in exact if not k[0]] or exact
    return min(first for _, first, _ in told), max(last for _, _, last in told)


def _report(t: Told) -> Report:
    o = t.observed
    return Report(o.article, t.group, o.publisher, o.agency, frozenset(s.media for s in t.seen if s.media))


def versions(told: list[Told]) -> list[Version]:
    """What each duplicate group says, in the order in which groups appeared."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for t in told:
        groups[t.group].append(t)
    return [
        Version(
            group=group, published=members[0].observed.published, articles=[t.observed.article for t in members],
            factuality=sorted({f for t in members for f in t.factuality}),
            **{kind: max((n for t in members if (n := t.count(kind)) is not None), default=None) for kind in COUNTS},
        )
        for group, members in groups.items()
    ]  # fmt: skip


def contradictions(told: list[Told]) -> list[Contradiction]:
    """Different counts, and happenings that some affirm and others deny."""
    out = []
    for kind in COUNTS:
        claims: dict[str, list[str]] = defaultdict(list)
        for t in told:
            count = t.count(kind)
            if count is not None:
                claims[str(count)].append(t.observed.article)
        if len(claims) > 1:
            out.append(_contradiction(kind, claims))
    values = {s.factuality for t in told for s in t.seen}
    if values & AFFIRMED and values & DENIED:
        claims = defaultdict(list)
        for t in told:
            for value in t.factuality:
                claims[value].append(t.observed.article)
        out.append(_contradiction("factuality", claims))
    return out


def _contradiction(kind: str, claims: dict[str, list[str]]) -> Contradiction:
    return Contradiction(kind=kind, claims=[Claim(value=value, articles=articles) for value, articles in claims.items()])
