"""Train the parser: `python training/train.py --data ../shared/data --out runs/parser`.

Steps: vocabulary, pre-training on raw news (predict the neighbours of every word), multi-task training on the
treebank and the names, figures on held-out documents each few epochs, a checkpoint of averaged weights. Fixed seed.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

import data as corpus
from data import IGNORE, MORPH, Example
from karaka.parsing.features import BUCKETS, key, ngrams
from model import Parser

TASKS = ("tag", "lemma", "chunk", *MORPH, "voice", "stype", "ner", "hiner")
WEIGHTS = {"tag": 1.0, "lemma": 0.6, "chunk": 1.0, "voice": 0.3, "stype": 0.1, "ner": 1.5, "hiner": 0.8} | dict.fromkeys(MORPH, 0.25)


class Vocabulary:
    """Words, labels of each task, relations; (de)serialised as JSON."""

    def __init__(self, words: list[str], tasks: dict[str, list[str]], labels: list[str]) -> None:
        self.words, self.tasks, self.labels = words, tasks, labels
        self.word_id = {w: i for i, w in enumerate(words, 1)}
        self.task_id = {t: {v: i for i, v in enumerate(values)} for t, values in tasks.items()}
        self.label_id = {v: i for i, v in enumerate(labels)}
        self.cache: dict[str, tuple[int, list[int]]] = {}

    @classmethod
    def build(cls, examples: list[Example], raw: list[list[str]]) -> Vocabulary:
        words = Counter(key(f) for x in examples for f in x.forms) + Counter(key(f) for s in raw for f in s)
        tasks = {}
        for task in TASKS:
            counts = Counter(v for x in examples for v in x.tasks.get(task, ()) if v is not None)
            tasks[task] = corpus.frequent(counts, 3)
        labels = corpus.frequent(Counter(r for x in examples for r in x.labels or () if r != "-"), 3)
        return cls(corpus.frequent(words, 3)[:24000], tasks, labels)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps({"words": self.words, "tasks": self.tasks, "labels": self.labels}, ensure_ascii=False))

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        return cls(**json.loads(path.read_text()))

    def features(self, form: str) -> tuple[int, list[int]]:
        found = self.cache.get(form)
        if found is None:
            folded = key(form)
            found = self.cache[form] = (self.word_id.get(folded, 0), ngrams(folded))
        return found


def inputs(forms: list[list[str]], vocabulary: Vocabulary, model: Parser, word_drop: float, rng: random.Random) -> tuple[Tensor, Tensor]:
    """Type vectors laid out as (time, batch, width), and the mask (time, batch)."""
    types: dict[str, int] = {}
    index = [[types.setdefault(f, len(types)) for f in s] for s in forms]
    features = [vocabulary.features(f) for f in types]
    words = torch.tensor([0 if word_drop and rng.random() < word_drop else w for w, _ in features])
    offsets = torch.tensor([0, *(len(g) for _, g in features[:-1])]).cumsum(0)
    grams = torch.tensor([g for _, gs in features for g in gs])
    table = model.types(words, grams, offsets)
    longest = max(map(len, index))
    rows = torch.tensor([i + [0] * (longest - len(i)) for i in index]).T
    mask = (torch.arange(longest)[:, None] < torch.tensor([len(i) for i in index])[None]).float()
    return table[rows] * mask[..., None], mask


def targets(batch: list[Example], task: str, vocabulary: Vocabulary, longest: int) -> Tensor:
    ids = vocabulary.task_id[task]
    rows = [[IGNORE if v is None else ids.get(v, IGNORE) for v in x.tasks.get(task, ())] for x in batch]
    return torch.tensor([padded(row, longest, IGNORE) for row in rows])


def padded(row: list[int], longest: int, filler: int) -> list[int]:
    return row + [filler] * (longest - len(row))


def entropy(scores: Tensor, gold: Tensor, smoothing: float = 0.0) -> Tensor:
    """Summed cross entropy over (batch, time) where there is an answer."""
    return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORE, reduction="sum", label_smoothing=smoothing)


def loss_of(batch: list[Example], model: Parser, vocabulary: Vocabulary, rng: random.Random, word_drop: float) -> Tensor:
    x, mask = inputs([e.forms for e in batch], vocabulary, model, word_drop, rng)
    longest = x.shape[0]
    with torch.autocast("cpu", torch.bfloat16):
        h = model.encode(x, mask)
        logits = {t: f(h).float() for t, f in model.tasks.items()}
    tokens = mask.sum()
    total = torch.zeros(())
    for task, scores in logits.items():
        gold = targets(batch, task, vocabulary, longest)
        if (gold != IGNORE).any():
            total = total + WEIGHTS[task] * entropy(scores.transpose(0, 1), gold, 0.03) / tokens
    if any(e.heads for e in batch):
        heads = torch.tensor([padded(e.heads or [], longest, IGNORE) for e in batch])
        names = torch.tensor([padded([vocabulary.label_id.get(r, IGNORE) for r in e.labels or ()], longest, IGNORE) for e in batch])
        with torch.autocast("cpu", torch.bfloat16):
            arcs = model.arcs(h)
            relations = model.relations(h, heads.clamp(min=0))
        arcs = arcs.masked_fill(F.pad(mask.T, (1, 0), value=1.0)[:, None] == 0, -1e9)
        total = total + entropy(arcs, heads) / tokens
        total = total + entropy(relations, names, 0.03) / tokens
    return total


def batches(examples: list[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of about `size` tokens, of sentences of like length, in random order."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].forms) + rng.uniform(-3, 3))
    out: list[list[Example]] = [[]]
    for i in order:
        if out[-1] and (len(out[-1]) + 1) * max(len(examples[i].forms), len(out[-1][0].forms)) > size:
            out.append([])
        out[-1].append(examples[i])
    rng.shuffle(out)
    return out


@torch.no_grad()
def evaluate(examples: list[Example], model: Parser, vocabulary: Vocabulary) -> dict[str, float]:
    """Greedy figures (no tree decoding) on held-out sentences."""
    model.eval()
    n: Counter[str] = Counter()
    for batch in batches(examples, 3000, random.Random(0)):
        x, mask = inputs([e.forms for e in batch], vocabulary, model, 0, random.Random(0))
        h = model.encode(x, mask)
        for task, f in model.tasks.items():
            best = f(h).argmax(-1).T.tolist()
            for e, row in zip(batch, best, strict=True):
                for value, guess in zip(e.tasks.get(task, ()), row, strict=False):
                    if value is not None:
                        n[task, "n"] += 1
                        n[task] += vocabulary.tasks[task][guess] == value
                if task in ("ner",) and e.tasks.get(task):
                    gold, found = (spans([v or "O" for v in tags]) for tags in (e.tasks[task], [vocabulary.tasks[task][g] for g in row[: len(e.forms)]]))
                    gold, found = ({s for s in z if s[2] in ("PER", "LOC", "ORG")} for z in (gold, found))
                    n["f1 gold"] += len(gold)
                    n["f1 found"] += len(found)
                    n["f1 right"] += len(gold & found)
        if any(e.heads for e in batch):
            arcs = model.arcs(h).masked_fill(F.pad(mask.T, (1, 0), value=1.0)[:, None] == 0, -1e9)
            heads = arcs.argmax(-1)
            labels = model.relations(h, heads).argmax(-1).tolist()
            for e, hs, ls in zip(batch, heads.tolist(), labels, strict=True):
                if e.heads and e.labels:
                    for a, b, c, d in zip(e.heads, hs, e.labels, ls, strict=False):
                        n["arcs"] += 1
                        n["uas"] += a == b
                        n["las"] += a == b and (c == "-" or c == vocabulary.labels[d])
    out = {t: 100 * n[t] / n[t, "n"] for t in vocabulary.tasks if n[t, "n"]}
    if n["arcs"]:
        out |= {k: 100 * n[k] / n["arcs"] for k in ("uas", "las")}
    if n["f1 gold"]:
        out["names"] = 200 * n["f1 right"] / (n["f1 gold"] + n["f1 found"])
    model.train()
    return {k: round(v, 2) for k, v in out.items()}


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    found, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag.startswith("I-") and tag[2:] == tags[start][2:]):
            found.add((start, i, tags[start][2:]))
            start = None
        if tag != "O" and start is None:
            start = i
    return found


def pretrain(model: Parser, raw: list[list[str]], vocabulary: Vocabulary, steps: int, rng: random.Random, size: int) -> None:
    """Predict each word's left and right neighbour from the direction that has not seen it."""
    common = min(8000, len(vocabulary.words))
    units = model.layers[0].units if model.layers else model.lstm.hidden_size  # type: ignore[union-attr]
    out = torch.nn.Linear(units, common + 1)
    parameters = [*model.parameters(), *out.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=2e-3, betas=(0.9, 0.98))
    examples = [Example(s) for s in raw]
    start, step, running = time.time(), 0, 0.0
    while step < steps:
        for batch in batches(examples, size, rng)[: steps - step]:
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * min(1, (step + 1) / 100) * max(0.05, 1 - step / steps)
            x, mask = inputs([e.forms for e in batch], vocabulary, model, 0.1, rng)
            with torch.autocast("cpu", torch.bfloat16):
                h = model.encode(x, mask)
            known = [[min(vocabulary.features(f)[0], common + 1) % (common + 1) for f in e.forms] for e in batch]
            ids = torch.tensor([padded(row, x.shape[0], 0) for row in known]).T
            forward, backward = h[:-1, :, :units], h[1:, :, units:]
            wanted = torch.cat([ids[1:].flatten(), ids[:-1].flatten()])
            seen = torch.cat([forward.flatten(0, 1), backward.flatten(0, 1)])
            chosen = ((torch.cat([mask[1:].flatten()] * 2) > 0) & (wanted > 0)).nonzero()[:, 0]
            chosen = chosen[torch.randperm(len(chosen))[: size // 2]]
            with torch.autocast("cpu", torch.bfloat16):
                scores = out(seen[chosen])
            loss = F.cross_entropy(scores.float(), wanted[chosen])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 5)
            optimizer.step()
            step += 1
            running = 0.98 * running + 0.02 * loss.item()
            if step % 200 == 0:
                print(f"pretrain step {step} loss {running:.3f} {time.time() - start:.0f}s", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--pretrain", type=int, default=1200, help="steps of pre-training on raw text")
    parser.add_argument("--lstm", action="store_true")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--units", type=int, default=256)
    parser.add_argument("--tokens", type=int, default=1800, help="tokens a batch")
    parser.add_argument("--lr", type=float, default=2.5e-3)
    parser.add_argument("--drop", type=float, default=0.33)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--every", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    trees = list(corpus.treebank(args.data))
    test = [e for e in trees if corpus.held_out(e.doc)]
    train = [e for e in trees if not corpus.held_out(e.doc)]
    names = list(corpus.bio(args.data / "il-ner-train.txt.gz", corpus.NER, "ner", "\t"))
    names_dev = list(corpus.bio(args.data / "il-ner-dev.txt.gz", corpus.NER, "ner", "\t"))
    mixed = list(corpus.bio(args.data / "hiner-validation.conll.gz", corpus.HINER, "hiner", None))
    raw = list(corpus.raw_sentences(args.data))
    vocabulary = Vocabulary.build([*train, *names, *mixed], raw)
    vocabulary.save(args.out / "vocabulary.json")
    tasks = {t: len(v) for t, v in vocabulary.tasks.items()}
    config = {"words": len(vocabulary.words) + 1, "buckets": BUCKETS, "tasks": tasks, "labels": len(vocabulary.labels)}
    config |= {"layers": args.layers, "units": args.units, "drop": args.drop, "lstm": args.lstm}
    (args.out / "config.json").write_text(json.dumps(config))
    model = Parser(**config)
    size = sum(p.numel() for p in model.parameters()) / 1e6
    sizes = f"{len(train)} trees, {len(test)} held out, {len(names)} + {len(mixed)} names, {len(raw)} raw"
    print(f"{sizes}; {size:.1f} M parameters", flush=True)
    if args.pretrain:
        pretrain(model, raw + [e.forms for e in [*train, *names, *mixed]], vocabulary, args.pretrain, rng, args.tokens)

    per_epoch = len(batches([*train, *names[::2], *mixed[::4]], args.tokens, rng))
    trainer = Trainer(model, vocabulary, rng, args.lr, per_epoch * args.epochs)
    for epoch in range(1, args.epochs + 1):
        seen = [corpus.augment(e, rng) for e in train] + names[epoch % 2 :: 2] + mixed[epoch % 4 :: 4]
        loss = trainer.epoch(batches(seen, args.tokens, rng))
        print(f"epoch {epoch} loss {loss:.3f} {time.time() - trainer.start:.0f}s", flush=True)
        if epoch % args.every == 0 or epoch == args.epochs:
            with trainer.averaged():
                print("  ", evaluate(test, model, vocabulary), evaluate(names_dev, model, vocabulary), flush=True)
                torch.save(model.state_dict(), args.out / "model.pt")


class Trainer:
    """Multi-task steps with a warm-up and a cosine, and a running average of the weights."""

    def __init__(self, model: Parser, vocabulary: Vocabulary, rng: random.Random, rate: float, total: int) -> None:
        self.model, self.vocabulary, self.rng = model, vocabulary, rng
        self.rate, self.total, self.step = rate, total, 0
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.95), weight_decay=1e-5)
        self.average = [p.detach().clone() for p in model.parameters()]
        self.start = time.time()

    def epoch(self, found: list[list[Example]]) -> float:
        """One pass over batches; the mean loss."""
        running = 0.0
        for batch in found:
            rate = self.rate * min(1, (self.step + 1) / 200) * (0.5 * (1 + math.cos(math.pi * min(1, self.step / self.total))) * 0.98 + 0.02)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(batch, self.model, self.vocabulary, self.rng, 0.15)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5)
            self.optimizer.step()
            self.step += 1
            decay = min(0.998, (self.step + 1) / (self.step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(self.average, list(self.model.parameters()), 1 - decay)
            running += loss.item()
        return running / len(found)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The model with the averaged weights; its own come back afterwards."""
        own = list(self.model.parameters())
        kept = [p.detach().clone() for p in own]
        with torch.no_grad():
            torch._foreach_copy_(own, self.average)
        yield
        with torch.no_grad():
            torch._foreach_copy_(own, kept)


if __name__ == "__main__":
    main()
