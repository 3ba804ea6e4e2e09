"""Whether two event mentions tell of one happening: evidence for and against, weighed and added up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from karaka.gathering.hi.words import Wording, alike
from karaka.gathering.types import Seen

KINDS = {
    "SANCTION": "punish", "COERCE": "punish", "CONSULT": "meet", "AGREE": "meet", "COOPERATE": "meet", "AID": "help", "RETREAT": "help",
    "CONCEDE": "help", "ASSAULT": "force", "MOBILIZE": "force", "PROTEST": "protest", "ACCUSE": "blame", "REJECT": "blame",
    "THREATEN": "blame", "REQUEST": "request", "SUPPORT": "support",
}  # fmt: skip
"""Types that papers and coders take for one another; mentions of different kinds are never one happening."""
SPOKEN = frozenset(("blame", "request", "support"))
"""Acts of saying: done by others, they are other acts."""
NEAR, ASSUMED = 1, 2
"""Days that may lie between what two mentions say of one happening, and where a day is only assumed."""
VAGUE = 7
"""Days above which a span of days is a month or so: a happening of which one report knows the day is not it."""
BIAS = -4.5
WORDS, CONTEXT = 4.0, 7.9
SAME_TEXT = 0.6
"""Wording of two articles from which more of it tells no more: two acts in one text are not one act for that."""
WEIGHTS = {
    "same day": 0.6, "other day": -2.0, "vague": -2.0, "entities": 1.0, "other entities": -0.6, "places": 0.8, "other places": -1.5,
    "countries": 0.2, "other countries": -0.7, "other actors": -0.7, "count": 1.1,
}  # fmt: skip
"""Log-odds, fitted on one half of tests/corpora/stories.yaml with its happenings moved onto the same days, then rounded."""
MOST = 4.0
"""What one pair can say at the most, so that one copy does not outvote the rest of a story."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A mention, or several that are alike in all that counts, ready to be compared. Days are proleptic Gregorian ordinals."""

    key: str
    kind: str
    type: str
    first: int | None
    last: int | None
    assumed: bool
    places: frozenset[str]
    countries: frozenset[str]
    actors: frozenset[str]
    entities: frozenset[str]
    words: Wording
    context: Wording
    killed: int | None


def node(seen: Seen, context: tuple[str, ...]) -> Node:
    """A mention in the context of its article's first sentences."""
    counts = (
        seen.type, seen.first, seen.last, seen.told == "published", seen.places, seen.countries, seen.actors, seen.entities, seen.words, context,
        seen.killed,
    )  # fmt: skip
    return Node(
        blake2b(msgspec.msgpack.encode(counts), digest_size=8).hexdigest(), KINDS[seen.type], seen.type, _ordinal(seen.first),
        _ordinal(seen.last), seen.told == "published", frozenset(seen.places), frozenset(seen.countries), frozenset(seen.actors),
        frozenset(seen.entities), Wording.of(seen.words), Wording.of(context), seen.killed,
    )  # fmt: skip


def _ordinal(day: str | None) -> int | None:
    return datetime.date.fromisoformat(day).toordinal() if day else None


def apart(a: Node, b: Node) -> int | None:
    """Days between two happenings, 0 if they may be of one day; None if the day of either is unknown."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    return max(0, a.first - b.last, b.first - a.last)


def comparable(a: Node, b: Node) -> bool:
    """Whether two mentions can be one happening at all: of one kind, acts of saying by the same, near in time or both without a day."""
    if a.kind != b.kind or (a.kind in SPOKEN and a.actors and b.actors and not a.actors & b.actors):
        return False
    days = apart(a, b)
    if days is None:
        return a.first is b.first is None
    return days <= (ASSUMED if a.assumed or b.assumed else NEAR)


def evidence(a: Node, b: Node) -> list[str]:
    """What speaks for and against two comparable mentions being one happening, beside their wording: names in WEIGHTS."""
    found = [near] if (near := _nearness(a, b)) else []
    for name, some, others in (("entities", a.entities, b.entities), ("places", a.places, b.places), ("countries", a.countries, b.countries)):
        if some and others:
            found.append(f"other {name}" if some.isdisjoint(others) else name)
    if a.actors and b.actors and a.actors.isdisjoint(b.actors):
        found.append("other actors")
    if a.killed is not None and a.killed == b.killed:
        found.append("count")
    return found


def _nearness(a: Node, b: Node) -> str | None:
    """What the days of two mentions say: told to the day of both, told within weeks of one (so it is background), or nothing."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    if apart(a, b):
        return "other day"
    wide = max(a.last - a.first, b.last - b.first)
    return "vague" if wide > VAGUE and min(a.last - a.first, b.last - b.first) <= VAGUE else "same day" if wide == 0 else None


def likeness(a: Node, b: Node) -> float:
    """Log-odds that two comparable mentions tell of one happening, at most MOST."""
    said = BIAS + sum(WEIGHTS[name] for name in evidence(a, b))
    return min(MOST, said + WORDS * alike(a.words, b.words) + CONTEXT * min(SAME_TEXT, alike(a.context, b.context)))
