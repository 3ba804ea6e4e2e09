"""Spelling variants that Hindi papers use for one another fold to one key; different words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karaka.text.hi.folding import fold

SAME = [
    ("ज़मीन", "जमीन"),  # nukta, composed
    ("ज\u093cमीन", "जमीन"),  # nukta, decomposed
    ("फ़ैसला", "फैसला"),
    ("क़ानून", "कानून"),
    ("ख़बर", "खबर"),
    ("ग़रीब", "गरीब"),
    ("लड़का", "लड\u093cका"),
    ("हँसी", "हंसी"),
    ("हूँ", "हूं"),
    ("हिन्दी", "हिंदी"),
    ("सम्बन्ध", "संबंध"),
    ("गङ्गा", "गंगा"),
    ("पञ्जाब", "पंजाब"),
    ("ठण्डा", "ठंडा"),
    ("दिसम्बर", "दिसंबर"),
    ("अन्तर्राष्ट्रीय", "अंतर्राष्ट्रीय"),
    ("हंै", "हैं"),  # marks in the wrong order
    ("हैैं", "हैं"),  # a mark typed twice
    ("क्\u200dया", "क्या"),
    ("भार\u200cत", "भारत"),
    ("सर\u00adकार", "सरकार"),
    ("कॉलेज", "कालेज"),
    ("ऑफ़िस", "आफिस"),
    ("२०२३", "2023"),
    ("१२.५", "12.5"),
    ("NATO", "nato"),
    ("’", "'"),
    ("“", '"'),
    ("—", "-"),
]
DIFFERENT = [("कि", "को"), ("की", "कि"), ("में", "मैं"), ("और", "ओर"), ("दिन", "दीन"), ("सूरत", "सुरत"), ("बाल", "बल"), ("मान", "मन"), ("वन", "बन")]
MARKED = st.text(st.sampled_from("कखगङचछजञटडणतदनपबमयरलवसहअआऑइईउऊएऐओऔािीुूृेैोौंँः़्क़ख़ग़ज़ड़ढ़फ़य़ऩऱऴ०९5Aa’“—-\u200b\u200c\u200d\u00ad\ufeff"), max_size=20)


@pytest.mark.parametrize(("left", "right"), SAME)
def test_variants_fold_to_one(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_words_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


@given(MARKED)
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=30))
def test_any_text_folds(word: str) -> None:
    assert fold(fold(word)) == fold(word)
