"""Karaka's parser, spaCy and UDPipe on the same held-out sentences, in one run on one core, as a Markdown table.

    OMP_NUM_THREADS=1 taskset -c 1 python benchmarks/parser/compare.py

Figures are those of attach.py of the data folder. Every system gets a sentence a line, its tokens parted by spaces, and gives tags,
lemmas, heads and relations; words a second are tokens by processor time, from those lines to those lists: the median of the rounds, which
the systems take turns in, after one that is not counted. Karaka's speed on running text is of whole articles, one at a time.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import spacy
from conllu import Row, read, write
from prepare import DATA, OUT
from spacy.tokens import Doc
from ufal import udpipe

from karaka.cli.parse import split
from karaka.parsing.parser import Parser

Lines = list[str]
System = Callable[[Lines], list[list[Row]]]
ACCURACIES = ("tag", "lemma", "uas", "las")
RELATIONS = ("k1", "k2", "k4", "pof", "r6", "ccof", "k7t", "k7p")


def karaka_system(parser: Parser) -> System:
    def run(lines: Lines) -> list[list[Row]]:
        return [
            [Row(f, lemma, t, h + 1, r) for f, lemma, t, h, r in zip(p.forms, p.lemmas, p.tags, p.heads, p.relations, strict=True)]
            for p in parser.parse(map(split, lines))
        ]

    return run


def spacy_system(model: Path) -> System:
    """spaCy is told that every line is one sentence."""
    nlp = spacy.load(model)

    def doc(line: str) -> Doc:
        words = line.split(" ")
        return Doc(nlp.vocab, words=words, sent_starts=[i == 0 for i in range(len(words))])

    def run(lines: Lines) -> list[list[Row]]:
        return [
            [Row(t.text, t.lemma_, t.tag_, *((0, "root") if t.head.i == t.i else (t.head.i + 1, t.dep_))) for t in found] for found in nlp.pipe(map(doc, lines))
        ]

    return run


def udpipe_system(path: Path) -> System:
    model = udpipe.Model.load(str(path))
    if model is None:
        sys.exit(f"{path} is no UDPipe model: run train_udpipe.py")

    def run(lines: Lines) -> list[list[Row]]:
        source = udpipe.InputFormat.newInputFormat("horizontal")
        source.setText("\n".join(lines))
        out, sentence = [], udpipe.Sentence()
        while source.nextSentence(sentence):
            model.tag(sentence, model.DEFAULT)
            model.parse(sentence, model.DEFAULT)
            out.append([Row(w.form, w.lemma, w.xpostag, w.head, w.deprel) for w in islice(sentence.words, 1, None)])
            sentence = udpipe.Sentence()
        return out

    return run


def figures(attach: Path, gold: Path, system: Path) -> dict[str, str]:
    """What attach.py prints: accuracies by their names, F1 by relation."""
    printed = subprocess.run([sys.executable, str(attach), str(gold), str(system)], check=True, capture_output=True, text=True).stdout
    relations = dict(re.findall(r"^(\S+) +F1 +([\d.]+)", printed, re.M))
    accuracies = re.search(r"^tag ([\d.]+)  lemma ([\d.]+)  uas ([\d.]+)  las ([\d.]+)", printed, re.M)
    assert accuracies
    return relations | dict(zip(ACCURACIES, accuracies.groups(), strict=True))


def seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def articles(data: Path, count: int) -> Lines:
    with gzip.open(data / "raw-bbc-hindi.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, count)]


def processor() -> str:
    found = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
    return found[1] if found else platform.processor()


def row(name: str, *cells: str) -> None:
    print("|", " | ".join((name, *cells)), "|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=50)
    args = parser.parse_args()
    if len(os.sched_getaffinity(0)) != 1:
        sys.exit("this is measured on one core: put `OMP_NUM_THREADS=1 taskset -c 1` before the command")

    gold = list(read(args.out / "test.conllu"))
    lines = [" ".join(r.form for r in rows) for rows in gold]
    words = sum(map(len, gold))
    own = Parser()
    systems = {
        f"Karaka {version('karaka')}": karaka_system(own),
        f"spaCy {version('spacy')}": spacy_system(args.out / "spacy"),
        f"UDPipe {version('ufal.udpipe')}": udpipe_system(args.out / "udpipe.model"),
    }
    found = []
    for name, system in systems.items():
        parsed = system(lines)
        if [[r.form for r in rows] for rows in parsed] != [[r.form for r in rows] for rows in gold]:
            sys.exit(f"{name} changed the tokens")
        path = args.out / f"{name.split()[0].lower()}.conllu"
        write(path, parsed)
        found.append(figures(args.data / "attach.py", args.out / "test.conllu", path))
    times: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(args.rounds):
        for name, system in systems.items():
            times[name].append(seconds(partial(system, lines)))
    texts = articles(args.data, args.articles)
    raw = sum(len(p) for text in texts for p in own(text))
    running = statistics.median(seconds(lambda: [own(text) for text in texts]) for _ in range(args.rounds))

    print(f"{datetime.date.today()}, one core of {processor()}, Python {platform.python_version()}: {len(gold)} sentences, {words} tokens\n")
    row("", *systems)
    row("---", *["---:"] * len(systems))
    for measure in (*ACCURACIES, *RELATIONS):
        row(measure, *(f.get(measure, "") for f in found))
    row("words a second", *(f"{words / statistics.median(taken):,.0f}" for taken in times.values()))
    row("words a second, running text", f"{raw / running:,.0f}", *[""] * (len(systems) - 1))


if __name__ == "__main__":
    main()
