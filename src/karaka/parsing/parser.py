"""Text in, sentences with tags, morphology, lemmas, chunks, kāraka relations and names out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from karaka.parsing.hi.treebank import head_of, lemma_of
from karaka.parsing.network import Network, Scores
from karaka.parsing.trees import decode
from karaka.text.hi.tokens import Sentence, sentences

BATCH_TOKENS = 1600
WINDOW = 1024
MORPH = ("category", "gender", "number", "person", "case", "suffix")
MODEL = Path(__file__).parent / "hi" / "model"


@dataclass(slots=True)
class Parse:
    """The analysis of one sentence of n tokens, as parallel lists of length n.

    heads: index of the governing token, -1 for the root; relations: the HDTB label (kāraka or other) on chunk heads, "-" on the
    other tokens of a chunk; chunks and names: BIO; voice and stype: on the head of a finite verb group, else "".
    Offsets (starts, ends) are code points into the text that was parsed.
    """

    start: int
    end: int
    forms: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    lemmas: list[str]
    heads: list[int]
    relations: list[str]
    chunks: list[str]
    names: list[str]
    morph: dict[str, list[str]]
    voice: list[str]
    stype: list[str]

    def __len__(self) -> int:
        return len(self.forms)


class Parser:
    """Parses Hindi with the model of a folder (by default the one that ships with the package)."""

    def __init__(self, model: Path = MODEL) -> None:
        self.network = Network(model)
        self.threads = ThreadpoolController()
        self.offsets: dict[str, tuple[int, int]] = {}
        at = 0
        for task, values in self.network.tasks.items():
            self.offsets[task] = (at, at + len(values))
            at += len(values)

    def __call__(self, text: str, breaks: Iterable[int] = (), skip: Iterable[tuple[int, int]] = ()) -> list[Parse]:
        """The sentences of a text; breaks and skip as in `karaka.text.hi.tokens.sentences`."""
        return list(self.parse(sentences(text, breaks, skip)))

    def parse(self, found: Iterable[Sentence]) -> Iterator[Parse]:
        """Parse tokenised sentences in order, in windows, so that memory does not grow with the text."""
        window: list[Sentence] = []
        for sentence in found:
            window.append(sentence)
            if len(window) == WINDOW:
                yield from self._alone(window)
                window = []
        yield from self._alone(window)

    def _alone(self, window: list[Sentence]) -> list[Parse]:
        """Parse a window with one BLAS thread: its products are small, and threads that wait for each other cost more than they give."""
        with self.threads.limit(limits=1, user_api="blas"):
            return self._window(window)

    def _window(self, window: list[Sentence]) -> list[Parse]:
        out: list[Parse | None] = [None] * len(window)
        order = sorted(range(len(window)), key=lambda i: len(window[i].forms))
        at = 0
        while at < len(order):
            size = at
            while size < len(order) and (size == at or len(window[order[size]].forms) * (size - at + 1) <= BATCH_TOKENS):
                size += 1
            chosen = order[at:size]
            scores = self.network.scores([window[i].forms for i in chosen])
            best = self._best(scores.tasks)
            for j, i in enumerate(chosen):
                out[i] = self._one(window[i], scores, {t: v[:, j] for t, v in best.items()}, j)
            at = size
        return [p for p in out if p is not None]

    def _best(self, tasks: NDArray[np.float32]) -> dict[str, NDArray[np.int64]]:
        return {task: tasks[..., a:b].argmax(-1) for task, (a, b) in self.offsets.items() if task != "hiner" and b > a}

    def _one(self, sentence: Sentence, scores: Scores, best: dict[str, NDArray[np.int64]], j: int) -> Parse:
        n = len(sentence.forms)
        values = self.network.tasks
        label = {t: [values[t][k] for k in ids[:n].tolist()] for t, ids in best.items()}
        chunks, heads_of = chunked(label["chunk"], label["tag"])
        heads, relations = self._tree(scores, j, n, heads_of)
        finite = {h for h in set(heads_of) if chunks[h].endswith("VGF")}
        return Parse(
            sentence.start,
            sentence.end,
            sentence.forms,
            sentence.starts,
            sentence.ends,
            label["tag"],
            [lemma_of(f, r) for f, r in zip(sentence.forms, label["lemma"], strict=True)],
            heads,
            relations,
            chunks,
            repaired(label["ner"]),
            {name: label[name] for name in MORPH},
            [v if i in finite else "" for i, v in enumerate(label["voice"])],
            [v if i in finite else "" for i, v in enumerate(label["stype"])],
        )

    def _tree(self, scores: Scores, j: int, n: int, heads_of: list[int]) -> tuple[list[int], list[str]]:
        """Heads and relations: chunk heads by the best tree among themselves, the other tokens from their chunk's head."""
        nodes = sorted(set(heads_of))
        index = np.array(nodes)
        arcs = scores.arcs[j][np.ix_(index, index)].copy()
        chosen = decode(arcs, scores.root_arcs[j][index])
        heads = list(heads_of)
        for k, node in enumerate(nodes):
            heads[node] = nodes[chosen[k]] if chosen[k] >= 0 else -1
        dep = scores.label_dep[index, j]
        governors = np.array([heads[node] for node in nodes])
        head = np.where(governors[:, None] >= 0, scores.label_head[governors, j], self.network.label_root)
        names = self.network.labels
        picked = self.network.relations(dep, head)
        root = names.index("root")
        picked[:, root] = -np.inf
        relations = ["-"] * n
        for node, k in zip(nodes, picked.argmax(1).tolist(), strict=True):
            relations[node] = names[k] if heads[node] >= 0 else "root"
        return heads, relations


def chunked(bio: Sequence[str], tags: Sequence[str]) -> tuple[list[str], list[int]]:
    """Well-formed BIO chunks, and for every token the index of its chunk's head."""
    chunks: list[str] = []
    bounds: list[int] = []
    kind = ""
    for i, tag in enumerate(bio):
        if i == 0 or tag[0] == "B":
            kind = tag[2:]
            bounds.append(i)
            chunks.append(f"B-{kind}")
        else:
            chunks.append(f"I-{kind}")
    heads = [0] * len(bio)
    for a, b in zip(bounds, [*bounds[1:], len(bio)], strict=True):
        head = a + head_of(chunks[a][2:], list(tags[a:b]))
        heads[a:b] = [head] * (b - a)
    return chunks, heads


def repaired(bio: Sequence[str]) -> list[str]:
    """BIO with every I- continuing a name of its own kind."""
    out: list[str] = []
    for tag in bio:
        if tag[0] == "I" and not (out and out[-1][2:] == tag[2:] and out[-1] != "O"):
            tag = f"B-{tag[2:]}"  # noqa: PLW2901
        out.append(tag)
    return out


@cache
def shipped() -> Parser:
    """The parser that ships with the package, loaded once a process."""
    return Parser()


def parse(text: str) -> list[Parse]:
    """Sentences of a Hindi text with tags, lemmas, chunks, kāraka relations and names."""
    return shipped()(text)
