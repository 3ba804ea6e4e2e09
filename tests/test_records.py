"""The record: its schema, and that every span says what it points at, for any text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from karaka.cli.main import main
from karaka.cli.schema import record_schema
from karaka.coder import Coder, Input
from karaka.demo.reports import reports
from karaka.records import Coding

WORDS = [
    "भारत", "ने", "पाकिस्तान", "पर", "हमला", "किया", "।", ".", "|", '"', "“", "”", "कि", "कहा", "के", "अनुसार", "सोमवार", "को", "दिल्ली", "में", "(भाषा)", ":",
    "\n", "\r\n", "\u200d", "क़", "😀", "नई दिल्ली:", "-", "20", "लोग", "मारे", "गए", "उन्होंने", "दोनों नेता",
]  # fmt: skip


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with words of its own in a record."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys() and value["start"] is not None:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def check(coding: Coding, text: str) -> None:
    """What must hold of any record."""
    record = json.loads(coding.to_json())
    assert record["article"]["text"] == text
    for span in spans(record):
        assert span["text"] == text[span["start"] : span["end"]], span
    ends = [0]
    for sentence in record["sentences"]:
        assert ends[-1] <= sentence["start"] < sentence["end"] <= len(text)
        ends.append(sentence["end"])
    ids = [e["id"] for e in record["events"]]
    assert len(ids) == len(set(ids))
    for event in record["events"]:
        assert 0 <= event["sentence"] < len(record["sentences"])
        assert event["quote"] is None or 0 <= event["quote"] < len(record["attributions"])
    for party in [p for e in record["events"] for p in [*e["actors"], *e["recipients"]]]:
        assert (party["start"] is None) == (party["end"] is None) == (party["text"] == "")


def test_schema_is_valid_and_holds(coder: Coder) -> None:
    schema = record_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for report in reports():
        validator.validate(json.loads(coder.code_input(report).to_json()))
    validator.validate(json.loads(coder.code("").to_json()))
    record = json.loads(coder.code("आज मौसम अच्छा है।").to_json())
    for broken in ({**record, "more": 1}, {**record, "schema": "karaka/0"}, {k: v for k, v in record.items() if k != "norms"}):
        assert not validator.is_valid(broken)


def test_schema_command() -> None:
    printed = CliRunner().invoke(main, ["schema"]).stdout
    assert json.loads(printed) == record_schema()
    assert set(json.loads(printed)["$defs"]["Coding"]["required"]) == {"schema", "article", "sentences", "events", "attributions", "norms", "mentions"}


def test_demo_offsets(coder: Coder) -> None:
    for report in reports():
        check(coder.code_input(report), f"{report.title}\n{report.text}")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
@example("")
@example("\n\n")
@example("भारत ने कहा। " * 3 + "\r\n“पाकिस्तान")
def test_offsets_of_newslike_text(text: str) -> None:
    check(Coder().code(text, published="2024-01-05"), text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_offsets_of_any_text(text: str, title: str | None) -> None:
    check(Coder().code_input(Input(text=text, title=title)), f"{title}\n{text}" if title else text)


def test_html(coder: Coder) -> None:
    html = coder.code("पुलिस ने <b>किसानों</b> को गिरफ्तार किया।")._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<mark" in html
    assert "COERCE" in html
