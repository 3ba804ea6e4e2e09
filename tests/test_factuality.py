"""Factuality: every rule's examples and counterexamples, and own minimal pairs, judged at their triggers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from karaka.coder import Coder, Input
from karaka.coding.factuality import FactualityCues, Judgement, judge
from karaka.coding.roles import Predicate
from karaka.identifying.syntax import Syntax
from karaka.lexicon.build import HERE, read
from karaka.lexicon.schema import FactualityRule

TABLE = Path(__file__).parent / "tables" / "factuality.yaml"
RULES_FLOOR = 0.99
PAIRS_FLOOR = 0.95


@cache
def coder() -> Coder:
    return Coder()


@cache
def cues() -> FactualityCues:
    return FactualityCues(coder().lexicon)


@cache
def rules() -> list[FactualityRule]:
    return read(HERE, "cues/factuality.yaml", FactualityRule)


@cache
def sentences(text: str) -> list[Syntax]:
    return coder().analyse(Input(text=text))[1].sentences


def judged(text: str, trigger: str, inherent: str | None = None) -> tuple[Judgement, Syntax]:
    """What a trigger's words are judged to be, with their sentence."""
    start = text.index(trigger)
    end = start + len(trigger)
    for syntax in sentences(text):
        parse = syntax.parse
        tokens = [t for t in range(syntax.n) if parse.starts[t] < end and parse.ends[t] > start]
        if tokens:
            chunks = list(dict.fromkeys(syntax.chunk_of[t] for t in tokens))
            verb = next((c for c in reversed(chunks) if syntax.is_verb(c)), -1)
            nouns = tuple(c for c in chunks if not syntax.is_verb(c)) or ((tokens[0],) if verb < 0 else ())
            return judge(syntax, Predicate(verb, nouns, tokens[0], tokens[-1] + 1), cues(), inherent), syntax
    raise AssertionError(f"no sentence holds {trigger}")


def share(rows: Iterable[dict[str, Any]]) -> float:
    """The share of rows that are judged as they say; the others are printed."""
    right = total = 0
    for row in rows:
        found, _ = judged(row["text"], row["trigger"])
        total += 1
        right += found.value == row["factuality"]
        if found.value != row["factuality"]:
            print(f"{row['factuality']} but {found.value} ({found.why}): {row['trigger']} | {row['text']}")
    return right / total


def test_examples_and_counterexamples_of_all_rules() -> None:
    assert share(e for rule in rules() for e in (*rule.examples, *rule.counterexamples)) >= RULES_FLOOR


def test_minimal_pairs() -> None:
    pairs = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["pairs"]
    assert len(pairs) >= 60
    assert all(a["factuality"] != b["factuality"] for a, b in pairs)
    assert share(row for pair in pairs for row in pair) >= PAIRS_FLOOR


def test_ids_are_declared_once_and_rules_have_examples() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids))
    assert all(rule.examples and rule.counterexamples for rule in rules())


@pytest.mark.parametrize(
    ("text", "trigger", "words", "why"),
    [
        ("सीमा पर घुसपैठ की आशंका है।", "घुसपैठ", ["आशंका"], "poss.ashanka"),
        ("अदालत कल फ़ैसला सुनाएगी।", "फ़ैसला सुनाएगी", ["सुनाएगी"], "future.morph"),
        ("पुलिस ने लाठियां नहीं चलाईं।", "लाठियां नहीं चलाईं", ["नहीं"], "neg.nahin"),
        ("सरकार ने सहायता दी।", "सहायता दी", [], ""),
    ],
)
def test_cues_and_reason(text: str, trigger: str, words: list[str], why: str) -> None:
    found, syntax = judged(text, trigger)
    assert [syntax.parse.forms[i] for i in found.cues] == words
    assert found.why == why


def test_a_frame_may_own_mood_and_negation() -> None:
    assert judged("सरकार को मज़दूरों की मदद करनी चाहिए।", "मदद करनी चाहिए", "CT+")[0].value == "CT+"
    assert judged("सरकार ने सहायता दी।", "सहायता दी", "PR+")[0] == Judgement("PR+", (), "the predicate itself")


@pytest.mark.parametrize(("text", "value"), [("अगर रूस हमला करता है तो नेटो लड़ेगा।", "PS+"), ("अगर बारिश हुई, लेकिन रूस हमला करता है।", "CT+")])
def test_terminators_end_the_scope(text: str, value: str) -> None:
    assert judged(text, "हमला करता है")[0].value == value
