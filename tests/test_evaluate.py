"""`karaka evaluate` gives the figures of the gold's own definition."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from karaka.cli.main import main
from karaka.coder import Coder
from karaka.evaluating.evaluate import coded, error_lines, evaluate, lines
from karaka.evaluating.gold import GoldDocument, read_gold
from karaka.evaluating.scoring import score
from karaka.records import Article, Attribution, Coding, Event

SHARED = Path(__file__).parents[2] / "shared" / "gold"
TEXT = "भारत ने पाकिस्तान की निंदा की। पुलिस ने किसानों को गिरफ्तार किया।"
GOLD = {
    "id": "a", "publisher": None, "published": None, "text": TEXT,
    "events": [
        {"sentence": 0, "trigger": [20, 28], "type": "ACCUSE", "mode": "disapprove", "factuality": "CT+", "sources": [], "date": None, "place": None,
         "actors": [{"span": [0, 4], "country": "IND", "sector": ""}], "recipients": [{"span": [8, 17], "country": "PAK", "sector": ""}]},
        {"sentence": 0, "trigger": [0, 4], "type": "AID", "mode": "", "factuality": "CT+", "sources": [], "date": None,
         "place": None, "actors": [], "recipients": []},
    ],
    "attributions": [],
}  # fmt: skip


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def definition() -> ModuleType:
    if not (SHARED / "score.py").exists():
        pytest.skip(f"{SHARED} is not here: figures are not compared with the gold's own definition")
    spec = importlib.util.spec_from_file_location("gold_score", SHARED / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_same_figures_as_the_definition() -> None:
    theirs = definition()
    path = SHARED / "dev.jsonl"
    gold = read_gold(path)
    done = dict(coded(gold, Coder(), given_triggers=False))
    errors: list[str] = []
    raw = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    table = theirs.score(raw, {k: json.loads(v.to_json()) for k, v in done.items()}, errors)
    ours = score(gold, done)
    assert ours.table() == table
    assert list(ours.table()) == list(table)
    assert ours.errors == errors


offsets = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda p: [p[0], p[0] + p[1]])
kinds, facts = st.sampled_from(["AID", "ACCUSE"]), st.sampled_from(["CT+", "CT-", "U"])
party = st.fixed_dictionaries({"country": st.sampled_from(["", "IND", "USA"]), "sector": st.sampled_from(["", "GOV"])})
slot_date = st.none() | st.fixed_dictionaries({"value": st.sampled_from(["", "2020"])})
slot_place = st.none() | st.fixed_dictionaries({"country": st.sampled_from(["", "IND"])})
events = st.fixed_dictionaries(
    {
        "trigger": offsets, "type": kinds, "factuality": facts, "mode": st.sampled_from(["", "allege"]), "actors": st.lists(party, max_size=2),
        "recipients": st.lists(party, max_size=2), "date": slot_date, "place": slot_place, "sources": st.lists(offsets, max_size=2),
    }
)  # fmt: skip
said = st.fixed_dictionaries({"source": st.none() | offsets, "content": offsets, "kind": st.sampled_from(["direct", "mixed"])})
documents = st.fixed_dictionaries(
    {"id": st.just("a"), "text": st.just(TEXT), "events": st.lists(events, max_size=5), "attributions": st.lists(said, max_size=4)}
)


def as_coded(document: dict[str, Any]) -> dict[str, Any]:
    """A gold-like document as a record."""

    def at(value: list[int] | None) -> dict[str, Any]:
        return {"start": value[0], "end": value[1], "text": ""} if value else {"start": None, "end": None, "text": ""}

    shared = {"sentence": 0, "rule": "x", "confidence": 1.0, "cameo": "01", "quad": 1, "scale": 1.0}
    found = [
        {**e, **shared, "id": str(i), "trigger": at(e["trigger"]), "sources": [at(s) for s in e["sources"]], "actors": [{**at(None), **p} for p in e["actors"]]}
        for i, e in enumerate(document["events"])
    ]
    quotes = [
        {**a, "sentence": 0, "cue": at(None), "content": at(a["content"]), "source": at(a["source"]) if a["source"] else None} for a in document["attributions"]
    ]
    return {"events": found, "attributions": quotes}


@settings(max_examples=300, deadline=None)
@given(documents, documents)
def test_same_figures_on_anything(gold: dict[str, Any], other: dict[str, Any]) -> None:
    theirs = definition()
    record = as_coded(other)
    errors: list[str] = []
    table = theirs.score([gold], {"a": record}, errors)
    coding = Coding(
        article=Article(id="a", text=TEXT),
        events=msgspec.convert(record["events"], list[Event]),
        attributions=msgspec.convert(record["attributions"], list[Attribution]),
    )
    ours = score([msgspec.convert(gold, GoldDocument)], {"a": coding})
    assert ours.table() == table
    assert ours.errors == errors


def test_command(gold_file: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", str(gold_file), "--errors", "5"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("event                 p ")
    assert "missed   a AID        'भारत'" in result.stdout
    assert "1 missed" in result.stdout
    table = json.loads(CliRunner().invoke(main, ["evaluate", str(gold_file), "--json"]).stdout)
    scores = evaluate(read_gold(gold_file), Coder())
    assert table == scores.table()
    assert next(iter(lines(table))).startswith("event ")
    assert list(error_lines(["missed x", "spurious y"], 1)) == ["missed x", "1 missed, 1 spurious"]


def test_given_triggers(gold_file: Path) -> None:
    if not hasattr(Coder, "code_given"):
        pytest.skip("Coder.code_given is not there yet")
    table = json.loads(CliRunner().invoke(main, ["evaluate", str(gold_file), "--json", "--given-triggers"]).stdout)
    assert table["event"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "holds no document"), (b"{", ":1: not in the gold format"), (b'{"id": "x"}', ":1: not in the gold"), (b"\n[]", ":2:"), (b"\xff", ":1:")],
)
def test_bad_gold(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "g.jsonl"
    path.write_bytes(data)
    result = CliRunner().invoke(main, ["evaluate", str(path)])
    assert result.exit_code == 1
    assert words in result.stderr
    assert CliRunner().invoke(main, ["evaluate", str(tmp_path / "none")]).exit_code == 1
