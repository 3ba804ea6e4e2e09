"""Coding the texts of a gold file and scoring what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from karaka.coder import Coder, Input
from karaka.evaluating.gold import GoldDocument
from karaka.evaluating.scoring import Scores, Table, score
from karaka.records import Coding


def coded(gold: Iterable[GoldDocument], coder: Coder, *, given_triggers: bool) -> Iterator[tuple[str, Coding]]:
    """Each document's id and coding; with given_triggers the events are the gold's and only their slots are coded."""
    for document in gold:
        article = Input(text=document.text, id=document.id, title=document.title, published=document.published, publisher=document.publisher)
        if given_triggers:
            yield document.id, coder.code_given(article, [(*e.trigger, e.type) for e in document.events])
        else:
            yield document.id, coder.code_input(article)


def evaluate(gold: list[GoldDocument], coder: Coder, *, given_triggers: bool = False) -> Scores:
    """Code and score a gold file."""
    return score(gold, dict(coded(gold, coder, given_triggers=given_triggers)))


def lines(table: Table) -> Iterator[str]:
    """The table as text, a line a figure."""
    for name, row in table.items():
        yield f"{name:22}" + "  ".join(f"n {v:.0f}" if k == "n" else f"{k} {v:.3f}" for k, v in row.items())


def error_lines(errors: list[str], most: int) -> Iterator[str]:
    """The first errors, and how many of each kind there are."""
    yield from errors[:most]
    counts = Counter(line.split()[0] for line in errors)
    yield ", ".join(f"{counts[kind]} {kind}" for kind in ("missed", "spurious"))
