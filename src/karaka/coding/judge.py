"""Which proposals are events, and who fills their slots: learned over declared features, explainable by them.

Without weights (a lexicon under development) the declared frames decide alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from karaka.coding.arguments import Memory, Option, empty_features, options, slot_features
from karaka.coding.attribution import Said
from karaka.coding.circumstances import date_features, no_features, place_features
from karaka.coding.factuality import Judgement
from karaka.coding.linear import Linear, Models, shipped, softmax
from karaka.coding.propose import POLITICAL, Proposal, Proposer
from karaka.identifying.dates import DateMention
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found
from karaka.identifying.places import PlaceMention
from karaka.identifying.syntax import Syntax
from karaka.lexicon.schema import BODIES

T = TypeVar("T")
_DEMONSTRATIVE = frozenset(("इस", "उस", "इन", "उन", "इसी", "उसी", "यह", "ये", "दूसरा", "पहला"))
_VAGUE = frozenset(("ऐसा", "ऐसी", "ऐसे", "किसी", "कोई", "हर", "कुछ", "कई", "इस तरह"))


@dataclass(frozen=True, slots=True)
class Choice:
    """What fills a slot, and the probability that it is right."""

    parties: tuple[Found, ...]
    probability: float
    where: str


class Judge:
    """Applies the learned models; `models` None means rules alone."""

    def __init__(self, models: Models | None) -> None:
        self.models = models

    @staticmethod
    def shipped() -> Judge:
        return Judge(shipped())

    def fill(self, i: int, p: Proposal, proposer: Proposer, memory: Memory, speakers: list[int]) -> tuple[Choice, Choice]:
        """Actors and recipients: the declared ones if nothing is learned, else the best candidates."""
        if self.models is None:
            return Choice(tuple(p.actors), 0.5, p.actor_role), Choice(tuple(p.recipients), 0.5, p.recipient_role)
        found = options(i, p, proposer, memory, speakers)
        actor = self._best(found, "actor", p, frozenset())
        codes = frozenset(f.codes for f in actor.parties)
        recipient = self._best(found, "recipient", p, codes)
        return actor, recipient

    def _best(self, found: list[Option], slot: str, p: Proposal, other: frozenset[tuple[str, str]]) -> Choice:
        assert self.models is not None
        model = self.models.actor if slot == "actor" else self.models.recipient
        scores = [model.score(slot_features(option, slot, p, other)) for option in found]
        shares = softmax([*scores, model.score(empty_features(found, slot, p, other))])
        best = max(range(len(shares)), key=shares.__getitem__)
        if best == len(found):
            return Choice((), shares[best], "none")
        return Choice(found[best].parties, shares[best], found[best].where)

    def where(self, syntax: Syntax, p: Proposal, places: list[PlaceMention]) -> PlaceMention | None:
        """The event's place among a sentence's, None if it has none or nothing is learned."""
        return _chosen(self.models.place, p, places, place_features(syntax, p, places)) if self.models else None

    def when(self, syntax: Syntax, p: Proposal, dates: list[DateMention]) -> DateMention | None:
        """The event's date among a sentence's, None if it has none or nothing is learned."""
        return _chosen(self.models.date, p, dates, date_features(syntax, p, dates)) if self.models else None

    def probability(self, features: list[str]) -> float:
        return self.models.event.probability(features) if self.models else 0.5


def _chosen(model: Linear, p: Proposal, mentions: list[T], features: list[list[str]]) -> T | None:
    """The best of some mentions against there being none."""
    if not mentions:
        return None
    best = model.best([*features, no_features(p, len(mentions))])
    return mentions[best] if best < len(mentions) else None


def event_features(
    i: int,
    p: Proposal,
    discourse: Discourse,
    judgement: Judgement,
    said: list[Said],
    chain: list[int],
    others: list[Proposal],
    rank: int,
    slots: tuple[Choice, Choice],
) -> list[str]:
    """Declared features of a proposal; `rank`: its place among the alternatives at its trigger."""
    syntax = discourse.sentences[i]
    return [
        *_frame_features(p, rank),
        *_context_features(i, p, syntax, said, chain),
        *_neighbour_features(p, syntax, others),
        *_party_features(p, slots, judgement),
    ]


def _shape(p: Proposal) -> str:
    return "noun" if p.predicate.verb < 0 else "inchoative" if p.inchoative else "verb"


def _frame_features(p: Proposal, rank: int) -> Iterator[str]:
    f, shape = p.frame, _shape(p)
    yield f"frame={f.id}"
    yield f"frame={f.id}|{shape}"
    yield f"type={f.event}|{shape}"
    yield f"type={f.event}|{f.mode}"
    yield f"rank={min(rank, 2)}"
    yield f"soft={p.soft}|{shape}"
    yield f"soft={p.soft}|{f.id}"
    yield f"mood={p.candidate.mood}"
    yield f"words={min(p.candidate.words, 3)}|{shape}"
    yield f"specific={min(p.specificity, 4)}|{shape}"


def _context_features(i: int, p: Proposal, syntax: Syntax, said: list[Said], chain: list[int]) -> Iterator[str]:
    shape, kind = _shape(p), p.frame.event
    head = p.predicate.nouns[0] if p.predicate.verb < 0 and p.predicate.nouns else p.predicate.verb
    token = p.predicate.last - 1 if p.predicate.verb < 0 else p.predicate.verb
    yield f"lemma={syntax.lemmas[token]}|{kind}|{shape}"
    if p.predicate.nouns:
        yield f"noun={syntax.lemmas[p.predicate.first]}|{kind}"
        yield f"noun={syntax.lemmas[p.predicate.first]}|{shape}"
    yield f"rel={syntax.relation(head)}|{shape}"
    yield f"rel={syntax.relation(head)}|{syntax.psp(head)}|{shape}"
    yield f"psp={syntax.psp(head)}|{shape}"
    yield f"psp={syntax.psp(head)}|{kind}|{shape}"
    yield f"kind={syntax.kind(head)}|{shape}"
    yield f"kind={syntax.kind(head)}|{kind}"
    up = syntax.parent(head)
    if up >= 0:
        yield f"up={syntax.lemmas[up]}|{shape}"
        yield f"upkind={syntax.kind(up)}|{syntax.relation(head)}|{shape}"
    first, last = syntax.bounds[syntax.chunk_of[p.predicate.first]]
    words = set(syntax.folded[max(0, first - 1) : p.predicate.first])
    yield f"this={bool(words & _DEMONSTRATIVE)}|{shape}"
    yield f"vague={bool(words & _VAGUE)}|{shape}"
    yield f"inner={last > p.predicate.last}|{shape}"
    if p.predicate.first > 0:
        yield f"prev={syntax.folded[p.predicate.first - 1]}|{shape}"
    if p.predicate.last < syntax.n:
        yield f"next={syntax.folded[p.predicate.last]}|{shape}"
    suffix = syntax.parse.morph["suffix"][token]
    yield f"suffix={suffix}|{kind}|{shape}"
    yield f"number={syntax.parse.morph['number'][token]}|{shape}"
    yield f"sentence={min(i, 3)}|{shape}"
    yield f"length={min(syntax.n // 8, 5)}|{shape}"
    yield f"question={'?' in syntax.parse.forms}"
    yield f"quoted={said[chain[-1]].kind if chain else 'no'}|{kind}"
    yield f"cue={said[chain[-1]].clas if chain else 'no'}|{shape}"


def _neighbour_features(p: Proposal, syntax: Syntax, others: list[Proposal]) -> Iterator[str]:
    """Whether another predicate of the sentence holds or is held by this one."""
    shape = _shape(p)
    own = {p.predicate.verb, *p.predicate.nouns} - {-1}
    up = {syntax.parent(n) for n in own} - own
    above = [o for o in others if o is not p and up & ({o.predicate.verb, *o.predicate.nouns} - {-1})]
    below = [o for o in others if o is not p and own & {syntax.parent(n) for n in (o.predicate.verb, *o.predicate.nouns) if n >= 0}]
    yield f"above={above[0].frame.event if above else 'no'}|{p.frame.event}"
    yield f"above={bool(above)}|{shape}"
    yield f"below={below[0].frame.event if below else 'no'}|{p.frame.event}"
    twins = [o for o in others if o is not p and o.frame.event == p.frame.event]
    yield f"twins={min(len(twins), 2)}|{shape}|{p.frame.event}"
    if twins:
        yield f"twin-verbal={any(o.predicate.verb >= 0 for o in twins)}|{shape}|{p.frame.event}"
        yield f"twin-near={min(abs(o.predicate.first - p.predicate.first) for o in twins) < 8}|{shape}"
    yield f"others={min(len(others), 5)}|{shape}"


def _party_features(p: Proposal, slots: tuple[Choice, Choice], judgement: Judgement) -> Iterator[str]:
    shape, kind = _shape(p), p.frame.event
    yield f"fact={judgement.value}|{kind}"
    yield f"fact={judgement.value}|{judgement.why}"
    yield f"fact={judgement.value}|{shape}"
    for slot, choice, declared in (("actor", slots[0], p.actors), ("recipient", slots[1], p.recipients)):
        sector = choice.parties[0].sector or "-" if choice.parties else "none"
        country = bool(choice.parties and choice.parties[0].country)
        yield f"{slot}={sector}|{kind}"
        yield f"{slot}={sector}|{shape}"
        yield f"{slot}={sector}|{p.frame.id}"
        yield f"{slot}-country={country}|{kind}"
        yield f"{slot}-declared={bool(declared)}|{kind}|{shape}"
        yield f"{slot}-where={choice.where.split(':')[0]}|{shape}"
        yield f"{slot}-sure={int(choice.probability * 5)}|{shape}"
    both = [*slots[0].parties, *slots[1].parties]
    political = any(f.sector in POLITICAL or f.country in BODIES or f.kind in ("country", "metonym") for f in both if f.kind != "implied")
    yield f"political={political}|{kind}"
    yield f"political={political}|{p.frame.id}"
