"""Tokens and sentence boundaries of raw Hindi news."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from karaka.text.hi.tokens import MAX_TOKENS, sentences, tokens

MARK = "‖"
TABLE: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "tables" / "sentences.yaml").read_text(encoding="utf-8"))
CASES = [(group, case) for group, cases in TABLE.items() for case in cases]
FLOOR = 0.99

HINDI = st.text(st.sampled_from("कखगनमरलवसहािीुेैोंँ़्ज़डॉ०१२5.,।|?!\"'“”‘’()[]-–…: \n\u200d\u200cAbपीके"), max_size=120)


def expected(case: str) -> tuple[str, set[int]]:
    """A case's text, and where its sentences but the first begin."""
    parts = case.split(MARK)
    text, starts = "", set()
    for part in parts:
        begin = len(text) + len(part) - len(part.lstrip("\u200b" + " \t\r\n\u00a0\u2028"))
        if text.strip() and part.strip():
            starts.add(begin)
        text += part
    return text, starts


def found(text: str) -> set[int]:
    return {s.start for s in sentences(text)[1:]}


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 300
    assert len({case for _, case in CASES}) == len(CASES)


def test_sentence_boundaries_reach_the_floor() -> None:
    right = wrong = 0
    failures = []
    for group, case in CASES:
        text, gold = expected(case)
        system = found(text)
        right += 2 * len(gold & system)
        wrong += len(gold ^ system)
        if gold != system:
            failures.append(f"{group}: {text!r}: missed {sorted(gold - system)}, added {sorted(system - gold)}")
    assert right / (right + wrong) >= FLOOR, f"{right / (right + wrong):.4f}\n" + "\n".join(failures)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("डॉ. सिंह ने कहा।", "डॉ. सिंह ने कहा ।"),
        ("बी.जे.पी. जीती.", "बी. जे. पी. जीती ."),
        ("भा.ज.पा. जीती|", "भा. ज. पा. जीती |"),
        ("वह गया है.वे आए हैं.", "वह गया है . वे आए हैं ."),
        ("3.5 करोड़, 2,50,000 रु. और १२.५", "3.5 करोड़ , 2,50,000 रु. और १२.५"),
        ("1.5करोड़ 50,000रु. 10%", "1.5 करोड़ 50,000 रु. 10 %"),
        ("रूस-यूक्रेन (2022)", "रूस - यूक्रेन ( 2022 )"),
        ("“हाँ”, ‘न’ \"ठीक\"", "“ हाँ ” , ‘ न ’ \" ठीक \""),
        ("चुप... फिर…", "चुप ... फिर …"),
        ("www.a.in/b.html. medrxiv.org पर", "www.a.in/b.html . medrxiv.org पर"),
        ("a.b@c.in #भारत @x_y", "a.b@c.in #भारत @x_y"),
        ("India's COVID-19", "India's COVID - 19"),
        ("हंै क्\u200dया सर\u00adकार", "हंै क्\u200dया सर\u00adकार"),
        ("ज़ोर ज़ोर", "ज़ोर ज़ोर"),
        ("", ""),
        ("\u200b \ufeff", ""),
    ],
)
def test_tokens(text: str, forms: str) -> None:
    assert [text[a:b] for a, b in tokens(text)] == forms.split()


@given(HINDI)
def test_tokens_cover_everything_visible_once(text: str) -> None:
    found = tokens(text)
    assert all(a < b for a, b in found)
    assert all(x[1] <= y[0] for x, y in pairwise(found))
    assert "".join(text[a:b] for a, b in found) == "".join(text.split())


@given(HINDI)
def test_sentences_hold_every_token_in_order(text: str) -> None:
    found = sentences(text)
    if not found:
        assert not any(c.isalpha() for c in text)
        return
    assert [(a, b) for s in found for a, b in zip(s.starts, s.ends, strict=True)] == tokens(text)
    for s in found:
        assert (s.start, s.end) == (s.starts[0], s.ends[-1])
        assert s.forms == [text[a:b] for a, b in zip(s.starts, s.ends, strict=True)]


@given(HINDI, HINDI)
def test_a_blank_line_after_a_stop_separates(left: str, right: str) -> None:
    """What stands after a paragraph's end does not change the sentences before it."""
    if not any(c.isalpha() for c in right):
        right = f"वह {right}"
    before = [(s.start, s.end) for s in sentences(f"{left} है।")]
    assert [(s.start, s.end) for s in sentences(f"{left} है।\n\n{right}")][: len(before) - 1] == before[:-1]


def test_breaks_end_sentences_and_skipped_spans_are_in_none() -> None:
    text = "शीर्षक यहाँ मॉस्को (एएनआई): रूस ने कहा"
    body = text.index("मॉस्को")
    start = text.index("रूस")
    found = sentences(text, [body - 1], [(body, start)])
    assert [text[s.start : s.end] for s in found] == ["शीर्षक यहाँ", "रूस ने कहा"]


def test_a_run_without_an_end_is_cut() -> None:
    found = sentences("शब्द " * (3 * MAX_TOKENS + 7))
    assert [len(s.forms) for s in found] == [MAX_TOKENS] * 3 + [7]


@pytest.mark.parametrize("text", ["", "   \n", "\u200b", "\ufeff", "।।। ... !", "12,5 (3) ॥ ۔", "🙂"])
def test_a_text_without_letters_has_no_sentences(text: str) -> None:
    assert sentences(text) == []
