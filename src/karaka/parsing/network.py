"""The parser's network at run time: ONNX Runtime for the encoder, NumPy for the rest.

Word vectors are sums of int8 table rows, computed once a word type. Every product in the encoder is int8 with fixed ranges, so a
sentence gets the same scores whatever batch it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from karaka.parsing.features import key, ngrams

Floats = NDArray[np.float32]
CACHED_TYPES = 60_000
RANGE = 4.0


@dataclass(slots=True)
class Scores:
    """What the encoder says of a batch: T tokens (padded) of B sentences.

    tasks: logits (T, B, all labels of all tasks); arcs: (B, T, T) dependent by head; root_arcs: (B, T);
    label_dep, label_head: features for the relation scorer, (T, B, features).
    """

    tasks: Floats
    arcs: Floats
    root_arcs: Floats
    label_dep: Floats
    label_head: Floats


class Network:
    """Loads a model folder; `scores` encodes a batch, `relations` scores labels for chosen heads."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
        with np.load(folder / "tables.npz") as tables:
            self.tables: dict[str, Any] = dict(tables)
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.tasks: dict[str, list[str]] = labels["tasks"]
        self.labels: list[str] = labels["labels"]
        self.words = {word: i for i, word in enumerate(labels["words"], 1)}
        self.mix, self.mix_bias = self._float("mix"), self._float("mix_bias")
        self.out, self.out_bias = self._float("out"), self._float("out_bias")
        self.label_root = self._float("label_root")
        self._reset()

    def _float(self, name: str) -> Floats:
        found: Floats = self.tables.pop(name).astype(np.float32)
        return found

    def _reset(self) -> None:
        """Row 0 of the type vectors is the padding."""
        self.types: dict[str, int] = {}
        self.vectors: Floats = np.zeros((4096, self.tables["word"].shape[1]), np.float32)

    def _vector(self, form: str) -> Floats:
        folded = key(form)
        grams = ngrams(folded)
        t = self.tables
        total: Floats = (t["gram"][grams] * t["gram_scale"][grams].astype(np.float32)).sum(0) / np.float32(len(grams)) ** 0.5
        word = self.words.get(folded, 0)
        if word:
            total += t["word"][word] * t["word_scale"][word].astype(np.float32)
        return np.clip(total, -RANGE, RANGE)

    def _row(self, form: str) -> int:
        row = self.types.get(form)
        if row is None:
            row = self.types[form] = len(self.types) + 1
            if row >= len(self.vectors):
                self.vectors = np.concatenate([self.vectors, np.zeros_like(self.vectors)])
            self.vectors[row] = self._vector(form)
        return row

    def scores(self, sentences: Sequence[Sequence[str]]) -> Scores:
        """Encode sentences of forms (none empty)."""
        if len(self.types) > CACHED_TYPES:
            self._reset()
        longest = max(map(len, sentences))
        rows = np.zeros((longest, len(sentences)), np.int64)
        for j, forms in enumerate(sentences):
            rows[: len(forms), j] = [self._row(f) for f in forms]
        mask = (rows > 0).astype(np.float32)[..., None]
        tasks, arcs, root, dep, head = self.session.run(
            ["tags", "arcs", "root_arcs", "label_dep", "label_head"], {"x": self.vectors[rows], "mask": mask}
        )
        return Scores(tasks, arcs, root[..., 0], dep, head)

    def relations(self, dep: Floats, head: Floats) -> Floats:
        """Label scores (n, labels) for n dependents and their heads' features."""
        mixed = np.concatenate([dep, head, dep * head], 1) @ self.mix + self.mix_bias
        leaky = np.where(mixed > 0, mixed, np.float32(0.1) * mixed)
        scores: Floats = leaky @ self.out + self.out_bias
        return scores
