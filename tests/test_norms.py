"""Norms: found in own sentences, and linked to their events in the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import karaka
from karaka.records import Coding, Span

TABLE = Path(__file__).parent / "tables" / "norms.yaml"
FLOOR = 0.95


def rows() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for part in yaml.safe_load(TABLE.read_text(encoding="utf-8")).values():
        for row in part:
            yield row["text"], row["norms"]


def overlaps(text: str, span: Span | None, words: str | None) -> bool:
    """Whether a span and some words of the text have a character in common, or both are missing."""
    if span is None or span.start is None or span.end is None or words is None:
        return span is None and words is None
    start = text.index(words)
    return span.start < start + len(words) and start < span.end


def same(text: str, found: karaka.records.Norm, wanted: dict[str, Any]) -> bool:
    alike = overlaps(text, found.instrument, wanted["instrument"]) and overlaps(text, found.party, wanted["party"])
    return alike and found.relation == wanted["relation"]


def test_table_is_large_enough() -> None:
    table = list(rows())
    assert len(table) >= 80
    assert sum(not norms for _, norms in table) >= 20


def test_f1() -> None:
    hits = found = wanted = conducts = issuers = 0
    for text, norms in rows():
        left = list(karaka.code(text).norms)
        found, wanted = found + len(left), wanted + len(norms)
        for norm in norms:
            match = next((n for n in left if same(text, n, norm)), None)
            if match is None:
                print("missed:", norm["relation"], text)
                continue
            left.remove(match)
            hits += 1
            conducts += overlaps(text, match.conduct, norm["conduct"])
            issuers += match.issuer == norm["issuer"]
        for n in left:
            print("extra:", n.relation, n.instrument.text, text)
    f1 = 2 * hits / (found + wanted)
    print(f"norms: F1 {f1:.3f} ({hits} of {wanted} wanted, {found} found), conduct {conducts / hits:.3f}, issuer {issuers / hits:.3f}")
    assert f1 >= FLOOR
    assert conducts / hits >= FLOOR
    assert issuers / hits >= FLOOR


def linked(coding: Coding) -> list[tuple[str, list[str]]]:
    return [(e.type, e.norms) for e in coding.events]


def test_a_record_with_its_links() -> None:
    text = "बैठक सोमवार को हुई। संयुक्त राष्ट्र सुरक्षा परिषद के प्रस्तावों का उल्लंघन करते हुए उत्तर कोरिया ने मिसाइल दागी।"
    coding = karaka.code(text)
    assert json.loads(coding.to_json())["norms"][0]["id"] == "0"
    (norm,) = coding.norms
    assert norm.instrument.text == "संयुक्त राष्ट्र सुरक्षा परिषद के प्रस्तावों"
    assert norm.instrument.name == "UN Security Council resolutions (generic)"
    assert (norm.issuer, norm.relation, norm.conduct.text) == ("UNO", "violates", "मिसाइल दागी")
    assert norm.party is not None
    assert (norm.party.text, norm.party.country) == ("उत्तर कोरिया", "PRK")
    assert ("REJECT", ["0"]) in linked(coding)
    assert all(not e.norms for e in coding.events if e.sentence == 0)


def test_an_event_under_a_law_has_its_norm_and_the_next_one_has_not() -> None:
    coding = karaka.code("पुलिस ने धारा 302 के तहत दस लोगों को गिरफ़्तार किया। सेना ने गांव पर हमला किया।")
    assert linked(coding) == [("COERCE", ["0"]), ("ASSAULT", [])]


def test_the_one_addressed_is_the_party() -> None:
    (norm,) = karaka.code("अमेरिका ने ईरान से परमाणु समझौते का पालन करने की अपील की।").norms
    assert norm.party is not None
    assert norm.party.country == "IRN"


def test_a_denied_violation_is_no_norm() -> None:
    assert karaka.code("भारत ने समझौते का उल्लंघन नहीं किया है।").norms == []
