"""Train the judge of events: `python training/judge.py --gold GOLD.jsonl... --out src/karaka/coding/weights.msgpack`.

A logistic model (is it an event) and rankers (who acts, who is acted on, where, when) over the declared features of karaka.coding are fitted with L2
on gold documents in the format of the guidelines. Figures are from folds by document; the shipped weights are fitted on all.
Needs torch (extra [train]).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import torch

from karaka.coder import Coder, Input
from karaka.coding.arguments import Memory, Option, empty_features, options, slot_features
from karaka.coding.circumstances import date_features, no_features, place_features
from karaka.coding.events import ALTERNATIVES, Draft, SentenceCoding, covering
from karaka.coding.judge import Judge
from karaka.coding.linear import Linear, Models
from karaka.coding.propose import Proposal, Proposer
from karaka.evaluating.evaluate import lines
from karaka.evaluating.gold import GoldDocument
from karaka.evaluating.scoring import overlap, score
from karaka.identifying.discourse import Discourse
from karaka.identifying.syntax import Syntax
from karaka.records import Coding

FOLDS = 6


@dataclass
class Rows:
    """Feature lists with a label each, by document."""

    features: list[list[str]] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)

    def add(self, features: list[str], label: float, doc: str) -> None:
        self.features.append(features)
        self.labels.append(label)
        self.docs.append(doc)


def fold_of(doc: str) -> int:
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % FOLDS


class Table:
    """Feature lists as the rows of a sparse matrix; features rarer than `least` are left out. weights: (features, 1)."""

    def __init__(self, rows: list[list[str]], counted: Iterable[Iterable[str]], least: int = 3) -> None:
        counts = Counter(f for row in counted for f in set(row))
        self.names = sorted(f for f, n in counts.items() if n >= least)
        index = {f: k for k, f in enumerate(self.names)}
        columns, offsets = [], [0]
        for row in rows:
            columns += sorted({index[f] for f in row if f in index})
            offsets.append(len(columns))
        self.columns, self.offsets = torch.tensor(columns), torch.tensor(offsets[:-1])
        self.weights = torch.zeros(len(self.names), 1, requires_grad=True)

    def scores(self) -> torch.Tensor:
        return torch.nn.functional.embedding_bag(self.columns, self.weights, self.offsets, mode="sum")[:, 0]

    def fitted(self, loss: Callable[[], torch.Tensor], l2: float, bias: torch.Tensor | None = None, steps: int = 60) -> Linear:
        """The weights that make a loss and l2 times their squares least, by L-BFGS."""
        parameters = [self.weights] if bias is None else [self.weights, bias]
        optimizer = torch.optim.LBFGS(parameters, max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

        def closure() -> torch.Tensor:
            optimizer.zero_grad()
            total = loss() + l2 * (self.weights**2).sum()
            total.backward()
            return total

        optimizer.step(closure)
        found = self.weights.detach()[:, 0].tolist()
        return Linear(float(bias or 0), {f: round(v, 4) for f, v in zip(self.names, found, strict=True) if abs(v) > 0.015})


def fit(rows: Rows, keep: list[int], l2: float) -> Linear:
    """Logistic regression over the rows whose index is in keep."""
    chosen = [rows.features[i] for i in keep]
    table = Table(chosen, chosen)
    y = torch.tensor([rows.labels[i] for i in keep])
    bias = torch.zeros(1, requires_grad=True)
    return table.fitted(lambda: torch.nn.functional.binary_cross_entropy_with_logits(table.scores() + bias, y, reduction="sum"), l2, bias)


@dataclass
class Lists:
    """For each slot to fill: its candidates' features (the last is leaving it empty), how right each is (None: neither), its document."""

    features: list[list[list[str]]] = field(default_factory=list)
    grades: list[list[float | None]] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)


def fit_lists(lists: Lists, keep: list[int], l2: float) -> Linear:
    """A ranker: softmax over the candidates of a slot, the right ones' share to be large (listwise; Cao et al. 2007)."""
    rows: list[list[str]] = []
    groups: list[int] = []
    aims: list[float] = []
    kept = 0
    for i in keep:
        top = max(g for g in lists.grades[i] if g is not None)
        if top <= 0:
            continue
        for row, grade in zip(lists.features[i], lists.grades[i], strict=True):
            if grade is not None:
                rows.append(row)
                groups.append(kept)
                aims.append(grade / top if grade > 0.6 * top else 0.0)
        kept += 1
    table = Table(rows, (row for i in keep for row in lists.features[i]))
    group, aim = torch.tensor(groups), torch.tensor(aims)

    def loss() -> torch.Tensor:
        scores = table.scores()
        shares = (scores - scores.max().detach()).exp()
        everything = torch.zeros(kept).index_add(0, group, shares)
        good = torch.zeros(kept).index_add(0, group, shares * aim)
        return (everything.clamp(min=1e-30).log() - good.clamp(min=1e-30).log()).sum()

    return table.fitted(loss, l2)


@dataclass
class Doc:
    """A gold document with everything the rooms found in it."""

    gold: dict
    article: Input
    discourse: Discourse
    sentences: list[SentenceCoding]
    proposer: Proposer


def read(coder: Coder, gold: dict) -> Doc:
    article = Input(text=gold["text"], published=gold["published"], publisher=gold["publisher"])
    _, discourse, sentences = coder.analyse(article)
    return Doc(gold, article, discourse, sentences, Proposer(discourse, coder.lexicon.patterns))


def matched(doc: Doc, drafts: list[Draft]) -> dict[int, dict]:
    """Gold events of drafts (by their position), greedily by overlap, type by type."""
    pairs = []
    for j, d in enumerate(drafts):
        p = d.proposal
        span = doc.discourse.sentences[p.sentence].span(p.predicate.first, p.predicate.last)
        same = [(k, overlap(span, tuple(g["trigger"]))) for k, g in enumerate(doc.gold["events"]) if g["type"] in (d.type, p.frame.event)]
        pairs += [(-shared, k, j) for k, shared in same if shared >= 0.2]
    found: dict[int, dict] = {}
    used: set[int] = set()
    for _, k, j in sorted(pairs):
        if k not in used and j not in found:
            used.add(k)
            found[j] = doc.gold["events"][k]
    return found


def codes(parties: list[dict]) -> frozenset[tuple[str, str]]:
    return frozenset((p["country"], p["sector"]) for p in parties if p["country"] or p["sector"])


@dataclass
class Slots:
    """What is ranked: candidates for each slot of every matched event."""

    actor: Lists = field(default_factory=Lists)
    recipient: Lists = field(default_factory=Lists)
    place: Lists = field(default_factory=Lists)
    date: Lists = field(default_factory=Lists)

    def fitted(self, l2: float, without: int | None) -> tuple[Linear, ...]:
        """A ranker each, fitted on all folds but one."""
        every = (self.actor, self.recipient, self.place, self.date)
        return tuple(fit_lists(lists, [i for i, doc in enumerate(lists.docs) if fold_of(doc) != without], l2) for lists in every)


def slot_lists(doc: Doc, slots: Slots) -> None:
    """Adds the candidates of a document's matched events, right where the gold has them."""
    drafts = [d for s in doc.sentences for d in [*s.drafts, *s.vetoed]]
    gold = matched(doc, drafts)
    memory = Memory([])
    position = 0
    for i, sentence in enumerate(doc.sentences):
        for d in [*sentence.drafts, *sentence.vetoed]:
            event = gold.get(position)
            position += 1
            if event is None:
                continue
            chain = covering(sentence.said, d.proposal.predicate.first, d.proposal.predicate.last)
            found = options(i, d.proposal, doc.proposer, memory, [sentence.said[c].source for c in reversed(chain)])
            actors, recipients = codes(event["actors"]), codes(event["recipients"])
            syntax = doc.discourse.sentences[i]
            sides = ((slots.actor, "actor", "actors", actors, frozenset()), (slots.recipient, "recipient", "recipients", recipients, actors))
            for lists, slot, key, wanted, other in sides:
                grades = [right(option, event[key], wanted, syntax) for option in found]
                lists.features.append([*(slot_features(o, slot, d.proposal, other) for o in found), empty_features(found, slot, d.proposal, other)])
                lists.grades.append([*grades, 0.0 if wanted else 1.0])
                lists.docs.append(doc.gold["id"])
            circumstance_lists(i, sentence, d.proposal, event, doc, slots)
        memory.events += [(i, g[0].frame.event, g[0].actors, g[0].recipients) for g in sentence.groups]


def circumstance_lists(i: int, sentence: SentenceCoding, p: Proposal, event: dict, doc: Doc, slots: Slots) -> None:
    """The sentence's places and dates, right where they overlap the gold's; nothing to learn where the gold's is no candidate."""
    syntax = doc.discourse.sentences[i]
    places = [(syntax.span(q.first, q.last), f) for q, f in zip(sentence.places, place_features(syntax, p, sentence.places), strict=True)]
    dates = [((d.start, d.end), f) for d, f in zip(sentence.dates, date_features(syntax, p, sentence.dates), strict=True)]
    for lists, candidates, gold in ((slots.place, places, event["place"]), (slots.date, dates, event["date"])):
        span = tuple(gold["span"]) if gold and gold["span"] else None
        grades: list[float | None] = [float(bool(span) and overlap(words, span) > 0) for words, _ in candidates]
        if candidates and (span is None or any(grades)):
            lists.features.append([*(f for _, f in candidates), no_features(p, len(candidates))])
            lists.grades.append([*grades, float(span is None)])
            lists.docs.append(doc.gold["id"])


def right(option: Option, parties: list[dict], wanted: frozenset, syntax: Syntax) -> float | None:
    """How right a candidate is: by its words where the gold has words, by its codes where it has none.

    None where its codes are right by accident, at other words than the gold's.
    """
    grade = quality(option.codes, wanted)
    spans = [tuple(p["span"]) for p in parties if p["span"]]
    words = [syntax.span(f.first, f.last) for f in option.parties if f.first >= 0]
    if spans and words:
        hits = sum(any(overlap(a, b) > 0 for b in words) for a in spans)
        false = sum(not any(overlap(a, b) > 0 for a in spans) for b in words)
        return hits / (len(parties) + false) if hits else None if grade else 0.0
    if spans and grade:
        return 0.5 * grade
    return grade


def quality(found: frozenset, gold: frozenset) -> float:
    """1 for the gold set, less for a part of it."""
    return len(found & gold) / len(found | gold) if found | gold else 0.0


def event_rows(doc: Doc, coder: Coder, judge: Judge) -> tuple[list[list[str]], list[float]]:
    """Features and labels of all alternatives, with slots as the given models fill them."""
    engine = coder.engine
    engine.judge = judge
    memory = Memory([])
    features: list[list[str]] = []
    labels: list[float] = []
    for i, sentence in enumerate(doc.sentences):
        others = [g[0] for g in sentence.groups]
        for group in sentence.groups:
            drafts = [engine._draft(i, p, doc.proposer, sentence, memory, others, rank) for rank, p in enumerate(group[:ALTERNATIVES])]
            for d in drafts:
                label = event_label(doc, d)
                if label is not None:
                    features.append(d.features)
                    labels.append(label)
        memory.events += [(i, p.frame.event, p.actors, p.recipients) for p in others]
    return features, labels


def own_habits(features: list[str]) -> list[str]:
    """Features of our own annotation alone, which take up where it differs from the experts' (Daumé III 2007); never met at run time."""
    return ["own", *(f"own|{f}" for f in features if f.startswith(("type=", "frame=", "psp=", "mood=")))]


def event_label(doc: Doc, d: Draft) -> float | None:
    """1 if the gold has it, None if it is optional there, 0 if not."""
    p = d.proposal
    span = doc.discourse.sentences[p.sentence].span(p.predicate.first, p.predicate.last)
    best = None
    for g in doc.gold["events"]:
        if overlap(span, tuple(g["trigger"])) >= 0.2:
            same = g["type"] == d.type
            if same:
                return None if g["factuality"] == "U" else 1.0
            best = 0.0
    if best is None and d.judgement.value == "U":
        return None
    return 0.0


def calibrated(pairs: list[tuple[float, float]], bins: int = 12) -> list[tuple[float, float]]:
    """Isotonic (pool adjacent violators) over quantile bins of (probability, right)."""
    pairs = sorted(pairs)
    size = max(1, len(pairs) // bins)
    parts = [pairs[k : k + size] for k in range(0, len(pairs), size)]
    blocks = [[sum(p for p, _ in part) / len(part), sum(r for _, r in part), len(part)] for part in parts]
    k = 0
    while k + 1 < len(blocks):
        if blocks[k][1] / blocks[k][2] > blocks[k + 1][1] / blocks[k + 1][2]:
            a, b = blocks[k], blocks[k + 1]
            blocks[k : k + 2] = [[(a[0] * a[2] + b[0] * b[2]) / (a[2] + b[2]), a[1] + b[1], a[2] + b[2]]]
            k = max(0, k - 1)
        else:
            k += 1
    return [(round(p, 4), round(r / n, 4)) for p, r, n in blocks]


def best_threshold(pairs: list[tuple[float, float]], missed: int) -> float:
    """The middle of the probabilities that give nearly the best F1 (it is flat there); missed: gold events that no frame proposes."""

    def f1(least: float) -> float:
        right = sum(r for p, r in pairs if p >= least)
        return 2 * right / max(1, sum(p >= least for p, _ in pairs) + sum(r for _, r in pairs) + missed)

    figures = {k / 50: f1(k / 50) for k in range(10, 40)}
    best = max(figures.values())
    near = [least for least, figure in figures.items() if figure >= best - 0.005]
    at = round(sum(near) / len(near), 3)
    print(f"best event F1 (fold figures, proposals only) {best:.3f}, threshold {at}")
    return at


def crossed(docs: list[Doc], coder: Coder, judges: list[Judge]) -> None:
    """Every document coded by the models that have not seen it, scored as `karaka evaluate` does."""
    coded = {}
    for doc in docs:
        coder.engine.judge = judges[fold_of(doc.gold["id"])]
        coded[doc.gold["id"]] = coder.code_input(doc.article)
    gold = [msgspec.convert(doc.gold, GoldDocument) for doc in docs]
    for name, chosen in (("all", gold), ("expert", [g for g, d in zip(gold, docs, strict=True) if "raw" not in d.gold])):
        print(f"cross-validated, {name}: {len(chosen)} documents")
        for line in lines(score(chosen, {g.id: coded[g.id] for g in chosen}).table()):
            if not line.startswith(("type", "attribution", "quote")):
                print("  ", line)
        print(f"   calibration error of confidence {calibration_error(chosen, coded):.3f}")


def calibration_error(gold: list[GoldDocument], coded: dict[str, Coding], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) of the events' confidence; events of factuality U aside."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for doc in gold:
        for event in coded[doc.id].events:
            same = [g for g in doc.events if g.type == event.type.value and overlap((event.trigger.start, event.trigger.end), g.trigger) >= 0.2]
            if event.factuality.value != "U" and all(g.factuality != "U" for g in same):
                found[min(bins - 1, int(event.confidence * bins))].append((event.confidence, bool(same)))
    total = sum(map(len, found))
    return sum(abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in found) / max(1, total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--l2", type=float, default=3.0)
    parser.add_argument("--l2-arguments", type=float, default=3.0)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    coder = Coder(judge=Judge(None))
    docs = [read(coder, json.loads(line)) for path in args.gold for line in path.open()]
    print(len(docs), "documents")
    slots = Slots()
    for doc in docs:
        slot_lists(doc, slots)
    print(", ".join(f"{len(lists.docs)} {name}" for name, lists in vars(slots).items()), "lists")
    folds = [slots.fitted(args.l2_arguments, k) for k in range(FOLDS)]
    final = slots.fitted(args.l2_arguments, None)
    events = Rows()
    blank = Linear(0.0, {})
    for doc in docs:
        judge = Judge(Models(blank, *folds[fold_of(doc.gold["id"])]))
        for features, label in zip(*event_rows(doc, coder, judge), strict=True):
            events.add([*features, *own_habits(features)] if "raw" in doc.gold else features, label, doc.gold["id"])
    rows = list(range(len(events.labels)))
    print(len(rows), "event rows", sum(events.labels), "right")
    fold_events = [fit(events, [i for i in rows if fold_of(events.docs[i]) != k], args.l2) for k in range(FOLDS)]
    pairs = [(fold_events[fold_of(events.docs[i])].probability(events.features[i]), events.labels[i]) for i in rows]
    expert = {d.gold["id"] for d in docs if "raw" not in d.gold}
    held = [pair for pair, doc in zip(pairs, events.docs, strict=True) if doc in expert]
    missed = sum(g["factuality"] != "U" for d in docs for g in d.gold["events"]) - int(sum(events.labels))
    threshold = best_threshold(pairs, max(0, missed))
    calibration = calibrated(held)

    def models(event: Linear, ranked: tuple[Linear, ...]) -> Models:
        return Models(msgspec.structs.replace(event, threshold=threshold), *ranked, calibration)

    crossed(docs, coder, [Judge(models(fold_events[k], folds[k])) for k in range(FOLDS)])
    final_models = models(fit(events, rows, args.l2), final)
    args.out.write_bytes(msgspec.msgpack.encode(final_models))
    sizes = [len(m.weights) for m in (final_models.event, *final)]
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB, {sizes} weights")


if __name__ == "__main__":
    main()
