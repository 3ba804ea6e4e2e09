"""The frames' own examples, through parser and rules (the judge aside): how many give their event at their trigger."""

from __future__ import annotations

import pytest

from karaka.coder import Coder
from karaka.coding.judge import Judge
from karaka.coding.propose import Proposal
from karaka.lexicon.build import HERE, read
from karaka.lexicon.schema import Frame

FRAMES = read(HERE, "frames/*.yaml", Frame)
FOUND = 0.94
"""Of about 2,400 examples, how many must find their event among the proposals for their trigger."""


def proposals(coder: Coder, text: str) -> list[tuple[int, int, Proposal]]:
    """Start, end and proposal of every alternative that the frames propose for a text."""
    discourse, coded = coder.engine.code(coder.parser(text), text, published=None, home="IND")
    found = []
    for i, sentence in enumerate(coded):
        for proposal in (p for group in sentence.groups for p in group):
            start, end = discourse.sentences[i].span(proposal.predicate.first, proposal.predicate.last)
            found.append((start, end, proposal))
    return found


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(judge=Judge(None))


def test_examples_give_their_events(coder: Coder) -> None:
    missed, total = [], 0
    for frame in FRAMES:
        for example in frame.examples:
            total += 1
            at = example.text.index(example.trigger)
            wanted = {frame.event, example.type or frame.event}
            hits = [p for s, e, p in proposals(coder, example.text) if p.frame.event in wanted and s < at + len(example.trigger) and at < e]
            if not hits:
                missed.append((frame.id, example.text))
    print(f"{total - len(missed)} of {total} examples found; missed, some of them:", *missed[:40], sep="\n")
    assert len(missed) <= (1 - FOUND) * total


def test_every_type_has_frames_and_examples() -> None:
    assert len(FRAMES) >= 700
    assert all(len(frame.examples) >= 1 for frame in FRAMES)
    assert len({frame.event for frame in FRAMES}) == 16
