"""Coded articles against gold: events, their slots, and attributions.

event: precision, recall and F1 of type and trigger (overlapping by a fifth or more of both together); event+codes, event+sectors: the same,
right only if the sets of actor and of recipient countries (and sectors) agree too. Slots are scored over matched events. An attribution is
right if content overlaps by half or more and sources overlap. Gold events of factuality U, and coded ones of U without a match, count nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from karaka.evaluating.gold import GoldAttribution, GoldDocument, GoldEvent, GoldParty, Offsets
from karaka.records import Attribution, Coding, Event, Party, Source, Span

MIN_TRIGGER, MIN_CONTENT = 0.2, 0.5
OPTIONAL = "U"
_RATIOS = ("event", "event+codes", "event+sectors", "actors", "recipients", "sources", "date", "place", "attribution", "attribution content")
_ACCURACIES = ("mode", "factuality", "quote kind")
Table = dict[str, dict[str, float]]


@dataclass(slots=True)
class Count:
    """Right answers, gold ones, coded ones."""

    right: int = 0
    gold: int = 0
    coded: int = 0

    def add(self, right: int, gold: int, coded: int) -> None:
        self.right += right
        self.gold += gold
        self.coded += coded

    def f1(self) -> dict[str, float]:
        p = self.right / self.coded if self.coded else 0.0
        r = self.right / self.gold if self.gold else 0.0
        return {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0, "n": self.gold}

    def accuracy(self) -> dict[str, float]:
        return {"acc": self.right / self.gold if self.gold else 0.0, "n": self.gold}


@dataclass(slots=True)
class Scores:
    """Sums over documents; `errors` has a line for each missed and spurious event."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in (*_RATIOS, *_ACCURACIES)})
    types: dict[str, Count] = field(default_factory=dict)
    facts: dict[str, Count] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def table(self) -> Table:
        found = {name: self.counts[name].f1() for name in _RATIOS} | {name: self.counts[name].accuracy() for name in _ACCURACIES}
        facts = [c.f1()["f1"] for value, c in self.facts.items() if c.gold and value != OPTIONAL]
        found["factuality macro"] = {"f1": sum(facts) / len(facts) if facts else 0.0, "n": len(facts)}
        return found | {f"type {name}": self.types[name].f1() for name in sorted(self.types)}


def _offsets(span: Span | Source | Party | None) -> Offsets | None:
    return None if span is None or span.start is None or span.end is None else (span.start, span.end)


def shared(a: Offsets | None, b: Offsets | None) -> int:
    """How many characters two spans have in common."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) if a and b else 0


def overlap(a: Offsets | None, b: Offsets | None) -> float:
    """What two spans have in common, of both together."""
    common = shared(a, b)
    return common / ((a[1] - a[0]) + (b[1] - b[0]) - common) if common and a and b else 0.0


def codes(parties: Iterable[GoldParty | Party], *, sectors: bool) -> frozenset[tuple[str, str]]:
    """The countries (and sectors) of parties; one with neither is left out."""
    pairs = ((p.country or "", (p.sector or "") if sectors else "") for p in parties)
    return frozenset(pair for pair in pairs if pair != ("", ""))


def matched(gold: Sequence[GoldEvent], coded: Sequence[Event]) -> list[tuple[int, int]]:
    """Pairs of gold and coded events of one type, those whose triggers overlap most first; none is used twice."""
    options = sorted(
        (-value, i, j)
        for i, g in enumerate(gold)
        for j, c in enumerate(coded)
        if g.type == c.type and (value := overlap(g.trigger, _offsets(c.trigger))) >= MIN_TRIGGER
    )
    left, right, pairs = set[int](), set[int](), []
    for _, i, j in options:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def spans_met(gold: Iterable[Offsets | None], coded: Iterable[Offsets | None]) -> int:
    """How many gold spans overlap with a coded span of their own."""
    free = list(coded)
    total = 0
    for g in gold:
        at = next((k for k, c in enumerate(free) if shared(g, c)), None)
        if at is not None:
            del free[at]
            total += 1
    return total


def score(gold: Iterable[GoldDocument], coded: dict[str, Coding]) -> Scores:
    """Score articles by their ids; a document that was not coded has no events."""
    scores = Scores()
    for document in gold:
        coding = coded.get(document.id)
        _events(scores, document, coding.events if coding else [])
        _attributions(scores, document.attributions, coding.attributions if coding else [])
    return scores


def _events(scores: Scores, document: GoldDocument, coded: list[Event]) -> None:
    gold = document.events
    pairs = matched(gold, coded)
    true = [(i, j) for i, j in pairs if gold[i].factuality != OPTIONAL]
    met, excused = {j for _, j in pairs}, {j for i, j in pairs if gold[i].factuality == OPTIONAL}
    wanted = [i for i, g in enumerate(gold) if g.factuality != OPTIONAL]
    given = [j for j, c in enumerate(coded) if j not in excused and (j in met or c.factuality != OPTIONAL)]
    for name in ("event", "event+codes", "event+sectors"):
        scores.counts[name].add(len(true) if name == "event" else 0, len(wanted), len(given))
    _types(scores, [gold[i].type for i, _ in true], [gold[i].type for i in wanted], [str(coded[j].type) for j in given])
    for i, j in pairs:
        _factuality(scores, gold[i].factuality, str(coded[j].factuality))
    for i, j in true:
        _slots(scores, gold[i], coded[j])
    hit = {i for i, _ in true}
    scores.errors += [_missed(document, gold[i]) for i in wanted if i not in hit]
    scores.errors += [_spurious(document, coded[j]) for j in given if j not in met]


def _types(scores: Scores, true: list[str], gold: list[str], coded: list[str]) -> None:
    for kind in {*gold, *coded}:
        scores.types.setdefault(kind, Count()).add(true.count(kind), gold.count(kind), coded.count(kind))


def _factuality(scores: Scores, gold: str, coded: str) -> None:
    scores.counts["factuality"].add(gold == coded, 1, 1)
    scores.facts.setdefault(gold, Count()).add(gold == coded, 1, 0)
    scores.facts.setdefault(coded, Count()).add(0, 0, 1)


def _slots(scores: Scores, gold: GoldEvent, coded: Event) -> None:
    """The slots of two matched events."""
    sides: list[tuple[str, list[GoldParty], list[Party]]] = [("actors", gold.actors, coded.actors), ("recipients", gold.recipients, coded.recipients)]
    for name, sectors in (("event+codes", False), ("event+sectors", True)):
        same = all(codes(a, sectors=sectors) == codes(b, sectors=sectors) for _, a, b in sides)
        scores.counts[name].add(same, 0, 0)
    for name, a, b in sides:
        wanted, given = codes(a, sectors=True), codes(b, sectors=True)
        scores.counts[name].add(len(wanted & given), len(wanted), len(given))
    scores.counts["sources"].add(spans_met(gold.sources, map(_offsets, coded.sources)), len(gold.sources), len(coded.sources))
    scores.counts["mode"].add(gold.mode == coded.mode, 1, 1)
    _value(scores.counts["date"], gold.date.value if gold.date else "", coded.date.value if coded.date else "")
    _value(scores.counts["place"], gold.place.country if gold.place else "", coded.place.country if coded.place else "")


def _value(count: Count, gold: str | None, coded: str | None) -> None:
    count.add(bool(gold) and gold == coded, bool(gold), bool(coded))


def _attributions(scores: Scores, gold: list[GoldAttribution], coded: list[Attribution]) -> None:
    for name, test in (("attribution", _same_source), ("attribution content", _any_source)):
        pairs = _paired(gold, coded, test)
        scores.counts[name].add(len(pairs), len(gold), len(coded))
        if name == "attribution":
            for g, c in pairs:
                scores.counts["quote kind"].add(g.kind == c.kind, 1, 1)


def _same_source(gold: GoldAttribution, coded: Attribution) -> bool:
    source = _offsets(coded.source)
    return (gold.source is None and source is None) or shared(gold.source, source) > 0


def _any_source(gold: GoldAttribution, coded: Attribution) -> bool:
    return True


def _paired(
    gold: list[GoldAttribution], coded: list[Attribution], test: Callable[[GoldAttribution, Attribution], bool]
) -> list[tuple[GoldAttribution, Attribution]]:
    """Each gold attribution with the first coded one, not yet used, that has its content and passes the test."""
    free = list(range(len(coded)))
    pairs = []
    for g in gold:
        j = next((j for j in free if overlap(g.content, _offsets(coded[j].content)) >= MIN_CONTENT and test(g, coded[j])), None)
        if j is not None:
            free.remove(j)
            pairs.append((g, coded[j]))
    return pairs


def _missed(document: GoldDocument, event: GoldEvent) -> str:
    return f"missed   {document.id} {event.type:10} {document.text[event.trigger[0] : event.trigger[1]]!r}"


def _spurious(document: GoldDocument, event: Event) -> str:
    start, end = _offsets(event.trigger) or (0, 0)
    return f"spurious {document.id} {event.type.value:10} {document.text[start:end]!r} [{event.rule}]"
