"""Train a UDPipe 1 model on train.conllu: `python benchmarks/parser/train_udpipe.py`.

Tagger (tags, lemmas; morphology too with --feats) and parser, with UDPipe's own settings but for those given here. The model is
OUT/udpipe.model. UDPipe 1 trains slowly: its own defaults are 20 iterations of the tagger, 10 of the parser, 200 hidden units.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from prepare import OUT
from ufal import udpipe


def sentences(path: Path) -> udpipe.Sentences:
    """The sentences of a CoNLL-U file."""
    source = udpipe.InputFormat.newInputFormat("conllu")
    source.setText(path.read_text(encoding="utf-8"))
    error, found, sentence = udpipe.ProcessingError(), udpipe.Sentences(), udpipe.Sentence()
    while source.nextSentence(sentence, error):
        found.append(sentence)
        sentence = udpipe.Sentence()
    if error.occurred():
        sys.exit(f"{path}: {error.message}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--tagger", type=int, default=2, help="iterations of the tagger")
    parser.add_argument("--parser", type=int, default=2, help="iterations of the parser")
    parser.add_argument("--hidden", type=int, default=100, help="hidden units of the parser")
    parser.add_argument("--feats", action="store_true", help="learn the morphology and parse by it")
    args = parser.parse_args()
    tagger = f"models=1;iterations={args.tagger};use_xpostag=1;use_feats={args.feats:d};provide_feats={args.feats:d};provide_lemma=1"
    embeddings = f"embedding_upostag=20;embedding_feats={20 * args.feats};embedding_form=50;embedding_deprel=20"
    system = "transition_system=projective;transition_oracle=static"
    parsing = f"iterations={args.parser};hidden_layer={args.hidden};use_gold_tags=1;{embeddings};{system}"
    error = udpipe.ProcessingError()
    found = sentences(args.out / "train.conllu")
    model = udpipe.Trainer.train("morphodita_parsito", found, udpipe.Sentences(), "none", tagger, parsing, error)
    if error.occurred():
        sys.exit(error.message)
    (args.out / "udpipe.model").write_bytes(model)


if __name__ == "__main__":
    main()
