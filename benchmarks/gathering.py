"""Quality, speed and memory of gathering on the corpus of stories, coded by the real coder.

    python benchmarks/gathering.py [--articles 10000] [--days 365]

Speed and memory are of gathering alone, one core: the corpus's articles again and again, each time on other days (a happening and its copies
stay together) and as other articles, until there are as many as asked for, spread over as many days as asked for.
"""

from __future__ import annotations

import argparse
import datetime
import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from karaka.gathering import Gatherer, Observed, observe
from stories_data import coded
from stories_scoring import scores

EPOCH = datetime.date(2020, 1, 1)


def moved(day: str | None, by: int) -> str | None:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat() if day else None


def again(observed: Observed, run: int, by: int) -> Observed:
    """An observation as another article, so many days later."""
    seen = tuple(msgspec.structs.replace(s, event=f"{run}.{s.event}", first=moved(s.first, by), last=moved(s.last, by)) for s in observed.seen)
    return msgspec.structs.replace(
        observed, article=f"{run}.{observed.article}", published=moved(observed.published, by), day=moved(observed.day, by), seen=seen
    )


def stream(articles: int, days: int) -> Iterator[Observed]:
    """So many observations, by the day of publication."""
    corpus = [(gold.story, observe(coding)) for gold, coding in coded()]
    first = {story: o.published or "" for story, o in reversed(corpus)}
    chance = random.Random(1)
    made: list[Observed] = []
    run = 0
    while len(made) < articles:
        shift = {s: (EPOCH - datetime.date.fromisoformat(day)).days + chance.randrange(days) for s, day in first.items()}
        made += [again(o, run, shift[story]) for story, o in corpus]
        run += 1
    return iter(sorted(made[:articles], key=lambda o: (o.published or "", o.article)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    args = parser.parse_args()
    everything = coded()
    gatherer = Gatherer()
    for _, coding in everything:
        gatherer.add(coding)
    for half in ("tune", "report"):
        for name, score in scores(gatherer, [(g, c) for g, c in everything if g.half == half]).items():
            print(f"{half:7} {name:10} {score}")

    codings = [coding for _, coding in everything]
    start = time.perf_counter()
    for coding in codings:
        observe(coding)
    print(f"observing {len(codings) / (time.perf_counter() - start):.0f} articles a second")
    observations = list(stream(args.articles, args.days))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gatherer = Gatherer()
    marks = [time.perf_counter()]
    for i, observed in enumerate(observations, 1):
        gatherer.add_observed(observed)
        if i % (len(observations) // 4) == 0:
            marks.append(time.perf_counter())
    rates = ", ".join(f"{len(observations) // 4 / (b - a):.0f}" for a, b in pairwise(marks))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / len(observations)
    print(f"gathering {len(observations) / (marks[-1] - marks[0]):.0f} articles a second (by quarters: {rates}), {grown:.1f} KiB an article kept")
    print(f"{len(observations)} articles, {len(gatherer.seen)} mentions, {len(gatherer.stories.stories)} stories")


if __name__ == "__main__":
    main()
