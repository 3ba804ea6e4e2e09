"""Counts of the killed, the injured and the arrested."""

from __future__ import annotations

import pytest

import karaka
from karaka.coding.casualties import Counts
from karaka.lexicon.compiled import shipped
from karaka.text.hi.folding import fold


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("बारह सैनिक", 12), ("12 लोग", 12), ("१५ जवान", 15), ("दो दर्जन लोग", 24), ("सैकड़ों नागरिक", 100), ("3 हजार लोग", 3000),
        ("1,200 लोग", 1200), ("कई लोग", None), ("दो लाख लोग", 200000),
    ],
)  # fmt: skip
def test_numbers(words: str, value: int | None) -> None:
    assert Counts(shipped()).number([fold(w) for w in words.split()]) == value


def test_the_dead_and_the_arrested_are_counted() -> None:
    dead = karaka.code("सीमा पर आतंकी हमले में सात जवान मारे गए।").events
    assert [e.casualties.killed for e in dead if e.casualties] == [7]
    held = karaka.code("पुलिस ने 25 प्रदर्शनकारियों को गिरफ़्तार कर लिया।").events
    assert [e.casualties.arrested for e in held if e.casualties] == [25]
