"""Train the judge of events: `python training/judge.py --gold GOLD.jsonl... --out src/karaka/coding/weights.msgpack`.

Three logistic models over the declared features of karaka.coding (is it an event; who acts; who is acted on) are fitted with L2
on gold documents in the format of the guidelines. Figures are from folds by document; the shipped weights are fitted on all.
Needs torch (extra [train]).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import torch

from karaka.coder import Coder, Input
from karaka.coding.arguments import Memory, Option, options, slot_features
from karaka.coding.events import Draft, SentenceCoding, covering
from karaka.coding.judge import Judge
from karaka.coding.linear import Linear, Models
from karaka.coding.propose import Proposer
from karaka.identifying.discourse import Discourse
from karaka.identifying.syntax import Syntax

FOLDS = 6
ARGUMENT_THRESHOLD = 0.2


@dataclass
class Rows:
    """Feature lists with a label and a weight each, by document."""

    features: list[list[str]] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)

    def add(self, features: list[str], label: float, doc: str) -> None:
        self.features.append(features)
        self.labels.append(label)
        self.docs.append(doc)


def fold_of(doc: str) -> int:
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % FOLDS


def fit(rows: Rows, keep: list[int], l2: float, least: int = 3, steps: int = 60) -> Linear:
    """Logistic regression with L2 by L-BFGS over the rows whose index is in keep."""
    counts = Counter(f for i in keep for f in set(rows.features[i]))
    names = sorted(f for f, n in counts.items() if n >= least)
    index = {f: k for k, f in enumerate(names)}
    columns, offsets = [], [0]
    for i in keep:
        ids = sorted({index[f] for f in rows.features[i] if f in index})
        columns += ids
        offsets.append(len(columns))
    cols, offs = torch.tensor(columns), torch.tensor(offsets[:-1])
    y = torch.tensor([rows.labels[i] for i in keep])
    weight = torch.zeros(len(names), 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.nn.functional.embedding_bag(cols, weight, offs, mode="sum")[:, 0] + bias
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, y, reduction="sum") + l2 * (weight**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    w = weight.detach()[:, 0].tolist()
    return Linear(float(bias), {f: round(v, 4) for f, v in zip(names, w, strict=True) if abs(v) > 0.015})


def iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return common / (a[1] - a[0] + b[1] - b[0] - common) if common else 0.0


@dataclass
class Doc:
    """A gold document with everything the rooms found in it."""

    gold: dict
    discourse: Discourse
    sentences: list[SentenceCoding]
    proposer: Proposer


def read(coder: Coder, gold: dict) -> Doc:
    article = Input(text=gold["text"], published=gold["published"], publisher=gold["publisher"])
    _, discourse, sentences = coder.analyse(article)
    return Doc(gold, discourse, sentences, Proposer(discourse, coder.lexicon.patterns))


def matched(doc: Doc, drafts: list[Draft]) -> dict[int, dict]:
    """Gold events of drafts (by their position), greedily by overlap, type by type."""
    pairs = []
    for j, d in enumerate(drafts):
        p = d.proposal
        span = doc.discourse.sentences[p.sentence].span(p.predicate.first, p.predicate.last)
        same = [(k, iou(span, tuple(g["trigger"]))) for k, g in enumerate(doc.gold["events"]) if g["type"] in (d.type, p.frame.event)]
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


def argument_rows(doc: Doc, actor: Rows, recipient: Rows) -> None:
    """Candidates of every matched event, right where their codes are the gold's (as a set, or part of it)."""
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
            for option in found:
                sides = ((actor, "actor", "actors", actors, frozenset()), (recipient, "recipient", "recipients", recipients, actors))
                for rows, slot, key, wanted, other in sides:
                    label = right(option, event[key], wanted, syntax)
                    if label is not None:
                        rows.add(slot_features(option, slot, d.proposal, other), label, doc.gold["id"])
        memory.events += [(i, g[0].frame.event, g[0].actors, g[0].recipients) for g in sentence.groups]


def right(option: Option, parties: list[dict], wanted: frozenset, syntax: Syntax) -> float | None:
    """How right a candidate is; None where its codes are right by accident, at other words than the gold's, or wrong at the right words."""
    grade = quality(option.codes, wanted)
    spans = [tuple(p["span"]) for p in parties if p["span"]]
    words = [syntax.span(f.first, f.last) for f in option.parties if f.first >= 0]
    same = any(iou(a, b) > 0 for a in spans for b in words)
    if grade and spans and words and not same:
        return None
    if grade and spans and not words:
        return 0.5 * grade
    if not grade and same and wanted:
        return None if not option.where.startswith("implied") else 0.0
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
            drafts = [engine._draft(i, p, doc.proposer, sentence, memory, others, rank) for rank, p in enumerate(group[:3])]
            for d in drafts:
                label = event_label(doc, d)
                if label is not None:
                    features.append(d.features)
                    labels.append(label)
        memory.events += [(i, p.frame.event, p.actors, p.recipients) for p in others]
    return features, labels


def event_label(doc: Doc, d: Draft) -> float | None:
    """1 if the gold has it, None if it is optional there, 0 if not."""
    p = d.proposal
    span = doc.discourse.sentences[p.sentence].span(p.predicate.first, p.predicate.last)
    best = None
    for g in doc.gold["events"]:
        if iou(span, tuple(g["trigger"])) >= 0.2:
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
    """The probability that gives the best F1; missed: gold events that no frame proposes."""
    best, at = 0.0, 0.5
    for t in [k / 50 for k in range(10, 40)]:
        right = sum(r for p, r in pairs if p >= t)
        found = sum(p >= t for p, _ in pairs)
        gold = sum(r for _, r in pairs) + missed
        f1 = 2 * right / max(1, found + gold)
        if f1 > best:
            best, at = f1, t
    print(f"best event F1 (fold figures, proposals only) {best:.3f} at {at}")
    return at


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
    actor, recipient = Rows(), Rows()
    for doc in docs:
        argument_rows(doc, actor, recipient)
    everything = list(range(len(actor.labels)))
    print(len(everything), "argument candidates")

    def argument_models(without: int | None) -> tuple[Linear, Linear]:
        keep = [i for i in everything if fold_of(actor.docs[i]) != without]
        return fit(actor, keep, args.l2_arguments), fit(recipient, keep, args.l2_arguments)

    folds = [argument_models(k) for k in range(FOLDS)]
    final = argument_models(None)
    events = Rows()
    blank = Linear(0.0, {})
    for doc in docs:
        a, r = folds[fold_of(doc.gold["id"])]
        judge = Judge(Models(blank, msgspec.structs.replace(a, threshold=ARGUMENT_THRESHOLD), msgspec.structs.replace(r, threshold=ARGUMENT_THRESHOLD)))
        for features, label in zip(*event_rows(doc, coder, judge), strict=True):
            events.add(features, label, doc.gold["id"])
    rows = list(range(len(events.labels)))
    print(len(rows), "event rows", sum(events.labels), "right")
    pairs: list[tuple[float, float]] = []
    for k in range(FOLDS):
        model = fit(events, [i for i in rows if fold_of(events.docs[i]) != k], args.l2)
        pairs += [(model.probability(events.features[i]), events.labels[i]) for i in rows if fold_of(events.docs[i]) == k]
    missed = sum(g["factuality"] != "U" for d in docs for g in d.gold["events"]) - int(sum(events.labels))
    threshold = best_threshold(pairs, max(0, missed))
    event = msgspec.structs.replace(fit(events, rows, args.l2), threshold=threshold)
    slots = [msgspec.structs.replace(model, threshold=ARGUMENT_THRESHOLD) for model in final]
    models = Models(event, *slots, calibrated(pairs))
    args.out.write_bytes(msgspec.msgpack.encode(models))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB, {len(event.weights)} + {len(models.actor.weights)} + {len(models.recipient.weights)} weights")


if __name__ == "__main__":
    main()
