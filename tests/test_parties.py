"""Who a noun phrase stands for: the table of own cases, through the parser, the lexicon and the discourse as they ship."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from karaka.coder import Coder, Input
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found

TABLE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "tables" / "parties.yaml").read_text(encoding="utf-8"))["cases"]
FLOOR = 0.95
"""Share of the cases that must come out right."""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def chunk_at(discourse: Discourse, start: int, end: int) -> tuple[int, int]:
    """(sentence, chunk) of the last word of text[start:end], which is the head of a Hindi noun phrase; (-1, -1) if there is none."""
    for i, syntax in enumerate(discourse.sentences):
        words = [t for t in range(syntax.n) if syntax.parse.starts[t] < end and start < syntax.parse.ends[t]]
        if words:
            return i, syntax.chunk_of[words[-1]]
    return -1, -1


def parties(coder: Coder, case: dict[str, Any]) -> list[Found]:
    """The parties that the program finds at the head of a case."""
    article = Input(text=case["text"], published=case.get("published"), publisher=case.get("publisher"))
    _, discourse, _ = coder.analyse(article)
    start = case["text"].index(case["head"])
    i, chunk = chunk_at(discourse, start, start + len(case["head"]))
    return discourse.parties(i, chunk) if i >= 0 else []


def right(case: dict[str, Any], found: list[Found]) -> bool:
    """One party with the expected codes, and the expected person where the case names one."""
    return [f.codes for f in found] == [(case["country"], case["sector"])] and case.get("name", found[0].name) == found[0].name


def described(case: dict[str, Any], found: list[Found]) -> str:
    got = [(f.country, f.sector, f.name) for f in found]
    return f"{case['why']}: {case['text']} [{case['head']}] {case['country']}:{case['sector']} {case.get('name', '')} <- {got}"


def test_table_covers_every_class() -> None:
    assert len(TABLE) >= 400
    assert min(Counter(c["why"] for c in TABLE).values()) >= 5
    assert all(c["text"].count(c["head"]) == 1 for c in TABLE)


def test_codes(coder: Coder) -> None:
    results = [(c, parties(coder, c)) for c in TABLE]
    wrong = [described(c, found) for c, found in results if not right(c, found)]
    assert 1 - len(wrong) / len(TABLE) >= FLOOR, "\n".join(wrong)
