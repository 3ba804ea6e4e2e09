"""The shipped parser on easy sentences, and what must hold for any input."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karaka.parsing.parser import MODEL, Parse, Parser, chunked, parse, repaired, shipped
from karaka.text.hi.tokens import MAX_TOKENS

EASY = [
    ("मोदी ने पुतिन से मुलाकात की।", ["मोदी k1 की", "मुलाकात pof की"]),
    ("पुलिस ने पाँच प्रदर्शनकारियों को गिरफ़्तार किया।", ["पुलिस k1 किया", "प्रदर्शनकारियों k2 किया", "गिरफ़्तार pof किया"]),
    ("राम ने सीता को किताब दी।", ["राम k1 दी", "सीता k4 दी", "किताब k2 दी"]),
    ("राष्ट्रपति ने कहा कि सरकार युद्ध रोकेगी।", ["राष्ट्रपति k1 कहा", "कि k2 कहा", "रोकेगी ccof कि", "सरकार k1 रोकेगी"]),
    ("सोमवार को दिल्ली में किसानों ने प्रदर्शन किया।", ["सोमवार k7t किया", "दिल्ली k7p किया", "किसानों k1 किया", "प्रदर्शन pof किया"]),
    ("जो लोग वहाँ गए थे, वे लौट आए।", ["लोग k1 गए", "गए nmod__relc वे", "वे k1 लौट"]),
    ("आतंकियों ने शिविर पर हमला किया।", ["आतंकियों k1 किया", "हमला pof किया"]),
    ("प्रधानमंत्री ने मंत्री को पत्र लिखा।", ["प्रधानमंत्री k1 लिखा", "मंत्री k4 लिखा", "पत्र k2 लिखा"]),
    ("वे सैनिकों के नेता हैं।", ["वे k1 हैं", "सैनिकों r6 नेता", "नेता k1s हैं"]),
    ("भारत और चीन के बीच सीमा विवाद पर बातचीत हुई।", ["भारत ccof और", "चीन ccof और", "बातचीत pof हुई"]),
]
WORDS = "सेना ने नगर को घेर लिया और राजा से कहा कि वह हार माने । , ( ) \" “ ” ‘ 12 NATO डॉ. … | ज़ोर हंै \u200d 🙂 a".split(" ")


def relations(p: Parse) -> set[str]:
    return {f"{form} {relation} {p.forms[head] if head >= 0 else ''}".strip() for form, relation, head in zip(p.forms, p.relations, p.heads, strict=True)}


@pytest.mark.parametrize(("text", "wanted"), EASY)
def test_easy_sentences(text: str, wanted: Sequence[str]) -> None:
    (found,) = parse(text)
    assert set(wanted) <= relations(found)


def test_tags_lemmas_chunks_and_names() -> None:
    (found,) = parse("राष्ट्रपति पुतिन ने बुधवार को दिल्ली में सैनिकों की प्रशंसा की।")
    row = dict(zip(found.forms, zip(found.tags, found.lemmas, found.names, strict=True), strict=True))
    assert row["पुतिन"] == ("NNP", "पुतिन", "B-PER")
    assert row["दिल्ली"][2] == "B-LOC"
    assert row["सैनिकों"][:2] == ("NN", "सैनिक")
    assert row["ने"][0] == "PSP"
    assert found.chunks[0] == "B-NP"


def test_voice_is_on_finite_verbs_only() -> None:
    (found,) = parse("हमलावरों को गिरफ़्तार किया गया।")
    assert [v for v in found.voice if v] == ["passive"]
    assert found.voice[found.heads.index(-1)] == "passive"


def same(left: Parse, right: Parse) -> None:
    for name in ("forms", "tags", "lemmas", "heads", "relations", "chunks", "names", "morph", "voice", "stype"):
        assert getattr(left, name) == getattr(right, name), name


def test_a_sentence_parses_alike_in_any_batch() -> None:
    texts = [text for text, _ in EASY]
    together = parse("\n".join([*texts, "लंबा वाक्य " * 150, *texts * 40]))
    for i, text in enumerate(texts):
        (alone,) = parse(text)
        same(alone, together[i])
        same(alone, together[i + len(texts) + 1 + 7 * len(texts)])


def test_a_second_parser_gives_the_same() -> None:
    text = EASY[3][0]
    same(Parser()(text)[0], parse(text)[0])


def test_offsets_point_at_the_forms() -> None:
    text = "\ufeff  ज़मीन।\r\n\tडॉ. सिंह\u00a0बोले— “हाँ”.🙂उन्होंने कहा "
    found = parse(text)
    assert [f for p in found for f in p.forms] == [text[a:b] for p in found for a, b in zip(p.starts, p.ends, strict=True)]
    assert all(p.start == p.starts[0] and p.end == p.ends[-1] for p in found)


@pytest.mark.parametrize("text", ["सेना ने नगर को " * (MAX_TOKENS // 4), "क " * MAX_TOKENS])
def test_a_thousand_tokens_parse_as_one_sentence(text: str) -> None:
    (found,) = parse(text)
    assert len(found) == MAX_TOKENS
    check(found)


@pytest.mark.parametrize("text", ["", " \n ", "123, 456; (7)", "।।। !!! ...", "\u200d\u200c", "🙂🙂"])
def test_a_text_of_no_letters_gives_an_empty_analysis(text: str) -> None:
    assert parse(text) == []


@pytest.mark.parametrize("text", ["Hello world.", "ا ب ت", "한국어", "क", "्", "a्", "\ud800 क", "नमस्ते\x00दुनिया"])
def test_odd_texts_parse(text: str) -> None:
    for found in parse(text):
        check(found)


def check(p: Parse) -> None:
    """Well-formed: one root, no cycle, chunks and names in BIO."""
    n = len(p)
    columns = [p.starts, p.ends, p.tags, p.lemmas, p.heads, p.relations, p.chunks, p.names, p.voice, p.stype, *p.morph.values()]
    assert all(len(column) == n for column in columns)
    assert p.heads.count(-1) == 1
    for i in range(n):
        node, steps = i, 0
        while node >= 0:
            node, steps = p.heads[node], steps + 1
            assert steps <= n
    assert p.chunks[0][0] == "B"
    assert repaired(p.names) == p.names
    assert all(p.lemmas)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_run_of_words_gives_a_tree(words: list[str]) -> None:
    for found in parse(" ".join(words)):
        check(found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_parses(text: str) -> None:
    for found in parse(text):
        check(found)


def test_malformed_bio_is_repaired() -> None:
    assert repaired(["I-PER", "I-PER", "O", "I-LOC", "I-PER", "B-PER", "I-PER"]) == ["B-PER", "I-PER", "O", "B-LOC", "B-PER", "B-PER", "I-PER"]


def test_chunks_begin_at_the_first_token() -> None:
    chunks, heads = chunked(["I-NP", "I-NP", "B-VGF"], ["NN", "PSP", "VM"])
    assert chunks == ["B-NP", "I-NP", "B-VGF"]
    assert heads == [0, 0, 2]


def test_the_model_is_small() -> None:
    assert sum(p.stat().st_size for p in MODEL.iterdir()) < 12_000_000
    assert "CC BY-NC-SA 4.0" in (MODEL / "LICENSE.md").read_text(encoding="utf-8")


def test_the_shipped_parser_is_loaded_once() -> None:
    assert shipped() is shipped()
