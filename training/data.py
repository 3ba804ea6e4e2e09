"""Treebank, names and raw text as training examples.

Sources and licences are described in the data folder's README; nothing of them is kept in this repository.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import regex

IGNORE = -100
MORPH = ("category", "gender", "number", "person", "case", "suffix")
NER = {"NEP": "PER", "NEL": "LOC", "NEO": "ORG", "NETI": "TIME", "NEN": "NUM", "NEAR": "ART"}
HINER = {"PERSON": "PER", "LOCATION": "LOC", "ORGANIZATION": "ORG", "TIMEX": "TIME", "NUMEX": "NUM"}


@dataclass
class Example:
    """A sentence: its forms and, per task, a label a token (None where the task has no answer here)."""

    forms: list[str]
    tasks: dict[str, list[str | None]] = field(default_factory=dict)
    heads: list[int] | None = None  # 1-based, 0 for the root
    labels: list[str] | None = None
    doc: str = ""


def load_trees(data: Path) -> ModuleType:
    """The module that defines token trees (trees.py of the data folder)."""
    spec = importlib.util.spec_from_file_location("trees", data / "trees.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held_out(doc: str, percent: int = 5) -> bool:
    """Whether a treebank document is kept from training (by a hash of its name)."""
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % 100 < percent


def lemma_rule(form: str, lemma: str) -> str:
    """The edit from form to lemma: how many final code points go, and what is put there."""
    common = 0
    while common < min(len(form), len(lemma)) and form[common] == lemma[common]:
        common += 1
    if common == 0 and form != lemma:
        return f"={lemma}"
    return f"{len(form) - common}+{lemma[common:]}"


def treebank(data: Path) -> Iterator[Example]:
    trees = load_trees(data)
    with gzip.open(data / "hdtb.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            sentence = json.loads(line)
            if not sentence.get("dup"):
                example = tree_example(trees, sentence)
                if example.forms:
                    yield example


def tree_example(trees: ModuleType, sentence: dict) -> Example:
    rows = trees.tree(sentence["chunks"])
    tasks: dict[str, list[str | None]] = {t: [] for t in ("tag", "lemma", "chunk", "voice", "stype", *MORPH)}
    forms: list[str] = []
    for chunk in sentence["chunks"]:
        if not chunk["toks"]:
            continue
        head = trees.head_of(chunk["tag"], [t[1] for t in chunk["toks"]])
        kind = chunk["tag"].removeprefix("NULL__")
        begin = True
        for j, token in enumerate(chunk["toks"]):
            if token[0].startswith("NUL"):
                continue
            form = trees.PLAIN.get(token[0], token[0])
            af = (token[2] or "").split(",")
            lemma = trees.PLAIN.get(af[0], af[0]) or form
            forms.append(form)
            tasks["tag"].append(token[1])
            tasks["lemma"].append(lemma_rule(form, lemma))
            tasks["chunk"].append(("B-" if begin else "I-") + kind)
            begin = False
            for k, name in enumerate(MORPH, 1):
                tasks[name].append(af[k if k < 6 else 6].lower() if len(af) == 8 else None)
            verbal = j == head and kind == "VGF"
            tasks["voice"].append((chunk["fs"].get("voicetype") or "").lower() or None if verbal else None)
            stype = (chunk["fs"].get("stype") or "").lower()
            tasks["stype"].append(stype if verbal and stype in ("declarative", "interrogative", "imperative") else None)
    example = Example(forms, tasks, doc=sentence["doc"])
    if rows:
        example.heads = [r.head for r in rows]
        example.labels = [r.relation for r in rows]
    return example


def bio(path: Path, names: dict[str, str], task: str, separator: str | None) -> Iterator[Example]:
    """A file of form and BIO tag a line; malformed tags are read as I- or O."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        forms: list[str] = []
        tags: list[str | None] = []
        for line in [*lines, "\n"]:
            parts = line.rstrip("\n").split(separator)
            if len(parts) < 2 or not parts[0]:
                if forms:
                    yield Example(forms, {task: tags})
                forms, tags = [], []
                continue
            prefix, _, kind = parts[-1].strip().rpartition("-")
            name = names.get(kind)
            forms.append(parts[0])
            tags.append("O" if not name else f"{'B' if prefix == 'B' else 'I'}-{name}")


_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+\.?(?<=[\p{L}\p{M}\u200d])|\d+(?:[.,:]\d+)*|[^\s\p{L}\p{M}\d]")


def raw_sentences(data: Path) -> Iterator[list[str]]:
    """Rough sentences of the raw news, for pre-training."""
    for name in ("raw-bbc-hindi", "raw-dailies-2020"):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                for part in regex.split(r"(?<=[।|?!])|(?<=\p{M}|\p{L})\.(?=\s|\p{L})|\n", json.loads(line)["text"]):
                    words = _WORD.findall(part)
                    if 3 <= len(words) <= 80:
                        yield words


def augment(example: Example, rng: random.Random) -> Example:
    """Danda shapes, a dropped final mark, quotation marks round a clause: what news has and the treebank lacks."""
    forms, heads, labels = list(example.forms), example.heads, example.labels
    tasks = example.tasks
    if forms and forms[-1] in ("।", "|") and rng.random() < 0.3:
        forms[-1] = rng.choice([".", "|", ".", "|", "!"])
    if heads and labels and forms[-1] in ("।", "|", ".") and rng.random() < 0.12 and len(forms) > 3 and len(forms) not in heads:
        keep = len(forms) - 1
        return Example(forms[:keep], {t: v[:keep] for t, v in tasks.items()}, heads[:keep], labels[:keep], example.doc)
    if heads and labels and "कि" in forms and rng.random() < 0.25:
        return quoted(Example(forms, tasks, heads, labels, example.doc), rng)
    return Example(forms, tasks, heads, labels, example.doc)


def quoted(example: Example, rng: random.Random) -> Example:
    """The clause after कि put in quotation marks, sometimes without कि, sometimes with a comma instead."""
    assert example.heads
    assert example.labels
    forms, heads, labels = example.forms, example.heads, example.labels
    at = forms.index("कि")
    end = len(forms) - 1 if labels[-1] == "rsym" else len(forms)
    if end - at < 3:
        return example
    opening, closing = rng.choice([('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’")])
    clause = [i for i in range(at + 1, end) if heads[i] and not at < heads[i] - 1 < end]
    anchor = (clause[0] if clause else at + 1) + 1
    order: list[int | tuple[str, int]] = [*range(at + 1), (opening, anchor), *range(at + 1, end), (closing, anchor), *range(end, len(forms))]
    place = {old + 1: new + 1 for new, old in enumerate(order) if isinstance(old, int)} | {0: 0}
    out = Example([], {t: [] for t in example.tasks}, [], [], example.doc)
    for item in order:
        if isinstance(item, int):
            out.forms.append(forms[item])
            out.heads.append(place[heads[item]])  # type: ignore[union-attr]
            out.labels.append(labels[item])  # type: ignore[union-attr]
        else:
            out.forms.append(item[0])
            out.heads.append(place[item[1]])  # type: ignore[union-attr]
            out.labels.append("rsym")  # type: ignore[union-attr]
        for task, values in example.tasks.items():
            mark = {"tag": "SYM", "chunk": "B-BLK", "lemma": "0+", "category": "punc"}.get(task)
            out.tasks[task].append(values[item] if isinstance(item, int) else mark)
    return out


def frequent(counts: Counter[str], least: int) -> list[str]:
    return sorted((w for w, n in counts.items() if n >= least), key=lambda w: (-counts[w], w))
