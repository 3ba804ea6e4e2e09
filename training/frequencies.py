"""Counts in how many articles each stem stands, for the weights of karaka.gathering: the commoner a word, the less it joins stories.

    python training/frequencies.py RAW.jsonl.gz... --out src/karaka/gathering/hi/frequencies.tsv

Input: articles with a `text`, one a line. Output: a line a stem that at least 4 articles hold, with the share of articles in thousandths.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from karaka.gathering.hi.words import stem, words

LEAST = 4


def counted(paths: list[Path]) -> tuple[Counter[str], int]:
    """How many articles hold each stem, and how many articles there are."""
    counts: Counter[str] = Counter()
    articles = 0
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                articles += 1
                counts.update({stem(w) for w in words(json.loads(line)["text"])})
    return counts, articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    args = parser.parse_args()
    counts, articles = counted(args.raw)
    rows = [f"{word}\t{max(1, round(1000 * n / articles))}\n" for word, n in sorted(counts.items()) if n >= LEAST and not word.isdigit()]
    args.out.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
