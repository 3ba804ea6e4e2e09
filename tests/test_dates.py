"""Time expressions: the table of own cases, and what holds for any text."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from karaka.identifying.date_words import lexicon
from karaka.identifying.dates import DateMention, find_dates

TABLE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "tables" / "dates.yaml").read_text(encoding="utf-8"))["cases"]
FLOOR = 0.98
PART = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"


def found(case: dict[str, Any]) -> list[DateMention]:
    day = datetime.date.fromisoformat(case["published"]) if case.get("published") else None
    return find_dates(case["text"], published=day, tense_at=lambda _: case.get("tense", ""))


def right(case: dict[str, Any], *, exact: bool = True) -> bool:
    mentions = found(case)
    if case.get("none"):
        return not mentions
    start = case["text"].index(case["expression"])
    end = start + len(case["expression"])
    same = [m for m in mentions if (m.start, m.end) == (start, end)] if exact else [m for m in mentions if m.start < end and start < m.end]
    return len(same) == 1 and same[0].value == case["value"] and same[0].granularity == case.get("granularity", same[0].granularity)


def test_table_is_large_enough() -> None:
    assert sum(not c.get("none") for c in TABLE) >= 320
    assert sum(bool(c.get("none")) for c in TABLE) >= 40


def test_values() -> None:
    wrong = [(c["text"], c.get("value"), found(c)) for c in TABLE if not right(c)]
    assert 1 - len(wrong) / len(TABLE) >= FLOOR, "\n".join(map(str, wrong))


def test_unknown_values_have_a_reason() -> None:
    assert all(bool(m.reason) != bool(m.value) for c in TABLE for m in found(c))


def valid(value: str) -> bool:
    sides = value.split("/")
    for side in sides:
        if not re.fullmatch(PART, side):
            return False
        datetime.date.fromisoformat(side + "-01" * (2 - side.count("-")))
    return len(sides) == 1 or (len(sides) == 2 and sides[0] < sides[1])


WORDS = sorted(set(lexicon().words) | {w for c in TABLE for w in c["text"].split()})
PIECES = st.one_of(st.sampled_from(WORDS), st.integers(0, 3000).map(str), st.sampled_from([",", "-", "(", ")", "।", "\n", "/", "के बाद", "से पहले"]))
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=8).map("".join))
DAYS = st.one_of(st.none(), st.dates())


@given(TEXTS, DAYS, st.sampled_from(["past", "future", "present", ""]))
def test_any_text(text: str, published: datetime.date | None, tense: str) -> None:
    last = 0
    for mention in find_dates(text, published=published, tense_at=lambda _: tense):
        assert last <= mention.start < mention.end <= len(text)
        assert valid(mention.value) if mention.value else mention.reason
        last = mention.end
