"""The treebank as CoNLL-U, parted as the parser's own training parts it: `python benchmarks/parser/prepare.py`.

Writes OUT/train.conllu and OUT/test.conllu (documents held out by training/data.py). XPOS is the treebank's tag, FEATS its
morphology, DEPREL the relation of a chunk's head and "-" inside a chunk. Sentences that have no token tree are in neither.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from data import MORPH, held_out, load_trees

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
OUT = ROOT / "runs" / "benchmark"


def feats(morph: str) -> str:
    """The FEATS of a token's raw morphology (lemma, category, gender, number, person, case, postposition, suffix)."""
    values = [v.replace("|", "/").replace("=", "") for v in morph.split(",")]
    if len(values) != 8:
        return "_"
    named = zip(MORPH, (*values[1:6], values[6]), strict=True)
    return "|".join(sorted(f"{name.title()}={value}" for name, value in named if value)) or "_"


def block(rows: list[Any]) -> str:
    """A sentence of trees.py's rows; UPOS is the treebank's tag too, since UDPipe parses by UPOS."""
    lines = (f"{i}\t{r.form}\t{r.lemma}\t{r.tag}\t{r.tag}\t{feats(r.morph)}\t{r.head}\t{r.relation}\t_\tChunk={r.chunk}" for i, r in enumerate(rows, 1))
    return "\n".join(lines) + "\n\n"


def sentences(data: Path) -> Iterator[tuple[str, list[Any]]]:
    """Documents' names and sentences' rows; a sentence that stands twice in the treebank is left out, as in training."""
    trees = load_trees(data)
    with gzip.open(data / "hdtb.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            sentence = json.loads(line)
            rows = None if sentence.get("dup") else trees.tree(sentence["chunks"])
            if rows:
                yield sentence["doc"], rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.out / "train.conllu").open("w", encoding="utf-8") as train, (args.out / "test.conllu").open("w", encoding="utf-8") as test:
        for doc, rows in sentences(args.data):
            (test if held_out(doc) else train).write(block(rows))


if __name__ == "__main__":
    main()
