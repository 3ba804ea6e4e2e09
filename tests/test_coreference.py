"""Who later words stand for: the table of own passages, resolved by the whole program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import regex
import yaml

from karaka.coder import Coder, Input
from karaka.identifying.discourse import Discourse
from karaka.identifying.found import Found

Case = dict[str, Any]
Span = tuple[int, int]

TABLE: list[Case] = yaml.safe_load((Path(__file__).parent / "tables" / "coreference.yaml").read_text(encoding="utf-8"))["cases"]
FLOOR = 0.85
"""Share of the cases that must come out right."""
STATE = frozenset(("country", "metonym", "capital"))


@cache
def coder() -> Coder:
    return Coder()


def occurrences(text: str, words: str) -> list[Span]:
    """Where these words stand as whole words."""
    return [m.span() for m in regex.finditer(rf"(?<![\p{{L}}\p{{M}}]){regex.escape(words)}(?![\p{{L}}\p{{M}}])", text)]


def antecedents(case: Case) -> list[str]:
    given: str | list[str] = case["antecedent"]
    return given if isinstance(given, list) else [given]


def mention(case: Case) -> Span:
    nth: int = case.get("nth", 1)
    return occurrences(case["text"], case["mention"])[nth - 1]


class Reading:
    """A case as the program reads it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        article = Input(text=case["text"], published=case.get("published"))
        self.discourse: Discourse = coder().analyse(article)[1]
        self.before = mention(case)[0]

    def at(self, span: Span) -> list[Found]:
        """The parties of the phrase whose head is among these words."""
        for i, syntax in enumerate(self.discourse.sentences):
            inside = [t for t in range(syntax.n) if syntax.parse.starts[t] < span[1] and syntax.parse.ends[t] > span[0]]
            if inside:
                head = syntax.chunk_of[inside[-1]]
                return self.discourse.parties(i, head) if head in inside else []
        return []

    def earlier(self) -> Iterator[tuple[Span, Found]]:
        """All parties before the mention, with their offsets."""
        for i, table in enumerate(self.discourse.known):
            for found in table.values():
                if found and found.first >= 0:
                    span = self.discourse.sentences[i].span(found.first, found.last)
                    if span[1] <= self.before:
                        yield span, found

    def stands_for(self, found: Found, words: str) -> bool:
        """Whether a party is the one that the words before the mention name.

        By its antecedent, whose head must be theirs (रूस is not रूस के राष्ट्रपति), at once or over a mention between; else by identity:
        the same entity, the same name and codes, or, for those without a name, the same codes, which no other nameless party before has.
        """
        named = [s for w in [words, *self.case.get("also", [])] for s in occurrences(self.case["text"], w) if s[1] <= self.before]
        own = [f for f in self.at(named[0]) if f.coded]
        if any(same(found, f) for f in own):
            return True
        if found.via:
            ends = {s[1] for s in named}
            return found.via[1] in ends or any(span[1] == found.via[1] and f.via and f.via[1] in ends for span, f in self.earlier())
        if self.case["why"] == "state":
            return any(found.country == f.country and found.kind != "person" and (found.kind in STATE or found.sector == "GOV") for f in own)
        rivals = [f for span, f in self.earlier() if span[1] not in {s[1] for s in named} and f.via is None]
        return any(alike(found, f) for f in own) and not any(alike(found, f) for f in rivals)

    def right(self) -> bool:
        """Each antecedent has a party of its own among those of the mention, and there are no others."""
        wanted, found = antecedents(self.case), self.at(mention(self.case))
        return len(found) == len(wanted) and any(all(map(self.stands_for, order, wanted)) for order in permutations(found))


def same(one: Found, other: Found) -> bool:
    """The same entity (a ministry without a country of its own is one only within a country), or the same name and codes."""
    if one.entity or other.entity:
        return (one.entity, one.country) == (other.entity, other.country)
    return bool(one.name) and (one.name, one.codes) == (other.name, other.codes)


def alike(one: Found, other: Found) -> bool:
    """Two parties of the same codes, both without a name."""
    return one.coded and one.codes == other.codes and not any((one.entity, one.name, other.entity, other.name))


def test_the_table_is_sound() -> None:
    assert len(TABLE) >= 140
    assert len({(c["text"], c["mention"]) for c in TABLE}) == len(TABLE)
    for case in TABLE:
        start = mention(case)[0]
        assert all(occurrences(case["text"], w) and occurrences(case["text"], w)[0][1] <= start for w in [*antecedents(case), *case.get("also", [])]), case


def test_antecedents_reach_the_floor() -> None:
    wrong = [c for c in TABLE if not Reading(c).right()]
    score = 1 - len(wrong) / len(TABLE)
    totals, missed = Counter(c["why"] for c in TABLE), Counter(c["why"] for c in wrong)
    lines = [f"{score:.3f}", *(f"{why}: {missed[why]} of {n} wrong" for why, n in totals.items() if missed[why])]
    assert score >= FLOOR, "\n".join([*lines, *(f"{c['why']}: {c['mention']} -> {c['antecedent']}: {c['text']}" for c in wrong)])
