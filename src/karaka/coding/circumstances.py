"""Which of a sentence's dates and places are an event's: candidates, and the features by which they are ranked against there being none."""

from __future__ import annotations

from collections.abc import Iterator

from karaka.coding.propose import Proposal
from karaka.identifying.dates import DateMention
from karaka.identifying.places import PlaceMention
from karaka.identifying.syntax import Syntax


def token_at(syntax: Syntax, offset: int) -> int:
    """The token at or after a text offset."""
    return next((i for i in range(syntax.n) if syntax.parse.ends[i] > offset), syntax.n - 1)


def place_features(syntax: Syntax, p: Proposal, places: list[PlaceMention]) -> list[list[str]]:
    """Features of each place as the event's."""
    heads = [place.head for place in places]
    parties = {t for f in [*p.actors, *p.recipients] if f.first >= 0 for t in range(f.first, f.last)}
    found = []
    for place, head in zip(places, heads, strict=True):
        shared = list(circumstance(syntax, p, head, heads))
        named = place.sense.kind if place.sense.name else "common"
        psp = syntax.psp(syntax.chunk_of[head])
        shared += [f"named={named}", f"named={named}|{p.frame.event}", f"named={named}|{psp}", f"locative={place.locative}", f"lemma={syntax.lemmas[head]}"]
        shared += [f"party={head in parties}|{psp}", f"detail={place.sense.detail}|{psp}"]
        found.append(shared)
    return found


def date_features(syntax: Syntax, p: Proposal, dates: list[DateMention]) -> list[list[str]]:
    """Features of each time expression as the event's."""
    heads = [token_at(syntax, date.end - 1) for date in dates]
    found = []
    for date, head in zip(dates, heads, strict=True):
        shared = list(circumstance(syntax, p, head, heads))
        found.append([*shared, f"grain={date.granularity}", f"grain={date.granularity}|{p.frame.event}", f"valued={bool(date.value)}"])
    return found


def no_features(p: Proposal, candidates: int) -> list[str]:
    """Features of there being none."""
    shape = "n" if p.predicate.verb < 0 else "v"
    return ["none", f"none|{p.frame.event}", f"none|{shape}", f"none|{p.frame.event}|{shape}", f"none|{min(candidates, 3)}", f"none|{p.frame.id}"]


def circumstance(syntax: Syntax, p: Proposal, head: int, others: list[int]) -> Iterator[str]:
    """How a phrase stands to the trigger."""
    kind, shape = p.frame.event, "n" if p.predicate.verb < 0 else "v"
    chunk = syntax.chunk_of[head]
    psp = syntax.psp(chunk)
    own = p.predicate.verb if p.predicate.verb >= 0 else syntax.clause(p.predicate.first)
    clause = syntax.clause(head)
    below = any(chunk in syntax.subtree(n) for n in p.predicate.nouns)
    stands = "noun" if below else "same" if clause == own else "up" if clause >= 0 and clause in _above(syntax, own) else "other"
    before = head < p.predicate.first
    gap = p.predicate.first - head if before else head - p.predicate.last
    between = sum(min(head, p.predicate.first) < o < max(head, p.predicate.first) for o in others)
    links = tree_path(syntax, p, chunk)
    yield f"stands={stands}|{shape}"
    yield f"stands={stands}|{kind}"
    yield f"stands={stands}|{psp}"
    yield f"stands={stands}|{psp}|{kind}"
    yield f"psp={psp}"
    yield f"psp={psp}|{shape}"
    yield f"rel={syntax.relation(chunk)}|{shape}"
    yield f"rel={syntax.relation(chunk)}|{psp}|{stands}"
    yield f"tree={links}|{shape}"
    yield f"gap={'b' if before else 'a'}{min(gap // 3, 6)}"
    yield f"between={'b' if before else 'a'}{min(between, 2)}|{shape}"
    yield f"first={head == min(others)}|{before}"


def tree_path(syntax: Syntax, p: Proposal, chunk: int, most: int = 5) -> str:
    """The relations from the trigger up to the common governor and down to a candidate, as in semantic role labelling (Gildea and Jurafsky 2002)."""
    start = p.predicate.verb if p.predicate.verb >= 0 else p.predicate.nouns[0]
    up = [start]
    while up[-1] >= 0 and len(up) < most:
        up.append(syntax.parent(up[-1]))
    down = [chunk]
    while down[-1] >= 0 and down[-1] not in up and len(down) < most:
        down.append(syntax.parent(down[-1]))
    if down[-1] not in up:
        return "far"
    rising = [syntax.relation(n) for n in up[: up.index(down[-1])]]
    falling = [syntax.relation(n) for n in reversed(down[:-1])]
    return "^".join(rising) + "v" + "_".join(falling)


def _above(syntax: Syntax, verb: int) -> list[int]:
    """The verbs of the clauses around one."""
    found, node = [], verb
    while node >= 0 and (node := syntax.clause_above(node)) >= 0:
        found.append(node)
    return found
