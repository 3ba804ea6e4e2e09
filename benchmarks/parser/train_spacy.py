"""Train spaCy's pipeline on train.conllu: `python benchmarks/parser/train_spacy.py`.

The settings are spacy.cfg's. No document chooses a step: the last weights (a running average) are kept, in OUT/spacy.
"""

from __future__ import annotations

import argparse
import shutil
from itertools import islice
from pathlib import Path

import spacy
from conllu import read
from prepare import OUT
from spacy.cli.train import train
from spacy.tokens import Doc, DocBin

CONFIG = Path(__file__).parent / "spacy.cfg"
SHOWN = 200


def docs(path: Path, vocabulary: spacy.vocab.Vocab) -> list[Doc]:
    """A document for every sentence; spaCy's head of a root is the root itself."""
    return [
        Doc(
            vocabulary,
            words=[r.form for r in rows],
            tags=[r.tag for r in rows],
            lemmas=[r.lemma for r in rows],
            heads=[r.head - 1 if r.head else i for i, r in enumerate(rows)],
            deps=["ROOT" if r.relation == "root" else r.relation for r in rows],
        )
        for rows in read(path)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--steps", type=int, default=None)
    args = parser.parse_args()
    found = docs(args.out / "train.conllu", spacy.blank("hi").vocab)
    DocBin(docs=found).to_disk(args.out / "train.spacy")
    # training figures alone are printed: on a few of the sentences trained on
    DocBin(docs=islice(found, SHOWN)).to_disk(args.out / "shown.spacy")
    steps = {} if args.steps is None else {"training.max_steps": args.steps}
    run = args.out / "spacy-run"
    train(CONFIG, run, overrides={"paths.train": str(args.out / "train.spacy"), "paths.dev": str(args.out / "shown.spacy"), **steps})
    shutil.rmtree(args.out / "spacy", ignore_errors=True)
    (run / "model-last").rename(args.out / "spacy")
    shutil.rmtree(run)


if __name__ == "__main__":
    main()
